"""Our own mail server stands in the open: whatever is said to it, it neither falls nor grows (EML-13, EML-16)."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import pytest

from balcao.channels.email.receiver.terms import Terms
from tests.channels.email.door.conftest import DOMAIN, MAIL, Open, Server, on_uvloop, until

FORWARD = f"k3y@{DOMAIN}"


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
    await until(lambda: server.hall.in_hand >= 150_000)
    assert (await second.deliver(FORWARD, raw=b"z" * 200_000 + b"\r\n")).startswith("452 4.3.1")
    first.put(b".\r\n")
    assert (await first.hear()).startswith("250")
    assert (await second.deliver(FORWARD, raw=b"z" * 200_000 + b"\r\n")).startswith("250")


async def test_who_is_silent_is_sent_away(serve: Open):
    # Long enough that nobody takes the pauses of a busy machine for silence.
    server = await serve(Terms(silence=1.0))
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
