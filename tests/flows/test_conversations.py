"""Conversations as the desk and the integrations use them, over HTTP, on both engines."""

from typing import Any

import pytest

from tests.support.client import Client
from tests.support.clock import HandClock
from tests.support.team import Colleague, open_desk
from tests.support.visiting import Guest, arrive

SHAPE = {
    "meta", "id", "messages", "account_id", "uuid", "additional_attributes", "agent_last_seen_at",
    "assignee_last_seen_at", "can_reply", "contact_last_seen_at", "custom_attributes", "inbox_id", "labels", "muted",
    "snoozed_until", "status", "created_at", "updated_at", "timestamp", "first_reply_created_at", "unread_count",
    "last_non_activity_message", "last_activity_at", "priority", "waiting_since", "sla_policy_id",
}  # fmt: skip


@pytest.fixture
def desk(client: Client) -> Colleague:
    return open_desk(client)


def opened(desk: Colleague, inbox: dict[str, Any], text: str = "Oi!") -> tuple[Guest, int]:
    """A visitor who has written, and the number of the conversation."""
    visitor = arrive(desk.client, inbox["website_token"])
    return visitor, visitor.say(text)["conversation_id"]


def listed(desk: Colleague, query: str = "") -> list[int]:
    return [row["id"] for row in desk.get(f"conversations?{query}").json()["data"]["payload"]]


def counts(desk: Colleague, query: str = "") -> tuple[int, int, int, int]:
    meta = desk.get(f"conversations/meta?{query}").json()["meta"]
    return meta["mine_count"], meta["assigned_count"], meta["unassigned_count"], meta["all_count"]


def lines(desk: Colleague, number: int) -> list[str]:
    """The grey lines of a thread."""
    page = desk.get(f"conversations/{number}/messages").json()["payload"]
    return [message["content"] for message in page if message["message_type"] == 2]


def test_a_conversation_has_exactly_the_contracts_keys(desk: Colleague):
    _, number = opened(desk, desk.website())
    shape = desk.get(f"conversations/{number}").json()
    assert set(shape) == SHAPE
    assert set(shape["meta"]) == {"sender", "channel", "hmac_verified"}
    assert shape["meta"]["channel"] == "Channel::WebWidget"
    assert shape["agent_last_seen_at"] == 0
    assert isinstance(shape["updated_at"], float)
    assert shape["messages"][0]["message_type"] == 0


def test_numbers_begin_at_one_in_each_account(desk: Colleague, client: Client):
    opened(desk, desk.website())
    other = open_desk(client, "rui@outra.example")
    assert opened(other, other.website())[1] == 1


def test_the_newest_activity_is_on_top(desk: Colleague):
    inbox = desk.website()
    first, one = opened(desk, inbox)
    _, two = opened(desk, inbox)
    assert listed(desk) == [two, one]
    first.say("ainda aí?")
    assert listed(desk) == [one, two]


def test_tabs_and_their_counts(desk: Colleague):
    inbox = desk.website()
    numbers = [opened(desk, inbox)[1] for _ in range(3)]
    desk.made(f"conversations/{numbers[0]}/assignments", {"assignee_id": desk.user_id})
    assert counts(desk) == (1, 1, 2, 3)
    assert listed(desk, "assignee_type=me") == [numbers[0]]
    assert set(listed(desk, "assignee_type=unassigned")) == set(numbers[1:])
    assert listed(desk, "assignee_type=assigned") == [numbers[0]]


def test_filters_by_status_inbox_team_label_and_text(desk: Colleague):
    site, app = desk.website(), desk.website("Outro site")
    _, one = opened(desk, site, "Cadê o meu pedido?")
    _, two = opened(desk, app, "Quero trocar 100% do café_especial")
    team = desk.made("teams", {"name": "entregas"})
    desk.made(f"conversations/{one}/assignments?team_id={team['id']}", {})
    desk.made(f"conversations/{two}/labels", {"labels": ["Troca"]})
    desk.made(f"conversations/{one}/toggle_status", {"status": "resolved"})
    assert listed(desk) == [two]
    assert listed(desk, "status=resolved") == [one]
    assert set(listed(desk, "status=all")) == {one, two}
    assert listed(desk, f"status=all&inbox_id={app['id']}") == [two]
    assert listed(desk, f"status=all&team_id={team['id']}") == [one]
    assert listed(desk, "status=all&labels[]=troca&labels[]=outra") == [two]
    assert listed(desk, "q=PEDIDO") == [one]
    assert listed(desk, "q=100%25 do café_esp") == [two]
    assert listed(desk, "q=caféXesp") == []


def test_pages_of_twenty_five_end_with_an_empty_one(desk: Colleague):
    inbox = desk.website()
    numbers = [opened(desk, inbox)[1] for _ in range(27)]
    assert listed(desk) == numbers[:1:-1]
    assert listed(desk, "page=2") == [numbers[1], numbers[0]]
    assert listed(desk, "page=3") == []


def test_priorities_sort_with_the_urgent_first_and_none_last(desk: Colleague):
    inbox = desk.website()
    low, urgent, none = (opened(desk, inbox)[1] for _ in range(3))
    desk.post(f"conversations/{low}/toggle_priority", json={"priority": "low"})
    desk.patch(f"conversations/{urgent}", json={"priority": "urgent"})
    assert listed(desk, "sort_by=priority_desc") == [urgent, low, none]
    assert listed(desk, "sort_by=no_such_order") == listed(desk)


def test_an_unknown_status_says_what_there_is(desk: Colleague):
    reply = desk.get("conversations?status=bot")
    assert reply.status_code == 422
    assert "open, resolved, pending, snoozed" in reply.json()["message"]


def test_resolving_and_a_new_message_that_reopens(desk: Colleague):
    visitor, number = opened(desk, desk.website())
    done = desk.made(f"conversations/{number}/toggle_status", {})["payload"]
    assert done == {"success": True, "conversation_id": number, "current_status": "resolved", "snoozed_until": None}
    assert desk.get(f"conversations/{number}").json()["waiting_since"] == 0
    visitor.say("mais uma coisa")
    assert desk.get(f"conversations/{number}").json()["status"] == "open"
    assert lines(desk, number) == ["Conversa marcada como resolvida por Ana Moura"]


def test_snoozing_until_a_moment(desk: Colleague, clock: HandClock):
    _, number = opened(desk, desk.website())
    until = clock.now // 1_000_000 + 3600
    body = {"status": "snoozed", "snoozed_until": until}
    reply = desk.made(f"conversations/{number}/toggle_status", body)["payload"]
    assert reply["current_status"] == "snoozed"
    assert reply["snoozed_until"].endswith("Z")
    desk.made(f"conversations/{number}/toggle_status", {})
    assert desk.get(f"conversations/{number}").json()["snoozed_until"] is None


def test_an_agent_who_opens_a_conversation_takes_it_over_an_administrator_does_not(desk: Colleague):
    inbox = desk.website()
    _, number = opened(desk, inbox)
    rui = desk.employ("Rui")
    desk.made("inbox_members", {"inbox_id": inbox["id"], "user_ids": [rui.user_id]})
    desk.made(f"conversations/{number}/toggle_status", {"status": "resolved"})
    desk.made(f"conversations/{number}/toggle_status", {"status": "open"})
    assert "assignee" not in desk.get(f"conversations/{number}").json()["meta"]
    desk.made(f"conversations/{number}/toggle_status", {"status": "resolved"})
    rui.made(f"conversations/{number}/toggle_status", {"status": "open"})
    assert desk.get(f"conversations/{number}").json()["meta"]["assignee"]["id"] == rui.user_id


def test_assigning_and_unassigning_leave_their_lines(desk: Colleague):
    inbox = desk.website()
    _, number = opened(desk, inbox)
    rui = desk.employ("Rui")
    desk.made("inbox_members", {"inbox_id": inbox["id"], "user_ids": [rui.user_id]})
    agent = desk.made(f"conversations/{number}/assignments", {"assignee_id": str(rui.user_id)})
    assert (agent["id"], agent["email"], agent["role"]) == (rui.user_id, f"rui@{desk.account_id}.example", "agent")
    desk.made(f"conversations/{number}/assignments", {"assignee_id": desk.user_id})
    assert desk.made(f"conversations/{number}/assignments", {"assignee_id": 0}) is None
    assert lines(desk, number) == [
        "Atribuída a Rui por Ana Moura",
        "Ana Moura assumiu esta conversa",
        "Atribuição removida por Ana Moura",
    ]


def test_ten03_nobody_from_outside_becomes_assignee_or_team(desk: Colleague, client: Client):
    """TEN-03: ids of another account in the body are refused and change nothing."""
    _, number = opened(desk, desk.website())
    other = open_desk(client, "rui@outra.example")
    team = other.made("teams", {"name": "deles"})
    stranger = desk.employ("Nina")
    for body in ({"assignee_id": other.user_id}, {"team_id": team["id"]}, {"assignee_id": stranger.user_id}):
        assert desk.post(f"conversations/{number}/assignments", json=body).status_code == 422
    assert set(desk.get(f"conversations/{number}").json()["meta"]) == {"sender", "channel", "hmac_verified"}


def test_ten01_another_accounts_conversation_does_not_exist(desk: Colleague, client: Client):
    """TEN-01: the answer is the same, to the byte, as for a number that never was."""
    opened(desk, desk.website())
    other = open_desk(client, "rui@outra.example")
    verbs = (
        ("GET", "conversations/1"), ("GET", "conversations/1/messages"), ("POST", "conversations/1/messages"),
        ("POST", "conversations/1/toggle_status"), ("POST", "conversations/1/assignments"),
        ("POST", "conversations/1/labels"), ("POST", "conversations/1/unread"),
        ("POST", "conversations/1/update_last_seen"), ("DELETE", "conversations/1/messages/1"),
    )  # fmt: skip
    for method, path in verbs:
        mine = other.call(method, path, json={"content": "x"})
        never = other.call(method, path.replace("/1", "/999", 1), json={"content": "x"})
        assert (mine.status_code, mine.content) == (404, never.content), path


def test_agents_see_only_what_their_inboxes_hold_in_rows_and_in_counts(desk: Colleague):
    site, other = desk.website(), desk.website("Outro")
    _, mine = opened(desk, site)
    _, theirs = opened(desk, other)
    rui = desk.employ("Rui")
    desk.made("inbox_members", {"inbox_id": site["id"], "user_ids": [rui.user_id]})
    assert listed(rui) == [mine]
    assert counts(rui) == (0, 0, 1, 1)
    assert rui.get(f"conversations/{theirs}").status_code == 404
    assert rui.get(f"conversations?inbox_id={other['id']}").json()["data"]["payload"] == []


def test_a_team_member_may_open_a_conversation_of_the_team(desk: Colleague):
    _, number = opened(desk, desk.website())
    rui = desk.employ("Rui")
    team = desk.made("teams", {"name": "entregas"})
    desk.made(f"teams/{team['id']}/team_members", {"user_ids": [rui.user_id]})
    assert rui.get(f"conversations/{number}").status_code == 404
    row = desk.made(f"conversations/{number}/assignments", {"team_id": team["id"]})
    assert (row["name"], row["allow_auto_assign"]) == ("entregas", True)
    assert rui.get(f"conversations/{number}").status_code == 200
    assert listed(rui) == []


def test_labels_are_replaced(desk: Colleague):
    _, number = opened(desk, desk.website())
    assert desk.made(f"conversations/{number}/labels", {"labels": ["VIP", "troca", "vip"]}) == {
        "payload": ["vip", "troca"]
    }
    assert desk.made(f"conversations/{number}/labels", {"labels": ["troca"]}) == {"payload": ["troca"]}
    assert desk.get(f"conversations/{number}/labels").json() == {"payload": ["troca"]}
    assert lines(desk, number) == ["Ana Moura adicionou vip, troca", "Ana Moura removeu vip"]


def test_unread_counts_what_came_since_the_team_looked(desk: Colleague, clock: HandClock):
    visitor, number = opened(desk, desk.website())
    visitor.say("alô?")
    assert desk.get(f"conversations/{number}").json()["unread_count"] == 2
    assert desk.made(f"conversations/{number}/update_last_seen", {})["unread_count"] == 0
    clock.advance(60_000_000)
    visitor.say("de novo")
    assert desk.made(f"conversations/{number}/update_last_seen", {})["unread_count"] == 0
    assert desk.made(f"conversations/{number}/unread", {})["unread_count"] == 1


def test_the_badge_stops_at_ten(desk: Colleague):
    visitor, number = opened(desk, desk.website())
    for n in range(12):
        visitor.say(f"mensagem {n}")
    assert desk.get(f"conversations/{number}").json()["unread_count"] == 10
