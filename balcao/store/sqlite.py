"""SQLite: one writer with group commit, readers on WAL snapshots of their own.

A durable commit costs one disk flush. The writer opens one transaction, runs every unit that is waiting inside a
savepoint of its own, and flushes once for all of them; results are handed out only after that commit.
"""

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from time import perf_counter
from typing import Any

from sqlalchemy import Connection

from balcao.kit.clock import Clock
from balcao.store import dialect
from balcao.store.crew import Answers, Crew, Task, Unit
from balcao.store.glance import Glances, TooLong
from balcao.store.hooks import Hooks
from balcao.store.tx import Tx

READERS = 2
BATCH_UNITS = 128
BATCH_SECONDS = 0.02

Outcome = tuple[Task, Any, BaseException | None]


class SqliteStore:
    """The embedded engine: nothing to install, one process."""

    engine_name = dialect.SQLITE

    def __init__(self, url: str, clock: Clock, hooks: Hooks) -> None:
        self.url = url
        self.clock = clock
        self._hooks = hooks
        self._engine = dialect.make_engine(url, connections=READERS + 4)
        self._direct = threading.Lock()
        self._writers = Crew("writer", 1, self._write_loop)
        self._readers = Crew("reader", READERS, self._read_loop)
        self._glances = Glances(self._engine, self._snapshot)

    async def write(self, unit: Callable[[Tx], Any]) -> Any:
        """Run a unit that may change rows; returns after the durable commit."""
        return await self._writers.run(unit)

    async def read(self, unit: Callable[[Tx], Any], *, kind: object = None) -> Any:
        """Run a unit on a snapshot; twice, if it turns out long. `kind`: units of one kind take about as long."""
        try:
            return self._glances.take(unit, kind or getattr(unit, "__code__", None))
        except TooLong:
            return await self._readers.run(unit)

    def write_now(self, unit: Callable[[Tx], Any]) -> Any:
        """The same without an event loop, for commands and tests."""
        with self._direct, self._engine.connect() as conn:
            raw: Any = conn.connection.dbapi_connection
            dialect.begin_write(raw)
            try:
                tx = Tx(conn, self.clock())
                value = unit(tx)
                self._hooks.finish(tx)
                raw.execute("COMMIT")
            except BaseException:
                raw.execute("ROLLBACK")
                raise
        self._hooks.after([tx])
        return value

    def read_now(self, unit: Callable[[Tx], Any]) -> Any:
        """Read without an event loop."""
        with self._engine.connect() as conn:
            return self._snapshot(conn, unit)

    def close(self) -> None:
        """Finish what is queued and let go of the file."""
        self._writers.close()
        self._readers.close()
        self._glances.close()
        self._engine.dispose()

    def _read_loop(self, queue: "SimpleQueue[Task | None]", answers: Answers) -> None:
        with self._engine.connect() as conn:
            while (task := queue.get()) is not None:
                try:
                    answers.give(task, self._snapshot(conn, task.unit), None)
                except BaseException as error:  # noqa: BLE001 - whatever went wrong belongs to the one who waits
                    answers.give(task, None, error)

    def _snapshot(self, conn: Connection, unit: Unit) -> Any:
        raw: Any = conn.connection.dbapi_connection
        dialect.begin_read(raw)
        try:
            return unit(Tx(conn, self.clock()))
        finally:
            raw.execute("ROLLBACK")

    def _write_loop(self, queue: "SimpleQueue[Task | None]", answers: Answers) -> None:
        with self._engine.connect() as conn:
            raw: Any = conn.connection.dbapi_connection
            while (task := queue.get()) is not None:
                for done in self._carry_out(conn, raw, _Batch(queue, task)):
                    answers.give(*done)

    def _carry_out(self, conn: Connection, raw: Any, batch: "_Batch") -> list[Outcome]:
        try:
            return self._commit_batch(conn, raw, batch)
        except BaseException as error:  # noqa: BLE001 - not even the way back was open; the only writer must live on
            return [(task, None, error) for task in batch.taken]

    def _commit_batch(self, conn: Connection, raw: Any, batch: "_Batch") -> list[Outcome]:
        outcomes: list[Outcome] = []
        txs: list[Tx] = []
        task = batch.next()
        try:
            dialect.begin_write(raw)
            while task is not None:
                tx, outcome = self._run_one(conn, raw, task)
                outcomes.append(outcome)
                if tx is not None:
                    txs.append(tx)
                task = batch.next()
            raw.execute("COMMIT")
        except BaseException as error:  # noqa: BLE001 - the batch as a whole failed: the disk, the lock
            return self._replay(conn, raw, batch, error)
        self._hooks.after(txs)
        return outcomes

    def _run_one(self, conn: Connection, raw: Any, task: Task) -> tuple[Tx | None, Outcome]:
        raw.execute("SAVEPOINT unit")
        try:
            tx = Tx(conn, self.clock())
            value = task.unit(tx)
            self._hooks.finish(tx)
        except BaseException as error:  # noqa: BLE001 - a poison unit fails alone
            raw.execute("ROLLBACK TO unit")
            raw.execute("RELEASE unit")
            return None, (task, None, error)
        raw.execute("RELEASE unit")
        return tx, (task, value, None)

    def _replay(self, conn: Connection, raw: Any, batch: "_Batch", error: BaseException) -> list[Outcome]:
        if raw.in_transaction:
            raw.execute("ROLLBACK")
        if len(batch.taken) == 1:
            return [(batch.taken[0], None, error)]
        return [out for task in batch.taken for out in self._commit_batch(conn, raw, _Batch(None, task))]


class _Batch:
    """The units of one commit, bounded in number and in time."""

    def __init__(self, queue: "SimpleQueue[Task | None] | None", first: Task) -> None:
        self.taken: list[Task] = []
        self._queue = queue
        self._first: Task | None = first
        self._until = perf_counter() + BATCH_SECONDS

    def next(self) -> Task | None:
        """The next unit that is waiting; None closes the batch."""
        task, self._first = self._first, None
        if task is None:
            task = self._waiting()
        if task is not None:
            self.taken.append(task)
        return task

    def _waiting(self) -> Task | None:
        if self._queue is None or len(self.taken) >= BATCH_UNITS or perf_counter() > self._until:
            return None
        try:
            task = self._queue.get_nowait()
        except Empty:
            return None
        if task is None:
            self._queue.put(None)
        return task
