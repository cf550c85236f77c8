"""Threads that carry out units of work, and hand the results back to the event loop in batches."""

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

Unit = Callable[[Any], Any]


class Task:
    """A unit on its way: what to run, and who waits for it."""

    __slots__ = ("future", "loop", "unit")

    def __init__(self, unit: Unit, loop: asyncio.AbstractEventLoop) -> None:
        self.unit = unit
        self.loop = loop
        self.future: asyncio.Future[Any] = loop.create_future()


class Answers:
    """Results that wait for the loop. One wake-up serves all that have gathered by then."""

    def __init__(self) -> None:
        self._ready: deque[tuple[Task, Any, BaseException | None]] = deque()
        self._called = False
        self._lock = threading.Lock()

    def give(self, task: Task, value: Any, error: BaseException | None) -> None:
        """Hand one result over, from any thread."""
        self._ready.append((task, value, error))
        with self._lock:
            if self._called:
                return
            self._called = True
        try:
            task.loop.call_soon_threadsafe(self._deliver)
        except RuntimeError:
            # The loop is gone (shutdown): nobody waits any more.
            self._called = False

    def _deliver(self) -> None:
        self._called = False
        while self._ready:
            task, value, error = self._ready.popleft()
            if task.future.cancelled():
                continue
            if error is None:
                task.future.set_result(value)
            else:
                task.future.set_exception(error)


class Crew:
    """`size` threads, each with a state of its own (its connection), taking tasks from one queue."""

    def __init__(self, name: str, size: int, serve: Callable[["SimpleQueue[Task | None]", Answers], None]) -> None:
        self.queue: SimpleQueue[Task | None] = SimpleQueue()
        self._answers = Answers()
        self._threads = [
            threading.Thread(target=serve, args=(self.queue, self._answers), name=f"{name}-{n}", daemon=True)
            for n in range(size)
        ]
        for thread in self._threads:
            thread.start()

    async def run(self, unit: Unit) -> Any:
        """Queue a unit and wait for its result."""
        task = Task(unit, asyncio.get_running_loop())
        self.queue.put(task)
        return await task.future

    def close(self) -> None:
        """Finish what is queued, then stop."""
        for _ in self._threads:
            self.queue.put(None)
        for thread in self._threads:
            thread.join(timeout=10)
