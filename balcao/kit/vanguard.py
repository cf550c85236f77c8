"""Where many want through a door at once: while nobody knows whether it opens, one goes ahead and the others wait."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Hashable
from contextlib import asynccontextmanager, suppress

GOOD_FOR = 20.0
LONGEST = 1.0
"""Whoever goes ahead may carry something large; nobody notices that he waited a second for him."""


class Vanguard:
    """Of one event loop. A door that somebody has passed is known to open for `good_for` seconds; nobody waits for
    another longer than `longest` seconds.
    """

    def __init__(self, good_for: float = GOOD_FOR, longest: float = LONGEST) -> None:
        self._good_for = good_for
        self._longest = longest
        self._passed: dict[Hashable, float] = {}
        self._ahead: dict[Hashable, asyncio.Future[None]] = {}

    @asynccontextmanager
    async def passing(
        self, door: Hashable, says_nothing: Callable[[BaseException], bool] = lambda _: False
    ) -> AsyncGenerator[None]:
        """Around the passage. Who raises has not passed, and the next goes ahead; unless the error `says_nothing` of the door."""
        mine = await self._wait_for_turn(door)
        try:
            yield
            self._passed[door] = time.monotonic()
        except BaseException as error:
            if not says_nothing(error):
                self._passed.pop(door, None)
            raise
        finally:
            if mine is not None:
                if self._ahead.get(door) is mine:
                    del self._ahead[door]
                mine.set_result(None)

    async def _wait_for_turn(self, door: Hashable) -> asyncio.Future[None] | None:
        until = time.monotonic() + self._longest
        while not self._is_open(door):
            other = self._ahead.get(door)
            left = until - time.monotonic()
            if other is None or left <= 0:
                self._ahead[door] = mine = asyncio.get_running_loop().create_future()
                return mine
            with suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(other), left)
        return None

    def _is_open(self, door: Hashable) -> bool:
        return time.monotonic() - self._passed.get(door, -self._good_for) < self._good_for
