"""What relays post becomes messages, and what strangers post is not even read; on both engines."""

import asyncio
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from balcao.kit.clock import wall_clock
from tests.channels.email.door.relays.calls import inbound, sign_as_mandrill
from tests.support.amazon import TOPIC, Amazon, as_posted, here, received, serving
from tests.support.client import BASE, Client
from tests.support.clock import HandClock
from tests.support.forwarding import MAIL, PASSWORD, Post, basic, thread
from tests.support.server import Server
from tests.support.waiting import until

KEY = "key-of-a-route"


@pytest.fixture
def post(engine_url: str, tmp_path: Path, clock: HandClock) -> Iterator[Post]:
    settings = {
        "mail_domain": "inbound.loja.example", "mail_relay_password": PASSWORD, "mandrill_webhook_keys": KEY,
        "ses_topics": TOPIC, "private_targets": "127.0.0.1",
    }  # fmt: skip
    client = Client(engine_url, tmp_path / "installation", clock, **settings)
    yield Post(client)
    client.close()


@pytest.mark.parametrize("path", ["/hooks/email/relay", "/rails/action_mailbox/relay/inbound_emails"])
def test_a_relayed_mail_becomes_a_message(post: Post, path: str):
    for to in (post.address, "suporte@loja.example"):
        assert post.relay(path, to).status_code == 200
    until(post.client, lambda: bool(post.said()))
    (said,) = thread(post.client, post.admin, post.inbox)
    assert (said["content"], said["sender"]["email"]) == ("Cad\u00ea?", "ana@cliente.example")


def test_a_relay_must_know_the_password_and_the_inbox(post: Post):
    for path in ("/hooks/email/relay", "/rails/action_mailbox/relay/inbound_emails"):
        assert post.relay(path, post.address, password="another").status_code == 401
        assert post.relay(path, "ninguem@loja.example").status_code == 404
        assert post.client.get(path, headers=basic(PASSWORD)).status_code == 200
        assert post.client.get(path).status_code == 401
    mailgun = post.relay("/rails/action_mailbox/mailgun/inbound_emails/mime", post.address)
    assert (mailgun.status_code, "BALCAO_MAILGUN_SIGNING_KEY" in mailgun.text) == (404, True)
    assert post.said() == []


def test_an_installation_without_a_relay_password_takes_nothing(client: Client):
    reply = client.post("/hooks/email/relay", content=MAIL, headers={"content-type": "message/rfc822"})
    assert (reply.status_code, "BALCAO_MAIL_RELAY_PASSWORD" in reply.text) == (404, True)


@pytest.fixture
def guarded(engine_url: str, tmp_path: Path, clock: HandClock) -> Iterator[Client]:
    """An installation that counts."""
    settings = {"mail_relay_password": PASSWORD, "mandrill_webhook_keys": KEY, "ses_topics": TOPIC}
    client = Client(engine_url, tmp_path / "installation", clock, rate_limits=True, **settings)
    yield client
    client.close()


def test_who_guesses_is_slowed_down(guarded: Client):
    """And is heard where he has not guessed: others may have him call us there with a wrong password."""
    tried = [guarded.post("/hooks/email/relay", content=b"x").status_code for _ in range(31)]
    assert (tried[0], tried[-2], tried[-1]) == (401, 401, 429)
    for path, status in (
        ("/hooks/email/relay", 429),
        ("/rails/action_mailbox/relay/inbound_emails", 429),
        ("/hooks/email/postmark", 200),
    ):
        assert guarded.get(path, headers=basic(PASSWORD)).status_code == status


def test_forged_signatures_keep_out_nobody(guarded: Client):
    """Anybody with an account at Amazon can have it call us, from the addresses that bring our mail."""
    headers, body = as_posted(Amazon(wall_clock).signed(Message="x", TopicArn=TOPIC.replace("123", "999")))
    wrong = {"content-type": "application/x-www-form-urlencoded", "x-mandrill-signature": "x"}
    for _ in range(40):
        assert guarded.post("/hooks/email/ses", content=body, headers=headers).status_code == 401
        assert guarded.post("/hooks/email/mandrill", content="mandrill_events=[]", headers=wrong).status_code == 401
    right = {
        **wrong,
        "x-mandrill-signature": sign_as_mandrill(KEY, f"{BASE}/hooks/email/mandrill", {"mandrill_events": b"[]"}),
    }
    assert guarded.post("/hooks/email/mandrill", content="mandrill_events=[]", headers=right).status_code == 200
    assert guarded.get("/hooks/email/ses").status_code == 200


WAYS = ["relay", "postmark", "sendgrid", "mailgun", "mandrill", "ses", "amazon_ses", "unknown"]


@pytest.mark.parametrize("way", WAYS)
def test_of_who_shows_nothing_not_a_byte_is_read(post: Post, way: str):
    """MAS: neither where a password is missing, nor a signature, nor a setting, nor the way itself."""
    read: list[int] = []

    async def body() -> Any:
        for n in range(70):
            read.append(n)
            yield b"x" * 1_000_000

    for path in (f"/hooks/email/{way}", f"/rails/action_mailbox/{way}/inbound_emails"):
        assert post.client.post(path, content=body()).status_code in (401, 404)
    assert read == []


def test_a_wrong_password_is_answered_while_the_mail_is_still_at_its_sender(server: Server):
    """A client that asks first (`Expect: 100-continue`, as curl does for large bodies) is spared the whole upload."""
    for password, said in (("another", b"HTTP/1.1 401"), (PASSWORD, b"HTTP/1.1 100")):
        head = f"POST /hooks/email/relay HTTP/1.1\r\nHost: localhost\r\nAuthorization: {basic(password)['authorization']}\r\n"
        head += "Content-Type: message/rfc822\r\nContent-Length: 50000000\r\nExpect: 100-continue\r\n\r\n"
        with socket.create_connection(("127.0.0.1", server.port), 10) as line:
            line.sendall(head.encode())
            assert line.recv(1000).startswith(said)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path / "served", env={"BALCAO_MAIL_RELAY_PASSWORD": PASSWORD})
    yield server
    server.stop()


PATHS = ["/hooks/email/mandrill", "/rails/action_mailbox/mandrill/inbound_emails"]


@pytest.mark.parametrize("path", PATHS)
def test_a_batch_of_mandrill_becomes_messages(post: Post, path: str):
    """It takes nothing but a 200 for an answer, also to its look; the address that it signs is the public one."""
    assert post.client.request("HEAD", path).status_code == 200
    events = [inbound(f"{MAIL.decode()}{n}", post.address) for n in (1, 2)] + [{"event": "inbound"}]
    fields = {"mandrill_events": json.dumps(events).encode()}
    for url, status in ((f"http://evil.example{path}", 401), (f"{BASE}{path}", 200), (f"{BASE}{path}", 200)):
        headers = {
            "content-type": "application/x-www-form-urlencoded",
            "x-mandrill-signature": sign_as_mandrill(KEY, url, fields),
        }
        assert post.client.post(path, content=urlencode(fields), headers=headers).status_code == status
    until(post.client, lambda: len(post.said()) >= 2)
    assert sorted(post.said()) == ["Cad\u00ea?\n1", "Cad\u00ea?\n2"]


def test_a_query_in_the_address_is_signed_too(post: Post):
    fields = {"mandrill_events": json.dumps([inbound(MAIL.decode(), post.address)]).encode()}
    path = "/hooks/email/mandrill?from=mandrill&x=%20y"
    headers = {
        "content-type": "application/x-www-form-urlencoded",
        "x-mandrill-signature": sign_as_mandrill(KEY, BASE + path, fields),
    }
    assert post.client.post(path, content=urlencode(fields), headers=headers).status_code == 200


@pytest.fixture
def amazon(post: Post, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Amazon]:
    amazon, done = Amazon(wall_clock), asyncio.Event()
    post.client.house.web.resolve = here
    ready = asyncio.Event()

    async def stand() -> None:
        async with serving(amazon, tmp_path, monkeypatch):
            ready.set()
            await done.wait()

    standing = asyncio.run_coroutine_threadsafe(stand(), post.client._loop)
    post.client.run(ready.wait())
    yield amazon
    post.client._loop.call_soon_threadsafe(done.set)
    standing.result(10)


PATHS_OF_SES = [
    "/hooks/email/ses",
    "/rails/action_mailbox/amazon_ses/inbound_emails",
    "/rails/action_mailbox/ses/inbound_emails",
]


@pytest.mark.parametrize("path", PATHS_OF_SES)
def test_a_mail_of_amazon_becomes_a_message_once(post: Post, amazon: Amazon, path: str):
    """From the invitation to the mail, which SNS may bring more than once; what it has not signed never comes in."""
    forged = {**amazon.signed(Message=received(MAIL.decode(), recipients=[post.address])), "Subject": "another"}
    mail = amazon.signed("1", Message=received(MAIL.decode(), recipients=[post.address]))
    answers: list[int] = []
    for told in (amazon.invitation(), forged, mail, mail):
        headers, body = as_posted(told)
        answers.append(post.client.post(path, content=body, headers=headers).status_code)
    assert answers == [200, 401, 200, 200]
    until(post.client, lambda: bool(post.said()))
    assert post.said() == ["Cad\u00ea?"]
    assert len([one for one in amazon.asked if "?Action=ConfirmSubscription" in one]) == 1
