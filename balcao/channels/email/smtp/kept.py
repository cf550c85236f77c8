"""Connections to mail servers stay open for a moment, for the next mail with the same sign-in.

Opening one takes some eight round trips to a server, handing over a mail two to four. A connection serves whoever signs in exactly
as it was signed in: other settings, or a token that was renewed, never meet it.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from balcao.channels.contract import Line
from balcao.channels.email.smtp.dialogue import Dialogue
from balcao.channels.email.smtp.way import Way, leave, open_way
from balcao.channels.outcomes import Extent, Retry
from balcao.kit.clock import SECOND

IDLE_SECONDS: Final = 20.0
MAILS: Final = 50
"""Mails that go over one connection: servers refuse more, some after a hundred."""
AT_SIGN_IN: Final = 3
"""Connections of one sign-in at once: Microsoft refuses a fourth."""
AT_SERVER: Final = 8
TURN_SECONDS: Final = 10.0
AGAIN: Final = 5 * SECOND


@dataclass(frozen=True, slots=True)
class SignIn:
    """How a connection is signed in. `token` is what stands in the place of a password; `way` holds a password itself."""

    way: Way
    token: str = field(default="", repr=False)

    @property
    def server(self) -> tuple[str, int]:
        """Where it leads."""
        return self.way.server.host, self.way.server.port


@dataclass(slots=True, eq=False)
class Link:
    """A connection that is signed in. `ready`: nothing was begun that has not ended well; `mails` went over it."""

    talk: Dialogue
    sign_in: SignIn
    mails: int = 0
    ready: bool = True
    leaving: asyncio.TimerHandle | None = None

    @property
    def is_used(self) -> bool:
        """Whether the server may have closed it since."""
        return self.mails > 0


class Links:
    """Those of one installation, on one event loop."""

    def __init__(self) -> None:
        self._idle: list[Link] = []
        self._lent: list[SignIn] = []
        self._turn = asyncio.Condition()
        self._going: set[asyncio.Task[None]] = set()
        self._is_closed = False

    @asynccontextmanager
    async def lent(self, way: Way, line: Line, *, heavy: bool = False, fresh: bool = False) -> AsyncIterator[Link]:
        """A connection for one mail. A `heavy` mail leaves one free for those that are not; `fresh`: what is open is not used.

        Raises `Retry` or `Disconnected`.
        """
        token = str(line.settings.get("oauth")) if way.server.by_token else ""
        sign_in = SignIn(way, token)
        await self._wait_for_turn(sign_in, 1 if heavy else 0)
        try:
            link = self._take(sign_in, fresh=fresh) or Link(await self._opened(sign_in, line), sign_in)
            try:
                yield link
            finally:
                if not self._put_back(link):
                    await leave(link.talk)
        finally:
            self._lent.remove(sign_in)
            async with self._turn:
                self._turn.notify_all()

    async def close(self) -> None:
        """Say good-bye everywhere; from now on nothing stays open."""
        self._is_closed = True
        for link in list(self._idle):
            self._send_away(link)
        await asyncio.gather(*self._going, return_exceptions=True)

    async def _wait_for_turn(self, sign_in: SignIn, spared: int) -> None:
        def is_free() -> bool:
            there = sum(one.server == sign_in.server for one in self._lent)
            return self._lent.count(sign_in) < AT_SIGN_IN - spared and there < AT_SERVER - spared

        try:
            async with asyncio.timeout(TURN_SECONDS), self._turn:
                await self._turn.wait_for(is_free)
                self._lent.append(sign_in)
        except TimeoutError:
            raise Retry(
                "The mail server is busy with other messages from here.", AGAIN, extent=Extent.MESSAGE
            ) from None

    def _take(self, sign_in: SignIn, *, fresh: bool) -> Link | None:
        """The one that was used last; the others may end."""
        for link in [one for one in reversed(self._idle) if one.sign_in == sign_in]:
            if fresh or not link.talk.is_open:
                self._send_away(link)
            else:
                self._forget(link)
                return link
        return None

    async def _opened(self, sign_in: SignIn, line: Line) -> Dialogue:
        while spare := self._one_too_many(sign_in.server):
            self._forget(spare)
            await leave(spare.talk)
        return await open_way(sign_in.way, line)

    def _one_too_many(self, server: tuple[str, int]) -> Link | None:
        """The one that was used least lately, where the server has more than it shall."""
        here = [link for link in self._idle if link.sign_in.server == server]
        there = sum(one.server == server for one in self._lent)
        return here[0] if here and len(here) + there > AT_SERVER else None

    def _put_back(self, link: Link) -> bool:
        usable = link.ready and link.talk.is_open and link.mails < MAILS
        if usable and not self._is_closed:
            link.leaving = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._send_away, link)
            self._idle.append(link)
            return True
        return False

    def _forget(self, link: Link) -> None:
        self._idle.remove(link)
        if link.leaving is not None:
            link.leaving.cancel()

    def _send_away(self, link: Link) -> None:
        self._forget(link)
        task = asyncio.get_running_loop().create_task(leave(link.talk))
        self._going.add(task)
        task.add_done_callback(self._going.discard)
