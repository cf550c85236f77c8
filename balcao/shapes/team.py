"""Teams."""

import msgspec

from balcao.domain.teams.queries import TeamRow
from balcao.kit.clock import iso


class Team(msgspec.Struct):
    """A team; `is_member` says whether the caller is in it."""

    id: int
    name: str
    description: str | None
    allow_auto_assign: bool
    account_id: int
    is_member: bool


def team(row: TeamRow) -> Team:
    """The team of a row."""
    return Team(row.id, row.name, row.description, row.allow_auto_assign, row.account_id, row.is_member)


class RawTeam(msgspec.Struct):
    """The bare row of a team, as handing a conversation over answers it."""

    id: int
    name: str
    description: str | None
    allow_auto_assign: bool
    account_id: int
    created_at: str
    updated_at: str


def raw_team(row: TeamRow) -> RawTeam:
    """The bare row."""
    return RawTeam(
        row.id, row.name, row.description, row.allow_auto_assign, row.account_id, iso(row.created_at),
        iso(row.updated_at),
    )  # fmt: skip
