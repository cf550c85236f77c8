"""The same mailbox through several doors at once: nothing twice, nothing suppressed, and no password found by trying."""

import base64
import smtplib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response

from balcao.channels.email.door import MailDoor
from tests.support.client import Client
from tests.support.clock import HandClock
from tests.support.dovecot import Dovecot
from tests.support.people import sign_up
from tests.support.ports import HeldPort
from tests.support.posting import LOOPBACK, Shop, letter
from tests.support.smtp_server import SmtpServer
from tests.support.waiting import until

PASSWORD = "a relay password of length"


@pytest.fixture
def port() -> HeldPort:
    return HeldPort()


@pytest.fixture
def shop(
    engine_url: str, tmp_path: Path, clock: HandClock, dovecot: Dovecot, smtp: SmtpServer, port: HeldPort
) -> Iterator[Shop]:
    settings = {
        "private_targets": LOOPBACK,
        "mail_domain": "inbound.loja.example",
        "mail_listen": f"127.0.0.1:{port.number}",
    }
    client = Client(
        engine_url, tmp_path / "installation", clock, mail_relay_password=PASSWORD, rate_limits=True, **settings
    )
    shop = Shop(client, sign_up(client), dovecot, smtp)
    shop.connect()
    shop.watched()
    yield shop
    client.close()


def knock(shop: Shop, raw: bytes, password: str = PASSWORD) -> Response:
    """A relay posts a mail."""
    sent = base64.b64encode(f"actionmailbox:{password}".encode()).decode()
    headers = {"content-type": "message/rfc822", "authorization": f"Basic {sent}"}
    return shop.client.post("/hooks/email/relay", content=raw, headers=headers)


def arrived(shop: Shop, count: int) -> list[str]:
    """What was said in all conversations, as soon as so much was read."""
    path = f"inboxes/{shop.inbox['id']}/arrivals?state=read"
    until(shop.client, lambda: shop.get(path)["meta"]["count"] >= count)
    assert shop.get(path)["meta"]["count"] == count
    return [one["content"].strip() for talk in shop.conversations() for one in shop.thread(talk["id"])]


def test_one_mail_through_three_doors_is_one_message(shop: Shop, port: HeldPort) -> None:
    """EML-11: by IMAP, by our own mail server and by a relay, each with the headers that it adds."""
    mail = letter(shop.address, "uma vez só")
    with smtplib.SMTP("127.0.0.1", port.number) as door:
        door.sendmail("ana@fora.example", [shop.address], bytes(mail))
        shop.receives(mail)
        assert knock(shop, b"Received: by relay.example\r\n" + bytes(mail).replace(b"\n", b"\r\n")).status_code == 200
        door.sendmail("ana@fora.example", [shop.address], bytes(letter(shop.address, "fim")))
    shop.receives(letter(shop.address, "fim por IMAP"))
    assert sorted(arrived(shop, 3)) == ["fim", "fim por IMAP", "uma vez só"]


def test_who_comes_first_with_an_id_keeps_out_nobody(shop: Shop, port: HeldPort) -> None:
    """EML-11: an attacker who knows the id of a mail that is to come sends his own first, through another door."""
    with smtplib.SMTP("127.0.0.1", port.number) as door:
        fake = letter(shop.address, "falsa", sender="eve@evil.example", message_id="<real@fora.example>")
        door.sendmail("eve@evil.example", [shop.address], bytes(fake))
    arrived(shop, 1)
    shop.receives(letter(shop.address, "verdadeira", message_id="<real@fora.example>"))
    assert sorted(arrived(shop, 2)) == ["falsa", "verdadeira"]


def test_a_relay_password_is_not_found_by_trying(shop: Shop) -> None:
    """Who has guessed thirty times is not heard, not even with the right one."""
    mail = bytes(letter(shop.address))
    states = [knock(shop, mail, f"guess {n}").status_code for n in range(31)]
    assert (states[0], states[-1]) == (401, 429)
    assert knock(shop, mail).status_code == 429
    assert shop.conversations() == []


def test_a_body_counts_until_its_call_is_answered(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """MAS: what strangers post is weighed for as long as it is held, not only while it comes in."""
    bodies, held, usual, mail = shop.client.app._door._bodies, list[int](), MailDoor.knock, bytes(letter(shop.address))

    async def noted(self: MailDoor, *told: Any) -> bool:
        held.append(bodies.in_hand)
        return await usual(self, *told)

    monkeypatch.setattr(MailDoor, "knock", noted)
    assert (knock(shop, mail).status_code, knock(shop, mail, "wrong").status_code) == (200, 401)
    assert (held, bodies.in_hand) == ([len(mail)], 0)
