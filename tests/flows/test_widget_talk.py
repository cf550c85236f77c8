"""A visitor talks: what he may send, and how it reaches the team."""

from typing import Any

import pytest

from balcao.domain.conversations.events import Typing
from balcao.domain.conversations.rules import VISITOR_CONTENT_MAX
from tests.support.client import Client
from tests.support.people import Signed
from tests.support.visiting import Guest, Team, add_inbox, arrive, ok, team_of
from tests.support.waiting import until


def test_the_first_message_begins_a_conversation(client: Client, admin: Signed, guest: Guest) -> None:
    assert guest.get("/conversations") == {}
    assert guest.get("/messages") == {"payload": [], "meta": {}}
    message = guest.say("Olá!", echo_id="e1", referer_url="https://loja.example/canecas")
    assert message | {"sender": None} == {
        "id": message["id"], "content": "Olá!", "inbox_id": message["inbox_id"], "conversation_id": 1,
        "message_type": 0, "created_at": 1764000000, "private": False, "source_id": None, "content_type": "text",
        "content_attributes": {}, "echo_id": "e1", "sender": None,
    }  # fmt: skip
    assert guest.get("/conversations") == {
        "id": 1,
        "inbox_id": message["inbox_id"],
        "contact_last_seen_at": 0,
        "status": "open",
    }
    seen = team_of(client, admin, message).show()
    assert seen["unread_count"] == 1
    assert seen["additional_attributes"]["referer"] == "https://loja.example/canecas"
    assert seen["additional_attributes"]["initiated_at"] == {"timestamp": "2025-11-24T16:00:00.000Z"}


def test_the_browser_says_what_it_is(client: Client, admin: Signed, inbox: Any) -> None:
    agent = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36"
    guest = arrive(client, inbox["website_token"], **{"User-Agent": agent, "Accept-Language": "pt-BR,pt;q=0.9"})
    about = team_of(client, admin, guest.say()).show()["additional_attributes"]
    assert about["browser_language"] == "pt-BR"
    assert about["browser"] == {
        "device_name": "Android", "browser_name": "Chrome", "platform_name": "Android", "browser_version": "140.0.0.0",
        "platform_version": "15",
    }  # fmt: skip


@pytest.mark.parametrize("page", ["javascript:alert(1)", " java\nscript:alert(1)", "data:text/html,x", "//evil", 7, {}])
def test_a_page_that_is_no_web_page_is_not_kept_xss_09(client: Client, admin: Signed, guest: Guest, page: Any) -> None:
    about = team_of(client, admin, guest.say(referer_url=page)).show()["additional_attributes"]
    assert "referer" not in about


def test_the_same_echo_is_one_message_wid_21(guest: Guest) -> None:
    first, again = guest.say("Olá!", echo_id="e1"), guest.say("Olá!", echo_id="e1")
    by_form = ok(guest.send(content="Olá!", echo_id="e1"))
    assert first["id"] == again["id"] == by_form["id"]
    assert [message["content"] for message in guest.thread()] == ["Olá!"]


def test_the_same_echo_is_one_message_across_conversations_wid_21(client: Client, guest: Guest) -> None:
    first = guest.say("Olá!", echo_id="e1")
    body = {"message": {"content": "Olá!", "echo_id": "e1"}}
    begun = ok(guest.call("POST", "/conversations", json=body))
    assert begun["id"] == first["conversation_id"]
    assert [message["id"] for message in begun["messages"]] == [first["id"]]


def test_a_conversation_begins_with_the_form(client: Client, admin: Signed, guest: Guest) -> None:
    body = {
        "contact": {"name": "Bia Prado", "email": "BIA@example.com", "phone_number": "+55 11 91234-5678"},
        "message": {"content": "Oi", "referer_url": "https://loja.example/"},
        "custom_attributes": {"pedido": "A-17"},
    }
    begun = ok(guest.call("POST", "/conversations", json=body))
    assert set(begun) == {
        "id", "inbox_id", "contact_last_seen_at", "status", "messages", "custom_attributes", "contact",
    }  # fmt: skip
    assert begun["custom_attributes"] == {"pedido": "A-17"}
    assert (begun["contact"]["name"], begun["contact"]["email"]) == ("Bia Prado", "bia@example.com")
    assert [message["content"] for message in begun["messages"]] == ["Oi"]
    sender = team_of(client, admin, {"conversation_id": begun["id"]}).show()["meta"]["sender"]
    assert (sender["name"], sender["email"], sender["phone_number"]) == (
        "Bia Prado",
        "bia@example.com",
        "+5511912345678",
    )


@pytest.mark.parametrize("content", [None, "", "x" * (VISITOR_CONTENT_MAX + 1)])
def test_an_empty_or_endless_message_is_refused(guest: Guest, content: str | None) -> None:
    reply = guest.call("POST", "/messages", json={"message": {"content": content}})
    assert reply.status_code == 422
    assert reply.json()["error"].startswith("Validation failed: Content")
    assert guest.get("/conversations") == {}


def test_older_and_newer_messages_come_in_pages(guest: Guest) -> None:
    ids = [guest.say(f"linha {number}")["id"] for number in range(25)]
    latest = [message["id"] for message in guest.thread()]
    assert latest == ids[-20:]
    older = guest.get("/messages", params={"before": latest[0]})["payload"]
    newer = guest.get("/messages", params={"after": ids[22]})["payload"]
    assert [message["id"] for message in older] == ids[:5]
    assert [message["id"] for message in newer] == ids[23:]


def test_an_email_that_was_asked_for_becomes_known(client: Client, guest: Guest, team: Team) -> None:
    asked = team.write("Qual é o seu e-mail?", content_type="input_email")
    reply = ok(guest.call("PATCH", f"/messages/{asked['id']}", json={"contact": {"email": "Bia@example.com"}}))
    assert reply["contact"]["has_email"] is True
    assert guest.thread()[-1]["content_attributes"] == {"submitted_email": "bia@example.com"}
    assert team.show()["meta"]["sender"]["email"] == "bia@example.com"


def test_a_form_in_a_message_is_filled_in(guest: Guest, team: Team) -> None:
    items = [{"title": "Sim", "value": "sim"}, {"title": "Não", "value": "nao"}]
    asked = team.write("Posso ajudar?", content_type="input_select", content_attributes={"items": items})
    values = [{"title": "Sim", "value": "sim"}]
    ok(guest.call("PATCH", f"/messages/{asked['id']}", json={"message": {"submitted_values": values}}))
    assert guest.thread()[-1]["content_attributes"] == {"items": items, "submitted_values": values}


def test_the_team_sees_how_far_the_visitor_has_read(guest: Guest, team: Team) -> None:
    team.write("Entregamos, sim!")
    ok(guest.call("POST", "/conversations/update_last_seen"))
    assert guest.get("/messages")["meta"] == {"contact_last_seen_at": 1764000000}
    assert [m["status"] for m in team.messages() if m["message_type"] == 1] == ["read"]


def test_the_visitor_ends_the_conversation_and_a_message_reopens_it(guest: Guest, team: Team) -> None:
    ok(guest.call("GET", "/conversations/toggle_status"))
    assert team.show()["status"] == "resolved"
    ok(guest.call("GET", "/conversations/toggle_status"))
    assert team.show()["status"] == "resolved"
    assert guest.say("Mais uma coisa")["conversation_id"] == team.conversation
    assert team.show()["status"] == "open"


def test_ending_is_refused_where_the_inbox_says_so(client: Client, admin: Signed) -> None:
    inbox = add_inbox(client, admin, selected_feature_flags=["emoji_picker"])
    guest = arrive(client, inbox["website_token"])
    guest.say()
    reply = guest.call("GET", "/conversations/toggle_status")
    assert (reply.status_code, reply.content) == (403, b"")


def test_attributes_of_the_conversation(guest: Guest, team: Team) -> None:
    attributes = {"pedido": "A-17", "valor": 12}
    kept = guest.call("POST", "/conversations/set_custom_attributes", json={"custom_attributes": attributes})
    assert (kept.status_code, kept.content) == (204, b"")
    assert team.show()["custom_attributes"] == attributes
    left = ok(guest.call("POST", "/conversations/destroy_custom_attributes", json={"custom_attribute": ["valor"]}))
    assert left["custom_attributes"] == team.show()["custom_attributes"] == {"pedido": "A-17"}


@pytest.mark.parametrize("verb", ["set_custom_attributes", "destroy_custom_attributes", "toggle_typing"])
def test_before_the_first_conversation_there_is_nothing_to_change(guest: Guest, verb: str) -> None:
    reply = guest.call("POST", f"/conversations/{verb}", json={})
    assert (reply.status_code, reply.content) == (404, b"")


def test_only_labels_of_the_account_are_added(client: Client, admin: Signed, guest: Guest, team: Team) -> None:
    ok(client.post(f"{admin.account}/labels", headers=admin.headers, json={"title": "orçamento", "color": "#112233"}))
    for title in ("Orçamento", "vip"):
        assert guest.call("POST", "/labels", json={"label": title}).status_code == 204
    assert team.show()["labels"] == ["orçamento"]
    assert guest.call("DELETE", "/labels/orçamento").status_code == 204
    assert team.show()["labels"] == []


def test_what_runs_no_campaign_says_so(guest: Guest) -> None:
    assert guest.get("/campaigns") == []
    assert guest.call("POST", "/events", json={"name": "webwidget.triggered", "event_info": {}}).status_code == 204


def test_the_team_learns_that_the_visitor_is_writing(client: Client, guest: Guest, team: Team) -> None:
    told: list[Typing] = []
    client.house.bus.listen(lambda note: told.append(note) if isinstance(note, Typing) else None)
    for status in ("on", "off"):
        ok(guest.call("POST", "/conversations/toggle_typing", json={"typing_status": status}))
    until(client, lambda: len(told) == 2)
    assert [(note.on, note.contact_id, note.user_id, note.is_private) for note in told] == [
        (True, guest.contact["id"], None, False),
        (False, guest.contact["id"], None, False),
    ]
