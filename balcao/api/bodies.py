"""Bodies that are handed on exactly as they came: calls of providers, whose signatures cover every byte."""

import asyncio
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request

from balcao.kit.errors import Problem

IN_HAND: Final = 256 * 1024 * 1024
"""Bytes of such bodies that are held at once."""

OF_STRANGERS: Final = 96 * 1024 * 1024
"""What of it those may take of whom nothing is known before the last byte. The rest is for those who have proven themselves."""

LONGEST: Final = 120.0

_HELD: Final = "balcao.held"


@dataclass(slots=True)
class _Share:
    most: int
    held: int = 0


class Bodies:
    """All that this process holds: what it is just reading, and what was read until its call is answered (`let_go`)."""

    def __init__(self, most: int = IN_HAND, strangers: int = OF_STRANGERS, longest: float = LONGEST) -> None:
        self._whole, self._strangers = _Share(most), _Share(strangers)
        self._longest = longest

    @property
    def in_hand(self) -> int:
        """Bytes that are held now."""
        return self._whole.held

    async def read(self, request: Request, most: int, *, proven: bool = False) -> bytes:
        """The whole body. Raises a `Problem` for one that is too large (413) or too slow (408), or for no room (503).

        `proven` says that the headers have shown who calls.
        """
        length = request.headers.get("content-length", "")
        if length.isdigit() and int(length) > most:
            raise _too_large()
        shares = (self._whole,) if proven else (self._strangers, self._whole)
        body, whole = bytearray(), False
        try:
            async with asyncio.timeout(self._longest):
                async for chunk in request.stream():
                    if len(body) + len(chunk) > most:
                        raise _too_large()
                    _take(shares, len(chunk))
                    body += chunk
            whole = True
        except TimeoutError:
            raise Problem(408, {"error": "The request took too long"}) from None
        finally:
            if whole:
                request.scope[_HELD] = shares, len(body)
            else:
                _give_back(shares, len(body))
        return bytes(body)

    def let_go(self, request: Request) -> None:
        """A call was answered."""
        _give_back(*request.scope.pop(_HELD, ((), 0)))


def _take(shares: tuple[_Share, ...], more: int) -> None:
    if any(share.held + more > share.most for share in shares):
        raise Problem(503, {"error": "Too much is coming in at once, try again"}, {"Retry-After": "10"})
    _give_back(shares, -more)


def _give_back(shares: tuple[_Share, ...], size: int) -> None:
    for share in shares:
        share.held -= size


def _too_large() -> Problem:
    return Problem(413, {"error": "The request is too large"})
