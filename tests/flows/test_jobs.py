"""Jobs: each is carried out once where nothing goes wrong, those of a lane one after another."""

import asyncio
from collections import Counter

import pytest

from balcao.house import House
from balcao.kit.clock import SECOND
from balcao.outbox import jobs
from balcao.outbox.jobs import Job
from balcao.work import runner
from balcao.work.runner import Routine
from tests.support.clock import HandClock
from tests.support.jobs import PATIENCE, Hands, is_gone, job, put, rows, settled, working


async def test_a_job_is_done_at_once_and_is_gone(house: House) -> None:
    hands = Hands()
    async with working(house, {"greet": hands}):
        await put(house, job(key="a"), job(key="a"), job(key="b"))
        assert {await hands.next(), await hands.next()} == {"a", "b"}
        await settled(house, "a", is_gone)
        await settled(house, "b", is_gone)
    assert Counter(hands.done) == {"a": 1, "b": 1}


async def test_one_in_flight_in_each_lane_in_order(house: House) -> None:
    running: Counter[str | None] = Counter()
    order: dict[str | None, list[str]] = {}
    finished = asyncio.Event()

    async def work(_house: House, job: Job) -> None:
        running[job.lane] += 1
        assert job.lane is None or running[job.lane] == 1
        await asyncio.sleep(0)
        order.setdefault(job.lane, []).append(job.key)
        running[job.lane] -= 1
        if sum(map(len, order.values())) == 45:
            finished.set()

    new = [job(key=f"{lane}{number:02}", lane=lane) for number in range(15) for lane in ("a", "b")]
    new += [job(key=f"free{number}") for number in range(15)]
    async with working(house, {"greet": work}):
        await put(house, *new)
        async with asyncio.timeout(PATIENCE):
            await finished.wait()
    for lane in ("a", "b"):
        assert order[lane] == [f"{lane}{number:02}" for number in range(15)]


async def test_not_more_at_once_than_allowed(house: House) -> None:
    now, most = 0, 0
    gate, full = asyncio.Event(), asyncio.Event()

    async def work(_house: House, _job: Job) -> None:
        nonlocal now, most
        now, most = now + 1, max(most, now + 1)
        if now == 3:
            full.set()
        await gate.wait()
        now -= 1

    async with working(house, {"greet": work}, at_once=3):
        await put(house, *(job(key=str(number)) for number in range(12)))
        async with asyncio.timeout(PATIENCE):
            await full.wait()
        assert sum(row.state == "running" for row in (await rows(house)).values()) == 3
        gate.set()
        for number in range(12):
            await settled(house, str(number), is_gone)
    assert most == 3


async def test_a_job_that_is_due_later_wakes_by_itself(house: House, clock: HandClock) -> None:
    hands = Hands()
    async with working(house, {"greet": hands}):
        await put(house, job(run_at=clock.now + SECOND // 5))

        async def time_passes() -> None:
            while not hands.done:
                clock.advance(SECOND // 50)
                await asyncio.sleep(0.02)

        await asyncio.gather(time_passes(), hands.next())


async def test_what_is_in_hand_is_not_taken_twice(
    house: House, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "RENEWAL", 0.01)
    gate, began = asyncio.Event(), asyncio.Event()
    runs = 0

    async def work(_house: House, _job: Job) -> None:
        nonlocal runs
        runs += 1
        began.set()
        await gate.wait()

    async with working(house, {"greet": work}):
        await put(house, job())
        await began.wait()
        for _ in range(3):
            clock.advance(jobs.CLAIM - SECOND)
            now = clock.now
            await settled(house, "1", lambda row, now=now: row.claimed_until > now + jobs.CLAIM - SECOND)
            assert await house.store.write(jobs.claim) == []
        gate.set()
        await settled(house, "1", is_gone)
    assert runs == 1


async def test_two_workers_share_the_work(house: House) -> None:
    hands, wanted = [Hands(), Hands()], {str(number) for number in range(40)}
    async with working(house, {"greet": hands[0]}, at_once=2), working(house, {"greet": hands[1]}, at_once=2):
        await put(house, *(job(key=key) for key in wanted))
        for key in wanted:
            await settled(house, key, is_gone)
    assert Counter(hands[0].done + hands[1].done) == Counter(wanted)


async def test_a_routine_is_repeated_and_survives_a_failure(house: House) -> None:
    times: asyncio.Queue[int] = asyncio.Queue()

    async def tick(_house: House) -> None:
        times.put_nowait(1)
        raise RuntimeError("once more")

    async with working(house, {}, schedule=[Routine("tick", 0.01, tick)]), asyncio.timeout(PATIENCE):
        for _ in range(3):
            await times.get()
