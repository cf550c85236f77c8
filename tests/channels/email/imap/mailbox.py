"""Mails, and a desk that keeps in memory what a watch hands in."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any

import msgspec

from balcao.channels.contract import Line, Site
from balcao.channels.email.imap import ImapWatch
from balcao.channels.email.imap.visit import Pace
from balcao.envelope import Arrival
from balcao.kit.clock import wall_clock
from balcao.kit.targets import Address, Borders
from balcao.kit.web import Web
from tests.support.dovecot import HOST, PASSWORD, Dovecot

LOOPBACK = Borders(["127.0.0.1"])


def mail(number: int, *, size: int = 0, sender: str = "cliente@example.net") -> bytes:
    """A usual mail; `number` makes it different from every other."""
    filler = b"".join(b"%072d\r\n" % line for line in range(size // 74))
    return (
        b"From: Cliente <%s>\r\nTo: suporte@example.test\r\nSubject: Pedido %d\r\nDate: Tue, 24 Nov 2026 09:00:00 -0300\r\n"
        b"Message-ID: <pedido-%d@example.net>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nOnde est\xc3\xa1 %d?\r\n%s"
    ) % (sender.encode(), number, number, number, filler)


def numbers(arrivals: Sequence[Arrival]) -> list[int]:
    """Which mails these are."""
    return [int(arrival.raw.split(b"Subject: Pedido ")[1].split(b"\r\n")[0]) for arrival in arrivals]


@dataclass
class MemoryDesk:
    """Keeps like the house: in one step, the same key once, and the cursor survives as JSON."""

    arrivals: list[Arrival] = field(default_factory=list[Arrival])
    brought: int = 0
    looks: int = 0
    warning: str | None = None
    kept_at: dict[str, float] = field(default_factory=dict[str, float])
    before_keeping: Callable[[], None] | None = None
    _cursor: bytes = b"{}"
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def cursor(self) -> Mapping[str, Any]:
        return msgspec.json.decode(self._cursor)

    @cursor.setter
    def cursor(self, value: Mapping[str, Any]) -> None:
        self._cursor = msgspec.json.encode(value)

    async def keep(self, arrivals: Sequence[Arrival], cursor: Mapping[str, Any]) -> None:
        if self.before_keeping:
            self.before_keeping()
        self.brought += len(arrivals)
        for arrival in arrivals:
            if arrival.key not in self.kept_at:
                self.kept_at[arrival.key] = time.monotonic()
                self.arrivals.append(arrival)
        self.cursor = cursor
        self._changed.set()

    async def looked(self, warning: str | None = None) -> None:
        self.looks += 1
        self.warning = warning
        self._changed.set()

    async def until(self, happened: Callable[[], bool], seconds: float = 60.0) -> None:
        """Wait for something that the watch brings about."""
        async with asyncio.timeout(seconds):
            while not happened():
                self._changed.clear()
                await self._changed.wait()

    async def until_looked(self) -> None:
        """Until the mailbox was read to its end, from now on."""
        before = self.looks
        await self.until(lambda: self.looks > before)

    def numbers(self) -> list[int]:
        return sorted(numbers(self.arrivals))


async def resolve(_host: str, _port: int) -> list[Address]:
    """Every name is this machine."""
    return [ip_address("127.0.0.1")]


AT_ONCE = 4
"""Seconds: less than a thread that nobody ends holds up the end of its watch."""


@dataclass
class Box:
    """One user's mailbox at the server, and the line of an inbox that watches it."""

    dovecot: Dovecot
    user: str
    desk: MemoryDesk = field(default_factory=MemoryDesk)
    settings: dict[str, Any] = field(default_factory=dict[str, Any])
    keys: dict[str, str] = field(default_factory=dict[str, str])
    pace: Pace = field(default_factory=Pace)

    def line(self) -> Line:
        given = {
            "email": self.user, "provider": "other", "imap_enabled": True, "imap_address": HOST,
            "imap_port": self.dovecot.imaps, "imap_security": "tls", "imap_login": self.user,
            "imap_password": PASSWORD, **self.settings,
        }  # fmt: skip
        keys = {"mail_ca": str(self.dovecot.authority.bundle), **self.keys}
        return Line(7, given, "segredo", Site(Web(LOOPBACK, resolve), keys=keys), wall_clock())

    async def watch(self) -> None:
        """As the house calls it, once."""
        await ImapWatch(self.pace).watch(self.line(), self.desk)

    @contextlib.asynccontextmanager
    async def watched(self) -> AsyncIterator[MemoryDesk]:
        """Watched while the block runs, from the first look on."""
        task = asyncio.create_task(self.watch())
        looked = asyncio.create_task(self.desk.until_looked())
        try:
            done, _ = await asyncio.wait({task, looked}, return_when=asyncio.FIRST_COMPLETED)
            for one in done:
                one.result()
            yield self.desk
        finally:
            for one in (looked, task):
                one.cancel()
            await asyncio.gather(looked, task, return_exceptions=True)

    def deliver(self, *mails: bytes) -> None:
        self.dovecot.deliver(self.user, *mails)

    def drop(self, mails: Iterator[bytes] | Sequence[bytes], folder: str = "INBOX") -> None:
        self.dovecot.drop(self.user, mails, folder)
