"""A connection that has served one mail serves the next: only where it is the same sign-in, and never at the price of a doubt."""

import asyncio
import contextlib
from dataclasses import replace
from functools import partial
from itertools import count

import pytest

from balcao.channels.contract import Line
from balcao.channels.email.outbound import Sending
from balcao.channels.email.smtp import kept
from balcao.channels.email.smtp.kept import AT_SIGN_IN, Links
from balcao.channels.email.smtp.way import way_of
from balcao.channels.outcomes import Disconnected, Rejected, Retry, Unknown
from balcao.envelope import Media, Outbound, Part, State
from tests.channels.email.smtp.conftest import ANA, INBOX, PASSWORD, a_message, line_to, signed_in, with_settings
from tests.support.authority import Authority
from tests.support.faults import Fault, Proxy
from tests.support.smtp_server import CUT, HANG, KEEP_AND_CUT, SmtpServer, smtp_server

pytestmark = pytest.mark.usefixtures("hung_up")
SENDING = Sending()
LATER = "421 4.4.2 Timeout"
BIG = Part(media=Media.FILE, name="b.bin", content_type="application/octet-stream", data=b"\0" * 5_000_000)


def mails() -> "partial[Outbound]":
    """Messages, each with a name of its own."""
    numbers = count(1)
    return partial(lambda **more: a_message(message_id=next(numbers), **more))


def opened(server: SmtpServer) -> int:
    return sum(said.startswith("MAIL") for said in server.said) and sum(said.startswith("AUTH") for said in server.said)


async def hung_up_on(server: SmtpServer) -> None:
    """Wait until nobody is connected."""
    async with asyncio.timeout(5):
        while server.live:  # noqa: ASYNC110 - the server runs on a loop of its own
            await asyncio.sleep(0.002)


async def test_mails_in_a_row_go_over_one_connection(server: SmtpServer, line: Line) -> None:
    message = mails()
    for _ in range(5):
        await SENDING.send(message(), line)
    assert len({taken.mail["Message-ID"] for taken in server.accepted}) == 5
    assert (opened(server), server.most_at_once) == (1, 1)
    assert not any(said == "QUIT" for said in server.said)


@pytest.mark.parametrize(
    "other", [{"smtp_password": "wrong"}, {"smtp_login": "x@loja.com.br"}, {"smtp_domain": "mail.loja.com.br"}]
)
async def test_eml_22_other_settings_never_meet_it(server: SmtpServer, line: Line, other: dict[str, str]) -> None:
    """Whoever changes a password, or has another one at the same server, signs in himself."""
    await SENDING.send(a_message(), line)
    with contextlib.suppress(Disconnected):
        await SENDING.send(a_message(), with_settings(line, **other))
    assert opened(server) == 2
    assert len(server.accepted) == (2 if "smtp_domain" in other else 1)


async def test_eml_22_another_token_never_meets_it(authority: Authority) -> None:
    certificate = authority.issue("127.0.0.1")
    with smtp_server(certificate=certificate, tokens={INBOX: "one"}) as server:
        line = signed_in(server, authority, "one")
        await SENDING.send(a_message(), line)
        server.tokens[INBOX] = "two"
        other = signed_in(server, authority, "two").settings
        await SENDING.send(a_message(), replace(line, settings=other))
        assert opened(server) == 2 == len(server.accepted)


async def test_inboxes_with_one_sign_in_share_it(server: SmtpServer, line: Line) -> None:
    await SENDING.send(a_message(), line)
    await SENDING.send(a_message(), with_settings(line, email="vendas@loja.com.br", smtp_domain="loja.com.br"))
    assert [taken.sender for taken in server.accepted] == [INBOX, "vendas@loja.com.br"]


async def test_one_that_the_server_has_closed_is_replaced_in_silence(server: SmtpServer, line: Line) -> None:
    await SENDING.send(a_message(), line)
    for conversation in list(server.live):
        conversation.hang_up()
    receipt = await SENDING.send(a_message(), line)
    assert receipt.state is State.SENT
    assert opened(server) == 2 == len(server.accepted)


@pytest.mark.parametrize("fault", [LATER, CUT, HANG])
@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
async def test_eml_22_it_may_end_at_any_moment_before_the_content(
    server: SmtpServer, line: Line, step: str, fault: str
) -> None:
    """Also where that shows only when the next mail is announced; the mail goes over a fresh one, once."""
    await SENDING.send(a_message(), line)
    server.once[step] = fault
    receipt = await SENDING.send(a_message(message_id=8), line)
    assert receipt.state is State.SENT
    assert opened(server) == 2 == len(server.accepted)
    await SENDING.send(a_message(message_id=9), line)
    assert opened(server) == 2, "the fresh one is kept"


@pytest.mark.parametrize("said", ["452 4.5.3 Too many mails", "530 5.7.0 Sign in", "503 5.5.1 Enough"])
async def test_a_server_that_wants_no_more_over_this_one_gets_another(
    server: SmtpServer, line: Line, said: str
) -> None:
    await SENDING.send(a_message(), line)
    server.once["MAIL"] = said
    await SENDING.send(a_message(), line)
    assert opened(server) == 2 == len(server.accepted)


async def test_what_is_said_of_a_fresh_one_too_counts(server: SmtpServer, line: Line) -> None:
    await SENDING.send(a_message(), line)
    server.script["MAIL"] = "550 5.1.8 Nobody sends as this"
    with pytest.raises(Rejected, match="does not accept the sender"):
        await SENDING.send(a_message(), line)
    server.script["MAIL"] = LATER
    with pytest.raises(Retry, match=r"421 4\.4\.2 Timeout"):
        await SENDING.send(a_message(), line)


@pytest.mark.parametrize("fault", [CUT, HANG, KEEP_AND_CUT])
async def test_eml_22_after_the_content_nothing_is_repeated(server: SmtpServer, line: Line, fault: str) -> None:
    await SENDING.send(a_message(), line)
    server.once["CONTENT"] = fault
    with pytest.raises(Unknown, match="may have been delivered"):
        await SENDING.send(a_message(message_id=8), line)
    assert opened(server) == 1
    assert len(server.accepted) == (2 if fault == KEEP_AND_CUT else 1)


async def test_eml_22_lost_within_the_content_it_is_for_the_house_to_try_again(
    server: SmtpServer, authority: Authority
) -> None:
    carried = 0

    def cut_after_a_while(said: bytes) -> bytes:
        nonlocal carried
        carried += len(said)
        if carried > 300_000:
            proxy.drop(reset=True)
        return said

    with Proxy(server.port, Fault(edit_ours=cut_after_a_while)) as proxy:
        line = line_to(server, authority, smtp_port=proxy.port)
        await SENDING.send(a_message(), line)
        with pytest.raises(Retry, match="lost before the message was handed over"):
            await SENDING.send(a_message(parts=(BIG,)), line)
        assert proxy.opened == 1 == len(server.accepted)


async def test_a_refused_mail_spoils_nothing_for_the_next(server: SmtpServer, line: Line) -> None:
    await SENDING.send(a_message(), line)
    server.once["RCPT"] = "550 5.1.1 No such user"
    with pytest.raises(Rejected):
        await SENDING.send(a_message(), line)
    await SENDING.send(a_message(details={"to_emails": ["bia@cliente.com"]}), line)
    assert [taken.recipients for taken in server.accepted] == [[ANA], ["bia@cliente.com"]]


async def test_one_connection_carries_only_so_many(
    server: SmtpServer, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MAILS", 2)
    for _ in range(5):
        await SENDING.send(a_message(), line)
    assert (opened(server), len(server.accepted)) == (3, 5)


async def test_whoever_is_idle_leaves_soon(server: SmtpServer, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "IDLE_SECONDS", 0.01)
    await SENDING.send(a_message(), line)
    await hung_up_on(server)
    assert server.said[-1] == "QUIT"
    await SENDING.send(a_message(), line)
    assert opened(server) == 2 == len(server.accepted)


async def test_at_the_end_nothing_stays_open(server: SmtpServer, line: Line) -> None:
    await SENDING.send(a_message(), line)
    await line.web.close()
    await hung_up_on(server)
    assert server.said[-1] == "QUIT"
    await SENDING.send(a_message(), line)
    await hung_up_on(server)


async def test_a_sign_in_has_few_connections_however_much_there_is_to_send(server: SmtpServer, line: Line) -> None:
    message = mails()
    await asyncio.gather(*(SENDING.send(message(), line) for _ in range(16)))
    assert len(server.accepted) == 16
    assert server.most_at_once == AT_SIGN_IN == opened(server)


async def test_a_server_has_few_connections_however_many_sign_in(server: SmtpServer, line: Line) -> None:
    server.users |= {f"i{n}@loja.com.br": PASSWORD for n in range(12)}
    lines = [with_settings(line, smtp_login=login) for login in server.users]
    await asyncio.gather(*(SENDING.send(a_message(), one) for one in lines))
    for one in lines:
        await SENDING.send(a_message(), one)
    assert len(server.accepted) == 26
    assert server.most_at_once <= kept.AT_SERVER


async def test_large_mails_leave_a_connection_to_the_others(
    server: SmtpServer, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "TURN_SECONDS", 0.05)
    links, way = Links(), way_of(line)
    async with links.lent(way, line, heavy=True), links.lent(way, line, heavy=True):
        with pytest.raises(Retry, match="busy with other messages") as late:
            async with links.lent(way, line, heavy=True):
                pass
        assert late.value.after
        async with links.lent(way, line) as link:
            assert link.talk.is_open
    await links.close()
