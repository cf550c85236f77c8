"""R-7, R-5: however often a client is cut off during traffic, snapshot + events == a fresh snapshot, and order holds."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pytest

from balcao.domain.actors import Member, Visitor
from balcao.domain.conversations import actions
from balcao.domain.conversations import queries as q
from balcao.domain.conversations.access import named, seen_by_member
from balcao.domain.conversations.actions.hold import hold
from balcao.domain.conversations.actions.message import delete_message
from balcao.domain.conversations.rules import Priority, Status
from balcao.domain.conversations.tables import conversations, messages
from balcao.outbox import log
from balcao.shapes.conversation import conversation_event
from balcao.shapes.message import message_event
from balcao.store.tx import Tx
from tests.live.firm import Firm, answers, says
from tests.live.rig import Ear, Node

STEPS = 120
MESSAGE = ("content", "status", "private", "content_attributes", "created_at", "message_type", "conversation_id")
CONVERSATION = ("status", "labels", "priority", "snoozed_until", "inbox_id", "created_at")


@dataclass
class Replica:
    """A client's store: a snapshot, and what events made of it."""

    seq: int = 0
    conversations: dict[int, dict[str, Any]] = field(default_factory=dict)
    messages: dict[int, dict[str, Any]] = field(default_factory=dict)

    def apply(self, message: dict[str, Any]) -> None:
        data, event = message["data"], message["event"]
        assert message["seq"] > self.seq
        self.seq = message["seq"]
        if event.startswith("message."):
            self.put_message(data)
        elif event.startswith(("conversation.", "assignee.", "team.")):
            self.put_conversation(data)

    def put_message(self, data: dict[str, Any]) -> None:
        self.messages[data["id"]] = {name: data[name] for name in MESSAGE}

    def put_conversation(self, data: dict[str, Any]) -> None:
        shown = {name: data[name] for name in CONVERSATION}
        assignee = data["meta"]["assignee"]
        self.conversations[data["id"]] = {**shown, "assignee": assignee and assignee["id"]}


def snapshot(here: Node, member: Member) -> Replica:
    """What the member would be shown now, with the number of the moment."""

    def unit(tx: Tx) -> Replica:
        seen = conversations.select().with_only_columns(conversations.c.id)
        ids = tx.values(seen.where(seen_by_member(is_admin=member.is_admin)), named(member))
        rows = q.by_ids(tx, member.account_id, ids)
        replica = Replica(log.latest(tx, member.account_id))
        for row in rows.values():
            found = [q.MessageRow(*m) for m in tx.all(messages.select().where(messages.c.conversation_id == row.id))]
            details = q.details(tx, member.account_id, [row], found)
            shape = conversation_event(row, details, here.house.lens, tx.now)
            replica.put_conversation(plain(shape))
            for message in found:
                replica.put_message(plain(message_event(message, row, details, here.house.lens)))
        return replica

    return here.house.store.read_now(unit)


def plain(shape: Any) -> dict[str, Any]:
    return msgspec.json.decode(msgspec.json.encode(shape))


class Life:
    """Somebody or other does something."""

    def __init__(self, here: Node, firm: Firm, visitors: list[Visitor], dice: random.Random) -> None:
        self._here, self._firm, self._visitors, self._dice = here, firm, visitors, dice

    async def step(self) -> None:
        count = self._here.house.store.read_now(lambda tx: len(tx.values(conversations.select())))
        number = self._dice.randint(1, max(count, 1))
        deeds = [
            self._write,
            self._write,
            self._write,
            self._answer,
            self._note,
            self._status,
            self._assign,
            self._label,
        ]
        deeds += [self._priority, self._delete, self._seen]
        deed = self._dice.choice(deeds) if count else self._write
        await self._here.write(deed(number))

    def _write(self, _number: int) -> Callable[[Tx], Any]:
        return says(self._dice.choice(self._visitors), f"m{self._dice.random()}")

    def _answer(self, number: int) -> Callable[[Tx], Any]:
        return answers(self._firm.boss, number, f"r{self._dice.random()}")

    def _note(self, number: int) -> Callable[[Tx], Any]:
        return answers(self._firm.boss, number, f"n{self._dice.random()}", private=True)

    def _with(self, number: int, change: Callable[[Tx, q.ConversationRow], Any]) -> Callable[[Tx], Any]:
        return lambda tx: change(tx, hold(tx, self._firm.boss, number))

    def _status(self, number: int) -> Callable[[Tx], Any]:
        status = self._dice.choice(list(Status))
        return self._with(number, lambda tx, row: actions.change_status(tx, self._firm.boss, row, status))

    def _assign(self, number: int) -> Callable[[Tx], Any]:
        who = self._dice.choice([None, self._firm.boss.user_id])
        return self._with(number, lambda tx, row: actions.assign(tx, self._firm.boss, row, who))

    def _label(self, number: int) -> Callable[[Tx], Any]:
        labels = self._dice.sample(["vip", "bug", "novo"], 2)
        return self._with(number, lambda tx, row: actions.set_labels(tx, self._firm.boss, row, labels))

    def _priority(self, number: int) -> Callable[[Tx], Any]:
        priority = self._dice.choice([None, *Priority])
        return self._with(number, lambda tx, row: actions.set_priority(tx, self._firm.boss, row, priority))

    def _seen(self, number: int) -> Callable[[Tx], Any]:
        return self._with(number, actions.contact_sees)

    def _delete(self, number: int) -> Callable[[Tx], Any]:
        def unit(tx: Tx) -> None:
            row = hold(tx, self._firm.boss, number)
            if row.last_message_id:
                delete_message(tx, self._firm.boss, number, row.last_message_id)

        return unit


async def listen(here: Node, firm: Firm, member: Member, dice: random.Random, until: asyncio.Future[int]) -> Replica:
    """A client with a bad line: it is cut off after a few events, comes back, and goes on where it was."""
    replica = snapshot(here, member)
    while True:
        ear = await here.subscribe(firm.wish(member), since=replica.seq)
        left = dice.randint(1, 25)
        while left and not (until.done() and replica.seq >= until.result()):
            if (message := await next_or_end(ear, until, replica.seq)) is None:
                break
            assert message["event"] != "reset"
            replica.apply(message)
            left -= 1
        await ear.line.leave()
        if until.done() and replica.seq >= until.result():
            return replica


async def next_or_end(ear: Ear, until: asyncio.Future[int], seq: int) -> dict[str, Any] | None:
    """The next event; None when there is none to come: the last one may be heard before the test knows its number."""
    coming = asyncio.ensure_future(ear.next())
    await asyncio.wait({coming, until}, return_when=asyncio.FIRST_COMPLETED)
    if not coming.done() and seq >= until.result():
        coming.cancel()
        return None
    return await coming


@pytest.mark.parametrize("seed", range(3))
async def test_r_7_snapshot_and_events_equal_a_fresh_snapshot(here: Node, firm: Firm, seed: int) -> None:
    dice, bia = random.Random(seed), firm.hire("Bia")
    hers, other = firm.inbox(bia), firm.inbox()
    visitors = [firm.visitor(inbox) for inbox in (hers, hers, hers, other)]
    until: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    clients = {
        member: asyncio.create_task(listen(here, firm, member, random.Random(seed + n), until))
        for n, member in enumerate((bia, firm.boss))
    }
    life = Life(here, firm, visitors, dice)
    for _ in range(STEPS):
        await life.step()
    # The last word is one that both hear, so that waiting for its number ends.
    await here.write(says(visitors[0], "fim"))
    until.set_result(here.house.store.read_now(lambda tx: log.latest(tx, firm.account_id)))
    for member, client in clients.items():
        replica, fresh = await client, snapshot(here, member)
        assert replica.conversations == fresh.conversations
        assert replica.messages == fresh.messages
    assert len(snapshot(here, firm.boss).messages) > len(snapshot(here, bia).messages) > 0
