"""One connection over which the processes of an installation call each other. Only the shared engine has it."""

import select
from collections.abc import Iterator
from typing import Any

import psycopg

from balcao.store import dialect

CHANNEL = "balcao"
CALL_BYTES = 7900
"""The engine takes calls of less than 8,000 bytes."""
_LIVELY: dict[str, Any] = {"connect_timeout": 5, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}


class LineDown(Exception):
    """The connection is gone; what was called meanwhile is lost."""


class Hotline:
    """Open in one thread, and used in it. Own calls are not heard."""

    def __init__(self, url: str) -> None:
        try:
            self._conn = psycopg.connect(
                dialect.driver_url(url), autocommit=True, application_name="balcao bus", **_LIVELY
            )
            self._conn.execute(f"LISTEN {CHANNEL}")
            self._own = self._conn.info.backend_pid
        except psycopg.Error as error:
            raise LineDown from error

    def call(self, text: str) -> None:
        """Tell all others. Raises `LineDown`."""
        try:
            self._conn.execute("SELECT pg_notify(%s, %s)", (CHANNEL, text))
        except psycopg.Error as error:
            raise LineDown from error

    def wait(self, bell: int, seconds: float) -> None:
        """Until somebody calls, something comes in at the file `bell`, or the time is over. Raises `LineDown`."""
        # Not `select.select`, which refuses files numbered above 1023: a server with many sockets has no others.
        both = select.poll()
        try:
            both.register(self._conn.fileno(), select.POLLIN)
        except psycopg.Error as error:
            raise LineDown from error
        both.register(bell, select.POLLIN)
        both.poll(seconds * 1000)

    def heard(self) -> Iterator[str]:
        """What the others called since. Raises `LineDown`."""
        try:
            found = list(self._conn.notifies(timeout=0))
        except psycopg.Error as error:
            raise LineDown from error
        yield from (call.payload for call in found if call.pid != self._own)

    def close(self) -> None:
        """Hang up."""
        self._conn.close()
