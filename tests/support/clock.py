"""Clocks that only a test moves."""

from balcao.kit.clock import SECOND

START = 1_764_000_000 * SECOND
"""2025-11-24 16:00 UTC, a Monday."""


class HandClock:
    """Calling it gives now, in microseconds. Each call is one microsecond later, as on a real machine."""

    def __init__(self, now: int = START) -> None:
        self.now = now

    def __call__(self) -> int:
        self.now += 1
        return self.now

    def advance(self, microseconds: int) -> None:
        """Let time pass."""
        self.now += microseconds


class Watch:
    """The clock by which attempts are counted, in seconds."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds
