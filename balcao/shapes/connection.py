"""How an inbox's connection fares, as the inbox itself tells it."""

from typing import Any

import msgspec

from balcao.domain.arrivals.queries import ConnectionRow
from balcao.domain.arrivals.rules import Condition
from balcao.kit.clock import seconds


class Connection(msgspec.Struct):
    """`state` is `waiting`, `ok`, `failing` or `disconnected`; `since` is when the trouble began, in unix seconds."""

    state: str
    problem: str | None
    since: int | None


def state_of(row: ConnectionRow | None, *, sought: bool) -> str:
    """How a connection fares. Where nobody goes and looks (`sought`), it is well until something fails."""
    state = row.state if row else Condition.WAITING.value
    return Condition.OK.value if state == Condition.WAITING and not sought else state


def fares(row: ConnectionRow | None, *, sought: bool, is_admin: bool) -> dict[str, Any]:
    """What an inbox that may be watched says of its connection; the reason is for administrators."""
    state = state_of(row, sought=sought)
    told: dict[str, Any] = {"reauthorization_required": state == Condition.DISCONNECTED}
    if not is_admin:
        return told
    since = row.problem_since if row else None
    return {**told, "connection": Connection(state, row and row.problem, None if since is None else seconds(since))}
