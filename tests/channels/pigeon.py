"""A channel of a provider that exists in tests only: it receives and delivers, so that the suite itself can be tried."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import msgspec

from balcao.channels.about import About, Field, Kind, Step, Words
from balcao.channels.common import name_field
from balcao.channels.contract import Channel, Hook, Line
from balcao.channels.outcomes import Forged, Rejected, Retry
from balcao.envelope import Arrival, Capabilities, Correspondent, Ignored, Inbound, Outbound, Receipt
from balcao.kit.clock import SECOND
from balcao.kit.crypto import hmac_hex, same
from balcao.kit.web import Answer, Ask, WebError

WORDS = Words("Pombo", "Pigeon", "Paloma")
ICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path fill="currentColor" d="M0 0h24"/></svg>'
TOKEN = Field(key="token", label=WORDS, kind=Kind.SECRET, required=True, pattern=r"\w{1,40}")
ABOUT = About(
    kind="pigeon",
    channel_type="Channel::Pigeon",
    icon=ICON,
    title=WORDS,
    summary=WORDS,
    steps=(Step(key="pigeon", title=WORDS, fields=(name_field(WORDS), TOKEN), on_create=True),),
    capabilities=Capabilities(text_max=140),
    delivers=True,
)


class Note(msgspec.Struct):
    id: str
    sender: str
    text: str


class Landing:
    def take(self, hook: Hook, line: Line) -> Sequence[Arrival]:
        if not same(hook.headers.get("x-pigeon"), hmac_hex(line.settings["token"], hook.body.decode())):
            raise Forged
        return [Arrival(key=msgspec.json.decode(hook.body, type=Note).id, raw=hook.body, way="hook")]

    def read(self, arrival: Arrival, line: Line) -> Sequence[Inbound | Receipt | Ignored]:
        note = msgspec.json.decode(arrival.raw, type=Note)
        return [Inbound(sender=Correspondent(address=note.sender), external_id=note.id, text=note.text)]


class Flight:
    async def send(self, message: Outbound, line: Line) -> Receipt:
        try:
            answer = await line.web.send(Ask(line.settings["loft"], "POST", message.delivery.encode()))
        except WebError as failure:
            raise Retry(str(failure)) from None
        return self._read(answer)

    def _read(self, answer: Answer) -> Receipt:
        if answer.status == 429:
            raise Retry("too many", int(answer.headers["retry-after"]) * SECOND)
        if answer.status >= 500:
            raise Retry("the loft is closed")
        if not answer.ok:
            raise Rejected("the loft refuses")
        return Receipt(external_id="1")


PIGEON = Channel(ABOUT, inbound=Landing(), outbound=Flight())


class Loft:
    """The other side."""

    def __init__(self) -> None:
        self.settings: dict[str, Any] = {"token": "t"}
        self.mode = "takes"
        self.taken: list[str] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        body = await reader.readexactly(int(head.lower().split(b"content-length:")[1].split()[0]))
        if self.mode == "silent":
            await reader.read()
        else:
            self.taken += [body.decode()] if self.mode == "takes" else []
            status = {"takes": "200 OK", "away": "503 No", "busy": "429 No\r\nRetry-After: 30", "refuses": "400 No"}
            line = status.get(self.mode, "302 Found\r\nLocation: /x")
            writer.write(f"HTTP/1.1 {line}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
            await writer.drain()
        writer.close()


@asynccontextmanager
async def simulate(_secret: str) -> AsyncIterator[Loft]:
    loft = Loft()
    server = await asyncio.start_server(loft.serve, "127.0.0.1", 0)
    loft.settings["loft"] = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    try:
        yield loft
    finally:
        server.close()
        await server.wait_closed()
