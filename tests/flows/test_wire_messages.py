"""Messages on the wire: what they answer, what structured ones hold, and how many may come."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.client import Client
from tests.support.clock import HandClock
from tests.support.team import Colleague, open_desk


@pytest.fixture
def desk(client: Client) -> Colleague:
    return open_desk(client)


def talk(desk: Colleague, source_id: str = "wa-1") -> str:
    """The path of a new conversation's messages, in an API inbox."""
    desk.made("contacts", {"inbox_id": desk.api_inbox()["id"], "name": "Bia", "source_id": source_id})
    return f"conversations/{desk.made('conversations', {'source_id': source_id})['id']}/messages"


def answered(desk: Colleague, path: str, **quote: Any) -> tuple[Any, Any]:
    """What an answer says it answers."""
    found = desk.made(path, {"content": "sim", "content_attributes": quote})["content_attributes"]
    return found["in_reply_to"], found["in_reply_to_external_id"]


def test_an_answer_names_what_it_answers_in_both_ways(desk: Colleague):
    path = talk(desk)
    asked = desk.made(path, {"content": "Tem pão?", "message_type": "incoming", "source_id": "WAID:1"})
    both = (asked["id"], "WAID:1")
    assert answered(desk, path, in_reply_to=asked["id"]) == both
    assert answered(desk, path, in_reply_to=str(asked["id"])) == both
    assert answered(desk, path, in_reply_to_external_id="WAID:1") == both
    assert answered(desk, path, in_reply_to=999_999) == (None, None)
    assert answered(desk, path, in_reply_to_external_id="WAID:?") == (None, None)


def test_ten_03_a_message_of_elsewhere_is_not_what_it_answers(desk: Colleague, client: Client):
    """TEN-03: neither another conversation's nor another account's."""
    path = talk(desk)
    desk.made(path, {"content": "Tem pão?", "message_type": "incoming", "source_id": "WAID:1"})
    other, stranger = talk(desk, "wa-2"), open_desk(client, "rui@outra.example")
    theirs = talk(stranger)
    for who, where in ((desk, other), (stranger, theirs)):
        assert answered(who, where, in_reply_to=1) == (None, None)
        assert answered(who, where, in_reply_to_external_id="WAID:1") == (None, None)


GOOD = (
    ("input_select", {"title": "Sim", "value": "1"}),
    ("form", {"type": "email", "name": "email", "label": "E-mail", "required": True}),
    ("article", {"title": "Trocas", "description": "Como trocar", "link": "https://loja.example/trocas"}),
    ("cards", {"title": "Pão", "actions": [{"type": "link", "text": "Ver", "uri": "https://loja.example/pao"}]}),
)
BAD = (
    ("input_select", [{"title": "Sim", "value": "1", "onclick": "x"}]), ("input_select", []), ("form", None),
    ("article", ["Trocas"]), ("article", {"title": "Trocas"}), ("cards", [{"title": "Pão"}]),
    ("cards", [{"title": "Pão", "actions": []}]), ("cards", [{"title": "Pão", "actions": [{"href": "x"}]}]),
)  # fmt: skip


@pytest.mark.parametrize(("kind", "item"), GOOD)
def test_a_structured_message_keeps_its_items(desk: Colleague, kind: str, item: dict[str, Any]):
    body = {"content": "Escolha", "content_type": kind, "content_attributes": {"items": [item]}}
    assert desk.made(talk(desk), body)["content_attributes"] == {"items": [item]}


@pytest.mark.parametrize(("kind", "items"), BAD)
def test_items_that_no_client_knows_are_refused(desk: Colleague, kind: str, items: Any):
    path = talk(desk)
    body = {"content": "Escolha", "content_type": kind, "content_attributes": {"items": items}}
    reply = desk.post(path, json=body)
    assert (reply.status_code, list(reply.json())) == (422, ["error"])
    assert reply.json()["error"].startswith("Validation failed: Content attributes ")
    assert desk.get(path).json()["payload"] == []


def test_two_hundred_messages_a_minute_are_enough(engine_url: str, tmp_path: Path, clock: HandClock):
    client = Client(engine_url, tmp_path / "installation", clock, rate_limits=True)
    try:
        desk = open_desk(client)
        path = talk(desk)
        # A slow machine earns some more while it writes.
        replies: list[Any] = []
        while len(replies) < 1000 and (not replies or replies[-1].status_code == 200):
            replies.append(desk.post(path, json={"content": str(len(replies))}))
        refused = [reply.json() for reply in replies if reply.status_code != 200]
        assert refused
        assert len(replies) > 200
        assert all(body == {"error": "Too many messages"} for body in refused)
        assert {reply.status_code for reply in replies} == {200, 422}
    finally:
        client.close()
