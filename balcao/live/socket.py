"""One socket, as the house writes to it: at once while it keeps up, from a bounded backlog while it does not."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any

from balcao.live.wire import Wire

BACKLOG_FRAMES = 500
BACKLOG_BYTES = 1 << 20
OPS_PER_SECOND = 20
OPS_BURST = 40
CLOSE_GRACE = 5.0

POLICY = 1008
TOO_BIG = 1009
RESTARTING = 1012
TRY_LATER = 1013
NOT_ALLOWED = 4401
TOO_SLOW = 4408

Send = Callable[[dict[str, Any]], Awaitable[None]]


class Socket:
    """Frames go out in order. There is a task only while something waits: thousands of sockets are idle."""

    __slots__ = ("_at", "_backlog", "_ending", "_ops", "_send", "_weight", "_wire", "_writer", "closed")

    def __init__(self, send: Send, wire: Wire | None) -> None:
        self.closed = False
        self._send = send
        self._wire = wire
        self._backlog: deque[tuple[bytes, bytes]] | None = None
        self._weight = 0
        self._writer: asyncio.Task[None] | None = None
        self._ending: asyncio.Task[None] | None = None
        self._ops, self._at = float(OPS_BURST), monotonic()

    def push(self, opening: bytes, rest: bytes = b"") -> None:
        """Send one frame in two parts; whoever is too far behind is closed, and may come back and resume.

        The parts stay apart while they wait, so that a thousand slow sockets share one copy of `rest`.
        """
        if self.closed:
            return
        if self._backlog is None:
            if self._wire is not None and self._wire.write(opening, rest):
                return
            self._backlog = deque()
            self._writer = asyncio.get_running_loop().create_task(self._drain(self._backlog))
        self._backlog.append((opening, rest))
        self._weight += len(opening) + len(rest)
        if len(self._backlog) > BACKLOG_FRAMES or self._weight > BACKLOG_BYTES:
            self.close(TOO_SLOW, "too far behind")

    @property
    def waiting(self) -> int:
        """Frames that wait."""
        return len(self._backlog) if self._backlog else 0

    async def drained(self) -> None:
        """Wait until nothing waits."""
        if self._writer is not None:
            await asyncio.wait({self._writer})

    def count(self) -> bool:
        """Count one command of the client; False when there are too many."""
        now = monotonic()
        self._ops = min(OPS_BURST, self._ops + (now - self._at) * OPS_PER_SECOND) - 1
        self._at = now
        return self._ops >= 0

    def close(self, code: int, reason: str = "") -> None:
        """Send what waits (unless that is the trouble), say why, and end."""
        if self.closed:
            return
        self.closed = True
        if code == TOO_SLOW and self._backlog:
            self._backlog.clear()
        self._ending = asyncio.get_running_loop().create_task(self._end(code, reason))

    async def _drain(self, backlog: deque[tuple[bytes, bytes]]) -> None:
        try:
            while backlog:
                opening, rest = backlog.popleft()
                self._weight -= len(opening) + len(rest)
                await self._send({"type": "websocket.send", "text": (opening + rest).decode()})
        except Exception:  # noqa: BLE001 - the other side has gone, which the reading side learns too
            self.closed = True
        self._backlog = self._writer = None
        self._weight = 0

    async def _end(self, code: int, reason: str) -> None:
        must_cut = code == TOO_SLOW
        try:
            async with asyncio.timeout(CLOSE_GRACE):
                await self.drained()
                await self._send({"type": "websocket.close", "code": code, "reason": reason})
        except Exception:  # noqa: BLE001 - it has gone already, or takes nothing
            must_cut = True
        if must_cut and self._wire is not None:
            # It does not read; without this the kernel would keep its buffers for as long as it does not.
            await asyncio.sleep(CLOSE_GRACE)
            self._wire.cut()
