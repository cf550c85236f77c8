"""WS-10: after a gap come exactly the events that were missed, in order, or the word that all must be read anew."""

import asyncio
from typing import Any

import pytest

from balcao.domain.actors import Visitor
from balcao.kit.clock import DAY
from balcao.live import reel, subscribe
from balcao.outbox import log
from balcao.outbox import tables as t
from tests.live.firm import Firm, open_firm, says
from tests.live.rig import Ear, Node


@pytest.fixture
def visitor(firm: Firm) -> Visitor:
    return firm.visitor(firm.inbox())


def texts(messages: list[dict[str, Any]]) -> list[str]:
    return [message["data"]["content"] for message in messages if message["event"] == "message.created"]


async def current(here: Node, firm: Firm) -> int:
    return await here.house.store.read(lambda tx: log.latest(tx, firm.account_id))


async def test_ws_10_a_gap_is_filled_in_order_and_then_life_goes_on(here: Node, firm: Firm, visitor: Visitor) -> None:
    ear = await here.subscribe(firm.wish(firm.boss))
    await here.write(says(visitor, "zero"))
    seen = (await ear.until("message.created"))["seq"]
    await ear.line.leave()
    for text in ("um", "dois", "três"):
        await here.write(says(visitor, text))
    again = await here.subscribe(firm.wish(firm.boss), since=seen)
    await here.write(says(visitor, "quatro"))
    missed = await again.upto(await current(here, firm))
    assert texts(missed) == ["um", "dois", "três", "quatro"]
    assert [message["seq"] for message in missed] == sorted({message["seq"] for message in missed})


async def test_ws_10_a_long_gap_comes_in_several_reads(
    here: Node, firm: Firm, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reel, "MOST", 3)
    seen = await current(here, firm)
    for number in range(20):
        await here.write(says(visitor, str(number)))
    ear = await here.subscribe(firm.wish(firm.boss), since=seen)
    assert texts(await ear.upto(await current(here, firm))) == [str(number) for number in range(20)]


async def test_ws_10_events_during_the_way_back_are_neither_lost_nor_doubled(
    here: Node, firm: Firm, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reel, "MOST", 2)
    seen = await current(here, firm)
    await asyncio.gather(*(here.write(says(visitor, f"a{number}")) for number in range(15)))
    writing = asyncio.gather(*(here.write(says(visitor, f"b{number}")) for number in range(40)))
    ears = [await here.subscribe(firm.wish(firm.boss), since=seen) for _ in range(6)]
    await writing
    last = await current(here, firm)
    stories = [await ear.upto(last) for ear in ears]
    assert len(texts(stories[0])) == 55
    assert [message["seq"] for message in stories[0]] == list(range(seen + 1, last + 1))
    assert all(story == stories[0] or texts(story) == texts(stories[0]) for story in stories)


async def test_ws_10_a_visitor_is_given_only_the_own_part(here: Node, firm: Firm, visitor: Visitor) -> None:
    other = firm.visitor(visitor.inbox_id)
    seen = await current(here, firm)
    await here.write(says(visitor, "meu"))
    await here.write(says(other, "segredo"))
    await here.write(says(visitor, "fim"))
    ear = await here.subscribe(firm.wish(visitor), since=seen)
    assert texts(await ear.upto(await current(here, firm))) == ["meu", "fim"]


async def told_to_reload(here: Node, firm: Firm, since: Any) -> Ear:
    ear = await here.subscribe(firm.wish(firm.boss), since=since)
    latest = await current(here, firm)
    assert ear.confirmed["seq"] == latest
    assert await ear.next() == {"event": "reset", "data": {"account_id": firm.account_id}, "seq": latest}
    return ear


async def test_ws_10_a_number_that_cannot_be_means_a_reload(here: Node, firm: Firm, visitor: Visitor) -> None:
    for since in (10**6, -1, 2**80, "7", 1.5, True, [1], {"seq": 1}):
        ear = await told_to_reload(here, firm, since)
    await here.write(says(visitor, "depois"))
    assert texts([await ear.until("message.created")]) == ["depois"]


async def test_ws_10_a_gap_of_more_than_ten_thousand_means_a_reload(
    here: Node, firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscribe, "FURTHEST_BACK", 3)
    for _ in range(4):
        firm.inbox()
    latest = await current(here, firm)
    await told_to_reload(here, firm, latest - 4)
    ear = await here.subscribe(firm.wish(firm.boss), since=latest - 3)
    assert [message["seq"] for message in await ear.upto(latest)] == [latest - 2, latest - 1, latest]


async def test_ws_10_what_was_pruned_means_a_reload(here: Node, firm: Firm, visitor: Visitor) -> None:
    await here.write(says(visitor, "velho"))
    seen = await current(here, firm)
    await here.write(says(visitor, "perdido"))
    await here.write(lambda tx: log.forget_before(tx, tx.now + DAY))
    await told_to_reload(here, firm, seen)
    await here.write(says(visitor, "novo"))
    latest = await current(here, firm)
    await told_to_reload(here, firm, seen)
    ear = await here.subscribe(firm.wish(firm.boss), since=latest - 1)
    assert texts(await ear.upto(latest)) == ["novo"]


async def test_ws_10_nothing_missed_is_nothing_sent(here: Node, firm: Firm, visitor: Visitor) -> None:
    ear = await here.subscribe(firm.wish(firm.boss), since=await current(here, firm))
    await here.write(says(visitor, "primeiro"))
    assert (await ear.next())["event"] == "conversation.created"


async def test_ws_10_a_number_of_another_account_shows_nothing_of_it(here: Node, firm: Firm) -> None:
    other = open_firm(here.house, "rui@example.com")
    theirs = other.visitor(other.inbox())
    for text in ("a", "b", "c"):
        await here.write(says(theirs, text))
    await told_to_reload(here, firm, await current(here, other))


async def test_an_event_that_cannot_be_shown_holds_up_nobody(here: Node, firm: Firm, visitor: Visitor) -> None:
    ear = await here.subscribe(firm.wish(firm.boss))

    def nonsense(tx: Any) -> None:
        seq = log.latest(tx, firm.account_id) + 1
        row = {"account_id": firm.account_id, "seq": seq, "data": {"account_id": "x"}, "created_at": tx.now}
        tx.run(t.events.insert().values(name="message.created", **row))
        tx.run(t.counters.update().where(t.counters.c.name == "events").values(value=seq))

    await here.write(nonsense)
    await here.write(says(visitor, "depois"))
    assert texts([await ear.until("message.created")]) == ["depois"]
