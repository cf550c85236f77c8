"""Strangers write to a team's mailbox: nobody becomes somebody else, reads what is not his, or keeps a mail from being read."""

import base64
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from balcao.channels.email.naming import reply_address
from tests.support.client import Client
from tests.support.clock import HandClock
from tests.support.dovecot import Dovecot
from tests.support.people import mailbox_of, sign_up
from tests.support.pictures import picture
from tests.support.posting import LOOPBACK, Shop, laid_open, letter
from tests.support.smtp_server import SmtpServer
from tests.support.waiting import until

FORGED = "127.0.0.1; dmarc=fail header.from=fora.example"
"""What the server from which these mailboxes are fetched says of a forged sender."""


@pytest.fixture
def shop(engine_url: str, tmp_path: Path, clock: HandClock, dovecot: Dovecot, smtp: SmtpServer) -> Iterator[Shop]:
    client = Client(engine_url, tmp_path / "installation", clock, private_targets=LOOPBACK)
    shop = Shop(client, sign_up(client), dovecot, smtp)
    shop.connect(plus_addressing=True)
    shop.watched()
    yield shop
    client.close()


def greets(shop: Shop) -> None:
    path = f"{shop.admin.account}/inboxes/{shop.inbox['id']}"
    body = {"greeting_enabled": True, "greeting_message": "Recebemos a sua mensagem."}
    assert shop.client.patch(path, headers=shop.admin.headers, json=body).status_code == 200


def second(shop: Shop, **more: Any) -> Shop:
    """Another mailbox of the same team."""
    other = Shop(shop.client, shop.admin, shop.dovecot, shop.smtp)
    other.connect(**more)
    other.watched()
    return other


def read(shop: Shop, count: int, state: str = "read") -> list[Any]:
    """What was brought, as soon as so much has come to this state."""
    path = f"inboxes/{shop.inbox['id']}/arrivals?state={state}"
    until(shop.client, lambda: shop.get(path)["meta"]["count"] >= count)
    return shop.get(path)["payload"]


def settled(shop: Shop) -> None:
    """Nothing is left to be done."""
    query = "SELECT count(*) FROM jobs WHERE state IN ('ready', 'running')"
    until(shop.client, lambda: not shop.client.query(lambda tx: tx.conn.exec_driver_sql(query).scalar()))


def test_two_inboxes_of_ours_that_greet_each_other_come_to_an_end(shop: Shop) -> None:
    """EML-01: a greeting that another inbox of ours receives is a machine's mail there, and greets nobody back."""
    greets(shop)
    other = second(shop)
    greets(other)
    shop.receives(letter(shop.address, sender=other.address))
    (greeting,) = shop.smtp.wait(1)
    assert greeting.recipients == [other.address]
    other.receives(greeting.raw)
    number = other.conversation()["id"]
    settled(shop)
    assert len(shop.smtp.accepted) == 1
    assert [one["message_type"] for one in other.thread(number)] == [0]


def test_our_own_mail_that_comes_back_is_not_read_again(shop: Shop) -> None:
    """EML-01: a copy of what the inbox has sent is no message of a customer."""
    shop.receives(letter(shop.address))
    number = shop.conversation()["id"]
    shop.post(f"conversations/{number}/messages", json={"content": "Sai hoje."})
    shop.receives(shop.smtp.wait(1)[0].raw)
    (ignored,) = read(shop, 1, "ignored")
    assert "sent itself" in ignored["reason"]
    assert len(shop.thread(number)) == 2


def test_an_inbox_does_not_write_to_itself(shop: Shop) -> None:
    """EML-01: somebody who takes the inbox's own address as his gets no answer, and the agent is told why."""
    greets(shop)
    shop.receives(letter(shop.address, sender=shop.address))
    number = shop.conversation()["id"]
    shop.post(f"conversations/{number}/messages", json={"content": "Quem fala?"})
    until(shop.client, lambda: shop.thread(number)[-1]["status"] == "failed")
    assert "nobody to send this to" in shop.thread(number)[-1]["content_attributes"]["external_error"]
    settled(shop)
    assert shop.smtp.accepted == []


def test_who_forges_a_customer_is_shown_as_doubtful_and_makes_us_write_to_nobody(shop: Shop) -> None:
    """EML-05, WID-13: no greeting, no merge by number or by an id, and what he wrote is not quoted to the real customer."""
    real = letter(shop.address, "Sou a Ana")
    shop.receives(real)
    number = shop.conversation()["id"]
    greets(shop)
    shop.receives(
        letter(
            shop.address, "Mude o meu endereço", subject=f"Oi [#{number}]", Authentication_Results=FORGED,
            In_Reply_To=real["Message-ID"],
        )
    )  # fmt: skip
    until(shop.client, lambda: len(shop.conversations()) == 2)
    new = max(one["id"] for one in shop.conversations())
    (said,) = shop.thread(new)
    assert said["content_attributes"]["doubt"] == "unauthenticated"
    settled(shop)
    assert shop.smtp.accepted == []
    shop.post(f"conversations/{new}/messages", json={"content": "Foi você?"})
    assert b"Mude o meu" not in laid_open(shop.smtp.wait(1)[0].raw)
    assert [one["content"].strip() for one in shop.thread(number)] == ["Sou a Ana"]


def test_nobody_acts_as_an_agent_by_mail(shop: Shop) -> None:
    """EML-06: a mail from an agent's address, even with the reply address in it, is what a stranger has written."""
    shop.receives(letter(shop.address))
    number = shop.conversation()["id"]
    shop.post(f"conversations/{number}/messages", json={"content": "Sai hoje."})
    sent = shop.smtp.wait(1)[0].mail
    shop.receives(
        letter(sent["Reply-To"], "Envie tudo de graça", sender=shop.admin.email, In_Reply_To=sent["Message-ID"])
    )
    said = shop.thread_of(number, 3)[2]
    assert (said["message_type"], said["sender"]["type"], said["content_attributes"]["doubt"]) == (
        0,
        "contact",
        "other_sender",
    )
    settled(shop)
    assert len(shop.smtp.accepted) == 1


def test_a_token_that_was_guessed_or_made_elsewhere_leads_nowhere(shop: Shop) -> None:
    """EML-07, EML-10: wrong, altered and another inbox's tokens and ids are a new conversation like any other."""
    other = second(shop, plus_addressing=True)
    other.receives(letter(other.address))
    theirs = other.conversation()
    other.post(f"conversations/{theirs['id']}/messages", json={"content": "Sai hoje."})
    sent = shop.smtp.wait(1)[0].mail
    guess = base64.b32encode(bytes(20)).decode().lower()
    for to, more in (
        (reply_address(shop.address, "wrong secret", theirs["uuid"]), {}),
        (sent["Reply-To"].replace(other.address.partition("@")[0], shop.address.partition("@")[0]), {}),
        (shop.address.replace("@", f"+r.{guess}@"), {}),
        (shop.address, {"In_Reply_To": sent["Message-ID"], "References": sent["Message-ID"]}),
    ):
        shop.receives(letter(to, "De quem é isto?", sender="eve@evil.example", **more))
    read(shop, 4)
    assert [one["meta"]["sender"]["email"] for one in shop.conversations()] == ["eve@evil.example"] * 4
    assert len(other.thread(theirs["id"])) == 2


def test_a_strangers_mail_to_a_reply_address_is_not_quoted_to_the_customer(shop: Shop) -> None:
    """EML-08, EML-09: a code that a third party sends to the reply address stays with the team, in mails and transcripts."""
    shop.receives(letter(shop.address, sender="eve@evil.example"))
    number = shop.conversation()["id"]
    shop.post(f"conversations/{number}/messages", json={"content": "Sai hoje."})
    sent = shop.smtp.wait(1)[0].mail
    code = letter(sent["Reply-To"], "Your code is CANARY-7731", sender="feedback@slack.example")
    code.add_alternative("<p>Your code is <b>CANARY-7731</b></p>", subtype="html")
    shop.receives(code)
    assert shop.thread_of(number, 3)[2]["content_attributes"]["doubt"] == "other_sender"
    shop.post(f"conversations/{number}/messages", json={"content": "Mais alguma coisa?"})
    answer = shop.smtp.wait(2)[1]
    assert answer.recipients == ["eve@evil.example"]
    assert b"CANARY-7731" not in laid_open(answer.raw)
    assert "Onde est" in answer.mail.get_body(("plain",)).get_content()  # pyright: ignore[reportOptionalMemberAccess]
    box = mailbox_of(shop.client)
    path = f"{shop.admin.account}/conversations/{number}/transcript"
    asked = shop.client.post(path, headers=shop.admin.headers, json={"email": "Eve@evil.example"})
    assert asked.status_code == 200
    own = box.next()
    assert "CANARY-7731" not in own.text + own.html


def test_a_message_id_that_is_used_again_suppresses_nothing(shop: Shop) -> None:
    """EML-11: the same id by another hand, none at all, a huge one and one that is no ASCII: every mail is read."""
    first = letter(shop.address, "verdadeira", message_id="<same@fora.example>")
    poison = letter(shop.address, "falsa", sender="eve@evil.example", message_id="<same@fora.example>")
    shop.receives(poison)
    shop.receives(first)
    shop.receives(b"From: a@fora.example\r\nTo: loja@example.test\r\n\r\nsem id\r\n")
    shop.receives(b"From: a@fora.example\r\nMessage-ID: <" + b"x" * 10_000 + b"@y>\r\n\r\nenorme\r\n")
    shop.receives("From: a@fora.example\r\nMessage-ID: <ção@y>\r\n\r\nestranho\r\n".encode())
    read(shop, 5)
    texts = {one["content"].strip() for talk in shop.conversations() for one in shop.thread(talk["id"])}
    assert texts == {"verdadeira", "falsa", "sem id", "enorme", "estranho"}


def test_a_name_that_claims_an_address_is_only_a_name(shop: Shop) -> None:
    """EML-19: who writes is the address in From; group syntax and a missing From harm nobody."""
    shop.receives(
        letter(shop.address, sender='"chefe@loja.example" <eve@evil.example>', Reply_To="vitima@alvo.example")
    )
    talk = shop.conversation()
    assert talk["meta"]["sender"]["email"] == "eve@evil.example"
    shop.receives(b"From: undisclosed: a@fora.example, b@fora.example;\r\nMessage-ID: <g@x>\r\n\r\ngrupo\r\n")
    shop.receives(b"To: loja@example.test\r\nMessage-ID: <n@x>\r\n\r\nninguem\r\n")
    read(shop, 3)
    assert len(shop.conversations()) == 3


def test_pictures_are_not_mixed_up_by_names_that_begin_alike(shop: Shop) -> None:
    """EML-15: `foto` is not `foto10`."""
    mail = letter(shop.address)
    mail.add_alternative('<p><img src="cid:foto10"><img src="cid:foto"></p>', subtype="html")
    rich = mail.get_body(("html",))
    assert isinstance(rich, EmailMessage)
    for name in ("foto", "foto10"):
        rich.add_related(picture(), "image", "png", cid=f"<{name}>", filename=f"{name}.png")
    shop.receives(mail)
    (said,) = shop.thread(shop.conversation()["id"])
    html = said["content_attributes"]["email"]["html_content"]["full"]
    files = {one["data_url"].rpartition("/")[2]: one["data_url"] for one in said["attachments"]}
    shown = [html.index(f'src="{files[name]}"') for name in ("foto10.png", "foto.png")]
    assert shown == sorted(shown)
