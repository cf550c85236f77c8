"""WS-08, WS-09: what no client of good will does ends its own socket and nobody else's."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus
from websockets.frames import Frame, Opcode

from balcao.live import doorman, frames
from tests.live.firm import Firm
from tests.live.rig import PATIENCE, Node
from tests.live.wires import ended, opened, served


@pytest.fixture
def engine() -> str:
    """The database has no part in this."""
    return "sqlite"


@pytest.fixture
async def url(here: Node) -> AsyncIterator[str]:
    async with served(here) as address:
        yield address


async def still_works(url: str, firm: Firm) -> None:
    async with opened(url) as connection:
        await connection.send(json.dumps({"command": "subscribe", "identifier": json.dumps(firm.wish(firm.boss))}))
        async with asyncio.timeout(PATIENCE):
            while '"confirm_subscription"' not in await connection.recv(decode=True):
                pass


async def test_ws_08_a_frame_of_more_than_64_kb_closes_with_1009(url: str, firm: Firm) -> None:
    async with opened(url) as connection:
        await connection.send("x" * (frames.FRAME_MAX + 1))
        assert await ended(connection) == 1009
    await still_works(url, firm)


async def test_ws_08_many_fragments_of_one_big_frame_close_with_1009(url: str, firm: Firm) -> None:
    async with opened(url) as connection:
        part = b"x" * 2048
        _send(connection, Frame(Opcode.TEXT, part, fin=False), *[Frame(Opcode.CONT, part, fin=False)] * 40)
        assert await ended(connection) == 1009
    await still_works(url, firm)


async def test_ws_08_a_flood_of_empty_fragments_closes(url: str, firm: Firm) -> None:
    async with opened(url) as connection:
        _send(connection, *[Frame(Opcode.TEXT, b"", fin=False), *[Frame(Opcode.CONT, b"", fin=False)] * 500])
        assert await ended(connection) == 1008
    await still_works(url, firm)


async def test_ws_08_a_flood_of_pings_closes_with_1008(url: str, firm: Firm) -> None:
    async with opened(url) as connection:
        _send(connection, *[Frame(Opcode.PING, b"hello")] * 200)
        assert await ended(connection) == 1008
    await still_works(url, firm)


async def test_ws_08_a_few_pings_are_answered(url: str) -> None:
    async with opened(url) as connection:
        for _ in range(5):
            async with asyncio.timeout(PATIENCE):
                await (await connection.ping())


async def test_ws_08_what_is_no_command_closes_with_1008(url: str, firm: Firm) -> None:
    for said in (b"\x00\x01", "not json", "[]", "7", '{"identifier":"x"}', '{"command":7}', ""):
        async with opened(url) as connection:
            await connection.send(said)
            assert await ended(connection) == 1008, said
    await still_works(url, firm)


async def test_ws_08_a_hundred_commands_a_second_close_with_1008(url: str, firm: Firm) -> None:
    async with opened(url) as connection:
        _send(connection, *[Frame(Opcode.TEXT, b'{"command":"unsubscribe","identifier":"x"}')] * 100)
        assert await ended(connection) == 1008
    await still_works(url, firm)


async def test_ws_08_no_compression_is_agreed_on(url: str) -> None:
    async with connect(url, compression="deflate") as connection:
        assert connection.response
        assert "Sec-WebSocket-Extensions" not in connection.response.headers


async def test_ws_09_who_is_gone_without_a_word_is_dropped(here: Node, firm: Firm) -> None:
    async with served(here, ws_ping_interval=0.2, ws_ping_timeout=0.2) as url:
        host, port = url.removeprefix("ws://").removesuffix("/cable").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(
            b"GET /cable HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        async with asyncio.timeout(PATIENCE):
            received = await reader.read()
        assert b"welcome" in received
        writer.close()
        await writer.wait_closed()


async def test_many_connects_from_one_address_are_put_off(here: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    """WS-11: what comes back after a restart is let in a few at a time."""
    monkeypatch.setattr(doorman, "BURST", 3)
    # No time passes: a slow machine would earn the fourth a place.
    monkeypatch.setattr(here.cable, "_doorman", doorman.Doorman(lambda: 0.0))
    for _ in range(3):
        await here.connect(ip="203.0.113.7")
    assert await here.open(ip="203.0.113.7").closed() == 1008
    await here.connect(ip="203.0.113.8")
    for _ in range(10):
        await here.connect(ip="127.0.0.1")


async def test_a_browser_is_told_to_come_back_later(url: str, here: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(here.cable._doorman, "lets_in", lambda _ip: False)
    with pytest.raises(InvalidStatus) as refusal:
        async with connect(url):
            pass
    assert refusal.value.response.status_code == 429
    assert refusal.value.response.headers["Retry-After"] == "10"


def test_an_office_behind_one_address_gets_in_and_a_flood_does_not() -> None:
    now = [0.0]
    man = doorman.Doorman(lambda: now[0])
    assert all(man.lets_in("203.0.113.7") for _ in range(doorman.BURST))
    assert not man.lets_in("::ffff:203.0.113.7")
    now[0] += 1.0
    assert [man.lets_in("203.0.113.7") for _ in range(6)] == [True] * 5 + [False]
    assert all(man.lets_in("2001:db8::1") for _ in range(doorman.BURST))
    assert not man.lets_in("2001:db8::ffff")
    assert man.lets_in("2001:db8:0:1::1")


def _send(connection: ClientConnection, *frames_: Frame) -> None:
    connection.transport.write(b"".join(frame.serialize(mask=True) for frame in frames_))
