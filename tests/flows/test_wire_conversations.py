"""Conversations on the wire: keys, read state, and what is told about a change."""

from typing import Any

import pytest

from balcao.domain.conversations.actions import take_turn
from balcao.domain.conversations.actions.hold import hold
from balcao.kit.clock import MINUTE
from balcao.kit.text import loads
from balcao.outbox.tables import events
from balcao.store.tx import Tx
from tests.support.client import Client
from tests.support.clock import HandClock
from tests.support.team import Colleague, open_desk
from tests.support.visiting import Guest, arrive

CHANGED = "conversation.updated"


@pytest.fixture
def desk(client: Client) -> Colleague:
    return open_desk(client)


def opened(desk: Colleague) -> tuple[Guest, str]:
    """A visitor who has written, and the path of the conversation."""
    visitor = arrive(desk.client, desk.website()["website_token"])
    return visitor, f"conversations/{visitor.say('Oi!')['conversation_id']}"


def told(desk: Colleague) -> list[tuple[str, Any]]:
    """The events of the account so far, with the values that they say have changed."""
    rows = desk.client.query(lambda tx: tx.all(events.select().order_by(events.c.seq)))
    return [(row.name, loads(row.data).get("changed")) for row in rows]


def news(desk: Colleague, path: str, body: dict[str, Any]) -> list[tuple[str, Any]]:
    """What a call made others hear, besides messages."""
    before = len(told(desk))
    desk.made(path, body)
    return [one for one in told(desk)[before:] if not one[0].startswith("message")]


def test_the_team_of_a_conversation_says_whether_the_caller_is_in_it(desk: Colleague):
    _, path = opened(desk)
    team = desk.made("teams", {"name": "vendas"})
    raw = desk.made(f"{path}/assignments", {"team_id": team["id"]})
    assert set(raw) == {"id", "name", "description", "allow_auto_assign", "account_id", "created_at", "updated_at"}
    assert desk.get(path).json()["meta"]["team"] == team
    desk.made(f"teams/{team['id']}/team_members", {"user_ids": [desk.user_id]})
    assert desk.get(path).json()["meta"]["team"] == {**team, "is_member": True}
    assert desk.get("conversations").json()["data"]["payload"][0]["meta"]["team"]["is_member"] is True


@pytest.mark.parametrize("kind", ["mention", "participating"])
def test_where_nobody_is_mentioned_there_is_nothing_to_list(desk: Colleague, kind: str):
    opened(desk)
    assert desk.get(f"conversations?conversation_type={kind}").json()["data"] == {
        "meta": {"mine_count": 0, "assigned_count": 0, "unassigned_count": 0, "all_count": 0}, "payload": [],
    }  # fmt: skip
    assert len(desk.get("conversations?conversation_type=unattended").json()["data"]["payload"]) == 1


def test_unread_is_unread_for_the_assignee_too(desk: Colleague, clock: HandClock):
    _, path = opened(desk)
    rui = desk.employ("Rui")
    inbox = desk.get(path).json()["inbox_id"]
    desk.made("inbox_members", {"inbox_id": inbox, "user_ids": [rui.user_id]})
    desk.made(f"{path}/assignments", {"assignee_id": rui.user_id})
    clock.advance(MINUTE)
    seen = rui.made(f"{path}/update_last_seen", {})
    assert seen["assignee_last_seen_at"] == seen["agent_last_seen_at"] > seen["created_at"]
    unread = desk.made(f"{path}/unread", {})
    assert unread["assignee_last_seen_at"] == unread["agent_last_seen_at"] == unread["created_at"] - 1


def test_reading_is_no_news(desk: Colleague):
    _, path = opened(desk)
    assert news(desk, f"{path}/update_last_seen", {}) == news(desk, f"{path}/unread", {}) == []


def test_another_end_of_a_snooze_is_no_change_of_status(desk: Colleague):
    _, path = opened(desk)
    until = "2033-05-18T03:33:20.000Z"
    assert news(desk, f"{path}/toggle_status", {"status": "snoozed", "snoozed_until": 2_000_000_000}) == [
        ("conversation.status_changed", None),
        (CHANGED, {"status": ["open", "snoozed"], "snoozed_until": [None, until]}),
    ]
    assert news(desk, f"{path}/toggle_status", {"status": "snoozed", "snoozed_until": 2_000_000_100}) == [
        (CHANGED, {"snoozed_until": [until, "2033-05-18T03:35:00.000Z"]})
    ]
    assert news(desk, f"{path}/toggle_status", {"status": "snoozed", "snoozed_until": 2_000_000_100}) == []


def test_a_message_that_wakes_a_conversation_says_what_changed(desk: Colleague):
    visitor, path = opened(desk)
    desk.made(f"{path}/toggle_status", {"status": "snoozed"})
    before = len(told(desk))
    visitor.say("E aí?")
    assert (CHANGED, {"status": ["snoozed", "open"]}) in told(desk)[before:]


def test_resolving_ends_the_waiting_and_says_so(desk: Colleague):
    _, path = opened(desk)
    since = desk.get(path).json()["waiting_since"]
    assert news(desk, f"{path}/toggle_status", {}) == [
        ("conversation.status_changed", None),
        (CHANGED, {"status": ["open", "resolved"], "waiting_since": [since, 0]}),
    ]
    assert desk.get(path).json()["waiting_since"] == 0


def test_attributes_that_stay_as_they_are_are_no_news(desk: Colleague):
    _, path = opened(desk)
    body = {"custom_attributes": {"pedido": 7}}
    assert news(desk, f"{path}/custom_attributes", body) == [(CHANGED, {"custom_attributes": [{}, {"pedido": 7}]})]
    assert news(desk, f"{path}/custom_attributes", body) == []


def test_a_dissolved_team_is_told_of(desk: Colleague):
    _, path = opened(desk)
    team = desk.made("teams", {"name": "vendas"})["id"]
    desk.made(f"{path}/assignments", {"team_id": team})
    assert desk.delete(f"teams/{team}").status_code == 200
    assert [one for one in told(desk) if one[0] in ("team.changed", CHANGED)][-2:] == [
        ("team.changed", None), (CHANGED, {"team_id": [team, None]}),
    ]  # fmt: skip


def test_an_address_alone_opens_a_conversation(desk: Colleague):
    inbox = desk.api_inbox()["id"]
    made = desk.made("contacts", {"inbox_id": inbox, "name": "Bia", "source_id": "wa-1"})["payload"]
    for body in ({"source_id": "wa-1"}, {"source_id": "wa-1", "inbox_id": str(inbox)}):
        assert desk.made("conversations", body)["meta"]["sender"]["id"] == made["contact"]["id"]
    other = desk.api_inbox()["id"]
    assert desk.post("conversations", json={"source_id": "wa-1", "inbox_id": other}).status_code == 404


def test_the_team_may_vouch_for_a_new_address(desk: Colleague):
    inbox = desk.api_inbox()["id"]
    contact = desk.made("contacts", {"name": "Bia"})["payload"]["contact"]["id"]
    body = {"inbox_id": inbox, "contact_id": contact, "hmac_verified": "true"}
    assert desk.made("conversations", body)["meta"]["hmac_verified"] is True


def test_who_is_busy_gets_no_turn(desk: Colleague):
    site = desk.website()
    rui = desk.employ("Rui")
    desk.made("inbox_members", {"inbox_id": site["id"], "user_ids": [rui.user_id]})
    assert says(rui, "busy") == "busy"
    number = arrive(desk.client, site["website_token"]).say("Oi!")["conversation_id"]
    assert take_turn_at(desk, number) is None
    assert says(rui, "online") == "online"
    assert take_turn_at(desk, number) == rui.user_id


def says(desk: Colleague, availability: str) -> str:
    """A member says how available they are; what others see."""
    profile = {"account_id": desk.account_id, "availability": availability}
    reply = desk.client.post("/api/v1/profile/availability", json={"profile": profile}, headers=desk.headers)
    return reply.json()["accounts"][0]["availability_status"]


def take_turn_at(desk: Colleague, number: int) -> int | None:
    """Who looks after a conversation after it was somebody's turn."""
    account_id, presence = desk.account_id, desk.client.house.presence

    def unit(tx: Tx) -> None:
        take_turn(tx, account_id, hold(tx, desk.member, number).id, presence)

    desk.client.house.store.write_now(unit)
    return desk.get(f"conversations/{number}").json()["meta"].get("assignee", {}).get("id")
