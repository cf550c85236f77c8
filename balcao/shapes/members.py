"""Lists of members of the team."""

from collections.abc import Iterable

import msgspec

from balcao.domain.accounts.presence import Presence
from balcao.domain.accounts.queries import AgentRow
from balcao.kit.urls import Urls
from balcao.shapes.agent import Agent, agent


class Members(msgspec.Struct):
    """Members in their envelope."""

    payload: list[Agent]


def members(rows: Iterable[AgentRow], urls: Urls, presence: Presence) -> list[Agent]:
    """The agents of rows."""
    return [agent(row, urls, presence) for row in rows]
