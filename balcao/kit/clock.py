"""Time as one kind of number: microseconds since 1970 UTC, in an int."""

import math
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], int]
"""Gives now in microseconds. Injected, so that tests hold the hands of the clock."""

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def wall_clock() -> int:
    """Now, from the machine."""
    return time.time_ns() // 1_000


def seconds(us: int | None) -> int:
    """Whole unix seconds; 0 for never, as the public contract has it."""
    return us // SECOND if us else 0


def float_seconds(us: int) -> float:
    """Unix seconds with their fraction."""
    return us / SECOND


def moment(us: int) -> datetime:
    """An aware UTC datetime."""
    return _EPOCH + timedelta(microseconds=us)


def iso(us: int) -> str:
    """`2026-11-24T16:00:00.000Z`: ISO-8601 UTC with milliseconds."""
    when = moment(us)
    return f"{when:%Y-%m-%dT%H:%M:%S}.{when.microsecond // 1000:03d}Z"


def iso_or_none(us: int | None) -> str | None:
    """`iso`, or None for never."""
    return None if us is None else iso(us)


def from_seconds(value: float) -> int:
    """Microseconds from unix seconds. Raises OverflowError for what is no moment."""
    if not math.isfinite(value):
        raise OverflowError(value)
    return int(value * SECOND)
