"""Calls of providers reach the channel as they came, and what it takes becomes a message; on both engines."""

import asyncio
import base64
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from httpx2 import Response

from balcao.api.bodies import Bodies
from balcao.api.hooks import OF_INBOX
from balcao.channels.contract import Hook, Lobby, Site
from balcao.channels.outcomes import Forged
from balcao.channels.registry import Channels
from balcao.domain.inboxes import queries as inboxes
from balcao.envelope import Arrival, Capabilities
from balcao.kit.crypto import hmac_hex
from balcao.kit.errors import Problem
from balcao.lobby import HouseLobby
from tests.channels.pigeon import PIGEON
from tests.support.client import Client
from tests.support.clock import HandClock
from tests.support.people import Signed, sign_up
from tests.support.waiting import until

NOTE = b'{"id": "n1", "sender": "ana", "text": "Oi!"}'
PASSWORD = "a relay password of length"
MAIL = b"From: Ana <ana@cliente.example>\r\nSubject: Pedido\r\nMessage-ID: <1@cliente.example>\r\n\r\nCad\xc3\xaa?\r\n"


class Gate:
    """A door that writes down who knocked."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, Hook]] = []

    async def open(self, site: Site, lobby: Lobby) -> None:
        return None

    async def knock(self, way: str, hook: Hook, site: Site, lobby: Lobby) -> bool:
        self.heard.append((way, hook))
        if way == "forged":
            raise Forged
        line = await lobby.find([hook.query.get("to", "")])
        if line is not None:
            await lobby.keep(line, [Arrival(key="n1", raw=hook.body, way="hook")])
        return line is not None


@pytest.fixture
def gate(client: Client) -> Gate:
    """The channel of pigeons is in use, and has a door."""
    gate = Gate()
    about = msgspec.structs.replace(PIGEON.about, delivers=False, capabilities=Capabilities(text_max=None))
    channel = replace(PIGEON, about=about, outbound=None, door=gate)
    object.__setattr__(client.house, "channels", Channels([*client.house.channels, channel]))
    client.house.lens.channel_types["pigeon"] = about.channel_type
    return gate


def add(client: Client, admin: Signed, **channel: Any) -> dict[str, Any]:
    body = {"name": "Entrada", "channel": channel}
    reply = client.post(f"{admin.account}/inboxes", headers=admin.headers, json=body)
    assert reply.status_code == 200, reply.text
    return reply.json()


def key_of(client: Client, admin: Signed, inbox: dict[str, Any]) -> str:
    row = client.query(lambda tx: inboxes.by_id(tx, admin.account_id, inbox["id"]))
    return row.public_key


def thread(client: Client, admin: Signed, inbox: dict[str, Any]) -> list[Any]:
    """The incoming messages of an inbox."""
    path = f"{admin.account}/conversations?inbox_id={inbox['id']}&status=all"
    found = client.get(path, headers=admin.headers).json()["data"]["payload"]
    return [
        one
        for talk in found
        for one in client.get(f"{admin.account}/conversations/{talk['id']}/messages", headers=admin.headers).json()[
            "payload"
        ]
        if one["message_type"] == 0
    ]


def test_a_call_for_one_inbox_becomes_its_message(client: Client, gate: Gate, admin: Signed):
    inbox = add(client, admin, type="pigeon", token="t")
    path = f"/hooks/pigeon/flight/{key_of(client, admin, inbox)}"
    signed = {"x-pigeon": hmac_hex("t", NOTE.decode())}
    for _ in range(2):
        reply = client.post(path, content=NOTE, headers=signed)
        assert (reply.status_code, reply.json()) == (200, {})
    until(client, lambda: bool(thread(client, admin, inbox)))
    assert [one["content"] for one in thread(client, admin, inbox)] == ["Oi!"]


def test_a_forged_call_for_one_inbox_is_refused(client: Client, gate: Gate, admin: Signed):
    inbox = add(client, admin, type="pigeon", token="t")
    path = f"/hooks/pigeon/flight/{key_of(client, admin, inbox)}"
    for signature in ({}, {"x-pigeon": hmac_hex("u", NOTE.decode())}):
        reply = client.post(path, content=NOTE, headers=signature)
        assert (reply.status_code, list(reply.json())) == (401, ["error"])
        assert "www-authenticate" in reply.headers
    assert thread(client, admin, inbox) == []


def test_no_inbox_no_answer(client: Client, gate: Gate, admin: Signed):
    """An unknown key, the key of another channel's inbox, an unknown channel, and one without calls are one and the same."""
    website = add(client, admin, type="web_widget", website_url="https://loja.example")
    key = key_of(client, admin, website)
    for path in (
        "pigeon/flight/nokey",
        f"pigeon/flight/{key}",
        f"web_widget/flight/{key}",
        "owl/x/y",
        "owl/x",
        "api/x",
    ):
        reply = client.post(f"/hooks/{path}", content=NOTE)
        assert (reply.status_code, reply.json()) == (404, {"error": "Resource could not be found"}), path


def test_what_comes_for_an_inbox_that_has_just_gone_is_not_said_to_be_kept(client: Client, gate: Gate, admin: Signed):
    inbox = add(client, admin, type="pigeon", token="t")
    lobby = HouseLobby(client.house, "pigeon")
    line = client.run(lobby.keyed(key_of(client, admin, inbox)))
    client.delete(f"{admin.account}/inboxes/{inbox['id']}", headers=admin.headers)
    with pytest.raises(Problem):
        client.run(lobby.keep(line, [Arrival(key="n1", raw=NOTE, way="hook")]))


def test_a_call_reaches_the_door_as_it_came(client: Client, gate: Gate):
    body = b"\x00\xff--not a form\r\n" * 3
    sent = {"content-type": "multipart/form-data; boundary=x", "X-Signature": "abc"}
    reply = client.post("/hooks/pigeon/flight?to=nobody&a=%20b&a=", content=body, headers=sent)
    assert reply.status_code == 404
    assert reply.json() == {"error": "No inbox here is meant by this call"}
    ((way, hook),) = gate.heard
    assert (way, hook.method, hook.body, dict(hook.query)) == ("flight", "POST", body, {"to": "nobody", "a": ""})
    assert (hook.headers["x-signature"], hook.headers["content-type"]) == ("abc", sent["content-type"])


def test_a_forged_call_to_the_door_is_refused(client: Client, gate: Gate):
    reply = client.post("/hooks/pigeon/forged", content=b"x")
    assert (reply.status_code, reply.json()) == (401, {"error": "This call was not made by the provider"})


def test_bodies_have_their_limits(client: Client, gate: Gate, admin: Signed):
    inbox = add(client, admin, type="pigeon", token="t")
    path = f"/hooks/pigeon/flight/{key_of(client, admin, inbox)}"
    assert client.post(path, content=b"x" * OF_INBOX).status_code == 401
    assert client.post(path, content=b"x" * (OF_INBOX + 1)).status_code == 413

    async def endless() -> Any:
        while True:
            yield b"x" * 1_000_000

    assert client.post(path, content=endless()).status_code == 413
    assert client.post("/hooks/pigeon/forged", content=b"x" * (OF_INBOX + 1)).status_code == 401


@pytest.mark.parametrize(("bodies", "status"), [(Bodies(most=1000), 503), (Bodies(longest=0.05), 408)])
def test_what_comes_all_at_once_or_never_is_sent_away(client: Client, gate: Gate, bodies: Bodies, status: int):
    client.app._door._bodies = bodies

    async def slowly() -> Any:
        yield b"x" * 2000
        await asyncio.sleep(1)
        yield b"y"

    assert client.post("/hooks/pigeon/forged", content=slowly()).status_code == status
    assert bodies._in_hand == 0


class Post:
    """An inbox to which mail is forwarded, in an installation that takes mail from relays."""

    def __init__(self, client: Client) -> None:
        self.client, self.admin = client, sign_up(client)
        channel = {"type": "email", "email": "suporte@loja.example", "provider": "forward"}
        self.inbox = add(client, self.admin, **channel)
        self.address = f"{key_of(client, self.admin, self.inbox).lower()}@inbound.loja.example"

    def relay(self, path: str, to: str, password: str = PASSWORD) -> Response:
        sent = base64.b64encode(f"actionmailbox:{password}".encode()).decode()
        headers = {"content-type": "message/rfc822", "authorization": f"Basic {sent}"}
        return self.client.post(path, content=f"To: {to}\r\n".encode() + MAIL, headers=headers)


@pytest.fixture
def post(engine_url: str, tmp_path: Path, clock: HandClock) -> Iterator[Post]:
    settings = {"mail_domain": "inbound.loja.example", "mail_relay_password": PASSWORD}
    client = Client(engine_url, tmp_path / "installation", clock, **settings)
    yield Post(client)
    client.close()


@pytest.mark.parametrize(
    ("path", "status"),
    [("/hooks/email/relay", 200), ("/rails/action_mailbox/relay/inbound_emails", 204)],
)
def test_a_relayed_mail_becomes_a_message(post: Post, path: str, status: int):
    for to in (post.address, "suporte@loja.example"):
        assert post.relay(path, to).status_code == status
    until(post.client, lambda: bool(thread(post.client, post.admin, post.inbox)))
    (said,) = thread(post.client, post.admin, post.inbox)
    assert (said["content"], said["sender"]["email"]) == ("Cadê?", "ana@cliente.example")


def test_a_relay_must_know_the_password_and_the_inbox(post: Post):
    for path in ("/hooks/email/relay", "/rails/action_mailbox/relay/inbound_emails"):
        assert post.relay(path, post.address, password="another").status_code == 401
        assert post.relay(path, "ninguem@loja.example").status_code == 404
    mailgun = post.relay("/rails/action_mailbox/mailgun/inbound_emails/mime", post.address)
    assert (mailgun.status_code, "BALCAO_MAILGUN_SIGNING_KEY" in mailgun.text) == (404, True)
    assert thread(post.client, post.admin, post.inbox) == []


def test_an_installation_without_a_relay_password_takes_nothing(client: Client):
    reply = client.post("/hooks/email/relay", content=MAIL, headers={"content-type": "message/rfc822"})
    assert (reply.status_code, "BALCAO_MAIL_RELAY_PASSWORD" in reply.text) == (404, True)


def test_who_guesses_is_slowed_down(engine_url: str, tmp_path: Path, clock: HandClock):
    client = Client(engine_url, tmp_path / "installation", clock, mail_relay_password=PASSWORD, rate_limits=True)
    try:
        tried = [client.post("/hooks/email/relay", content=b"x").status_code for _ in range(31)]
        assert (tried[0], tried[-2], tried[-1]) == (401, 401, 429)
    finally:
        client.close()
