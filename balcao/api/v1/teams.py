"""Teams and who is in them."""

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from balcao.api.call import Call
from balcao.api.route import Room, Who
from balcao.domain.accounts.queries import AgentRow
from balcao.domain.conversations.actions import release_team
from balcao.domain.teams import actions, queries
from balcao.domain.teams.actions import TeamDraft
from balcao.shapes.agent import Agent
from balcao.shapes.members import members as shown
from balcao.shapes.team import Team, team
from balcao.store.tx import Tx

room = Room("/api/v1/accounts/{account_id}/teams", Who.MEMBER)


class NewTeam(msgspec.Struct, kw_only=True):
    """A team. Names are kept in lower case."""

    name: str = ""
    description: str | UnsetType | None = UNSET
    allow_auto_assign: bool | UnsetType = UNSET


class TeamParams(msgspec.Struct, kw_only=True):
    """What changes of a team."""

    id: int
    name: str | UnsetType = UNSET
    description: str | UnsetType | None = UNSET
    allow_auto_assign: bool | UnsetType = UNSET


class TeamId(msgspec.Struct):
    """Which team."""

    id: int


class TeamMembers(msgspec.Struct, kw_only=True):
    """Users, and the team."""

    id: int
    user_ids: list[int]


def _draft(p: NewTeam | TeamParams) -> TeamDraft:
    return TeamDraft(name=p.name, description=p.description, allow_auto_assign=p.allow_auto_assign)


def _agents(call: Call[Any], rows: Sequence[AgentRow]) -> list[Agent]:
    return shown(rows, call.house.lens)


@room.get(gives=list[Team])
def index(tx: Tx, call: Call[Any]) -> list[Team]:
    """All, by name."""
    return [team(row) for row in queries.listed(tx, call.member)]


@room.get("/{id}", takes=TeamId, gives=Team)
def show(tx: Tx, call: Call[TeamId]) -> Team:
    """One team."""
    return team(queries.show(tx, call.member, call.p.id))


@room.post(who=Who.ADMIN, takes=NewTeam, gives=Team, wrap="team")
def create(tx: Tx, call: Call[NewTeam]) -> Team:
    """Found a team."""
    return team(queries.show(tx, call.member, actions.add_team(tx, call.member, _draft(call.p))))


@room.put("/{id}", who=Who.ADMIN, takes=TeamParams, gives=Team, wrap="team")
@room.patch("/{id}", who=Who.ADMIN, takes=TeamParams, gives=Team, wrap="team")
def change(tx: Tx, call: Call[TeamParams]) -> Team:
    """Change a team."""
    actions.change_team(tx, call.member, call.p.id, _draft(call.p))
    return team(queries.show(tx, call.member, call.p.id))


@room.delete("/{id}", who=Who.ADMIN, takes=TeamId)
def remove(tx: Tx, call: Call[TeamId]) -> None:
    """Dissolve a team; its conversations are released."""
    release_team(tx, call.member.account_id, queries.show(tx, call.member, call.p.id).id)
    actions.remove_team(tx, call.member, call.p.id)


@room.get("/{id}/team_members", takes=TeamId, gives=list[Agent])
def members(tx: Tx, call: Call[TeamId]) -> list[Agent]:
    """Who is in it, by name."""
    found = queries.show(tx, call.member, call.p.id)
    return _agents(call, queries.members(tx, call.member.account_id, found.id))


@room.post("/{id}/team_members", who=Who.ADMIN, takes=TeamMembers, gives=list[Agent])
def add_members(tx: Tx, call: Call[TeamMembers]) -> list[Agent]:
    """Take people in; the answer names only those who were not in it before."""
    new = actions.add_members(tx, call.member, call.p.id, call.p.user_ids)
    return _agents(call, [row for row in queries.members(tx, call.member.account_id, call.p.id) if row.id in new])


@room.put("/{id}/team_members", who=Who.ADMIN, takes=TeamMembers, gives=list[Agent])
@room.patch("/{id}/team_members", who=Who.ADMIN, takes=TeamMembers, gives=list[Agent])
def set_members(tx: Tx, call: Call[TeamMembers]) -> list[Agent]:
    """Let it be exactly these people."""
    actions.set_members(tx, call.member, call.p.id, call.p.user_ids)
    return _agents(call, queries.members(tx, call.member.account_id, call.p.id))


@room.delete("/{id}/team_members", who=Who.ADMIN, takes=TeamMembers)
def remove_members(tx: Tx, call: Call[TeamMembers]) -> None:
    """Take people out."""
    actions.remove_members(tx, call.member, call.p.id, call.p.user_ids)
