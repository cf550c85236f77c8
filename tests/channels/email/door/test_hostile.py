"""Our own mail server stands in the open: whatever is said to it, it neither falls nor grows (EML-13, EML-16)."""

import asyncio
import contextlib
import gc
import itertools
import random
import tracemalloc
from collections.abc import Awaitable, Callable

import pytest

from balcao.channels.email.receiver.paths import ends_twice, path_in
from balcao.channels.email.receiver.terms import Terms
from tests.channels.email.door.conftest import DOMAIN, MAIL, Caller, Open, Server, hang_up, on_uvloop

FORWARD = f"k3y@{DOMAIN}"
WHOLE = f"EHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<{FORWARD}>\r\nDATA\r\n".encode() + MAIL + b".\r\nQUIT\r\n"


async def still_works(server: Server) -> None:
    before = len(server.lobby.kept)
    caller = await server.call()
    assert await caller.deliver(FORWARD) == "250 2.0.0 Kept"
    assert len(server.lobby.kept) == before + 1


async def test_a_mail_that_is_too_large_is_refused_and_the_connection_goes_on(serve: Open):
    server = await serve(Terms(size=200_000))
    caller = await server.call()
    assert "SIZE 200000" in await caller.say("EHLO x")
    assert (await caller.say("MAIL FROM:<a@b.example> SIZE=200001")).startswith("552")
    assert (await caller.deliver(FORWARD, raw=b"y" * 199_998 + b"\r\n")).startswith("250")
    assert (await caller.deliver(FORWARD, raw=b"y" * 199_999 + b"\r\n")).startswith("552 5.3.4")
    assert (await caller.deliver(FORWARD)).startswith("250")
    assert server.hall.in_hand == 0


async def test_many_large_mails_at_once_wait_their_turn(serve: Open):
    server = await serve(Terms(in_hand=300_000))
    first, second = await server.call(), await server.call()
    await first.begin(FORWARD)
    first.put(b"y" * 200_000 + b"\r\n")
    while server.hall.in_hand < 150_000:
        await asyncio.sleep(0)
    assert (await second.deliver(FORWARD, raw=b"z" * 200_000 + b"\r\n")).startswith("452 4.3.1")
    first.put(b".\r\n")
    assert (await first.hear()).startswith("250")
    assert (await second.deliver(FORWARD, raw=b"z" * 200_000 + b"\r\n")).startswith("250")


async def test_who_is_silent_is_sent_away(serve: Open):
    server = await serve(Terms(silence=0.2))
    idle, sending = await server.call(), await server.call()
    await sending.begin(FORWARD)
    sending.put(b"From: x\r\n")
    for caller in (idle, sending):
        assert (await caller.hear()).startswith("421 4.4.2")
        assert await caller.is_cut()
    assert (server.lobby.kept, server.hall.in_hand) == ([], 0)


async def test_who_sends_a_mail_drop_by_drop_does_not_stay_for_ever(serve: Open):
    server = await serve(Terms(mail=0.3))
    caller = await server.call()
    await caller.begin(FORWARD)

    async def drip() -> None:
        with contextlib.suppress(ConnectionError):
            while True:
                caller.put(b"x")
                await caller.writer.drain()
                await asyncio.sleep(0.01)

    dripping = asyncio.ensure_future(drip())
    assert (await caller.hear()).startswith("421 4.4.2")
    dripping.cancel()
    assert server.lobby.kept == []


async def test_nobody_takes_all_the_seats(serve: Open):
    server = await serve(Terms(connections=5, connections_of_peer=3))
    callers = [await server.call() for _ in range(3)]
    assert (await server.call()).greeting.startswith("421 4.7.0")
    handing_over = [await server.call(lmtp=True) for _ in range(2)]
    assert all(one.greeting.startswith("220") for one in handing_over)
    assert (await server.call(lmtp=True)).greeting.startswith("421 4.3.2")
    await callers[0].say("QUIT")
    assert await callers[0].is_cut()
    assert (await server.call()).greeting.startswith("220")


async def test_recipients_are_counted(serve: Open):
    server = await serve(Terms(recipients=2, strangers=3))
    caller = await server.call()
    await caller.say("EHLO x")
    await caller.say("MAIL FROM:<a@b.example>")
    said = [(await caller.say(f"RCPT TO:<k3y+{n}@{DOMAIN}>"))[:9] for n in range(3)]
    assert said == ["250 2.1.5", "250 2.1.5", "452 4.5.3"]
    guessing = await server.call()
    await guessing.say("EHLO x")
    await guessing.say("MAIL FROM:<a@b.example>")
    said = [(await guessing.say(f"RCPT TO:<guess{n}@{DOMAIN}>"))[:3] for n in range(4)]
    assert said == ["550", "550", "550", "421"]
    assert await guessing.is_cut()


@pytest.mark.parametrize(
    "end", [b"\n.\r\n", b"\n.\n", b"\r.\r\n", b"\r.\r", b"\r\n.\n", b"\r\n.\r", b"\n.\r", b"\r.\n"], ids=repr
)
async def test_a_mail_cannot_hide_another(server: Server, end: bytes):
    """SMTP smuggling: what another server would take for the end is refused here, and what follows it is no command."""
    caller = await server.call()
    await caller.begin(FORWARD)
    hidden = f"MAIL FROM:<ceo@loja.example>\r\nRCPT TO:<{FORWARD}>\r\nDATA\r\n".encode()
    caller.put(MAIL + b"text" + end + hidden + MAIL + b".\r\n")
    assert (await caller.hear()).startswith("554 5.6.0")
    assert server.lobby.kept == []
    assert (await caller.deliver(FORWARD)).startswith("250")


async def test_line_ends_of_other_kinds_alone_harm_nobody(server: Server):
    raw = b"From: a@b.example\nSubject: x\r\n\nold\rstyle\n. not alone\r\n..\r\n"
    assert (await (await server.call()).deliver(FORWARD, raw=raw)).startswith("250")
    assert server.lobby.kept[0][1].raw == raw


@pytest.mark.parametrize(
    "hello",
    [b"EHLO \xff\xfe\x00", b"HELO " + b"x" * 900, b"EHLO [::1]; drop table", "EHLO josé".encode(), b"EHLO \x1b[31m"],
    ids=repr,
)
async def test_whatever_a_server_calls_itself_is_harmless(server: Server, hello: bytes):
    caller = await server.call()
    assert (await caller.say(hello)).startswith("250")
    assert (await caller.deliver(FORWARD, hello="NOOP")).startswith("250")
    helo = server.lobby.kept[0][1].facts["helo"]
    assert len(helo) <= 320
    assert "\0" not in helo.encode().decode()


@pytest.mark.parametrize("line", [b"x" * 70_000, b"MAIL FROM:<" + b"a" * 5000 + b">", b"\0" * 3000, b"\xff\xff", b""])
async def test_lines_that_are_no_commands_are_refused(server: Server, line: bytes):
    caller = await server.call()
    assert (await caller.say(line)).startswith("5")
    assert (await caller.say("NOOP")).startswith("250")


async def test_who_talks_nonsense_is_sent_away(server: Server):
    caller = await server.call()
    said = [await caller.say(f"GET /{n} HTTP/1.1") for n in range(5)]
    assert said[-1].startswith("502")
    assert await caller.is_cut()


async def test_who_never_listens_is_cut_off(serve: Open):
    server = await serve(Terms(silence=0.3))
    caller = await server.call()
    caller.writer.transport.pause_reading()  # pyright: ignore[reportAttributeAccessIssue]
    for _ in range(49):
        caller.put(b"EHLO " + b"x" * 900 + b"\r\n" + b"NOOP\r\n")
    caller.writer.transport.resume_reading()  # pyright: ignore[reportAttributeAccessIssue]
    assert await caller.is_cut(left=True)
    await still_works(server)


async def test_a_line_that_is_cut_anywhere_leaves_nothing_behind(server: Server):
    for end in range(0, len(WHOLE), 7):
        caller = await Caller.to(server.hall.listeners[0].port)
        caller.put(WHOLE[:end])
        await caller.writer.drain()
        caller.leave()
    await still_works(server)
    await until_left(server, 1)
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
    await until_left(server, 1)
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


async def until_left(server: Server, count: int) -> None:
    while len(server.hall._guests) > count:
        await asyncio.sleep(0.01)


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
        test_a_mail_that_is_too_large_is_refused_and_the_connection_goes_on, test_who_is_silent_is_sent_away,
        test_who_sends_a_mail_drop_by_drop_does_not_stay_for_ever, test_nobody_takes_all_the_seats,
        test_recipients_are_counted,
    ],
)  # fmt: skip
def test_so_it_is_on_the_loop_that_the_server_runs_on(scenario: Callable[[Open], Awaitable[None]]):
    on_uvloop(scenario)


@pytest.mark.parametrize(
    "scenario",
    [
        test_noise_of_any_kind_is_endured, test_a_line_that_is_cut_anywhere_leaves_nothing_behind,
        test_who_talks_nonsense_is_sent_away,
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
    for text in ("<" + '"' * 60_000, "<" + '"\\' * 30_000, "<@" * 30_000, "<a" + "," * 60_000 + ":", "<" + "a@" * 30_000):
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
    await until_left(server, 0)
    assert capfd.readouterr().err == ""
