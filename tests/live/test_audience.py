"""WS-03, WS-04, WS-05, TEN-24: each event reaches those who may see it at that moment, and nobody else."""

import json
from typing import Any

from balcao.domain.actors import Member
from balcao.domain.contacts.actions.addresses import add_address, set_verified
from balcao.domain.contacts.actions.contacts import ContactDraft, change_contact
from balcao.domain.contacts.queries import show
from balcao.domain.conversations import actions
from balcao.domain.conversations.actions.hold import hold
from balcao.domain.conversations.events import Typing
from balcao.domain.conversations.rules import Priority, Status
from balcao.domain.inboxes.actions import set_members
from balcao.store.tx import Tx
from tests.live.firm import Firm, answers, says
from tests.live.rig import Ear, Node

SECRET = "canário na mina"


def everything(firm: Firm, member: Member, number: int) -> list[Any]:
    """Units that cause every event about a conversation."""

    def with_row(change: Any) -> Any:
        return lambda tx: change(tx, hold(tx, firm.boss, number))

    return [
        answers(member, number, "resposta"),
        answers(member, number, SECRET, private=True),
        with_row(lambda tx, row: actions.assign(tx, firm.boss, row, firm.boss.user_id)),
        with_row(lambda tx, row: actions.change_status(tx, firm.boss, row, Status.RESOLVED)),
        with_row(lambda tx, row: actions.set_priority(tx, firm.boss, row, Priority.HIGH)),
        with_row(lambda tx, row: actions.set_labels(tx, firm.boss, row, ["vip"])),
        with_row(actions.contact_sees),
    ]


async def test_ws_03_no_event_of_an_inbox_reaches_who_does_not_serve_it(here: Node, firm: Firm) -> None:
    bia, caio = firm.hire("Bia"), firm.hire("Caio")
    inbox = firm.inbox(bia)
    visitor = firm.visitor(inbox)
    number = await here.write(says(visitor, "Bom dia"))
    ears = {who: await here.subscribe(firm.wish(who)) for who in (firm.boss, bia, caio)}
    for unit in everything(firm, bia, number):
        await here.write(unit)
    here.house.bus.tell(Typing(firm.account_id, 1, inbox, on=True, user_id=firm.boss.user_id))
    await here.write(lambda tx: change_contact(tx, firm.account_id, visitor.contact_id, ContactDraft(name="Fim")))
    heard = {who: await names_until(ear, "contact.updated") for who, ear in ears.items()}
    assert heard[caio] == []
    assert set(heard[bia]) >= {
        "message.created", "message.updated", "first.reply.created", "conversation.updated", "conversation.read",
        "conversation.status_changed", "assignee.changed",
    }  # fmt: skip
    assert heard[bia] == heard[firm.boss]


async def names_until(ear: Ear, last: str) -> list[str]:
    """The names of the logged events before the first one called `last`."""
    names: list[str] = []
    while (message := await ear.next())["event"] != last:
        if "seq" in message:
            names.append(message["event"])
    return names


async def test_ws_03_who_stops_serving_hears_nothing_more(here: Node, firm: Firm) -> None:
    bia = firm.hire("Bia")
    inbox = firm.inbox(bia)
    visitor = firm.visitor(inbox)
    ear = await here.subscribe(firm.wish(bia))
    await here.write(says(visitor, "Bom dia"))
    await ear.until("message.created")
    await here.write(lambda tx: set_members(tx, firm.boss, inbox, []))
    await here.write(says(visitor, "Depois"))
    await here.write(lambda tx: change_contact(tx, firm.account_id, visitor.contact_id, ContactDraft(name="Fim")))
    names = await names_until(ear, "contact.updated")
    assert "message.created" not in names
    assert "account.cache_invalidated" in names


async def frames_until(ear: Ear, content: str) -> list[str]:
    """Every byte that the ear is sent, up to the message with this content."""
    frames: list[str] = []
    while not frames or f'"message.created","data":{{"id":{_id(frames[-1])},"content":"{content}"' not in frames[-1]:
        frames.append(await ear.line.text())
    return frames


def _id(frame: str) -> Any:
    return json.loads(frame)["message"]["data"].get("id")


async def test_ws_04_ten_24_no_byte_of_a_note_reaches_the_visitor(here: Node, firm: Firm) -> None:
    visitor = firm.visitor(firm.inbox())
    number = await here.write(says(visitor, "Bom dia"))
    ear = await here.subscribe(firm.wish(visitor))
    for unit in everything(firm, firm.boss, number):
        await here.write(unit)
    here.house.bus.tell(
        Typing(firm.account_id, 1, visitor.inbox_id, on=True, is_private=True, user_id=firm.boss.user_id)
    )
    await here.write(answers(firm.boss, number, "tchau"))
    frames = await frames_until(ear, "tchau")
    shown = [json.loads(frame)["message"] for frame in frames]
    assert SECRET not in "".join(frames)
    assert {message["event"] for message in shown} <= {
        "presence.update", "message.created", "message.updated", "conversation.updated", "conversation.status_changed",
    }  # fmt: skip
    created = [message["data"]["content"] for message in shown if message["event"] == "message.created"]
    assert created == ["resposta", "tchau"]
    assert "pubsub_token" not in "".join(frames).replace(r"\"pubsub_token\"", "")


async def test_ten_24_a_visitor_who_resumes_is_given_no_note(here: Node, firm: Firm) -> None:
    visitor = firm.visitor(firm.inbox())
    number = await here.write(says(visitor, "Bom dia"))
    await here.write(answers(firm.boss, number, SECRET, private=True))
    await here.write(answers(firm.boss, number, "tchau"))
    ear = await here.subscribe(firm.wish(visitor), since=0)
    frames = await frames_until(ear, "tchau")
    assert SECRET not in "".join(frames)
    assert "Bom dia" in "".join(frames)


async def test_ws_05_another_visitor_hears_nothing(here: Node, firm: Firm) -> None:
    inbox = firm.inbox()
    one, two = firm.visitor(inbox), firm.visitor(inbox)
    ear = await here.subscribe(firm.wish(two))
    await here.write(says(one, "segredo"))
    await here.write(says(two, "meu"))
    data = (await ear.until("message.created"))["data"]
    assert (data["content"], data["account_id"]) == ("meu", firm.account_id)


async def test_ws_05_a_second_address_shares_only_when_both_are_proven(here: Node, firm: Firm) -> None:
    inbox = firm.inbox()
    first = firm.visitor(inbox)

    def add(tx: Tx) -> Any:
        return add_address(tx, here.house.keyring, show(tx, firm.account_id, first.contact_id), inbox).visitor

    second = await here.write(add)
    ear, witness = await here.subscribe(firm.wish(second)), await here.subscribe(firm.wish(first))
    await here.write(says(first, "ainda não"))
    await witness.until("message.created")
    for address in (first, second):
        await here.write(lambda tx, address=address: set_verified(tx, firm.account_id, address.contact_inbox_id))
    await here.write(says(first, "agora sim"))
    assert (await ear.until("message.created"))["data"]["content"] == "agora sim"
