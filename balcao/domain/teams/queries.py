"""Reads about teams and their members."""

from collections.abc import Iterable

import msgspec
from sqlalchemy import bindparam, exists, select

from balcao.domain.accounts import queries as accounts
from balcao.domain.actors import Member
from balcao.domain.teams import tables as t
from balcao.kit.errors import not_found
from balcao.store.prepared import Prepared
from balcao.store.tx import Tx

c, tm = t.teams.c, t.team_members.c


class TeamRow(msgspec.Struct):
    """A team. `is_member`: whether whoever looks is in it."""

    id: int
    name: str
    description: str | None
    allow_auto_assign: bool
    account_id: int
    created_at: int
    updated_at: int
    is_member: bool


_teams = select(
    c.id, c.name, c.description, c.allow_auto_assign, c.account_id, c.created_at, c.updated_at,
    exists().where(tm.team_id == c.id, tm.user_id == bindparam("viewer")),
).where(c.account_id == bindparam("account"))  # fmt: skip
_LISTED = Prepared(_teams.order_by(c.name))
_ONE = Prepared(_teams.where(c.id == bindparam("id")))
_SOME = Prepared(_teams.where(c.id.in_(bindparam("ids", expanding=True))))


def listed(tx: Tx, actor: Member) -> list[TeamRow]:
    """The account's teams, by name."""
    return [TeamRow(*row) for row in tx.all(_LISTED, {"account": actor.account_id, "viewer": actor.user_id})]


def show(tx: Tx, actor: Member, team_id: int) -> TeamRow:
    """A team of the account. Raises not found."""
    row = tx.first(_ONE, {"account": actor.account_id, "viewer": actor.user_id, "id": team_id})
    if row is None:
        raise not_found()
    return TeamRow(*row)


def by_ids(tx: Tx, account_id: int, ids: Iterable[int], viewer: int = 0) -> dict[int, TeamRow]:
    """Teams of the account by id, as one user sees them."""
    wanted = sorted(set(ids))
    rows = tx.all(_SOME, {"account": account_id, "ids": wanted, "viewer": viewer}) if wanted else ()
    return {row[0]: TeamRow(*row) for row in rows}


def members(tx: Tx, account_id: int, team_id: int) -> list[accounts.AgentRow]:
    """Who is in a team, by name."""
    mine = set(member_ids(tx, account_id, team_id))
    return [agent for agent in accounts.agents(tx, account_id) if agent.id in mine]


def member_ids(tx: Tx, account_id: int, team_id: int) -> list[int]:
    """The users in a team."""
    return tx.values(select(tm.user_id).where(tm.account_id == account_id, tm.team_id == team_id))


def id_of(tx: Tx, account_id: int, name: str) -> int | None:
    """The team of this name, as names are kept."""
    return tx.value(select(c.id).where(c.account_id == account_id, c.name == name))
