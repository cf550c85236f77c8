"""Open the doors that all inboxes of a channel share: a mail server of our own."""

from collections.abc import Awaitable, Callable

import structlog

from balcao.house import House
from balcao.lobby import HouseLobby

log = structlog.get_logger()


class Doors:
    """`start` and `stop` belong to one event loop."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._open: list[Callable[[], Awaitable[None]]] = []

    async def start(self) -> None:
        """Listen where the operator wants it. An address that cannot be listened on ends the start with a sentence."""
        for channel in self._house.channels:
            if channel.door is None:
                continue
            close = await channel.door.open(self._house.site, HouseLobby(self._house, channel.about.kind))
            if close is not None:
                self._open.append(close)

    async def stop(self) -> None:
        """Take nothing more."""
        for close in self._open:
            await close()
        self._open.clear()
