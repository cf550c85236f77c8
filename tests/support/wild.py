"""The internet, as far as a test needs it: a server that answers whatever it is told, and names that lead anywhere."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from ipaddress import ip_address
from typing import Any

from balcao.kit.targets import Address, Borders
from balcao.kit.web import Web

Say = Callable[[asyncio.StreamWriter], Awaitable[None]]


class Wild:
    """A server on this machine. `answers` are used one after another, the last one for ever; `asked` are the requests."""

    def __init__(self) -> None:
        self.answers: list[bytes | Say] = [answer()]
        self.asked: list[bytes] = []
        self.port = 0
        self.busy: set[asyncio.Task[Any]] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self.busy.add(task)
        try:
            with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
                await self._talk(reader, writer)
        finally:
            writer.close()
            self.busy.discard(task)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            self.asked.append(await reader.readuntil(b"\r\n\r\n"))
            said = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            if isinstance(said, bytes):
                writer.write(said)
                await writer.drain()
            else:
                await said(writer)


def answer(body: bytes = b"", status: str = "200 OK", *headers: str) -> bytes:
    """A plain answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


@asynccontextmanager
async def wild() -> AsyncIterator[Wild]:
    """A server that runs as long as the block."""
    there = Wild()
    server = await asyncio.start_server(there.serve, "127.0.0.1", 0)
    there.port = server.sockets[0].getsockname()[1]
    try:
        yield there
    finally:
        server.close()
        await asyncio.wait_for(asyncio.gather(*there.busy, return_exceptions=True), 2)
        await server.wait_closed()


class Names:
    """A resolver. Each name leads to the addresses that were entered, one list a look-up, the last one for ever."""

    def __init__(self, **known: list[list[str]]) -> None:
        self.known = {name.replace("_", "."): lists for name, lists in known.items()}
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> list[Address]:
        self.asked.append(host)
        if host[0].isdigit():
            return [ip_address(host)]
        if host not in self.known:
            raise OSError("no such name")
        lists = self.known[host]
        return [ip_address(one) for one in (lists.pop(0) if len(lists) > 1 else lists[0])]


@asynccontextmanager
async def guarded(*allowed: str, names: Names | None = None, longest: float = 5.0) -> AsyncIterator[Web]:
    """The client of the house, with names of our own."""
    web = Web(Borders(allowed), names or Names(), longest)
    try:
        yield web
    finally:
        await web.close()
