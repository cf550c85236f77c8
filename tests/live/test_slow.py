"""WS-07: whoever does not keep up is closed and may resume; the others feel nothing, and memory stays bounded."""

import asyncio
import json
from typing import Any

import pytest

from balcao.live import socket
from balcao.live.socket import BACKLOG_FRAMES
from tests.live.firm import Firm, says
from tests.live.rig import PATIENCE, Node
from tests.live.wires import opened, served, subscribed


async def test_ws_07_more_than_five_hundred_frames_behind_closes_with_4408(
    here: Node, firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It is told why only within this time; a slow machine takes longer until it reads again.
    monkeypatch.setattr(socket, "CLOSE_GRACE", PATIENCE)
    visitor = firm.visitor(firm.inbox())
    slow, quick = [await here.subscribe(firm.wish(firm.boss)) for _ in range(2)]
    slow.line.hold()
    for number in range(BACKLOG_FRAMES + 10):
        await here.write(says(visitor, str(number)))
        while (await quick.until("message.created"))["data"]["content"] != str(number):
            pass
    slow.line.let_go()
    assert await slow.line.closed() == 4408


async def test_ws_07_more_than_a_megabyte_behind_closes_with_4408(
    here: Node, firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It is told why only within this time; a slow machine takes longer until it reads again.
    monkeypatch.setattr(socket, "CLOSE_GRACE", PATIENCE)
    visitor = firm.visitor(firm.inbox())
    slow, quick = [await here.subscribe(firm.wish(firm.boss)) for _ in range(2)]
    slow.line.hold()
    for number in range(12):
        await here.write(says(visitor, f"{number}" + "x" * 100_000))
        await quick.until("message.created")
    slow.line.let_go()
    assert await slow.line.closed() == 4408


async def test_ws_07_who_was_a_little_behind_catches_up_by_itself(here: Node, firm: Firm) -> None:
    visitor = firm.visitor(firm.inbox())
    slow, quick = [await here.subscribe(firm.wish(firm.boss)) for _ in range(2)]
    slow.line.hold()
    for number in range(50):
        await here.write(says(visitor, str(number)))
        await quick.until("message.created")
    slow.line.let_go()
    assert [(await slow.until("message.created"))["data"]["content"] for _ in range(50)] == [
        str(number) for number in range(50)
    ]


async def test_ws_07_a_real_socket_that_reads_nothing_is_cut_and_forgotten(
    here: Node, firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "CLOSE_GRACE", 0.1)
    visitor = firm.visitor(firm.inbox())
    async with served(here) as url, opened(url) as quick:
        await subscribed(quick, firm.wish(firm.boss))
        reader, writer = await _deaf_client(url, firm.wish(firm.boss))
        assert _sockets(here) == 2
        number = 0
        while _sockets(here) == 2:
            number += 1
            await here.write(says(visitor, f"{number} " + "x" * 100_000))
            await _until(quick, f'"content":"{number} ')
        assert number < 200
        async with asyncio.timeout(PATIENCE):
            while len(here.cable._heart) == 2:  # noqa: ASYNC110 - the server has no sign for it
                await asyncio.sleep(0.01)
        writer.close()
        del reader


def _sockets(here: Node) -> int:
    """The sockets that may still be written to."""
    return sum(not one.closed for one in here.cable._heart.sockets())


async def _deaf_client(url: str, wish: dict[str, Any]) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A client that subscribes and then reads nothing more, with small buffers."""
    host, port = url.removeprefix("ws://").removesuffix("/cable").split(":")
    reader, writer = await asyncio.open_connection(host, int(port), limit=1024)
    command = json.dumps({"command": "subscribe", "identifier": json.dumps(wish)}).encode()
    assert 126 <= len(command) < 65536
    header = b"\x81" + bytes([0x80 | 126]) + len(command).to_bytes(2, "big") + b"\0\0\0\0"
    writer.write(
        b"GET /cable HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    await reader.readuntil(b"welcome")
    writer.write(header + command)
    await reader.readuntil(b"confirm_subscription")
    return reader, writer


async def _until(connection: Any, text: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while text not in await connection.recv(decode=True):
            pass
