"""Our own mail server with a lobby that knows three inboxes, and a client that says whatever a test wants."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import pytest
import uvloop

from balcao.channels.contract import Line, Site
from balcao.channels.email.receiver.hall import Hall, open_hall
from balcao.channels.email.receiver.terms import USUAL, Terms
from balcao.envelope import Arrival
from balcao.kit.web import Web

DOMAIN = "inbound.loja.example"
NAMES = {"k3y@": 1, "suporte@loja.example": 2, "vendas+sul@loja.example": 3}
MAIL = b"From: Ana <ana@cliente.example>\r\nSubject: Oi\r\nMessage-ID: <1@cliente.example>\r\n\r\nOl\xc3\xa1!\r\n"


class Lobby:
    """What `find` and `keep` are asked; `trouble` is raised instead, `gate` holds up the keeping."""

    def __init__(self) -> None:
        self.kept: list[tuple[int, Arrival]] = []
        self.trouble: Exception | None = None
        self.broken: set[int] = set()
        self.gate: asyncio.Event | None = None
        self.asked = asyncio.Event()

    async def find(self, names: Sequence[str]) -> Line | None:
        if self.trouble:
            raise self.trouble
        found = next((NAMES[name] for name in names if name in NAMES), None)
        return None if found is None else Line(found, {}, "s3cret", site(), 0)

    async def keep(self, line: Line, arrivals: Sequence[Arrival]) -> None:
        self.asked.set()
        if self.gate:
            await self.gate.wait()
        if self.trouble or line.inbox_id in self.broken:
            raise self.trouble or OSError("the disk is full")
        self.kept += [(line.inbox_id, one) for one in arrivals]


def site(**keys: str) -> Site:
    return Site(Web(), "https://desk.loja.example", DOMAIN, keys)


@dataclass
class Server:
    """A hall that listens by SMTP and by LMTP."""

    hall: Hall
    lobby: Lobby

    async def call(self, *, lmtp: bool = False) -> "Caller":
        """Come in; the greeting was read."""
        caller = await Caller.to(next(one.port for one in self.hall.listeners if one.handed_over == lmtp))
        caller.greeting = await caller.hear()
        return caller


class Caller:
    """The other mail server."""

    all: ClassVar[list["Caller"]] = []

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.greeting = ""
        self.all.append(self)

    @classmethod
    async def to(cls, port: int) -> Self:
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def hear(self) -> str:
        """A whole answer; empty when the line was cut."""
        lines: list[str] = []
        while line := (await asyncio.wait_for(self.reader.readline(), 10)).decode():
            lines.append(line.rstrip())
            if line[3:4] != "-":
                break
        return "\n".join(lines)

    def put(self, data: bytes) -> None:
        self.writer.write(data)

    async def say(self, line: str | bytes) -> str:
        """A command, and the answer to it."""
        self.put((line if isinstance(line, bytes) else line.encode()) + b"\r\n")
        return await self.hear()

    async def begin(
        self, *to: str, sender: str = "ana@cliente.example", hello: str = "EHLO mx.cliente.example"
    ) -> None:
        """Everything up to the content."""
        for line in (hello, f"MAIL FROM:<{sender}>", *(f"RCPT TO:<{one}>" for one in to)):
            said = await self.say(line)
            assert said[:3] == "250", said
        assert (await self.say("DATA")).startswith("354")

    async def deliver(self, *to: str, raw: bytes = MAIL, **terms: str) -> str:
        """A whole mail, and what is said to it."""
        await self.begin(*to, **terms)
        self.put(raw.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        return await self.hear()

    async def is_cut(self, *, left: bool = False) -> bool:
        """Whether nothing more comes, for good; with `left`, after whatever was said before."""
        try:
            return await asyncio.wait_for(self.reader.read(), 10) == b"" or left
        except ConnectionError:
            return True

    def leave(self) -> None:
        self.writer.transport.abort()


Open = Callable[..., Awaitable[Server]]


async def until(holds: Callable[[], bool]) -> None:
    """Return as soon as it holds; what the loop does by itself tells nobody."""
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 - there is no event of it
            await asyncio.sleep(0.001)


async def still_works(server: Server) -> None:
    """The next mail is taken as ever."""
    before = len(server.lobby.kept)
    caller = await server.call()
    assert await caller.deliver(f"k3y@{DOMAIN}") == "250 2.0.0 Kept"
    assert len(server.lobby.kept) == before + 1


@asynccontextmanager
async def serving() -> AsyncIterator[Open]:
    """What starts servers, and ends them."""
    async with AsyncExitStack() as ending:

        async def start(terms: Terms = USUAL, **keys: Any) -> Server:
            lobby = Lobby()
            listening = {"mail_listen": "127.0.0.1:0", "mail_listen_lmtp": "127.0.0.1:0", **keys}
            hall = await open_hall(site(**listening), lobby, terms)
            ending.push_async_callback(hall.close)
            return Server(hall, lobby)

        try:
            yield start
        finally:
            await hang_up()


def on_uvloop(scenario: Callable[[Open], Awaitable[None]]) -> None:
    """Carry out a scenario on the loop that the server really runs on."""

    async def whole() -> None:
        async with serving() as start, asyncio.timeout(30):
            await scenario(start)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(whole())


@pytest.fixture
async def serve() -> AsyncIterator[Open]:
    """Start servers: `await serve(Terms(…), mail_certificate=…)`."""
    async with serving() as start:
        yield start


async def hang_up() -> None:
    """On every server that was called."""
    while Caller.all:
        caller = Caller.all.pop()
        caller.leave()
        with contextlib.suppress(OSError, ssl.SSLError):
            await caller.writer.wait_closed()


@pytest.fixture
async def server(serve: Open) -> Server:
    return await serve()
