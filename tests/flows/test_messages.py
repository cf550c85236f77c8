"""Messages as the desk and the integrations write and read them, over HTTP, on both engines."""

import json
from typing import Any

import pytest

from tests.support.client import Client
from tests.support.team import Colleague, open_desk
from tests.support.visiting import Guest, arrive

REST = {
    "id", "content", "inbox_id", "conversation_id", "message_type", "content_type", "status", "content_attributes",
    "created_at", "private", "source_id",
}  # fmt: skip
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.fixture
def desk(client: Client) -> Colleague:
    return open_desk(client)


@pytest.fixture
def visitor(desk: Colleague) -> Guest:
    """Somebody who has opened conversation 1."""
    visitor = arrive(desk.client, desk.website()["website_token"])
    visitor.say("Oi!")
    return visitor


PATH = "conversations/1/messages"


def contents(desk: Colleague, query: str = "") -> list[str]:
    return [message["content"] for message in desk.get(f"{PATH}{query}").json()["payload"]]


@pytest.mark.usefixtures("visitor")
def test_an_answer_has_the_contracts_keys_and_comes_from_the_caller(desk: Colleague):
    said = desk.made(PATH, {"content": "Olá!", "echo_id": "e1"})
    assert set(said) == REST | {"echo_id", "sender"}
    assert (said["message_type"], said["status"], said["private"], said["echo_id"]) == (1, "sent", False, "e1")
    assert said["sender"]["available_name"] == "Ana Moura"
    assert set(said["sender"]) == {
        "id", "name", "available_name", "avatar_url", "type", "availability_status", "thumbnail",
    }  # fmt: skip
    assert "echo_id" not in desk.get(PATH).json()["payload"][-1]


@pytest.mark.usefixtures("visitor")
def test_r3_the_same_echo_is_the_same_message(desk: Colleague):
    """R-3: a repeat is harmless, whatever its text."""
    first = desk.made(PATH, {"content": "Olá!", "echo_id": "e1"})
    assert desk.made(PATH, {"content": "outra coisa", "echo_id": "e1"})["id"] == first["id"]
    assert contents(desk) == ["Oi!", "Olá!"]


def test_r2_the_same_source_id_in_an_inbox_and_direction_is_one_message(desk: Colleague):
    """R-2: what a bridge delivers twice is there once; another inbox may know the same id."""
    inboxes = [desk.api_inbox(name) for name in ("Um", "Dois")]
    contact = desk.made("contacts", {"name": "Joana"})["payload"]["contact"]
    ids: list[int] = []
    for inbox in inboxes:
        number = desk.made("conversations", {"inbox_id": inbox["id"], "contact_id": contact["id"]})["id"]
        path = f"conversations/{number}/messages"
        body = {"content": "oi", "message_type": "incoming", "source_id": "WAID:1"}
        said = [desk.made(path, body)["id"] for _ in range(3)]
        assert len(set(said)) == 1
        ids.append(said[0])
    assert len(set(ids)) == 2


@pytest.mark.usefixtures("visitor")
def test_waiting_ends_with_the_first_public_answer_not_with_a_note(desk: Colleague):
    desk.made(PATH, {"content": "ver com o estoque", "private": "true"})
    shape = desk.get("conversations/1").json()
    assert shape["waiting_since"] > 0
    assert shape["first_reply_created_at"] == 0
    assert shape["messages"][0]["private"] is True
    desk.made(PATH, {"content": "Olá!", "private": "false"})
    shape = desk.get("conversations/1").json()
    assert shape["waiting_since"] == 0
    assert shape["first_reply_created_at"] > 0


def test_ten24_a_note_never_reaches_the_visitor(desk: Colleague, visitor: Guest):
    """TEN-24, TEN-25: neither the note nor grey lines, in no answer of the widget."""
    desk.made(PATH, {"content": "canário: cliente difícil", "private": True})
    desk.made("conversations/1/toggle_status", {})
    everything = json.dumps([visitor.thread(), visitor.get("/conversations")], ensure_ascii=False)
    assert "canário" not in everything
    assert "resolvida" not in everything


@pytest.mark.usefixtures("visitor")
def test_pages_back_forth_and_between(desk: Colleague):
    said = [desk.made(PATH, {"content": str(n)})["id"] for n in range(45)]
    assert contents(desk) == [str(n) for n in range(25, 45)]
    assert contents(desk, f"?before={said[25]}") == [str(n) for n in range(5, 25)]
    assert contents(desk, f"?after={said[39]}") == ["40", "41", "42", "43", "44"]
    assert contents(desk, f"?after={said[10]}&before={said[13]}") == ["10", "11", "12"]


@pytest.mark.usefixtures("visitor")
def test_internal_messages_can_be_left_out(desk: Colleague):
    desk.made(PATH, {"content": "nota", "private": True})
    desk.made("conversations/1/toggle_status", {})
    assert contents(desk, "?filter_internal_messages=true") == ["Oi!"]


@pytest.mark.usefixtures("visitor")
def test_the_head_of_a_thread_says_what_it_is_about(desk: Colleague):
    desk.made("conversations/1/assignments", {"assignee_id": desk.user_id})
    desk.made("conversations/1/update_last_seen", {})
    meta = desk.get(PATH).json()["meta"]
    assert meta["labels"] == []
    assert meta["contact"]["type"] == "contact"
    assert meta["assignee"]["type"] == "user"
    assert meta["agent_last_seen_at"].endswith("Z")
    assert meta["assignee_last_seen_at"].endswith("Z")


def test_multipart_as_bridges_send_it(desk: Colleague, visitor: Guest):
    """Everything is a string; the attributes are JSON text; the files come as `attachments[]`."""
    reply = desk.post(
        PATH,
        data={"content": "veja", "private": "false", "message_type": "outgoing", "content_attributes": '{"a": 1}',
              "source_reply_id": "ignored"},
        files=[("attachments[]", ("foto.png", PNG, "image/png")), ("attachments[]", ("nota.txt", b"oi", "text/plain"))],
    )  # fmt: skip
    assert reply.status_code == 200, reply.text
    said = reply.json()
    assert said["content_attributes"] == {"a": 1}
    assert [item["file_type"] for item in said["attachments"]] == ["image", "file"]
    url = said["attachments"][0]["data_url"]
    assert url.startswith("http://balcao.test/files/")
    assert desk.client.get(url.removeprefix("http://balcao.test")).headers["content-type"] == "image/png"
    assert len(visitor.thread()[-1]["attachments"]) == 2


@pytest.mark.usefixtures("visitor")
@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"content": ""}, "Content can't be blank"),
        ({"content": "a" * 150_001}, "Content is too long (maximum is 150000 characters)"),
        ({"content": "x", "content_type": "hologram"}, "Content type hologram is not known"),
        ({"content": "x", "message_type": "sideways"}, "Message type sideways is not one of"),
        ({"content": "x", "message_type": "incoming"}, "Incoming messages are only allowed in Api inboxes"),
    ],
)
def test_what_does_not_fit_is_said_and_leaves_no_trace(desk: Colleague, body: dict[str, Any], said: str):
    reply = desk.post(PATH, json=body)
    assert reply.status_code == 422
    assert said in reply.json()["error"]
    assert contents(desk) == ["Oi!"]


@pytest.mark.usefixtures("visitor")
def test_broken_attributes_count_as_none(desk: Colleague):
    assert desk.made(PATH, {"content": "x", "content_attributes": "{nonsense"})["content_attributes"] == {}


def test_deleting_blanks_the_message_for_both_sides(desk: Colleague, visitor: Guest):
    reply = desk.post(PATH, data={"content": "errado"}, files=[("attachments[]", ("foto.png", PNG, "image/png"))])
    said = reply.json()
    gone = desk.delete(f"{PATH}/{said['id']}").json()
    assert (gone["content"], gone["content_attributes"]) == ("Esta mensagem foi apagada", {"deleted": True})
    assert "attachments" not in gone
    assert visitor.thread()[-1]["content"] == "Esta mensagem foi apagada"


@pytest.mark.usefixtures("visitor")
def test_ten02_a_message_is_found_only_through_its_own_conversation(desk: Colleague):
    """TEN-02: the id of a message in another conversation of the same account is nothing."""
    other = arrive(desk.client, desk.website("Outro")["website_token"])
    said = other.say("Oi de outro lugar")
    assert desk.delete(f"{PATH}/{said['id']}").status_code == 404
    assert desk.get("conversations/2/messages").json()["payload"][0]["content"] == "Oi de outro lugar"


@pytest.mark.usefixtures("visitor")
def test_ten10_only_the_author_or_an_administrator_deletes(desk: Colleague):
    inbox = desk.get("inboxes").json()["payload"][0]
    rui, nina = desk.employ("Rui"), desk.employ("Nina")
    desk.made("inbox_members", {"inbox_id": inbox["id"], "user_ids": [rui.user_id, nina.user_id]})
    said = rui.made(PATH, {"content": "minha"})
    assert nina.delete(f"{PATH}/{said['id']}").status_code == 401
    assert rui.delete(f"{PATH}/{said['id']}").status_code == 200


def test_a_program_that_speaks_for_the_contact_reopens_with_a_line(desk: Colleague):
    inbox = desk.api_inbox()
    contact = desk.made("contacts", {"name": "Joana"})["payload"]["contact"]
    desk.made("conversations", {"inbox_id": inbox["id"], "contact_id": contact["id"]})
    desk.made("conversations/1/toggle_status", {"status": "resolved"})
    said = desk.made(PATH, {"content": "voltei", "message_type": "incoming"})
    assert said["sender"]["name"] == "Joana"
    assert desk.get("conversations/1").json()["status"] == "open"
    assert contents(desk)[-1] == "O sistema reabriu a conversa por causa de uma nova mensagem recebida."


def test_the_reply_window_of_an_api_inbox_closes(desk: Colleague, clock: Any):
    inbox = desk.api_inbox(additional_attributes={"agent_reply_time_window": 1})
    contact = desk.made("contacts", {"name": "Joana"})["payload"]["contact"]
    desk.made("conversations", {"inbox_id": inbox["id"], "contact_id": contact["id"]})
    desk.made(PATH, {"content": "oi", "message_type": "incoming"})
    desk.made(PATH, {"content": "a tempo"})
    clock.advance(3_600_000_000)
    assert desk.get("conversations/1").json()["can_reply"] is False
    assert "window" in desk.post(PATH, json={"content": "tarde demais"}).json()["error"]
    assert desk.post(PATH, json={"content": "nota", "private": True}).status_code == 200


@pytest.mark.usefixtures("visitor")
def test_xss25_nul_and_strange_unicode_are_the_same_on_both_engines(desk: Colleague):
    """XSS-25."""
    body = '{"content": "a\\u0000b \\ud800 e\\u0301\\u2028 👩‍👩‍👧"}'
    headers = {**desk.headers, "content-type": "application/json"}
    where = f"/api/v1/accounts/{desk.account_id}/{PATH}"
    reply = desk.client.post(where, content=body.encode(), headers=headers)
    assert reply.status_code in (200, 400)
    if reply.status_code == 200:
        assert "\0" not in reply.json()["content"]
    assert desk.made(PATH, {"content": "a\0b"})["content"] == "ab"
