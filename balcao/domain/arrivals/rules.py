"""What may become of an arrival and of a connection: pure."""

import enum
import zlib

from balcao.kit.clock import HOUR, MINUTE, SECOND


class State(enum.StrEnum):
    """How far an arrival has come."""

    WAITING = "waiting"
    READ = "read"
    IGNORED = "ignored"
    DEAD = "dead"


class Condition(enum.StrEnum):
    """How a connection fares in one direction: nothing heard yet, well, in trouble, or let in no more."""

    WAITING = "waiting"
    OK = "ok"
    FAILING = "failing"
    DISCONNECTED = "disconnected"


TRIES = 3
KEPT_IN_ROW = 256 * 1024
"""Bytes of an arrival that still lie in its row; larger ones are files."""
TROUBLES = (Condition.FAILING, Condition.DISCONNECTED)
ALARM_AFTER = 10 * MINUTE
SENDING_ALARM_AFTER = 5 * MINUTE
"""Somebody waits for these answers."""
OVERDUE_AFTER = 5 * MINUTE
"""A mailbox is looked into every two minutes, and every pause between two tries is shorter than this."""
OVERDUE = "New messages were not asked for in five minutes"
REASON_MAX = 1000
SHIELD = MINUTE
"""For so long after something was taken, a message that is not taken tells nothing of the provider."""
PROBE_LEASE = 4 * MINUTE
"""How long the one try may take that finds out whether a provider takes messages again."""
_PROBES = {Condition.FAILING: (5 * SECOND, 5 * MINUTE), Condition.DISCONNECTED: (10 * MINUTE, HOUR)}


def gate_of(inbox_id: int) -> str:
    """What passes through one inbox is held and released together."""
    return f"inbox:{inbox_id}"


def probe_wait(condition: Condition, lasts: int) -> int:
    """How long until it is tried again whether a provider takes messages: the longer the trouble `lasts`, the longer.
    Providers lock out who comes with a wrong password again and again.
    """
    shortest, longest = _PROBES[condition]
    return min(max(lasts // 2, shortest), longest)


def packed(raw: bytes) -> bytes:
    """Raw bytes as they lie in a row."""
    return zlib.compress(raw, 1)


def unpacked(data: bytes) -> bytes:
    """Raw bytes as they came."""
    return zlib.decompress(data)
