"""One mailbox, kept watched: one connection after the other, each in a thread of its own."""

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import AsyncIterator, Mapping
from typing import Any

from balcao.channels.contract import Desk, Line
from balcao.channels.email.imap.belt import Belt
from balcao.channels.email.imap.cursor import Cursor
from balcao.channels.email.imap.link import Lost, No
from balcao.channels.email.imap.reading import Batch, Looked
from balcao.channels.email.imap.troubles import is_final, is_passing, plain
from balcao.channels.email.imap.visit import Mailbox, NotLetIn, Pace, Visit
from balcao.channels.email.oauth import access_token
from balcao.channels.email.servers import MailServer
from balcao.channels.outcomes import Disconnected, Retry
from balcao.kit.dial import DialError, look_up, reach, trust

CONNECT_SECONDS = 10.0
REFUSALS = 3
_MOST_FOLDERS = 20
_FAREWELL = 5.0


class Keeping:
    """The work of one `watch`."""

    def __init__(self, line: Line, desk: Desk, server: MailServer, pace: Pace | None) -> None:
        self._line = line
        self._desk = desk
        self._server = server
        self._pace = pace or Pace()
        self._cursor = Cursor.of(desk.cursor)
        self._progressed = self._looked = False
        self._stumbles = 0

    async def go_on(self) -> None:
        """One connection after the other, as long as each does well."""
        fresh = False
        while True:
            began = time.monotonic()
            self._progressed, self._looked, self._stumbles = False, False, 0
            visit = await self._visit(fresh=fresh)
            refused = await self._judge(visit, fresh=fresh)
            lived = self._looked and time.monotonic() - began >= self._pace.lived
            if self._stumbles and not refused:
                await asyncio.sleep(self._stumbles * self._pace.again)
            elif not (refused or self._progressed or lived):
                raise Retry(str(visit.failure))
            fresh = refused

    async def _visit(self, *, fresh: bool) -> Visit:
        server, site = self._server, self._line.site
        try:
            context = None if server.security == "none" else await asyncio.to_thread(trust, site.keys.get("mail_ca"))
            place = await look_up(server.host, server.port, self._line.web)
            token = await access_token(self._line, fresh=fresh) if server.by_token else None
            sock = await reach(place, CONNECT_SECONDS)
        except DialError as failure:
            raise Retry(failure.reason) from None
        mailbox = Mailbox(
            server, place, context, token, _folders(self._line.settings),
            int(self._line.settings.get("imap_since_days") or 0), self._line.now, self._pace,
        )  # fmt: skip
        belt: Belt[Batch | Looked] = Belt()
        visit = Visit(mailbox, sock, self._cursor, belt)
        async with _thread(visit, sock, belt, f"imap-{self._line.inbox_id}"):
            await self._take(belt)
        return visit

    async def _take(self, belt: Belt[Batch | Looked]) -> None:
        """Hand in what the thread brings."""
        async for thing in belt.taken():
            if isinstance(thing, Batch):
                await self._desk.keep(thing.arrivals, thing.cursor.kept())
                self._note(thing)
                continue
            if self._cursor.refusals:
                self._cursor = Cursor(self._cursor.folders)
                await self._desk.keep((), self._cursor.kept())
            self._looked = True
            await self._desk.looked(thing.warning)

    def _note(self, batch: Batch) -> None:
        before, self._cursor = self._cursor, batch.cursor
        self._progressed = self._progressed or bool(batch.arrivals)
        # The number of tries is bounded, so this is no way to try without an end.
        tries = {folder: progress.tries for folder, progress in before.folders.items()}
        self._stumbles = max(
            (one.tries for folder, one in batch.cursor.folders.items() if one.tries > tries.get(folder, 0)), default=0
        )

    async def _judge(self, visit: Visit, *, fresh: bool) -> bool:
        """What follows from how a connection has ended; True when a new token may help."""
        match visit.failure:
            case NotLetIn() as refusal:
                return await self._refused(str(refusal), fresh=fresh)
            case DialError() as failure:
                raise Retry(failure.reason)
            case Lost():
                return False
            case No() as refusal:
                raise Retry(plain(str(refusal)))
            case failure:
                assert failure is not None
                raise failure

    async def _refused(self, said: str, *, fresh: bool) -> bool:
        if is_passing(said):
            raise Retry(plain(said))
        if self._server.by_token and not fresh:
            return True
        refusals = self._cursor.refusals + 1
        if is_final(said) or refusals >= REFUSALS:
            raise Disconnected(f"{self._server.host} does not let us in: {plain(said)}")
        self._cursor = Cursor(self._cursor.folders, refusals)
        await self._desk.keep((), self._cursor.kept())
        raise Retry(f"{self._server.host} does not let us in: {plain(said)}")


@contextlib.asynccontextmanager
async def _thread(visit: Visit, sock: socket.socket, belt: Belt[Batch | Looked], name: str) -> AsyncIterator[None]:
    """The visit, in a thread that ends with the block: its connection is cut under it."""
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    # TLS takes the socket over; through its double it can be ended at any time.
    double = sock.dup()

    def run() -> None:
        visit.run()
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(ended.set)

    sock.setblocking(True)  # the thread waits in it
    sock.settimeout(CONNECT_SECONDS)
    threading.Thread(target=run, name=name, daemon=True).start()
    try:
        yield
    finally:
        belt.close()
        with contextlib.suppress(OSError):
            double.shutdown(socket.SHUT_RDWR)
        double.close()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(ended.wait(), _FAREWELL)
        belt.let_go()


def _folders(settings: Mapping[str, Any]) -> list[str]:
    named = (name.strip() for name in str(settings.get("imap_folders") or "").split(","))
    return list(dict.fromkeys(filter(None, named)))[:_MOST_FOLDERS] or ["INBOX"]
