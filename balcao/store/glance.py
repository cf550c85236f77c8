"""Short reads in the very thread that asks for them, which is the event loop's.

Two threads that both have Python to run take the interpreter from each other at every row that is fetched; for a short
read that costs several times the read itself. A read that turns out long is stopped and left to the readers.
"""

import threading
from collections.abc import Callable
from math import inf
from time import perf_counter
from typing import Any

from sqlalchemy import Connection, Engine

LONG_SECONDS = 0.01
AVOID_SECONDS = 2.0
STEPS = 10_000
"""Of SQLite's own machine, between two looks at the clock: well under a millisecond."""


class TooLong(Exception):
    """The unit has to be run elsewhere, from its beginning."""


class Pace:
    """How units of one kind fared lately. One long one says little: the machine may have been busy elsewhere."""

    __slots__ = ("_avoid_until", "_was_long")

    def __init__(self) -> None:
        self._avoid_until = 0.0
        self._was_long = False

    def is_long(self, now: float) -> bool:
        """Whether a reader had better do it."""
        return now < self._avoid_until

    def note(self, began: float, ended: float) -> None:
        """Two long ones in a row are avoided for a while, and so is whatever is long after that."""
        long = ended - began > LONG_SECONDS
        if long and self._was_long:
            self._avoid_until = ended + AVOID_SECONDS
        self._was_long = long


class Glances:
    """One connection, used by one thread at a time. Which kinds of units were long lately is remembered."""

    def __init__(self, engine: Engine, run: Callable[[Connection, Callable[[Any], Any]], Any]) -> None:
        self._engine = engine
        self._run = run
        self._free = threading.Lock()
        self._connection: Connection | None = None
        self._paces: dict[object, Pace] = {}
        self._deadline = inf
        self._stopped = False

    def take(self, unit: Callable[[Any], Any], kind: object) -> Any:
        """The unit's result. Raises `TooLong`, now or because units of its kind were long a moment ago."""
        pace = self._paces.get(kind) or self._paces.setdefault(kind, Pace())
        began = perf_counter()
        if pace.is_long(began) or not self._free.acquire(blocking=False):
            raise TooLong
        try:
            return self._look(unit, began + LONG_SECONDS)
        finally:
            pace.note(began, perf_counter())
            self._free.release()

    def close(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            self._connection.close()

    def _look(self, unit: Callable[[Any], Any], deadline: float) -> Any:
        self._deadline, self._stopped = deadline, False
        try:
            return self._run(self._open(), unit)
        except BaseException:
            if self._stopped:
                raise TooLong from None
            raise
        finally:
            self._deadline = inf

    def _open(self) -> Connection:
        if self._connection is None:
            self._connection = self._engine.connect()
            raw: Any = self._connection.connection.dbapi_connection
            raw.set_progress_handler(self._is_over, STEPS)
        return self._connection

    def _is_over(self) -> bool:
        if perf_counter() < self._deadline:
            return False
        self._deadline, self._stopped = inf, True
        return True
