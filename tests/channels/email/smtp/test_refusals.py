"""Whatever a mail server says or fails to say ends in the right outcome, with a sentence for the agent (EML-22, R-4)."""

import contextlib
import socket
import threading
from collections.abc import Iterator

import pytest

from balcao.channels.contract import Line
from balcao.channels.email.outbound import Sending
from balcao.channels.outcomes import Disconnected, Rejected, Retry, Unknown
from balcao.envelope import Media, Part, State
from balcao.kit.clock import MINUTE, SECOND
from tests.channels.email.smtp.conftest import ANA, INBOX, a_line, a_message, line_to
from tests.support.authority import Authority
from tests.support.faults import Fault, Proxy
from tests.support.smtp_server import CUT, HANG, KEEP_AND_CUT, SmtpServer

pytestmark = pytest.mark.usefixtures("hung_up")
SENDING = Sending()
STEPS = ("GREETING", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "CONTENT")


@pytest.mark.parametrize("step", STEPS)
async def test_eml_22_not_now_is_tried_again_wherever_it_is_said(server: SmtpServer, line: Line, step: str) -> None:
    server.script[step] = "451 4.7.1 Slow down"
    with pytest.raises(Retry, match=r"451 4\.7\.1 Slow down"):
        await SENDING.send(a_message(), line)


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "CONTENT"])
async def test_eml_22_a_refusal_is_final_wherever_it_is_said(server: SmtpServer, line: Line, step: str) -> None:
    server.script[step] = "554 5.7.1 Looks like spam"
    with pytest.raises(Rejected, match=r"refused as spam or by a rule .* \(Its answer: 554 5\.7\.1 Looks like spam\)"):
        await SENDING.send(a_message(), line)


@pytest.mark.parametrize("fault", [HANG, CUT])
@pytest.mark.parametrize("step", STEPS[:-1])
async def test_eml_22_lost_before_the_mail_was_said_is_tried_again(
    server: SmtpServer, line: Line, step: str, fault: str
) -> None:
    server.script[step] = fault
    with pytest.raises(Retry):
        await SENDING.send(a_message(), line)
    assert not server.accepted


@pytest.mark.parametrize("fault", [HANG, CUT, KEEP_AND_CUT])
async def test_eml_22_lost_after_the_final_dot_may_have_been_delivered(
    server: SmtpServer, line: Line, fault: str
) -> None:
    server.script["CONTENT"] = fault
    with pytest.raises(Unknown, match="may have been delivered"):
        await SENDING.send(a_message(), line)


async def test_eml_22_lost_in_the_middle_of_the_mail_is_tried_again(server: SmtpServer, authority: Authority) -> None:
    carried = 0

    def cut_after_a_while(said: bytes) -> bytes:
        nonlocal carried
        carried += len(said)
        if carried > 300_000:
            proxy.drop(reset=True)
        return said

    picture = Part(media=Media.FILE, name="big.bin", content_type="application/octet-stream", data=b"\0" * 5_000_000)
    before = pytest.raises(Retry, match="lost before the message was handed over")
    with Proxy(server.port, Fault(edit_ours=cut_after_a_while)) as proxy, before:
        await SENDING.send(a_message(parts=(picture,)), line_to(server, authority, smtp_port=proxy.port))
    assert not server.accepted


async def test_a_server_that_refuses_in_the_middle_of_the_mail_is_heard() -> None:
    picture = Part(media=Media.FILE, name="big.bin", content_type="application/octet-stream", data=b"\0" * 5_000_000)
    with impatient_server() as port:
        line = a_line({"email": INBOX, "smtp_enabled": True, "smtp_address": "127.0.0.1", "smtp_port": port,
                       "smtp_security": "none"})  # fmt: skip
        with pytest.raises(Rejected, match="too big"):
            await SENDING.send(a_message(parts=(picture,)), line)


async def test_a_server_that_names_a_time_is_asked_then(server: SmtpServer, line: Line) -> None:
    for said, after in (
        ("450 4.2.1 Try again in 30 seconds", 30 * SECOND),
        ("421 4.7.0 Too many, retry after 5 minutes", 5 * MINUTE),
        ("451 4.3.0 Mail server temporarily unavailable", None),
    ):
        server.script["RCPT"] = said
        with pytest.raises(Retry) as late:
            await SENDING.send(a_message(), line)
        assert late.value.after == after


async def test_one_of_several_refused_is_sent_and_named(server: SmtpServer, line: Line) -> None:
    server.refused["bia@cliente.com"] = "550 5.1.1 No such user"
    message = a_message(
        details={"to_emails": [ANA], "cc_emails": ["bia@cliente.com"], "bcc_emails": ["chefe@loja.net"]}
    )
    receipt = await SENDING.send(message, line)
    assert receipt.state is State.SENT
    assert receipt.reason == (
        "Not sent to everybody. bia@cliente.com does not exist: there is no such address. (550 5.1.1 No such user)"
    )
    assert receipt.refused == ("bia@cliente.com",)
    assert not receipt.put_off
    [taken] = server.accepted
    assert taken.recipients == [ANA, "chefe@loja.net"]
    assert b"chefe@loja.net" not in taken.raw, "EML-20: Bcc stands in the envelope only"
    assert taken.mail["Cc"] == "bia@cliente.com"


async def test_all_of_several_refused_names_each(server: SmtpServer, line: Line) -> None:
    server.refused = {ANA: "550 5.1.1 No such user", "bia@cliente.com": "552 5.2.2 Mailbox full"}
    with pytest.raises(Rejected, match=r"ana@cliente.com does not exist.*bia@cliente.com .* mailbox is full"):
        await SENDING.send(a_message(details={"cc_emails": ["bia@cliente.com"]}), line)
    assert not server.accepted


async def test_as_long_as_one_may_be_taken_later_it_is_tried_again(server: SmtpServer, line: Line) -> None:
    server.refused = {ANA: "550 5.1.1 No such user", "bia@cliente.com": "450 4.2.0 Greylisted"}
    with pytest.raises(Retry, match="Greylisted"):
        await SENDING.send(a_message(details={"cc_emails": ["bia@cliente.com"]}), line)


@pytest.mark.parametrize(
    ("step", "said", "advice"),
    [
        ("AUTH", "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled", "Authenticated SMTP"),
        ("AUTH", "550 5.7.30 Basic authentication is not supported for Client Submission", "signing in with Microsoft"),
        ("MAIL", "550 5.7.30 Basic authentication is not supported for Client Submission", "signing in with Microsoft"),
        ("AUTH", "534 5.7.9 Application-specific password required", "app password"),
        ("MAIL", "530 5.7.0 Authentication Required", "wants a user name"),
    ],
)
async def test_what_only_an_administrator_can_mend_disconnects_with_advice(
    server: SmtpServer, line: Line, step: str, said: str, advice: str
) -> None:
    server.script[step] = said
    with pytest.raises(Disconnected, match=advice):
        await SENDING.send(a_message(), line)


async def test_a_server_that_babbles_is_tried_again(server: SmtpServer, line: Line) -> None:
    server.script["MAIL"] = "hello there"
    with pytest.raises(Retry, match="cannot be understood"):
        await SENDING.send(a_message(), line)


async def test_a_server_that_nobody_can_find_is_tried_again(server: SmtpServer, line: Line) -> None:
    server.stop()
    with pytest.raises(Retry, match="refused the connection"):
        await SENDING.send(a_message(), line)


@contextlib.contextmanager
def impatient_server() -> Iterator[int]:
    """One that says no after the first bytes of a mail, and hangs up."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with contextlib.suppress(OSError):
            caller, _ = listener.accept()
            with caller:
                caller.sendall(b"220 hi\r\n")
                for answer in (b"250 hi\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n"):
                    caller.recv(4096)
                    caller.sendall(answer)
                caller.recv(100_000)
                caller.sendall(b"552 5.3.4 Too big\r\n")
                caller.shutdown(socket.SHUT_WR)
                while caller.recv(1 << 20):
                    pass

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()
        thread.join(5)
