"""WS-10: after a gap come exactly the events that were missed, in order, or the word that all must be read anew."""

import asyncio
from typing import Any

import pytest

from balcao.domain.actors import Visitor
from balcao.kit.clock import DAY
from balcao.live import reel, subscribe
from balcao.outbox import log
from balcao.outbox import tables as t
from tests.live.office import Office, open_office, says
from tests.live.rig import Ear, Node


@pytest.fixture
def visitor(office: Office) -> Visitor:
    return office.visitor(office.inbox())


def texts(messages: list[dict[str, Any]]) -> list[str]:
    return [message["data"]["content"] for message in messages if message["event"] == "message.created"]


async def current(here: Node, office: Office) -> int:
    return await here.house.store.read(lambda tx: log.latest(tx, office.account_id))


async def test_ws_10_a_gap_is_filled_in_order_and_then_life_goes_on(
    here: Node, office: Office, visitor: Visitor
) -> None:
    ear = await here.subscribe(office.wish(office.boss))
    await here.write(says(visitor, "zero"))
    seen = (await ear.until("message.created"))["seq"]
    await ear.line.leave()
    for text in ("um", "dois", "três"):
        await here.write(says(visitor, text))
    again = await here.subscribe(office.wish(office.boss), since=seen)
    await here.write(says(visitor, "quatro"))
    missed = await again.upto(await current(here, office))
    assert texts(missed) == ["um", "dois", "três", "quatro"]
    assert [message["seq"] for message in missed] == sorted({message["seq"] for message in missed})


async def test_ws_10_a_long_gap_comes_in_several_reads(
    here: Node, office: Office, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reel, "MOST", 3)
    seen = await current(here, office)
    for number in range(20):
        await here.write(says(visitor, str(number)))
    ear = await here.subscribe(office.wish(office.boss), since=seen)
    assert texts(await ear.upto(await current(here, office))) == [str(number) for number in range(20)]


async def test_ws_10_events_during_the_way_back_are_neither_lost_nor_doubled(
    here: Node, office: Office, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reel, "MOST", 2)
    seen = await current(here, office)
    await asyncio.gather(*(here.write(says(visitor, f"a{number}")) for number in range(15)))
    writing = asyncio.gather(*(here.write(says(visitor, f"b{number}")) for number in range(40)))
    ears = [await here.subscribe(office.wish(office.boss), since=seen) for _ in range(6)]
    await writing
    last = await current(here, office)
    stories = [await ear.upto(last) for ear in ears]
    assert len(texts(stories[0])) == 55
    assert [message["seq"] for message in stories[0]] == list(range(seen + 1, last + 1))
    assert all(story == stories[0] or texts(story) == texts(stories[0]) for story in stories)


async def test_ws_10_a_visitor_is_given_only_the_own_part(here: Node, office: Office, visitor: Visitor) -> None:
    other = office.visitor(visitor.inbox_id)
    seen = await current(here, office)
    await here.write(says(visitor, "meu"))
    await here.write(says(other, "segredo"))
    await here.write(says(visitor, "fim"))
    ear = await here.subscribe(office.wish(visitor), since=seen)
    assert texts(await ear.upto(await current(here, office))) == ["meu", "fim"]


async def told_to_reload(here: Node, office: Office, since: Any) -> Ear:
    ear = await here.subscribe(office.wish(office.boss), since=since)
    latest = await current(here, office)
    assert ear.confirmed["seq"] == latest
    assert await ear.next() == {"event": "reset", "data": {"account_id": office.account_id}, "seq": latest}
    return ear


async def test_ws_10_a_number_that_cannot_be_means_a_reload(here: Node, office: Office, visitor: Visitor) -> None:
    for since in (10**6, -1, 2**80, "7", 1.5, True, [1], {"seq": 1}):
        ear = await told_to_reload(here, office, since)
    await here.write(says(visitor, "depois"))
    assert texts([await ear.until("message.created")]) == ["depois"]


async def test_ws_10_a_gap_of_more_than_ten_thousand_means_a_reload(
    here: Node, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscribe, "FURTHEST_BACK", 3)
    for _ in range(4):
        office.inbox()
    latest = await current(here, office)
    await told_to_reload(here, office, latest - 4)
    ear = await here.subscribe(office.wish(office.boss), since=latest - 3)
    assert [message["seq"] for message in await ear.upto(latest)] == [latest - 2, latest - 1, latest]


async def test_ws_10_what_was_pruned_means_a_reload(here: Node, office: Office, visitor: Visitor) -> None:
    await here.write(says(visitor, "velho"))
    seen = await current(here, office)
    await here.write(says(visitor, "perdido"))
    await here.write(lambda tx: log.forget_before(tx, tx.now + DAY))
    await told_to_reload(here, office, seen)
    await here.write(says(visitor, "novo"))
    latest = await current(here, office)
    await told_to_reload(here, office, seen)
    ear = await here.subscribe(office.wish(office.boss), since=latest - 1)
    assert texts(await ear.upto(latest)) == ["novo"]


async def test_ws_10_nothing_missed_is_nothing_sent(here: Node, office: Office, visitor: Visitor) -> None:
    ear = await here.subscribe(office.wish(office.boss), since=await current(here, office))
    await here.write(says(visitor, "primeiro"))
    assert (await ear.next())["event"] == "conversation.created"


async def test_ws_10_a_number_of_another_account_shows_nothing_of_it(here: Node, office: Office) -> None:
    other = open_office(here.house, "rui@example.com")
    theirs = other.visitor(other.inbox())
    for text in ("a", "b", "c"):
        await here.write(says(theirs, text))
    await told_to_reload(here, office, await current(here, other))


async def test_an_event_that_cannot_be_shown_holds_up_nobody(here: Node, office: Office, visitor: Visitor) -> None:
    ear = await here.subscribe(office.wish(office.boss))

    def nonsense(tx: Any) -> None:
        seq = log.latest(tx, office.account_id) + 1
        row = {"account_id": office.account_id, "seq": seq, "data": {"account_id": "x"}, "created_at": tx.now}
        tx.run(t.events.insert().values(name="message.created", **row))
        tx.run(t.counters.update().where(t.counters.c.name == "events").values(value=seq))

    await here.write(nonsense)
    await here.write(says(visitor, "depois"))
    assert texts([await ear.until("message.created")]) == ["depois"]
