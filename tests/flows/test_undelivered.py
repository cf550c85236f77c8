"""R-4: what was not delivered stands in a list of its own until somebody deals with it, and goes out again in one go."""

from typing import Any

import pytest

from balcao.domain.accounts.rules import Role
from balcao.domain.conversations.actions import fail_delivery
from balcao.kit.clock import DAY
from tests.support.client import Client
from tests.support.clock import HandClock
from tests.support.team import Colleague, open_desk


class Failing:
    """An account with an API inbox whose messages fail when the test says so."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.desk = open_desk(client)
        self.inbox = self.opened("App")

    def opened(self, name: str) -> dict[str, Any]:
        return self.desk.api_inbox(name, webhook_url="https://app.example/hook")

    def talk(self, inbox: dict[str, Any] | None = None) -> int:
        where = (inbox or self.inbox)["id"]
        contact = self.desk.made("contacts", {"name": "Rui", "inbox_id": where})["payload"]["contact"]
        return self.desk.made("conversations", {"inbox_id": where, "contact_id": contact["id"]})["id"]

    def failed(self, number: int, reason: str = "The webhook answered with status 422") -> int:
        """A message of the conversation that could not be delivered."""
        message = self.desk.made(f"conversations/{number}/messages", {"content": "Já saiu para entrega"})
        assert self.fails(message["id"], reason)
        return message["id"]

    def fails(self, message_id: int, reason: str = "no") -> bool:
        account = self.desk.account_id
        return self.client.house.store.write_now(lambda tx: fail_delivery(tx, account, message_id, reason))

    def turn(self, number: int, status: str) -> None:
        self.desk.made(f"conversations/{number}/toggle_status", {"status": status})

    def states(self, number: int) -> list[str]:
        found = self.desk.get(f"conversations/{number}/messages").json()["payload"]
        return [message["status"] for message in found if message["message_type"] == 1]


@pytest.fixture
def failing(client: Client) -> Failing:
    return Failing(client)


def listed(who: Colleague, more: str = "") -> list[int]:
    data = who.get(f"conversations?conversation_type=undelivered{more}").json()["data"]
    assert data["meta"]["all_count"] == len(data["payload"])
    return [one["id"] for one in data["payload"]]


def counted(who: Colleague, more: str = "") -> tuple[int, int]:
    found = who.get(f"conversations/undelivered{more}").json()
    return found["conversations"], found["messages"]


def test_what_failed_is_listed_and_counted_until_it_is_resolved(failing: Failing):
    one, two, _ = failing.talk(), failing.talk(), failing.talk()
    failing.failed(one)
    failing.failed(one)
    failing.failed(two)
    assert (sorted(listed(failing.desk)), counted(failing.desk)) == ([one, two], (2, 3))
    failing.turn(one, "resolved")
    assert (listed(failing.desk), counted(failing.desk)) == ([two], (1, 1))


def test_a_snoozed_or_resolved_conversation_opens_when_its_message_fails(failing: Failing):
    """A bounce comes when nobody looks any more."""
    for status in ("resolved", "snoozed"):
        number = failing.talk()
        said = failing.desk.made(f"conversations/{number}/messages", {"content": "Até logo"})
        failing.turn(number, status)
        failing.fails(said["id"], "The mailbox is full")
        shown = failing.desk.get(f"conversations/{number}").json()
        assert (shown["status"], shown["snoozed_until"]) == ("open", None)
        assert shown["messages"][0]["content"] == "Uma mensagem não foi entregue"
        assert number in listed(failing.desk)


def test_an_open_or_pending_conversation_stays_as_it_is(failing: Failing):
    for status in ("open", "pending"):
        number = failing.talk()
        if status == "pending":
            failing.turn(number, status)
        failing.failed(number)
        shown = failing.desk.get(f"conversations/{number}").json()
        assert (shown["status"], shown["messages"][0]["status"]) == (status, "failed")


def test_all_of_it_is_sent_again_in_one_go(failing: Failing):
    one, two = failing.talk(), failing.talk()
    failing.failed(one)
    failing.failed(one)
    failing.failed(two)
    assert failing.desk.made("conversations/undelivered/retry", {}) == {"retried": 3, "left": 0}
    assert (failing.states(one), failing.states(two)) == (["sent", "sent"], ["sent"])
    assert (listed(failing.desk), counted(failing.desk)) == ([], (0, 0))
    assert failing.desk.made("conversations/undelivered/retry", {}) == {"retried": 0, "left": 0}


def test_only_what_the_list_shows_is_sent_again(failing: Failing):
    other = failing.opened("Outro")
    one, two = failing.talk(), failing.talk(other)
    failing.failed(one)
    failing.failed(two)
    assert counted(failing.desk, f"?inbox_id={other['id']}") == (1, 1)
    assert failing.desk.made("conversations/undelivered/retry", {"inbox_id": other["id"]}) == {"retried": 1, "left": 0}
    assert (failing.states(one), failing.states(two)) == (["failed"], ["sent"])


def test_an_agent_sees_and_sends_only_what_is_in_his_inboxes(failing: Failing):
    bia = failing.desk.employ("Bia", Role.AGENT)
    hers = failing.opened("Da Bia")
    failing.desk.made("inbox_members", {"inbox_id": hers["id"], "user_ids": [bia.user_id]})
    one, two = failing.talk(), failing.talk(hers)
    failing.failed(one)
    failing.failed(two)
    assert (listed(bia), counted(bia)) == ([two], (1, 1))
    assert bia.made("conversations/undelivered/retry", {}) == {"retried": 1, "left": 0}
    assert (failing.states(one), failing.states(two)) == (["failed"], ["sent"])


def test_another_account_has_nothing_of_it(failing: Failing):
    other = open_desk(failing.client, "rival@padaria.example")
    number = failing.talk()
    failing.failed(number)
    assert (listed(other), counted(other)) == ([], (0, 0))
    assert other.made("conversations/undelivered/retry", {})["retried"] == 0
    assert failing.states(number) == ["failed"]


def test_what_failed_a_month_ago_or_was_deleted_is_over(failing: Failing, clock: HandClock):
    one, two = failing.talk(), failing.talk()
    message = failing.failed(one)
    failing.desk.delete(f"conversations/{one}/messages/{message}")
    assert counted(failing.desk) == (0, 0)
    assert failing.desk.post(f"conversations/{one}/messages/{message}/retry").json()["content_attributes"] == {
        "deleted": True
    }
    failing.failed(two)
    clock.now += 31 * DAY
    assert counted(failing.desk) == (0, 0)


def test_no_more_than_a_hundred_go_at_once(failing: Failing):
    number = failing.talk()
    for _ in range(103):
        failing.failed(number)
    assert failing.desk.made("conversations/undelivered/retry", {}) == {"retried": 100, "left": 3}
    assert failing.desk.made("conversations/undelivered/retry", {}) == {"retried": 3, "left": 0}
