"""Who is here, and who is typing; WS-13: nobody can say it for another."""

from typing import Any

import pytest

from balcao.domain.accounts.actions.members import MemberChange, say
from balcao.domain.accounts.rules import PRESENCE_LIFE, Availability
from balcao.domain.actors import Person
from balcao.domain.conversations.events import Typing
from balcao.live.here import Here
from tests.live.firm import Firm, says
from tests.live.rig import Ear, Node
from tests.support.clock import HandClock

UPDATE = '{"action":"update_presence"}'


async def presence(ear: Ear) -> dict[str, Any]:
    """The next presence that is told."""
    while (message := (await ear.line.frame())["message"])["event"] != "presence.update":
        pass
    assert "seq" not in message
    return message["data"]


async def test_presence_is_told_on_subscribe_and_on_each_report(here: Node, firm: Firm, clock: HandClock) -> None:
    bia = firm.hire("Bia")
    visitor = firm.visitor(firm.inbox())
    ear = await here.subscribe(firm.wish(firm.boss))
    first = await presence(ear)
    assert first == {"account_id": firm.account_id, "users": {str(firm.boss.user_id): "online"}, "contacts": {}}
    await presence(await here.subscribe(firm.wish(bia)))
    await presence(await here.subscribe(firm.wish(visitor)))
    ear.line.say(command="message", identifier=ear.identifier, data=UPDATE)
    assert await presence(ear) == {
        "account_id": firm.account_id,
        "users": {str(firm.boss.user_id): "online", str(bia.user_id): "online"},
        "contacts": {str(visitor.contact_id): "online"},
    }
    clock.advance(PRESENCE_LIFE)
    ear.line.say(command="message", identifier=ear.identifier, data=UPDATE)
    assert (await presence(ear))["users"] == {str(firm.boss.user_id): "online"}


async def test_a_visitor_hears_of_users_only(here: Node, firm: Firm) -> None:
    ear = await here.subscribe(firm.wish(firm.visitor(firm.inbox())))
    assert await presence(ear) == {"account_id": firm.account_id, "users": {}}


async def test_who_never_goes_offline_by_itself_is_always_listed(here: Node, firm: Firm) -> None:
    bia = firm.hire("Bia")
    change = MemberChange(availability=Availability.BUSY, auto_offline=False)
    await here.write(lambda tx: say(tx, Person(bia.user_id), firm.account_id, change))
    ear = await here.subscribe(firm.wish(firm.boss))
    assert (await presence(ear))["users"][str(bia.user_id)] == "busy"


async def test_the_team_hears_at_once_when_somebody_says_busy(here: Node, firm: Firm) -> None:
    ear = await here.subscribe(firm.wish(firm.boss))
    await presence(ear)
    change = MemberChange(availability=Availability.BUSY)
    await here.write(lambda tx: say(tx, Person(firm.boss.user_id), firm.account_id, change))
    assert (await presence(ear))["users"] == {str(firm.boss.user_id): "busy"}


async def test_an_open_socket_counts_between_its_reports(here: Node, firm: Firm, clock: HandClock) -> None:
    ear = await here.subscribe(firm.wish(firm.boss))
    await presence(ear)
    clock.advance(PRESENCE_LIFE - 1_000_000)
    here.cable._presences.refresh()
    clock.advance(PRESENCE_LIFE - 1_000_000)
    assert here.house.presence.user_is_here(firm.account_id, firm.boss.user_id)
    here.cable._presences.refresh()
    clock.advance(2_000_000)
    assert not here.house.presence.user_is_here(firm.account_id, firm.boss.user_id)


async def test_another_nodes_people_are_here_too(here: Node, firm: Firm) -> None:
    bia = firm.hire("Bia")
    ear = await here.subscribe(firm.wish(firm.boss))
    await presence(ear)
    here.house.bus.tell(Here(firm.account_id, users=(bia.user_id,), contacts=(77,)))
    ear.line.say(command="message", identifier=ear.identifier, data=UPDATE)
    told = await presence(ear)
    assert (len(told["users"]), told["contacts"]) == (2, {"77": "online"})


async def test_ws_13_typing_reaches_the_others_with_its_true_author(here: Node, firm: Firm) -> None:
    bia = firm.hire("Bia")
    visitor = firm.visitor(firm.inbox(bia))
    number = await here.write(says(visitor, "oi"))
    boss, mine, theirs = [await here.subscribe(firm.wish(who)) for who in (firm.boss, bia, visitor)]
    here.house.bus.tell(Typing(firm.account_id, 1, visitor.inbox_id, on=True, user_id=bia.user_id))
    for ear in (boss, theirs):
        told = await ear.next()
        assert told["event"] == "conversation.typing_on"
        assert "seq" not in told
        assert told["data"]["user"]["id"] == bia.user_id
        assert (told["data"]["conversation"]["id"], told["data"]["is_private"]) == (number, False)
        assert told["data"]["account_id"] == firm.account_id
    here.house.bus.tell(Typing(firm.account_id, 1, visitor.inbox_id, on=False, contact_id=visitor.contact_id))
    for ear in (boss, mine):
        told = await ear.next()
        assert (told["event"], told["data"]["user"]["type"]) == ("conversation.typing_off", "contact")


async def test_ws_13_a_socket_can_say_nothing_but_that_it_is_there(here: Node, firm: Firm) -> None:
    bia = firm.hire("Bia")
    ear = await here.subscribe(firm.wish(bia))
    await presence(ear)
    for data in (
        '{"action":"typing_on","user_id":1}',
        '{"action":"speak","event":"message.created"}',
        f'{{"action":"update_presence","user_id":{firm.boss.user_id}}}',
    ):
        ear.line.say(command="message", identifier=ear.identifier, data=data)
    assert (await presence(ear))["users"] == {str(bia.user_id): "online"}


@pytest.mark.parametrize("conversation_id", [1, 99])
async def test_typing_of_a_note_stays_in_the_team(here: Node, firm: Firm, conversation_id: int) -> None:
    visitor = firm.visitor(firm.inbox())
    await here.write(says(visitor, "oi"))
    ear = await here.subscribe(firm.wish(visitor))
    boss = firm.boss.user_id
    for private in (True, False):
        here.house.bus.tell(Typing(firm.account_id, conversation_id, 1, on=private, is_private=private, user_id=boss))
    if conversation_id == 1:
        assert (await ear.next())["event"] == "conversation.typing_off"
    await here.write(says(visitor, "fim"))
    assert (await ear.next())["event"] == "message.created"
