"""How often the database is asked: the same for a long list as for a short one, and seldom where people wait."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from balcao.api import auth
from balcao.domain.actors import Member, Visitor
from balcao.domain.arrivals.actions.keeping import forget_ignored
from balcao.domain.contacts import queries as contacts
from balcao.domain.conversations import lists, visits
from balcao.domain.conversations.actions import move_conversations
from balcao.store.tx import Tx
from balcao.work import sweep
from tests.support.client import Client
from tests.support.team import Colleague, open_desk
from tests.support.visiting import ApiGuest, arrive, introduce

Count = Callable[[Callable[[], Any]], int]


@pytest.fixture
def count(monkeypatch: pytest.MonkeyPatch) -> Count:
    """How many statements a call's own unit of work needs."""
    mine: list[Tx] = []
    asked: list[Any] = []
    identify, execute = auth.identify, Tx._execute

    def noted(tx: Tx, *of: Any) -> None:
        mine.append(tx)
        asked.clear()
        identify(tx, *of)

    def counted(tx: Tx, statement: Any, params: Any) -> Any:
        if any(tx is one for one in mine):
            asked.append(statement)
        return execute(tx, statement, params)

    monkeypatch.setattr(auth, "identify", noted)
    monkeypatch.setattr(Tx, "_execute", counted)

    def counting(call: Callable[[], Any]) -> int:
        mine.clear()
        reply = call()
        assert reply.status_code == 200, reply.text
        return len(asked)

    return counting


class Growing:
    """An account that grows: each time by one of everything."""

    def __init__(self, client: Client) -> None:
        self.desk: Colleague = open_desk(client)
        self.inbox = self.desk.api_inbox()
        self.guest: ApiGuest = introduce(client, self.inbox["inbox_identifier"], name="Rui")
        self.team = self.desk.made("teams", {"name": "vendas"})["id"]
        self.size = 0
        self.grow()

    def grow(self) -> None:
        """One more of everything that a list shows."""
        self.size += 1
        desk, name = self.desk, f"n{self.size}"
        agent, label, team = desk.employ(name), {"title": name}, desk.made("teams", {"name": name})["id"]
        desk.made("labels", label)
        members = {"user_ids": [agent.user_id]}
        desk.made(f"teams/{self.team}/team_members", members)
        desk.made("inbox_members", {"inbox_id": self.inbox["id"], **members})
        inbox = desk.api_inbox(name)
        self.served = inbox["id"]
        contact = desk.made("contacts", {"name": name, "email": f"{name}@a.example", "inbox_id": inbox["id"]})
        self.contact = contact["payload"]["contact"]["id"]
        talk = {"inbox_id": inbox["id"], "contact_id": self.contact, "assignee_id": agent.user_id}
        self.number = desk.made("conversations", {**talk, "assignee_id": desk.user_id, "team_id": team})["id"]
        own = self.guest.open()
        for number in (self.number, own):
            desk.made(f"conversations/{number}/messages", {"content": name})
        self.guest.say(own, name)


LISTS = (
    "conversations", "conversations/meta", "conversations/1", "conversations/1/messages", "contacts", "contacts/search?q=n",
    "contacts/{contact}/conversations", "contacts/{contact}/contactable_inboxes", "inboxes", "agents", "teams",
    "teams/{team}/team_members", "inbox_members/{inbox}", "labels",
)  # fmt: skip


@pytest.mark.parametrize("path", LISTS)
def test_a_longer_list_asks_no_more_often(client: Client, count: Count, path: str) -> None:
    growing = Growing(client)

    def ask() -> int:
        where = path.format(contact=growing.contact, team=growing.team, inbox=growing.inbox["id"])
        return count(lambda: growing.desk.get(where))

    growing.grow()
    before = ask()
    growing.grow()
    growing.grow()
    assert ask() == before


def test_each_conversation_of_a_contact_asks_for_its_thread_and_no_more(client: Client, count: Count) -> None:
    growing = Growing(client)
    growing.grow()
    before = count(lambda: client.get(f"{growing.guest.path}/conversations"))
    growing.grow()
    assert count(lambda: client.get(f"{growing.guest.path}/conversations")) == before + 1


def test_where_people_wait_few_questions_are_asked(client: Client, count: Count) -> None:
    """More than these, and somebody has added one to what is done most often."""
    growing = Growing(client)
    growing.grow()
    rui = growing.desk.employ("Rui")
    growing.desk.made("inbox_members", {"inbox_id": growing.served, "user_ids": [rui.user_id]})
    guest = arrive(client, growing.desk.website()["website_token"])
    guest.say("oi")
    asked = {
        "the list": count(lambda: rui.get("conversations")),
        "a thread": count(lambda: rui.get(f"conversations/{growing.number}/messages")),
        "an answer": count(lambda: rui.post(f"conversations/{growing.number}/messages", json={"content": "Olá!"})),
        "a visitor's message": count(lambda: guest.call("POST", "/messages", json={"message": {"content": "Oi!"}})),
    }
    assert asked == {"the list": 7, "a thread": 5, "an answer": 9, "a visitor's message": 8}


def plans(client: Client, *units: Callable[[Tx], Any]) -> list[str]:
    """How the embedded engine goes about what these ask."""

    def explained(tx: Tx) -> list[str]:
        raw: Any = tx.conn.connection.dbapi_connection
        asked: list[str] = []
        raw.set_trace_callback(asked.append)
        for unit in units:
            unit(tx)
        raw.set_trace_callback(None)
        return [row[3] for sql in asked for row in raw.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()]

    return client.house.store.write_now(explained)


@pytest.mark.parametrize("engine", ["sqlite"])
def test_a_question_about_one_contact_reads_nobody_elses_rows(client: Client) -> None:
    growing = Growing(client)
    ana, account = growing.desk.member, growing.desk.account_id
    agent = Member(account, ana.user_id, "Rui", "agent")
    visitor = Visitor(account, growing.inbox["id"], growing.contact, 1, "x", verified=True)
    found = plans(
        client,
        lambda tx: lists.of_contact(tx, ana, growing.contact),
        lambda tx: lists.of_contact(tx, agent, growing.contact),
        lambda tx: visits.conversations_of(tx, visitor),
        lambda tx: visits.conversations_of(tx, msgspec.structs.replace(visitor, verified=False)),
        lambda tx: contacts.addresses_of(tx, account, [growing.contact]),
        lambda tx: contacts.verified_addresses(tx, account, growing.contact),
        lambda tx: move_conversations(tx, account, growing.contact, growing.contact),
    )
    assert [plan for plan in found if plan.startswith("SCAN ") or plan.endswith("(account_id=?)")] == []


@pytest.mark.parametrize("engine", ["sqlite"])
def test_the_sweep_reads_no_mail_and_no_whole_table_of_files(client: Client) -> None:
    found = plans(client, lambda tx: forget_ignored(tx, 1), lambda tx: sweep._named(tx, ["a" * 28]))
    small = {"SCAN users", "SCAN inboxes"}
    assert [plan for plan in found if plan.startswith("SCAN ") and plan not in small] == []
