"""PostgreSQL: the same units on a pool of threads, each with a connection while it works."""

import random
import time
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from balcao.kit.clock import Clock
from balcao.store import dialect
from balcao.store.crew import Answers, Crew, Task, Unit
from balcao.store.hooks import Hooks
from balcao.store.tx import Tx

THREADS = 8
ATTEMPTS = 4
# Serialization failure, deadlock: the server undid the unit and asks to try again.
_TRY_AGAIN = {"40001", "40P01"}


class PostgresStore:
    """The engine for several processes and machines."""

    engine_name = dialect.POSTGRESQL

    def __init__(self, url: str, clock: Clock, hooks: Hooks) -> None:
        self.url = url
        self.clock = clock
        self._hooks = hooks
        self._engine = dialect.make_engine(url, connections=THREADS * 2 + 2)
        # A unit that reads sees one moment, as it does on the other engine.
        self._snapshots = self._engine.execution_options(isolation_level="REPEATABLE READ")
        self._writers = Crew("writer", THREADS, self._loop(self.write_now))
        self._readers = Crew("reader", THREADS, self._loop(self.read_now))

    async def write(self, unit: Callable[[Tx], Any]) -> Any:
        """Run a unit that may change rows; returns after the durable commit."""
        return await self._writers.run(unit)

    async def read(self, unit: Callable[[Tx], Any], *, kind: object = None) -> Any:  # noqa: ARG002 - the other engine's
        """Run a unit on a snapshot."""
        return await self._readers.run(unit)

    def write_now(self, unit: Callable[[Tx], Any]) -> Any:
        """The same without an event loop; a unit that collided with another is run again."""
        for attempt in range(ATTEMPTS):
            try:
                return self._once(unit)
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in _TRY_AGAIN or attempt == ATTEMPTS - 1:
                    raise
                time.sleep(random.uniform(0, 0.02) * (attempt + 1))  # noqa: S311 - jitter, not a secret
        raise AssertionError("unreachable")

    def read_now(self, unit: Callable[[Tx], Any]) -> Any:
        """Read without an event loop."""
        with self._snapshots.connect() as conn:
            return unit(Tx(conn, self.clock()))

    def close(self) -> None:
        """Finish what is queued and close the connections."""
        self._writers.close()
        self._readers.close()
        self._engine.dispose()

    def _once(self, unit: Callable[[Tx], Any]) -> Any:
        with self._engine.connect() as conn, conn.begin():
            tx = self._open(conn)
            value = unit(tx)
            self._hooks.finish(tx)
        self._hooks.after([tx])
        return value

    def _open(self, conn: Connection) -> Tx:
        return Tx(conn, self.clock())

    def _loop(self, run: Callable[[Unit], Any]) -> Callable[["SimpleQueue[Task | None]", Answers], None]:
        def serve(queue: "SimpleQueue[Task | None]", answers: Answers) -> None:
            while (task := queue.get()) is not None:
                try:
                    answers.give(task, run(task.unit), None)
                except BaseException as error:  # noqa: BLE001 - whatever went wrong belongs to the one who waits
                    answers.give(task, None, error)

        return serve
