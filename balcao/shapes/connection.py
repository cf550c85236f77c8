"""How an inbox's connection fares, as the inbox itself tells it."""

from typing import Any

import msgspec

from balcao.domain.arrivals.queries import ConnectionRow
from balcao.domain.arrivals.rules import OVERDUE_AFTER, TROUBLES, Condition
from balcao.kit.clock import seconds


class Direction(msgspec.Struct):
    """One way of a connection. `state` is `waiting` (nothing heard yet), `ok`, `failing` or `disconnected`; `since` is when
    the trouble began, in unix seconds.
    """

    state: str
    problem: str | None
    since: int | None


class Connection(msgspec.Struct):
    """The worse of both directions, and the state of each."""

    state: str
    problem: str | None
    since: int | None
    receiving: str
    sending: str


def receiving(row: ConnectionRow | None, *, sought: bool) -> Direction:
    """How receiving fares. Where nobody goes and looks (`sought`), it is well until something fails."""
    if row is None or row.state == Condition.WAITING:
        return Direction(Condition.WAITING if sought else Condition.OK, None, None)
    return Direction(row.state, row.problem, _seconds(row.problem_since))


def sending(row: ConnectionRow | None) -> Direction:
    """How sending fares."""
    if row is None:
        return Direction(Condition.WAITING, None, None)
    return Direction(row.sending, row.sending_problem, _seconds(row.sending_since))


def whole(row: ConnectionRow | None, *, sought: bool) -> Connection:
    """Both together: what somebody has to do something about comes first."""
    incoming, outgoing = receiving(row, sought=sought), sending(row)
    both = (outgoing, incoming)
    worst = max((one for one in both if one.state in TROUBLES), key=_gravity, default=incoming)
    return Connection(worst.state, worst.problem, worst.since, incoming.state, outgoing.state)


def _gravity(one: Direction) -> tuple[bool, int]:
    return one.state == Condition.DISCONNECTED, -(one.since or 0)


def is_overdue(row: ConnectionRow | None, now: int, *, sought: bool) -> bool:
    """Whether nobody has looked for new messages for longer than it ever takes, though nothing says why."""
    if row is None or not sought or row.state != Condition.OK:
        return False
    return now - (row.checked_at or 0) > OVERDUE_AFTER


def fares(row: ConnectionRow | None, *, sought: bool, is_admin: bool) -> dict[str, Any]:
    """What an inbox that may be watched says of its connection; the reason is for administrators."""
    connection = whole(row, sought=sought)
    told: dict[str, Any] = {"reauthorization_required": connection.state == Condition.DISCONNECTED}
    return {**told, "connection": connection} if is_admin else told


def _seconds(moment: int | None) -> int | None:
    return None if moment is None else seconds(moment)
