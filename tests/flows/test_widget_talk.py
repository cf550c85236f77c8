"""A visitor talks: what he may send, what he reads, and what he never gets to see."""

from typing import Any

import pytest

from balcao.domain.conversations.rules import VISITOR_CONTENT_MAX
from tests.support.client import Client
from tests.support.people import Signed, sign_up
from tests.support.visiting import Guest, Team, add_inbox, arrive, ok, team_of

CANARY = "canario-7f3a"


@pytest.fixture
def admin(client: Client) -> Signed:
    return sign_up(client)


@pytest.fixture
def inbox(client: Client, admin: Signed) -> Any:
    return add_inbox(client, admin)


@pytest.fixture
def guest(client: Client, inbox: Any) -> Guest:
    return arrive(client, inbox["website_token"])


@pytest.fixture
def team(client: Client, admin: Signed, guest: Guest) -> Team:
    """The team's side of a conversation that the guest has begun."""
    return team_of(client, admin, guest.say("Vocês entregam em Minas?"))


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


def test_what_a_visitor_may_not_decide_is_ignored_wid_08(client: Client, admin: Signed, guest: Guest) -> None:
    bad = {
        "message_type": 1, "private": True, "sender_id": 1, "sender_type": "User", "created_at": 1, "id": 900,
        "status": "read", "content_type": "cards", "content_attributes": {"items": [{"title": "x"}]}, "account_id": 9,
        "conversation_id": 77, "source_id": "x", "additional_attributes": {"campaign_id": 1},
    }  # fmt: skip
    body = {"message": {"content": "Oi", **bad}, **bad, "labels": ["vip"], "priority": "urgent", "assignee_id": 1}
    message = ok(guest.call("POST", "/messages", json=body))
    seen = team_of(client, admin, message)
    kept = seen.messages()[-1]
    assert (kept["message_type"], kept["private"], kept["sender"]["type"], kept["content_type"], kept["source_id"]) == (
        0,
        False,
        "contact",
        "text",
        None,
    )
    assert (kept["content_attributes"], kept["created_at"], kept["status"]) == ({}, 1764000000, "sent")
    whole = seen.show()
    assert (whole["priority"], whole["labels"], "assignee" in whole["meta"]) == (None, [], False)


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


def test_a_note_never_reaches_the_visitor_ten_24(client: Client, guest: Guest, team: Team) -> None:
    note = team.write(f"{CANARY} cliente difícil", private=True)
    team.write("Entregamos, sim!")
    team.write(f"{CANARY} de novo", private=True)
    assert [message["content"] for message in guest.thread()] == ["Vocês entregam em Minas?", "Entregamos, sim!"]
    begun = ok(guest.call("POST", "/conversations", json={"message": {"content": "Outra coisa"}}))
    answered = guest.call("POST", "/messages", json={"message": {"content": "?", "reply_to": note["id"]}})
    around = guest.get("/messages", params={"after": note["id"] - 1})
    assert ok(answered)["content_attributes"] == {}
    for seen in (guest.get("/conversations"), begun, answered.json(), around, guest.get("/contact")):
        assert CANARY not in str(seen)


def test_lines_of_the_system_never_reach_the_visitor_ten_25(guest: Guest, team: Team, admin: Signed) -> None:
    team.do("assignments", assignee_id=admin.id)
    team.do("toggle_status", status="resolved")
    team.do("toggle_status", status="open")
    assert len([message for message in team.messages() if message["message_type"] == 2]) >= 3
    assert [message["message_type"] for message in guest.thread()] == [0]


def test_of_the_team_a_visitor_sees_a_name_a_face_and_presence_ten_26(
    client: Client, admin: Signed, inbox: Any, guest: Guest, team: Team
) -> None:
    client.put("/api/v1/profile", headers=admin.headers, json={"profile": {"display_name": "Ana da Loja"}})
    body = {"inbox_id": inbox["id"], "user_ids": [admin.id]}
    ok(client.post(f"{admin.account}/inbox_members", headers=admin.headers, json=body))
    team.write("Oi!")
    everything = [guest.get("/messages"), guest.get("/inbox_members"), guest.get("/conversations")]
    assert everything[0]["payload"][-1]["sender"] == {
        "type": "user", "id": admin.id, "name": "Ana da Loja", "available_name": "Ana da Loja", "avatar_url": "",
        "availability_status": "offline", "thumbnail": "",
    }  # fmt: skip
    assert everything[1]["payload"] == [
        {"id": admin.id, "name": "Ana da Loja", "avatar_url": "", "availability_status": "offline"}
    ]
    assert not any(secret in str(everything) for secret in (admin.email, "Ana Moura", "role", "provider", "uid"))


def test_what_an_agent_writes_beside_the_text_stays_with_the_team(guest: Guest, team: Team) -> None:
    team.write("Oi", content_attributes={"external_error": CANARY, "items": [{"title": "sim", "value": "s"}]})
    assert guest.thread()[-1]["content_attributes"] == {"items": [{"title": "sim", "value": "s"}]}


def test_another_visitors_conversation_does_not_exist_wid_07(
    client: Client, admin: Signed, inbox: Any, guest: Guest, team: Team
) -> None:
    asked = team.write("Qual é o seu e-mail?", content_type="input_email")
    stranger = arrive(client, inbox["website_token"])
    assert stranger.thread() == []
    assert stranger.get("/messages", params={"after": 0})["payload"] == []
    answer = {"contact": {"email": "eu@example.com"}, "message": {"submitted_values": [{"name": "x", "value": "y"}]}}
    assert stranger.call("PATCH", f"/messages/{asked['id']}", json=answer).status_code == 404
    assert stranger.call("POST", "/conversations/toggle_typing", json={"typing_status": "on"}).status_code == 404
    assert ok(stranger.call("POST", "/conversations/update_last_seen")) is None
    assert ok(stranger.call("GET", "/conversations/toggle_status")) is None
    assert guest.get("/conversations")["status"] == "open"
    assert team.show()["contact_last_seen_at"] == 0
    told = stranger.say("Oi", reply_to=asked["id"])
    assert (told["conversation_id"], told["content_attributes"]) == (2, {})


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


@pytest.mark.parametrize("private", [True, False])
def test_only_a_question_can_be_answered_wid_07(guest: Guest, team: Team, private: bool) -> None:
    for message in (team.write("Oi", private=private), guest.say("Oi")):
        answer = {"message": {"submitted_values": [{"value": "x"}]}}
        assert guest.call("PATCH", f"/messages/{message['id']}", json=answer).status_code == 404


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


def test_mail_of_a_transcript_is_not_offered(guest: Guest) -> None:
    assert guest.call("POST", "/conversations/transcript", json={"email": "x@example.com"}).status_code == 404
