"""Reads about teams and their members."""

import msgspec
from sqlalchemy import and_, exists, select

from balcao.domain.accounts import queries as accounts
from balcao.domain.actors import Member
from balcao.domain.teams import tables as t
from balcao.kit.errors import not_found
from balcao.store.tx import Tx

c, tm = t.teams.c, t.team_members.c


class TeamRow(msgspec.Struct):
    """A team, as one member of the account sees it."""

    id: int
    name: str
    description: str | None
    allow_auto_assign: bool
    account_id: int
    is_member: bool


def listed(tx: Tx, actor: Member) -> list[TeamRow]:
    """The account's teams, by name."""
    return [TeamRow(*row) for row in tx.all(_teams(actor).order_by(c.name))]


def show(tx: Tx, actor: Member, team_id: int) -> TeamRow:
    """A team of the account. Raises not found."""
    row = tx.first(_teams(actor).where(c.id == team_id))
    if row is None:
        raise not_found()
    return TeamRow(*row)


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


def _teams(actor: Member):  # noqa: ANN202 - the statement's type is longer than the statement
    mine = exists().where(and_(tm.team_id == c.id, tm.user_id == actor.user_id))
    return select(c.id, c.name, c.description, c.allow_auto_assign, c.account_id, mine).where(
        c.account_id == actor.account_id
    )
