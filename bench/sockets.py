"""Many sockets: how long a message takes to everybody in its room, and what an idle socket costs.

The clients are plain protocols on one event loop that keep nothing but the time.
"""

import asyncio
import base64
import json
import os
import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, cast

import uvloop

from bench import load, process
from bench.machine import cpu_seconds, memory_kb
from bench.rooms import Place, build

ROOMS, AGENTS = 50, 100
CONNECTS_AT_ONCE = 100
POSTS, POSTS_PER_SECOND = 300, 15.0
SETTLE = 20.0
QUIET_SECONDS = 6.0
REPORT_EVERY = 20.0
_TEXT, _PING, _PONG = 1, 9, 10
_UPGRADE = (
    "GET /cable HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {}\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: actioncable-v1-json\r\nOrigin: http://localhost\r\n"
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36\r\n"
    "Accept-Language: pt-BR,pt;q=0.9,en;q=0.8\r\nCache-Control: no-cache\r\nPragma: no-cache\r\n\r\n"
)


@dataclass(slots=True)
class Ledger:
    """When each message was posted, and how long it took to each socket (seconds)."""

    posted: dict[str, float] = field(default_factory=dict)
    took: list[float] = field(default_factory=list)

    def heard(self, payload: bytes) -> None:
        """A socket was told something."""
        now, at = time.perf_counter(), payload.find(b'"content":"carga ')
        if at >= 0 and b'"event":"message.created"' in payload:
            name = payload[at + 11 : payload.index(b'"', at + 11)].decode()
            self.took.append(now - self.posted[name])

    def at(self, share: float) -> float:
        """The given quantile in milliseconds."""
        ordered = sorted(self.took)
        return round(ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1000, 2)


class Hearer(Protocol):
    """Who is told what a socket hears."""

    def heard(self, payload: bytes) -> None:
        """A frame came."""


class Client(asyncio.Protocol):
    """A socket that subscribes and listens."""

    __slots__ = ("_buffer", "_identifier", "_ledger", "_open", "_ready", "_transport")

    def __init__(self, identifier: str, ledger: Hearer, ready: Callable[[], None]) -> None:
        self._identifier, self._ledger, self._ready = identifier, ledger, ready
        self._buffer, self._open = b"", False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(_UPGRADE.format(base64.b64encode(os.urandom(16)).decode()).encode())

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._open:
            _, found, rest = self._buffer.partition(b"\r\n\r\n")
            if not found:
                return
            self._open, self._buffer = True, rest
            self._say("subscribe")
        while (found := self._frame()) is not None:
            kind, frame = found
            if kind == _PING:
                self._write(_PONG, frame)
            elif b'"confirm_subscription"' in frame:
                self._ready()
            elif b'"message":{' in frame:
                self._ledger.heard(frame)

    def report(self) -> None:
        """Give the sign of life that a client gives every twenty seconds."""
        self._say("message", data='{"action":"update_presence"}')

    def hang_up(self) -> None:
        self._transport.close()

    def _say(self, command: str, **more: str) -> None:
        text = json.dumps({"command": command, "identifier": self._identifier, **more}).encode()
        self._write(_TEXT, text)

    def _write(self, kind: int, data: bytes) -> None:
        size = bytes([0x80 | len(data)]) if len(data) < 126 else bytes([0x80 | 126]) + len(data).to_bytes(2, "big")
        self._transport.write(bytes([0x80 | kind]) + size + b"\0\0\0\0" + data)

    def _frame(self) -> tuple[int, bytes] | None:
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        size, head = buffer[1] & 127, 2
        if size > 125:
            head = 4 if size == 126 else 10
            size = int.from_bytes(buffer[2:head], "big")
        if len(buffer) < head + size:
            return None
        self._buffer = buffer[head + size :]
        return buffer[0] & 15, buffer[head : head + size]


def measure() -> dict[str, Any]:
    """5,000 agents in 50 accounts; one after another an administrator posts, and a hundred sockets hear it."""
    with tempfile.TemporaryDirectory() as folder:
        places = build(Path(folder), ROOMS, AGENTS)
        with process.balcao(Path(folder)) as server:
            return uvloop.run(_measure(server, places))


def end_to_end() -> dict[str, Any]:
    """A visitor posts from the widget; an agent's socket hears it. 30 a second, as one small installation may see."""
    with tempfile.TemporaryDirectory() as folder:
        place = build(Path(folder), 1, 20)[0]
        with process.balcao(Path(folder)) as server:
            return uvloop.run(_end_to_end(server, place))


async def _measure(server: process.Running, places: list[Place]) -> dict[str, Any]:
    ledger, empty = Ledger(), memory_kb(server.pid)
    began = time.perf_counter()
    clients = await _connect_all(server.port, places, ledger)
    connected_in = time.perf_counter() - began
    living = asyncio.create_task(_keep_alive(clients))
    await asyncio.sleep(SETTLE)
    kb, cpu = memory_kb(server.pid) - empty, cpu_seconds(server.pid)
    await asyncio.sleep(QUIET_SECONDS)
    idle_cpu = (cpu_seconds(server.pid) - cpu) / QUIET_SECONDS
    cpu, since = cpu_seconds(server.pid), time.perf_counter()
    await _post_all(server.port, [_reply(place) for place in places], ledger)
    await _all_heard(ledger, POSTS * AGENTS)
    busy = cpu_seconds(server.pid) - cpu - idle_cpu * (time.perf_counter() - since)
    living.cancel()
    for client in clients:
        client.hang_up()
    return {
        "sockets": len(clients), "connected_per_second": round(len(clients) / connected_in),
        "kb_per_socket": round(kb / len(clients), 1), "idle_cpu_percent": round(idle_cpu * 100, 1),
        "posts": POSTS, "heard": len(ledger.took), "p50_ms": ledger.at(0.5), "p99_ms": ledger.at(0.99),
        "cpu_us_per_frame": round(busy * 1e6 / len(ledger.took), 1),
    }  # fmt: skip


async def _end_to_end(server: process.Running, place: Place) -> dict[str, Any]:
    ledger = Ledger()
    clients = await _connect_all(server.port, [place], ledger)
    session = await _widget_session(server.port, place)
    path = f"/api/v1/widget/messages?website_token={place.website_token}"

    def posts(text: str) -> bytes:
        body = json.dumps({"message": {"content": text}}).encode()
        return load.post(path, {"X-Auth-Token": session}, body)

    await _post_all(server.port, [posts], ledger, 30.0)
    await _all_heard(ledger, POSTS * len(clients))
    for client in clients:
        client.hang_up()
    return {"posts": POSTS, "heard": len(ledger.took), "p50_ms": ledger.at(0.5), "p95_ms": ledger.at(0.95),
            "p99_ms": ledger.at(0.99)}  # fmt: skip


async def _connect_all(port: int, places: list[Place], ledger: Ledger) -> list[Client]:
    gate, clients = asyncio.Semaphore(CONNECTS_AT_ONCE), list[Client]()
    loop = asyncio.get_running_loop()

    async def connect(wish: str) -> None:
        async with gate:
            ready = asyncio.Event()
            client = Client(wish, ledger, ready.set)
            await loop.create_connection(lambda: client, "127.0.0.1", port)
            async with asyncio.timeout(30):
                await ready.wait()
            clients.append(client)

    await asyncio.gather(*(connect(wish) for place in places for wish in place.wishes))
    return clients


async def _keep_alive(clients: list[Client]) -> None:
    """Each client reports every twenty seconds; all together, evenly."""
    while True:
        for n, client in enumerate(clients):
            client.report()
            if n % 25 == 0:
                await asyncio.sleep(REPORT_EVERY * 25 / len(clients))


def _reply(place: Place) -> Callable[[str], bytes]:
    path = f"/api/v1/accounts/{place.account_id}/conversations/{place.conversation}/messages"
    return lambda text: load.post(path, {"api-access-token": place.token}, json.dumps({"content": text}).encode())


async def _post_all(
    port: int, makes: list[Callable[[str], bytes]], ledger: Ledger, per_second: float = POSTS_PER_SECOND
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for n in range(POSTS):
        text = f"carga {n}"
        ledger.posted[text] = time.perf_counter()
        writer.write(random.choice(makes)(text))
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in head.split(b"\r\n", 1)[0]:
            raise RuntimeError(head.decode())
        await reader.readexactly(_length(head))
        await asyncio.sleep(max(0.0, 1 / per_second - (time.perf_counter() - ledger.posted[text])))
    writer.close()


async def _widget_session(port: int, place: Place) -> str:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(load.post(f"/api/v1/widget/config?website_token={place.website_token}", {}, b"{}"))
    head = await reader.readuntil(b"\r\n\r\n")
    answer = json.loads(await reader.readexactly(_length(head)))
    writer.close()
    return answer["website_channel_config"]["auth_token"]


def _length(head: bytes) -> int:
    return int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])


async def _all_heard(ledger: Ledger, expected: int) -> None:
    async with asyncio.timeout(30):
        while len(ledger.took) < expected:  # noqa: ASYNC110 - a check now and then costs the measured less
            await asyncio.sleep(0.05)
