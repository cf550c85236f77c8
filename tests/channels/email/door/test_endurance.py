"""Our own mail server endures what no protocol foresees, and keeps nothing of it (EML-13, EML-16)."""

import asyncio
import contextlib
import gc
import itertools
import random
import tracemalloc
from collections.abc import Awaitable, Callable

import pytest

from balcao.channels.email.receiver.paths import ends_twice, path_in
from tests.channels.email.door.conftest import (
    DOMAIN,
    MAIL,
    Caller,
    Open,
    Server,
    hang_up,
    on_uvloop,
    still_works,
    until,
)

FORWARD = f"k3y@{DOMAIN}"
WHOLE = f"EHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<{FORWARD}>\r\nDATA\r\n".encode() + MAIL + b".\r\nQUIT\r\n"


async def test_a_line_that_is_cut_anywhere_leaves_nothing_behind(server: Server):
    for end in range(0, len(WHOLE), 7):
        caller = await Caller.to(server.hall.listeners[0].port)
        caller.put(WHOLE[:end])
        await caller.writer.drain()
        caller.leave()
    await still_works(server)
    await until(lambda: len(server.hall._guests) == 1)
    assert server.hall.in_hand == 0


async def test_noise_of_any_kind_is_endured(server: Server):
    """Random bytes, and dialogues with bytes changed, cut, doubled and shuffled; the seed is fixed."""
    rng = random.Random(20_261_124)
    for turn in range(150):
        caller = await Caller.to(server.hall.listeners[turn % 2].port)
        caller.put(noise(rng))
        caller.writer.write_eof()
        with contextlib.suppress(ConnectionError):
            await asyncio.wait_for(caller.reader.read(), 10)
        caller.leave()
    await still_works(server)
    await until(lambda: len(server.hall._guests) == 1)
    assert server.hall.in_hand == 0


def noise(rng: random.Random) -> bytes:
    kind = rng.randrange(4)
    if kind == 0:
        return rng.randbytes(rng.randrange(5000))
    lines = WHOLE.replace(b"EHLO", rng.choice([b"EHLO", b"LHLO", b"HELO"])).splitlines(keepends=True)
    if kind == 1:
        rng.shuffle(lines)
    if kind == 2:
        lines = [line for line in lines for _ in range(rng.randrange(4))]
    data = bytearray(b"".join(lines))
    for _ in range(rng.randrange(12)):
        data[rng.randrange(len(data))] = rng.randrange(256)
    return bytes(data[: rng.randrange(len(data)) + 1])


async def test_many_mails_leave_no_trace_in_memory(server: Server):
    """EML-16: what was handed on is forgotten."""
    caller = await server.call()
    await caller.say("EHLO x")
    raw = b"y" * 50_000 + b"\r\n"

    async def send(times: int) -> int:
        for _ in range(times):
            assert (await caller.deliver(FORWARD, raw=raw, hello="RSET")).startswith("250")
            server.lobby.kept.clear()
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        before = await send(20)
        assert await send(200) - before < 400_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "scenario",
    [
        test_noise_of_any_kind_is_endured, test_a_line_that_is_cut_anywhere_leaves_nothing_behind,
    ],
)  # fmt: skip
def test_on_that_loop_too_it_stands(scenario: Callable[[Server], Awaitable[None]]):
    async def serving(serve: Open) -> None:
        await scenario(await serve())

    on_uvloop(serving)


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ("<a@b.example>", ("a@b.example", "")),
        ("<a@b.example> SIZE=3 BODY=8BITMIME", ("a@b.example", "SIZE=3 BODY=8BITMIME")),
        ("<>", ("<>", "")),
        ("a@b.example SIZE=1", ("a@b.example", "SIZE=1")),
        ("<@one.example,@two.example:a@b.example>", ("a@b.example", "")),
        ('<"a b@c"@d.example>', ('"a b@c"@d.example', "")),
        ("<a@b.example", None),
        ("<a@b.example>x", None),
        ("<a\x00@b.example>", None),
        ("<\udcff@b.example>", None),
        ("<a b@c.example>", None),
        ("", None),
    ],
)
def test_paths(said: str, path: tuple[str, str] | None):
    assert path_in(said) == path


def test_paths_are_read_in_linear_time():
    for text in (
        "<" + '"' * 60_000,
        "<" + '"\\' * 30_000,
        "<@" * 30_000,
        "<a" + "," * 60_000 + ":",
        "<" + "a@" * 30_000,
    ):
        assert path_in(text) is None


def test_only_what_ends_twice_does():
    ends = [b"\r", b"\n"]
    for before, after in itertools.product(ends, ends):
        assert ends_twice(b"x" + before + b"." + after + b"y\r\n", at_start=False)
    assert not ends_twice(b"x.\r\n", at_start=True)
    assert not ends_twice(b"..\r\n", at_start=True)
    assert not ends_twice(b".\r\n", at_start=False)


async def test_hanging_up_is_no_trouble(server: Server, capfd: pytest.CaptureFixture[str]):
    for _ in range(5):
        await server.call()
    await hang_up()
    await until(lambda: len(server.hall._guests) == 0)
    assert capfd.readouterr().err == ""
