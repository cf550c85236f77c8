"""What may become of an arrival and of a connection: pure."""

import enum
import zlib

from balcao.kit.clock import MINUTE


class State(enum.StrEnum):
    """How far an arrival has come."""

    WAITING = "waiting"
    READ = "read"
    IGNORED = "ignored"
    DEAD = "dead"


class Condition(enum.StrEnum):
    """How a connection fares: nothing heard yet, well, in trouble, or let in no more."""

    WAITING = "waiting"
    OK = "ok"
    FAILING = "failing"
    DISCONNECTED = "disconnected"


TRIES = 3
KEPT_IN_ROW = 256 * 1024
"""Bytes of an arrival that still lie in its row; larger ones are files."""
ALARM_AFTER = 10 * MINUTE
REASON_MAX = 1000


def packed(raw: bytes) -> bytes:
    """Raw bytes as they lie in a row."""
    return zlib.compress(raw, 1)


def unpacked(data: bytes) -> bytes:
    """Raw bytes as they came."""
    return zlib.decompress(data)
