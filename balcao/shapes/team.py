"""Teams."""

import msgspec

from balcao.domain.teams.queries import TeamRow


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
