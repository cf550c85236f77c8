"""The verbs: found a team, change it, dissolve it, say who is in it."""

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy import delete, update

from balcao.domain.accounts import queries as accounts
from balcao.domain.accounts.actions import bump_cache
from balcao.domain.actors import Member
from balcao.domain.teams import queries
from balcao.domain.teams import tables as t
from balcao.kit.errors import Problem, invalid
from balcao.kit.structs import said
from balcao.kit.text import name, plain
from balcao.store.tx import Tx

_t = t.teams.c


class TeamDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of a team; UNSET leaves a value as it is. Names are kept in lower case."""

    name: str | UnsetType = UNSET
    description: str | UnsetType | None = UNSET
    allow_auto_assign: bool | UnsetType = UNSET


def add_team(tx: Tx, actor: Member, draft: TeamDraft) -> int:
    """Found a team; its id."""
    values = {"name": "", **_tidy(draft)}
    _check_name(tx, actor, values["name"], None)
    team_id = tx.add(t.teams, account_id=actor.account_id, created_at=tx.now, updated_at=tx.now, **values)
    bump_cache(tx, actor.account_id, "team")
    return team_id


def change_team(tx: Tx, actor: Member, team_id: int, draft: TeamDraft) -> None:
    """Change a team. Raises not found."""
    queries.show(tx, actor, team_id)
    values = _tidy(draft)
    if "name" in values:
        _check_name(tx, actor, values["name"], team_id)
    if values:
        mine = (_t.account_id == actor.account_id) & (_t.id == team_id)
        tx.run(update(t.teams).where(mine).values(updated_at=tx.now, **values))
        bump_cache(tx, actor.account_id, "team")


def remove_team(tx: Tx, actor: Member, team_id: int) -> None:
    """Dissolve a team. Its conversations must have been released before."""
    queries.show(tx, actor, team_id)
    tx.run(delete(t.teams).where(_t.account_id == actor.account_id, _t.id == team_id))
    bump_cache(tx, actor.account_id, "team")


def add_members(tx: Tx, actor: Member, team_id: int, user_ids: Sequence[int]) -> list[int]:
    """Take members of the account into a team; those who were not in it before."""
    queries.show(tx, actor, team_id)
    new = [user_id for user_id in _known(tx, actor, user_ids) if _join(tx, actor, team_id, user_id)]
    bump_cache(tx, actor.account_id, "team")
    return new


def set_members(tx: Tx, actor: Member, team_id: int, user_ids: Sequence[int]) -> None:
    """Let a team be exactly these members of the account."""
    queries.show(tx, actor, team_id)
    wanted = _known(tx, actor, user_ids)
    _leave(tx, team_id, [user for user in queries.member_ids(tx, actor.account_id, team_id) if user not in wanted])
    for user_id in wanted:
        _join(tx, actor, team_id, user_id)
    bump_cache(tx, actor.account_id, "team")


def remove_members(tx: Tx, actor: Member, team_id: int, user_ids: Sequence[int]) -> None:
    """Take users out of a team."""
    queries.show(tx, actor, team_id)
    _leave(tx, team_id, _known(tx, actor, user_ids))
    bump_cache(tx, actor.account_id, "team")


def _known(tx: Tx, actor: Member, user_ids: Sequence[int]) -> list[int]:
    wanted = list(dict.fromkeys(user_ids))
    if not set(wanted) <= {agent.id for agent in accounts.agents(tx, actor.account_id)}:
        raise Problem(401, {"error": "Invalid User IDs"})
    return wanted


def _join(tx: Tx, actor: Member, team_id: int, user_id: int) -> bool:
    return tx.add_or_skip(
        t.team_members, ["team_id", "user_id"], account_id=actor.account_id, team_id=team_id, user_id=user_id,
        created_at=tx.now,
    )  # fmt: skip


def _leave(tx: Tx, team_id: int, user_ids: Sequence[int]) -> None:
    members = t.team_members.c
    tx.run(delete(t.team_members).where(members.team_id == team_id, members.user_id.in_(user_ids)))


def _tidy(draft: TeamDraft) -> dict[str, Any]:
    values = said(draft)
    if "name" in values:
        values["name"] = name(values["name"]).lower()
    if "description" in values:
        values["description"] = plain(values["description"] or "").strip() or None
    return values


def _check_name(tx: Tx, actor: Member, wanted: str, own_id: int | None) -> None:
    if not wanted:
        raise invalid("Name can't be blank", "name")
    if queries.id_of(tx, actor.account_id, wanted) not in (None, own_id):
        raise invalid("Name has already been taken", "name")
