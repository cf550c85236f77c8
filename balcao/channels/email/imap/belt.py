"""From the thread of a mailbox to the loop: a short belt, and one weight for all belts together.

The thread fetches the next mails while the house keeps the last; both stop for each other. However many mailboxes have a
backlog, no more than `MOST` bytes of mail are under way.
"""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Callable
from typing import Generic, TypeVar

MOST = 64 << 20
_LENGTH = 2

T = TypeVar("T")


class Closed(Exception):
    """The watch was called off."""


class Scales:
    """Bytes under way. Something heavier than `most` passes when it is alone."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._held = 0
        self._turn = threading.Condition()

    def take(self, size: int, called_off: Callable[[], bool]) -> None:
        """Wait until there is room. Raises `Closed`."""
        with self._turn:
            self._turn.wait_for(lambda: called_off() or not self._held or self._held + size <= self._most)
            if called_off():
                raise Closed
            self._held += size

    def give(self, size: int) -> None:
        """Make room."""
        with self._turn:
            self._held -= size
            self._turn.notify_all()

    def wake(self) -> None:
        """Let those who wait look whether they were called off."""
        with self._turn:
            self._turn.notify_all()


SCALES = Scales()


class Belt(Generic[T]):
    """`put` in the thread, `taken` on the loop. What lies on it holds `size` bytes of the scales until it is done."""

    def __init__(self, scales: Scales = SCALES) -> None:
        self._scales = scales
        self._loop = asyncio.get_running_loop()
        self._queue: asyncio.Queue[tuple[T, int] | None] = asyncio.Queue()
        self._room = threading.Semaphore(_LENGTH)
        self._lock = threading.Lock()
        self._on_way = 0
        self.closed = False

    def weigh(self, size: int) -> None:
        """Before so much is fetched; it rests on the scales until what is put on next is done. Raises `Closed`."""
        self._scales.take(size, lambda: self.closed)
        with self._lock:
            self._on_way += size

    def unweigh(self, size: int) -> None:
        """It came to nothing."""
        with self._lock:
            size, self._on_way = min(size, self._on_way), self._on_way - min(size, self._on_way)
        self._scales.give(size)

    def put(self, thing: T, size: int = 0) -> None:
        """Hand over, and wait while the belt is full. Raises `Closed`."""
        self._room.acquire()
        self._send((thing, size))

    def end(self) -> None:
        """Nothing more comes."""
        with contextlib.suppress(Closed):
            self._send(None)

    async def taken(self) -> AsyncIterator[T]:
        """Everything that comes, in order; it is done when the next is asked for."""
        while (entry := await self._queue.get()) is not None:
            thing, size = entry
            del entry
            yield thing
            del thing
            self.unweigh(size)
            self._room.release()

    def close(self) -> None:
        """Call the thread off, and let go of everything."""
        self.closed = True
        self._room.release(_LENGTH)
        self._scales.wake()

    def let_go(self) -> None:
        """After the thread has ended: free what is still on the scales."""
        self.unweigh(self._on_way)

    def _send(self, entry: tuple[T, int] | None) -> None:
        if self.closed:
            raise Closed
        with contextlib.suppress(RuntimeError):  # the loop has ended, and with it whoever would take it
            self._loop.call_soon_threadsafe(self._queue.put_nowait, entry)
