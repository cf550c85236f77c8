"""Calls of providers reach the channel as they came, and what it takes becomes a message; on both engines."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from balcao.api.bodies import Bodies
from balcao.api.hooks import OF_INBOX
from balcao.channels.contract import Admission, Hook, Lobby, Site
from balcao.channels.outcomes import Forged
from balcao.envelope import Arrival, Capabilities
from balcao.kit.crypto import hmac_hex
from balcao.kit.errors import Problem
from balcao.lobby import HouseLobby
from tests.channels.pigeon import PIGEON
from tests.support.client import Client
from tests.support.forwarding import add, key_of, thread
from tests.support.people import Signed
from tests.support.pigeons import take_up
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

    def admit(self, way: str, hook: Hook, site: Site) -> Admission | None:
        return None if way == "unknown" else Admission(OF_INBOX * 2, proven=way == "known")

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
    take_up(client, channel)
    return gate


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
        "pigeon/unknown",
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
    assert hook.url == "http://balcao.test/hooks/pigeon/flight?to=nobody&a=%20b&a="
    assert (way, hook.method, hook.body, dict(hook.query)) == ("flight", "POST", body, {"to": "nobody", "a": ""})
    assert (hook.headers["x-signature"], hook.headers["content-type"]) == ("abc", sent["content-type"])


def test_a_forged_call_to_the_door_is_refused(client: Client, gate: Gate):
    reply = client.post("/hooks/pigeon/forged", content=b"x")
    assert (reply.status_code, reply.json()) == (401, {"error": "This call was not made by the provider"})


def test_a_provider_may_look_whether_the_address_is_there(client: Client, gate: Gate):
    """Nothing is brought by that, and an unknown one is not there."""
    for method in ("GET", "HEAD"):
        assert client.request(method, "/hooks/pigeon/flight").status_code == 200
        for path in ("pigeon/unknown", "owl/x", "api/x"):
            assert client.request(method, f"/hooks/{path}").status_code == 404
    assert gate.heard == []


def test_a_door_says_how_much_it_reads(client: Client, gate: Gate):
    assert client.post("/hooks/pigeon/forged", content=b"x" * (OF_INBOX * 2)).status_code == 401
    assert client.post("/hooks/pigeon/forged", content=b"x" * (OF_INBOX * 2 + 1)).status_code == 413


@pytest.mark.parametrize(("way", "size", "status"), [
    ("flight", 600, 404), ("flight", 601, 503), ("known", 601, 404), ("known", 1000, 404), ("known", 1001, 503),
])  # fmt: skip
def test_strangers_leave_room_for_those_who_have_proven_themselves(
    client: Client, gate: Gate, way: str, size: int, status: int
):
    client.app._door._bodies = bodies = Bodies(most=1000, strangers=600)
    assert client.post(f"/hooks/pigeon/{way}", content=b"x" * size).status_code == status
    assert (bodies.in_hand, bodies._strangers.held) == (0, 0)


def test_what_a_stranger_holds_stands_in_the_way_of_strangers_alone(client: Client, gate: Gate):
    client.app._door._bodies = bodies = Bodies(most=1000, strangers=600)
    held, go = asyncio.Event(), asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield b"x" * 500
        held.set()
        await go.wait()
        yield b"y"

    async def meanwhile() -> list[int]:
        http = client._http
        slow = asyncio.create_task(http.post("/hooks/pigeon/flight", content=slowly()))
        await held.wait()
        paths = ("flight", "known")
        said = [(await http.post(f"/hooks/pigeon/{way}", content=b"x" * 300)).status_code for way in paths]
        go.set()
        return [*said, (await slow).status_code]

    assert client.run(meanwhile()) == [503, 404, 404]
    assert bodies.in_hand == 0


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
    assert bodies.in_hand == 0
