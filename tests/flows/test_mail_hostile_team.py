"""Inside the house: agents without rights, administrators of other accounts, pictures that lead elsewhere, and secrets."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from balcao.store.schema import metadata
from balcao.store.tx import Tx
from tests.support.client import Client
from tests.support.clock import HandClock
from tests.support.dovecot import PASSWORD, Dovecot
from tests.support.people import Signed, sign_up
from tests.support.pictures import HTML, SVG, picture
from tests.support.posting import LOOPBACK, Shop, letter
from tests.support.smtp_server import SmtpServer
from tests.support.team import Colleague
from tests.support.waiting import until
from tests.support.wild import Wild, answer, wild

CANARY = "CANARY-senha-9"
SECRETS = (CANARY, PASSWORD, "CANARY-errada-7")


@pytest.fixture
def shop(engine_url: str, tmp_path: Path, clock: HandClock, dovecot: Dovecot, smtp: SmtpServer) -> Iterator[Shop]:
    client = Client(engine_url, tmp_path / "installation", clock, private_targets=LOOPBACK)
    shop = Shop(client, sign_up(client), dovecot, smtp)
    smtp.users[shop.address] = CANARY
    shop.connect(smtp_login=shop.address, smtp_password=CANARY)
    shop.watched()
    yield shop
    client.close()


@pytest.fixture
def internet(shop: Shop) -> Iterator[Wild]:
    there = wild()
    yield shop.client.run(there.__aenter__())
    shop.client.run(there.__aexit__(None, None, None))


def paths_of(shop: Shop, number: int) -> tuple[list[str], list[str]]:
    """Where a conversation's mail is shown, and where the inbox's connection is."""
    said = shop.thread(number)[0]
    message, inbox = f"conversations/{number}/messages/{said['id']}", f"inboxes/{shop.inbox['id']}"
    (arrival,) = shop.get(f"{inbox}/arrivals?state=read")["payload"]
    shown = [
        f"conversations/{number}",
        f"{message}/original",
        f"{message}/original?download=true",
        f"{message}/image?url=http://x.example/a.png",
    ]
    return shown, [f"{inbox}/health", f"{inbox}/arrivals", f"{inbox}/arrivals/{arrival['id']}/raw"]


def everything(tx: Tx) -> list[str]:
    """Every row of the database, as text."""
    rows = [row for table in metadata.tables.values() for row in tx.all(select(table))]
    return [
        " ".join(bytes(one).decode("utf-8", "replace") if isinstance(one, msgspec.Raw) else str(one) for one in row)
        for row in rows
    ]


def asked(shop: Shop, headers: dict[str, str], account: int, path: str, verb: str = "GET") -> int:
    return shop.client.request(verb, f"/api/v1/accounts/{account}/{path}", headers=headers).status_code


def test_who_was_taken_out_of_an_inbox_sees_and_sends_nothing_of_it(shop: Shop) -> None:
    """TEN-14: originals, pictures, transcripts and answers of a mail inbox end with the membership; its arrivals never began."""
    shop.receives(letter(shop.address))
    number = shop.conversation()["id"]
    rui = Colleague(shop.client, shop.admin.account_id, shop.admin.id, "Ana").employ("Rui")
    members = {"inbox_id": shop.inbox["id"], "user_ids": [rui.user_id]}
    shop.post("inbox_members", json=members)
    shown, kept = paths_of(shop, number)
    assert [rui.get(path).status_code for path in shown[:3]] == [200, 200, 200]
    assert all(rui.get(path).status_code in (401, 403) for path in kept)
    assert rui.post(f"inboxes/{shop.inbox['id']}/check").status_code in (401, 403)
    gone = shop.client.request(
        "DELETE", f"{shop.admin.account}/inbox_members", headers=shop.admin.headers, json=members
    )
    assert gone.status_code == 200
    assert [rui.get(path).status_code for path in shown] == [404] * len(shown)
    for path, body in (("messages", {"content": "oi"}), ("transcript", {"email": "rui@fora.example"})):
        assert rui.post(f"conversations/{number}/{path}", json=body).status_code == 404
    start = {"inbox_id": shop.inbox["id"], "to_emails": "x@fora.example", "message": {"content": "oi"}}
    assert rui.post("conversations", json=start).status_code == 404
    assert shop.smtp.accepted == []


def test_an_administrator_of_another_account_finds_nothing(shop: Shop) -> None:
    """TEN-14: neither under the own account's address nor under the other's."""
    shop.receives(letter(shop.address))
    shown, kept = paths_of(shop, shop.conversation()["id"])
    eve: Signed = sign_up(shop.client, "eve@evil.example")
    for path in (*shown, *kept):
        assert asked(shop, eve.headers, eve.account_id, path) == 404
        assert asked(shop, eve.headers, shop.admin.account_id, path) in (401, 403, 404)
    inbox = f"inboxes/{shop.inbox['id']}"
    for path in (f"{inbox}/check", f"{kept[2].removesuffix('/raw')}/retry"):
        assert asked(shop, eve.headers, eve.account_id, path, "POST") == 404
    body = {"inbox_id": shop.inbox["id"]}
    reply = shop.client.post(f"{eve.account}/google/authorization", headers=eve.headers, json=body)
    assert reply.status_code == 404


def test_nothing_of_a_mail_opens_as_a_page_of_ours(shop: Shop) -> None:
    """XSS-03: the original, its raw bytes and its files are handed out as downloads or as what they are, never as HTML."""
    mail = letter(shop.address, "<script>alert(1)</script>")
    mail.add_attachment(HTML, maintype="text", subtype="html", filename="../../etc/nota.html")
    mail.add_attachment(SVG, maintype="image", subtype="svg+xml", filename='a"\t.svg')
    mail.add_attachment(HTML, maintype="image", subtype="png", filename="foto.png")
    shop.receives(mail)
    number = shop.conversation()["id"]
    shown, kept = paths_of(shop, number)
    files = [one["data_url"].removeprefix("http://balcao.test") for one in shop.thread(number)[0]["attachments"]]
    assert len(files) == 3
    for path in (f"{shop.admin.account}/{shown[2]}", f"{shop.admin.account}/{kept[2]}", *files):
        reply = shop.client.get(path, headers=shop.admin.headers)
        assert reply.status_code == 200
        assert reply.headers["content-disposition"].startswith("attachment")
        assert ".." not in reply.headers["content-disposition"]
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in reply.headers["content-security-policy"]
        assert not reply.headers["content-type"].startswith(("text/html", "image/"))
    told = shop.client.get(f"{shop.admin.account}/{shown[1]}", headers=shop.admin.headers)
    assert told.headers["content-type"].startswith("application/json")


def test_pictures_of_a_mail_are_fetched_only_from_where_it_says_and_only_outside(shop: Shop, internet: Wild) -> None:
    """XSS-03, SSR-03..11: private addresses, ways there, what is no picture, too large or too slow: one and the same answer."""
    base = f"http://127.0.0.1:{internet.port}"
    private = [
        "http://10.0.0.1/a.png",
        "http://169.254.169.254/latest/",
        "http://[fd00::1]/a.png",
        "http://0x0a000001/",
        "ftp://x.example/a.png",
    ]
    mail = letter(shop.address)
    mail.add_alternative("".join(f'<img src="{url}">' for url in (f"{base}/ok.png?a=1&b=2", *private)), subtype="html")
    shop.receives(mail)
    number = shop.conversation()["id"]
    said = shop.thread(number)[0]
    path = f"{shop.admin.account}/conversations/{number}/messages/{said['id']}/image"

    def fetch(url: str) -> Any:
        return shop.client.get(path, headers=shop.admin.headers, params={"url": url})

    there = f"{base}/ok.png?a=1&b=2"
    internet.answers[:] = [answer(picture(), "200 OK", "Content-Type: text/html")]
    good = fetch(there)
    assert (good.status_code, good.headers["content-type"], good.content) == (200, "image/png", picture())
    assert fetch(f"{base}/other.png").status_code == 404
    assert len(internet.asked) == 1
    assert shop.admin.headers["access-token"].encode() not in internet.asked[0]
    refusals = [fetch(url) for url in private]
    shop.client.house.web.longest = 0.5
    for said_there in (
        answer(b"", "302 Found", "Location: http://10.0.0.1/a.png"), answer(b"", "302 Found", f"Location: {base}/loop"),
        answer(SVG, "200 OK", "Content-Type: image/svg+xml"), answer(HTML, "200 OK", "Content-Type: image/png"),
        answer(picture() + bytes(6 << 20)), answer(picture(), "404 Not Found"), b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n",
    ):  # fmt: skip
        internet.answers[:] = [said_there]
        refusals.append(fetch(there))
    assert {(one.status_code, one.text) for one in refusals if one.status_code != 404} == {(422, refusals[-1].text)}
    assert all(one.status_code in (404, 422) for one in refusals[: len(private)])


def test_the_form_is_no_way_into_a_private_network(shop: Shop) -> None:
    """SSR-02, SSR-11: neither the trial of a mailbox nor its suggestions dial where the operator allows nothing."""
    for host in ("10.0.0.1", "169.254.169.254", "[fd00::1]", "0x0a000001", "127.0.0.1/x", "a@127.0.0.1", "127.0.0.1#"):
        values = shop.settings(email="nova@example.test", imap_address=host, smtp_enabled=False)
        reply = shop.client.post(
            f"{shop.admin.account}/inboxes", headers=shop.admin.headers, json={"name": "N", "channel": values}
        )
        assert reply.status_code == 422, host
        assert reply.json()["attributes"] == ["imap_address"], host


def test_checks_of_a_connection_are_counted(engine_url: str, tmp_path: Path, clock: HandClock) -> None:
    """SSR-11: nobody scans a network with the button that tries a connection."""
    client = Client(engine_url, tmp_path / "installation", clock, rate_limits=True)
    try:
        ana = sign_up(client)
        states = [client.post(f"{ana.account}/inboxes/1/check", headers=ana.headers).status_code for _ in range(31)]
        assert (states[0], states[-1]) == (404, 429)
        values = {
            "type": "email",
            "email": "a@b.example",
            "imap_enabled": True,
            "imap_address": "10.0.0.1",
            "imap_login": "a",
            "imap_password": "b",
        }
        body = {"name": "N", "channel": values}
        states = [client.post(f"{ana.account}/inboxes", headers=ana.headers, json=body).status_code for _ in range(61)]
        assert (states[0], states[-1]) == (422, 429)
    finally:
        client.close()


def test_what_opens_a_mailbox_is_written_nowhere(
    shop: Shop, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """The passwords of a whole run, trials and failures included: in no answer, no row, no line of the log."""
    heard: list[str] = []
    wrong = {"channel": {"smtp_password": SECRETS[2]}}
    inbox = f"{shop.admin.account}/inboxes/{shop.inbox['id']}"
    heard.append(shop.client.patch(inbox, headers=shop.admin.headers, json=wrong).text)
    shop.receives(letter(shop.address))
    number = shop.conversation()["id"]
    shop.smtp.users.clear()
    shop.post(f"conversations/{number}/messages", json={"content": "Sai hoje."})
    until(shop.client, lambda: shop.get(f"inboxes/{shop.inbox['id']}")["connection"]["state"] != "ok")
    heard += [shop.client.post(f"{inbox}/check", headers=shop.admin.headers).text]
    for path in (
        f"inboxes/{shop.inbox['id']}",
        "inboxes",
        f"inboxes/{shop.inbox['id']}/health",
        f"conversations/{number}/messages",
        "channels",
    ):
        heard.append(str(shop.get(path)))
    rows = shop.client.query(everything)
    assert any("sealed:1:" in row for row in rows)
    out, err = capfd.readouterr()
    heard += [*rows, out, err, caplog.text]
    assert "user name or password" in str(heard)
    assert [secret for secret in SECRETS if any(secret in one for one in heard)] == []
