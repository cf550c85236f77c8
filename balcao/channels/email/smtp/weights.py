"""How much of large mails is in memory at once: their files are read when it is their turn."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from balcao.channels.outcomes import Extent, Retry
from balcao.kit.clock import SECOND

HEAVY: Final = 1_000_000
"""Bytes of files from which on a mail waits for its turn; all others never wait."""
MOST: Final = 48_000_000
WAITING: Final = 4
"""Who waits here keeps others from being sent, for jobs are carried out a few at once; more come again later."""
TURN_SECONDS: Final = 30.0
AGAIN: Final = 10 * SECOND


class Weights:
    """What is in hand in this process, in bytes; whoever came first gets room first."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._in_hand = 0
        self._waiting = 0
        self._first = asyncio.Lock()
        self._change = asyncio.Condition()

    @asynccontextmanager
    async def hold(self, weight: int) -> AsyncIterator[None]:
        """Room for a mail with so many bytes of files. Raises `Retry` when there is none soon."""
        if weight < HEAVY:
            yield
            return
        weight = min(weight, self._most)
        await self._wait_for_turn(weight)
        try:
            yield
        finally:
            self._in_hand -= weight
            async with self._change:
                self._change.notify_all()

    async def _wait_for_turn(self, weight: int) -> None:
        if self._waiting >= WAITING:
            raise _later()
        self._waiting += 1
        try:
            async with asyncio.timeout(TURN_SECONDS), self._first, self._change:
                await self._change.wait_for(lambda: self._in_hand + weight <= self._most)
                self._in_hand += weight
        except TimeoutError:
            raise _later() from None
        finally:
            self._waiting -= 1


def _later() -> Retry:
    return Retry("Other large messages are being sent; this one waits for its turn.", AGAIN, extent=Extent.MESSAGE)
