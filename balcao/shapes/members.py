"""Lists of members of the team."""

from collections.abc import Iterable

import msgspec

from balcao.domain.accounts.queries import AgentRow
from balcao.shapes.agent import Agent, agent
from balcao.shapes.lens import Lens


class Members(msgspec.Struct):
    """Members in their envelope."""

    payload: list[Agent]


def members(rows: Iterable[AgentRow], lens: Lens) -> list[Agent]:
    """The agents of rows."""
    return [agent(row, lens) for row in rows]
