"""A message reaches a real SMTP server, and what arrives there is what the agent wrote."""

import pytest

from balcao.channels.contract import Line
from balcao.channels.email.naming import conversation_in
from balcao.channels.email.outbound import Sending
from balcao.channels.outcomes import Disconnected, Rejected, Retry
from balcao.envelope import Media, Part, State
from tests.channels.email.smtp.conftest import (
    ANA,
    INBOX,
    PASSWORD,
    TALK,
    a_line,
    a_message,
    line_to,
    signed_in,
    with_settings,
)
from tests.support.authority import Authority
from tests.support.smtp_server import CUT, SmtpServer, smtp_server

pytestmark = pytest.mark.usefixtures("hung_up")
SENDING = Sending()


async def test_a_reply_is_sent_over_starttls_with_everything_that_threads_it(server: SmtpServer, line: Line) -> None:
    receipt = await SENDING.send(a_message(), line)
    [taken] = server.accepted
    mail = taken.mail
    assert receipt.state is State.SENT and receipt.reason is None
    assert taken.secure and taken.login == INBOX
    assert (taken.sender, taken.recipients) == (INBOX, [ANA])
    assert mail["From"] == f"Loja <{INBOX}>" and mail["To"] == ANA
    assert mail["Subject"] == "Re: Meu pedido"
    assert mail["Message-ID"] == f"<{receipt.external_id}>"
    assert conversation_in(mail["Message-ID"], line.secret) == TALK
    assert mail["In-Reply-To"] == "<q1@cliente.com>" == mail["References"]
    assert mail["X-Balcao-Delivery"] == "d-7"
    assert mail["Auto-Submitted"] is None
    plain, rich = mail.iter_parts()
    assert plain.get_content_type() == "text/plain" and "O pedido saiu hoje." in plain.get_content()
    assert rich.get_content_type() == "text/html" and "O pedido saiu hoje." in rich.get_content()
    assert receipt.details == {
        "email": {
            "subject": "Re: Meu pedido", "from": [INBOX], "to": [ANA], "cc": [], "bcc": [],
            "message_id": receipt.external_id,
        }
    }  # fmt: skip


async def test_every_try_has_the_same_message_id(server: SmtpServer, line: Line) -> None:
    first, second = await SENDING.send(a_message(), line), await SENDING.send(a_message(), line)
    assert first.external_id == second.external_id


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize("mechanism", ["LOGIN", "PLAIN", "CRAM-MD5"])
async def test_it_signs_in_as_the_server_lets_it(authority: Authority, security: str, mechanism: str) -> None:
    certificate = authority.issue("127.0.0.1")
    with smtp_server(
        security=security, certificate=certificate, users={INBOX: PASSWORD}, mechanisms=(mechanism,)
    ) as server:
        await SENDING.send(a_message(), line_to(server, authority))
        [taken] = server.accepted
        assert taken.secure and taken.login == INBOX


async def test_a_wrong_password_disconnects_the_inbox_and_says_so(server: SmtpServer, line: Line) -> None:
    with pytest.raises(Disconnected, match=r"does not accept the user name or password.*535 5\.7\.8"):
        await SENDING.send(a_message(), with_settings(line, smtp_password="wrong"))
    assert not server.accepted


async def test_eml_22_a_server_that_hides_starttls_gets_neither_password_nor_mail(authority: Authority) -> None:
    with smtp_server(security="none", users={INBOX: PASSWORD}) as server:
        with pytest.raises(Retry, match="offers no STARTTLS"):
            await SENDING.send(a_message(), line_to(server, authority, smtp_security="starttls"))
        assert server.said == ["EHLO loja.com.br"]


async def test_eml_22_a_certificate_for_another_name_is_refused(authority: Authority) -> None:
    with smtp_server(certificate=authority.issue("smtp.other.test"), users={INBOX: PASSWORD}) as server:
        with pytest.raises(Retry, match=r"certificate of 127\.0\.0\.1 is for another"):
            await SENDING.send(a_message(), line_to(server, authority))
        assert not any(said.startswith("AUTH") for said in server.said)


async def test_eml_22_a_certificate_of_nobody_we_trust_is_refused(server: SmtpServer, line: Line, tmp_path) -> None:
    stranger = Authority(tmp_path, "Stranger")
    with pytest.raises(Retry, match="not trusted"):
        await SENDING.send(a_message(), line_to(server, stranger))


async def test_a_token_signs_in_where_the_inbox_is_connected_by_one(authority: Authority) -> None:
    with smtp_server(certificate=authority.issue("127.0.0.1"), tokens={INBOX: "token"}) as server:
        await SENDING.send(a_message(), signed_in(server, authority, "token"))
        assert server.accepted[0].login == INBOX


async def test_a_token_that_the_server_refuses_twice_disconnects(authority: Authority) -> None:
    with (
        smtp_server(certificate=authority.issue("127.0.0.1"), tokens={INBOX: "token"}) as server,
        pytest.raises(Disconnected),
    ):
        await SENDING.send(a_message(), signed_in(server, authority, "old"))


async def test_the_installations_server_sends_for_an_inbox_without_one(
    server: SmtpServer, authority: Authority
) -> None:
    line = a_line(
        {"email": INBOX, "provider": "forward"}, mail_ca=str(authority.bundle), smtp_host="127.0.0.1",
        smtp_port=str(server.port), smtp_user=INBOX, smtp_password=PASSWORD, mail_from="Balcão <balcao@desk.test>",
    )  # fmt: skip
    receipt = await SENDING.send(a_message(), line)
    [taken] = server.accepted
    assert taken.sender == "balcao@desk.test" and taken.mail["Reply-To"] == INBOX
    assert receipt.external_id is not None and receipt.external_id.endswith("@desk.test")


async def test_a_lent_server_that_refuses_its_operator_keeps_the_inbox_connected(
    server: SmtpServer, authority: Authority
) -> None:
    line = a_line(
        {"email": INBOX, "provider": "forward"}, mail_ca=str(authority.bundle), smtp_host="127.0.0.1",
        smtp_port=str(server.port), smtp_user=INBOX, smtp_password="wrong", mail_from="balcao@desk.test",
    )  # fmt: skip
    with pytest.raises(Retry, match="installation's mail server"):
        await SENDING.send(a_message(), line)


async def test_an_inbox_without_any_server_says_what_is_missing() -> None:
    with pytest.raises(Disconnected, match="no mail server to send through"):
        await SENDING.send(a_message(), a_line({"email": INBOX, "provider": "forward"}))


async def test_what_the_server_has_no_room_for_is_linked(authority: Authority) -> None:
    part = Part(
        media=Media.FILE, name="v.mp4", content_type="video/mp4", size=900_000, source="https://desk.test/files/k/v.mp4"
    )
    with smtp_server(certificate=authority.issue("127.0.0.1"), users={INBOX: PASSWORD}, size=500_000) as server:
        await SENDING.send(a_message(parts=(part,)), line_to(server, authority))
        assert b"https://desk.test/files/k/v.mp4" in server.accepted[0].raw


async def test_letters_before_the_at_sign_need_a_server_that_takes_them(authority: Authority) -> None:
    message = a_message(details={"to_emails": ["joão@cliente.com"]})
    certificate = authority.issue("127.0.0.1")
    refused = pytest.raises(Rejected, match=r"joão@cliente\.com")
    with smtp_server(certificate=certificate, users={INBOX: PASSWORD}) as server, refused:
        await SENDING.send(message, line_to(server, authority))
    with smtp_server(certificate=certificate, users={INBOX: PASSWORD}, utf8=True) as server:
        await SENDING.send(message, line_to(server, authority))
        assert server.accepted[0].recipients == ["joão@cliente.com"]
        assert server.accepted[0].mail["To"] == "joão@cliente.com"


async def test_lines_that_begin_with_a_dot_arrive_whole(server: SmtpServer, line: Line) -> None:
    await SENDING.send(a_message(text=".\n..\n.fim", earlier=()), line)
    [taken] = server.accepted
    body = taken.mail.get_body(("plain",))
    assert body is not None and body.get_content().split() == [".", "..", ".fim"]


async def test_a_server_that_hangs_up_after_it_took_the_mail_has_taken_it(server: SmtpServer, line: Line) -> None:
    server.script["QUIT"] = CUT
    receipt = await SENDING.send(a_message(), line)
    assert receipt.state is State.SENT and len(server.accepted) == 1
