"""An installation's sockets inside the test: a house on a real store, and clients that speak the protocol frame by frame."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from balcao.channels.contract import Site
from balcao.channels.registry import Channels
from balcao.domain.accounts.presence import Presence
from balcao.house import House, Terms
from balcao.kit.clock import Clock
from balcao.kit.crypto import Keyring
from balcao.kit.files import Files
from balcao.kit.urls import Urls
from balcao.live.cable import Cable
from balcao.live.frames import SUBPROTOCOL
from balcao.outbox.emit import Reactions, writer
from balcao.outbox.reach import open_bus
from balcao.shapes.lens import Lens
from balcao.store.engine import open_store
from balcao.store.hooks import Hooks
from balcao.store.tx import Tx
from balcao.wiring import CHANNELS

PATIENCE = 60
"""Seconds: nothing is measured by it; it ends what hangs."""
BASE = "https://balcao.example"


def make_house(url: str, clock: Clock, folder: Path, reactions: Reactions | None = None, **terms: Any) -> House:
    """A house without HTTP or mail."""
    bus, urls, presence = open_bus(url), Urls(BASE), Presence(clock)
    keyring, channels = Keyring(b"a secret of thirty-two characters"), Channels(CHANNELS)
    store = open_store(url, clock=clock, hooks=Hooks(writer(reactions or {}), bus.committed))
    nothing: Any = None
    return House(
        store=store, bus=bus, clock=clock, keyring=keyring, urls=urls,
        files=Files(folder / "files"), channels=channels, presence=presence, web=nothing, site=Site(nothing), post=nothing,
        terms=Terms(**terms), lens=Lens(urls, presence, keyring, channels),
    )  # fmt: skip


class Line:
    """A client's end of a socket, over plain ASGI messages. Pings are not shown unless asked for."""

    def __init__(self, cable: Cable, headers: dict[str, str] | None = None, ip: str = "127.0.0.1") -> None:
        self._said: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._may_take = asyncio.Event()
        self._may_take.set()
        fields = {"host": "balcao.example", **(headers or {})}
        self._scope = {
            "type": "websocket", "path": "/cable", "client": (ip, 50000), "subprotocols": [SUBPROTOCOL, "other"],
            "headers": [(name.encode(), value.encode()) for name, value in fields.items()], "extensions": {},
        }  # fmt: skip
        self._said.put_nowait({"type": "websocket.connect"})
        self._serving = asyncio.create_task(cable(self._scope, self._said.get, self._take))

    async def _take(self, message: dict[str, Any]) -> None:
        await self._may_take.wait()
        self._heard.put_nowait(message)

    def hold(self) -> None:
        """Read nothing from now on."""
        self._may_take.clear()

    def let_go(self) -> None:
        """Read again."""
        self._may_take.set()

    async def message(self) -> dict[str, Any]:
        """The next ASGI message of the server."""
        async with asyncio.timeout(PATIENCE):
            return await self._heard.get()

    async def text(self, *, pings: bool = False) -> str:
        """The next text frame, exactly."""
        async with asyncio.timeout(PATIENCE):
            while True:
                message = await self._heard.get()
                assert message["type"] == "websocket.send", message
                if pings or not message["text"].startswith('{"type":"ping"'):
                    return message["text"]

    async def frame(self) -> Any:
        """The next frame."""
        return json.loads(await self.text())

    async def closed(self) -> int:
        """Wait for the end; its code. Frames before it are passed over."""
        async with asyncio.timeout(PATIENCE):
            # Pings would go on for ever.
            while (message := await self.message())["type"] != "websocket.close":
                pass
        return message["code"]

    def say(self, **command: Any) -> None:
        """Send a command."""
        self.say_text(json.dumps(command))

    def say_text(self, text: str) -> None:
        """Send any text."""
        self._said.put_nowait({"type": "websocket.receive", "text": text})

    def say_bytes(self, data: bytes) -> None:
        """Send a binary frame."""
        self._said.put_nowait({"type": "websocket.receive", "bytes": data})

    async def leave(self) -> None:
        """Hang up, and wait until the server has noticed."""
        self._may_take.set()
        self._said.put_nowait({"type": "websocket.disconnect", "code": 1001})
        await self._serving


@dataclass
class Ear:
    """A subscription as its client lives it: the line, the identifier, and what came."""

    line: Line
    identifier: str
    confirmed: dict[str, Any]

    async def next(self) -> dict[str, Any]:
        """The next event of this subscription, presence passed over: `{"event", "data", "seq"?}`."""
        while True:
            frame = await self.line.frame()
            assert frame["identifier"] == self.identifier, frame
            if frame["message"]["event"] != "presence.update":
                return frame["message"]

    async def until(self, event: str) -> dict[str, Any]:
        """The next event of this name; the others are passed over."""
        while (message := await self.next())["event"] != event:
            pass
        return message

    async def upto(self, seq: int) -> list[dict[str, Any]]:
        """All logged events up to this number, which must come."""
        found: list[dict[str, Any]] = []
        while not found or found[-1]["seq"] < seq:
            message = await self.next()
            if "seq" in message:
                found.append(message)
        return found

    def unsubscribe(self) -> None:
        self.line.say(command="unsubscribe", identifier=self.identifier)


class Node:
    """One process of an installation: its house and its sockets."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.cable = Cable(house)
        self.lines: list[Line] = []

    async def connect(self, **how: Any) -> Line:
        """Open a socket, and hear the welcome."""
        line = self.open(**how)
        assert (await line.message())["type"] == "websocket.accept"
        assert await line.frame() == {"type": "welcome"}
        return line

    def open(self, **how: Any) -> Line:
        """Open a socket."""
        line = Line(self.cable, **how)
        self.lines.append(line)
        return line

    async def subscribe(self, wish: dict[str, Any], since: Any = None, line: Line | None = None, **how: Any) -> Ear:
        """Subscribe on a new socket, and wait for the confirmation."""
        line = line or await self.connect(**how)
        identifier = json.dumps(wish if since is None else {**wish, "since": since})
        line.say(command="subscribe", identifier=identifier)
        while (confirmed := await line.frame()).get("message", {}).get("event") == "presence.update":
            pass
        assert confirmed == {"identifier": identifier, "type": "confirm_subscription", "seq": confirmed.get("seq")}
        return Ear(line, identifier, confirmed)

    async def write(self, unit: Callable[[Tx], Any]) -> Any:
        """Carry out an action, as a request would."""
        return await self.house.store.write(unit)


@asynccontextmanager
async def node(house: House) -> AsyncIterator[Node]:
    """A running node."""
    one = Node(house)
    house.bus.start(asyncio.get_running_loop())
    await one.cable.start()
    try:
        yield one
    finally:
        await one.cable.stop()
        for line in one.lines:
            await line.leave()
        house.bus.stop()
        await asyncio.to_thread(house.store.close)
