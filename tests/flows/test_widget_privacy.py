"""What a visitor never gets to see, and never gets to decide (TEN-24, TEN-25, TEN-26, WID-07, WID-08)."""

from typing import Any

import pytest

from tests.support.client import Client
from tests.support.people import Signed
from tests.support.visiting import Guest, Team, arrive, ok, team_of

CANARY = "canario-7f3a"


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


@pytest.mark.parametrize("private", [True, False])
def test_only_a_question_can_be_answered_wid_07(guest: Guest, team: Team, private: bool) -> None:
    for message in (team.write("Oi", private=private), guest.say("Oi")):
        answer = {"message": {"submitted_values": [{"value": "x"}]}}
        assert guest.call("PATCH", f"/messages/{message['id']}", json=answer).status_code == 404
