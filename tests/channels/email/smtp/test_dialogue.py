"""Answers are told apart however they come, and what is no answer is no yes."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager

import pytest
import uvloop
from hypothesis import given
from hypothesis import strategies as st

from balcao.channels.contract import Line
from balcao.channels.email.outbound import Sending
from balcao.channels.email.smtp.dialogue import ANSWER_MAX, Babble, Dialogue
from balcao.channels.outcomes import Rejected
from balcao.envelope import Media, Part
from tests.channels.email.smtp.conftest import INBOX, a_line, a_message
from tests.support.smtp_server import SmtpServer

BIG = Part(media=Media.FILE, name="b.bin", content_type="application/octet-stream", data=b"\0" * 5_000_000)
SAID = b"250-size 100\r\n250 fine\r\n550 5.1.1 No such\x80 user\r\n354 go\r\n"


class Other:
    """The server's end, in the test's own hands."""

    def __init__(self, sock: socket.socket, talk: Dialogue) -> None:
        self.sock, self.talk = sock, talk

    def says(self, data: bytes) -> None:
        self.sock.sendall(data)


@pytest.fixture
async def other() -> AsyncIterator[Other]:
    ours, theirs = socket.socketpair()
    transport, _ = await asyncio.get_running_loop().create_connection(asyncio.Protocol, sock=ours)
    talk = Dialogue(transport, {})
    yield Other(theirs, talk)
    talk.close()
    theirs.close()
    await asyncio.sleep(0)


async def test_several_answers_that_come_together_are_told_apart(other: Other) -> None:
    other.says(SAID)
    found = [await other.talk.answer(1) for _ in range(3)]
    assert [str(one) for one in found] == ["250 size 100 fine", "550 5.1.1 No such� user", "354 go"]


@given(st.lists(st.integers(0, len(SAID)), max_size=8))
def test_wherever_the_network_divides_them(cuts: Sequence[int]) -> None:
    async def read() -> list[int]:
        talk = Dialogue(_Deaf(), {})
        for start, end in zip([0, *sorted(cuts)], [*sorted(cuts), len(SAID)], strict=True):
            talk.data_received(SAID[start:end])
        return [(await talk.answer(1)).code for _ in range(3)]

    assert asyncio.run(read()) == [250, 550, 354]


class _Deaf(asyncio.Transport):
    """A connection that is only spoken to."""

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        pass

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        pass

    def is_closing(self) -> bool:
        return False


@pytest.mark.parametrize(
    "said",
    [
        b"hello there\r\n",
        b"hello there\r\n250 ok\r\n",
        b"\r\n",
        b"25\r\n",
        b"250-" + b"x" * ANSWER_MAX,
        b"250-x\r\n" * 20_000,
    ],
)
async def test_what_cannot_be_understood_ends_it(other: Other, said: bytes) -> None:
    other.sock.setblocking(False)
    asking = asyncio.get_running_loop().sock_sendall(other.sock, said)
    sending = asyncio.ensure_future(asking)
    with pytest.raises(Babble):
        await other.talk.answer(2)
    assert not other.talk.is_open
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    with pytest.raises(ConnectionResetError):
        other.talk.say(b"NOOP")


async def test_an_answer_counts_even_if_it_was_the_last(other: Other) -> None:
    other.says(b"421 4.3.2 Going down\r\n")
    other.sock.shutdown(socket.SHUT_WR)
    assert (await other.talk.answer(1)).code == 421
    with pytest.raises(ConnectionResetError):
        await other.talk.answer(1)


async def test_whoever_says_nothing_is_not_asked_again(other: Other) -> None:
    """What he says later would be taken for the answer to something else."""
    with pytest.raises(TimeoutError):
        await other.talk.answer(0.01)
    assert not other.talk.is_open


@pytest.mark.parametrize("command", [b"RCPT TO:<a@b.c>\r\nDATA", b"NOOP\n", b"NO\0OP"])
async def test_eml_12_no_command_hides_another(other: Other, command: bytes) -> None:
    with pytest.raises(ValueError, match="one line"):
        other.talk.say(command)


async def test_content_waits_for_the_network_and_an_early_answer_stops_it(other: Other) -> None:
    pouring = asyncio.ensure_future(other.talk.pour(b"x" * 4_000_000))
    for _ in range(5):
        await asyncio.sleep(0)
    assert not pouring.done(), "nobody reads it"
    other.says(b"552 5.3.4 Enough\r\n")
    await asyncio.wait_for(pouring, 2)
    assert (await other.talk.answer(1)).code == 552


def test_it_is_so_on_the_loop_of_the_program_too(server: SmtpServer, line: Line) -> None:
    """Whose connections are of other types: three large mails, with TLS, over one."""

    async def send() -> None:
        for n in range(3):
            await sending.send(a_message(message_id=n, parts=(BIG,)), line)
        await line.web.close()

    sending = Sending()
    uvloop.run(send())
    assert sum(said.startswith("EHLO") for said in server.said) == 2, "before TLS, and within"
    assert len(server.accepted) == 3
    [file] = server.accepted[2].mail.iter_attachments()
    assert file.get_content() == BIG.data


@contextmanager
def attentive_server(*answers: bytes) -> Iterator[tuple[int, bytearray]]:
    """One that says nothing to a mail's announcement before it has heard all of it; the port, and what it was told."""
    listener, heard = socket.create_server(("127.0.0.1", 0)), bytearray()

    def serve() -> None:
        caller, _ = listener.accept()
        with caller:
            caller.sendall(b"220 hi\r\n")
            caller.recv(4096)
            caller.sendall(b"250-hi\r\n250 PIPELINING\r\n")
            while b"DATA\r\n" not in heard:
                heard.extend(caller.recv(4096))
            caller.sendall(b"".join(answers))
            while data := caller.recv(4096):
                heard.extend(data)
                if heard.endswith(b"\r\n.\r\n"):
                    caller.sendall(b"250 2.0.0 Queued\r\n")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1], heard
    finally:
        thread.join(5)
        listener.close()


def line_at(port: int) -> Line:
    return a_line({"email": INBOX, "smtp_enabled": True, "smtp_address": "127.0.0.1", "smtp_port": port,
                   "smtp_security": "none"})  # fmt: skip


TWO = {"cc_emails": ["bia@cliente.com"]}


@pytest.mark.usefixtures("hung_up")
async def test_a_mail_is_announced_at_once_where_the_server_takes_that() -> None:
    with attentive_server(b"250 ok\r\n250 ok\r\n", b"550 5.1.1 No such user\r\n354 go\r\n") as (port, heard):
        line = line_at(port)
        receipt = await Sending().send(a_message(details=TWO), line)
        assert receipt.refused == ("bia@cliente.com",)
        await line.web.close()
    assert heard.count(b"\r\n.\r\n") == 1


async def test_nothing_is_delivered_to_nobody_even_if_the_server_asks_for_it() -> None:
    """It may say 354 although it has refused everybody (RFC 2920, 3.1)."""
    nobody = pytest.raises(Rejected, match=r"ana@cliente.com does not exist.*bia@cliente.com does not exist")
    refusing = attentive_server(b"250 ok\r\n", b"550 5.1.1 No such user\r\n" * 2, b"354 go\r\n")
    with refusing as (port, heard), nobody:
        await Sending().send(a_message(details=TWO), line_at(port))
    assert heard.partition(b"DATA\r\n")[2] in (b"", b"QUIT\r\n")
