"""Bodies that are handed on exactly as they came: calls of providers, whose signatures cover every byte."""

import asyncio
from typing import Final

from starlette.requests import Request

from balcao.kit.errors import Problem

IN_HAND: Final = 256 * 1024 * 1024
"""Bytes of such bodies that are held at once. Strangers send them, and nothing is known of them before the last byte."""

LONGEST: Final = 120.0


_HELD: Final = "balcao.held"


class Bodies:
    """All that this process holds: what it is just reading, and what was read until its call is answered (`let_go`)."""

    def __init__(self, most: int = IN_HAND, longest: float = LONGEST) -> None:
        self._most = most
        self._longest = longest
        self._in_hand = 0

    async def read(self, request: Request, most: int) -> bytes:
        """The whole body. Raises a `Problem` for one that is too large (413) or too slow (408), or for no room (503)."""
        length = request.headers.get("content-length", "")
        if length.isdigit() and int(length) > most:
            raise _too_large()
        body, whole = bytearray(), False
        try:
            async with asyncio.timeout(self._longest):
                async for chunk in request.stream():
                    self._check(len(body) + len(chunk), len(chunk), most)
                    self._in_hand += len(chunk)
                    body += chunk
            whole = True
        except TimeoutError:
            raise Problem(408, {"error": "The request took too long"}) from None
        finally:
            if whole:
                request.scope[_HELD] = len(body)
            else:
                self._in_hand -= len(body)
        return bytes(body)

    def let_go(self, request: Request) -> None:
        """A call was answered."""
        self._in_hand -= request.scope.pop(_HELD, 0)

    def _check(self, size: int, more: int, most: int) -> None:
        if size > most:
            raise _too_large()
        if self._in_hand + more > self._most:
            raise Problem(503, {"error": "Too much is coming in at once, try again"}, {"Retry-After": "10"})


def _too_large() -> Problem:
    return Problem(413, {"error": "The request is too large"})
