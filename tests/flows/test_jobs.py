"""Jobs: each is carried out at least once, those of a lane one after another, and a crash leaves nothing behind."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from balcao.channels.contract import Disconnected, Rejected, Retry
from balcao.house import House
from balcao.kit.clock import MINUTE, SECOND
from balcao.outbox import jobs
from balcao.outbox import tables as t
from balcao.outbox.emit import NewJob, Wake, queue
from balcao.outbox.jobs import Job
from balcao.work import runner
from balcao.work.runner import Duty, Handlers, Routine, Runner
from tests.live.rig import make_house
from tests.support.clock import HandClock

PATIENCE = 10


@pytest.fixture
async def house(engine_url: str, clock: HandClock, tmp_path: Path) -> AsyncIterator[House]:
    house = make_house(engine_url, clock, tmp_path)
    house.bus.start(asyncio.get_running_loop())
    yield house
    await asyncio.to_thread(house.bus.stop)
    await asyncio.to_thread(house.store.close)


@asynccontextmanager
async def working(house: House, handlers: Handlers, **how: Any) -> AsyncIterator[Runner]:
    one = Runner(house, handlers, **how)
    await one.start()
    try:
        yield one
    finally:
        await one.stop()


async def put(house: House, *new: NewJob) -> None:
    def unit(tx: Any) -> None:
        for job in new:
            queue(tx, job)

    await house.store.write(unit)


def job(kind: str = "greet", key: str = "1", **more: Any) -> NewJob:
    return NewJob(kind=kind, key=key, payload={"key": key}, **more)


async def rows(house: House) -> dict[str, Any]:
    found = await house.store.read(lambda tx: tx.all(select(t.jobs)))
    return {row.key: row for row in found}


class Hands:
    """A handler that writes down what it was given, and can be told how to end."""

    def __init__(self, *endings: BaseException | None) -> None:
        self.done: list[str] = []
        self._endings = list(endings)
        self._queue: asyncio.Queue[str] = asyncio.Queue()

    async def __call__(self, _house: House, job: Job) -> None:
        key = job.read()["key"]
        self.done.append(key)
        self._queue.put_nowait(key)
        if self._endings and (ending := self._endings.pop(0)):
            raise ending

    async def next(self) -> str:
        async with asyncio.timeout(PATIENCE):
            return await self._queue.get()


async def settled(house: House, key: str, holds: Callable[[Any], bool]) -> Any:
    """Wait until the row of a job is as wanted; the row (None when it is gone)."""
    async with asyncio.timeout(PATIENCE):
        while not holds(row := (await rows(house)).get(key)):  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.005)
    return row


def is_gone(row: Any) -> bool:
    return row is None


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


@pytest.mark.parametrize(
    ("ending", "wait"),
    [
        (RuntimeError("oops"), 5 * SECOND),
        (Retry("busy"), 5 * SECOND),
        (Retry("busy", after=7 * MINUTE), 7 * MINUTE),
        (Disconnected("no access"), 5 * SECOND),
    ],
)
async def test_what_failed_is_tried_again_when_due(
    house: House, clock: HandClock, ending: Exception, wait: int
) -> None:
    hands = Hands(ending)
    async with working(house, {"greet": hands}):
        await put(house, job())
        await hands.next()
        row = await settled(house, "1", lambda row: row.state == "ready")
        assert wait - SECOND < row.run_at - clock.now <= wait
        clock.advance(wait)
        house.bus.tell(Wake(None))
        await hands.next()
        await settled(house, "1", is_gone)


async def test_a_job_that_is_due_later_wakes_by_itself(house: House, clock: HandClock) -> None:
    hands = Hands()
    async with working(house, {"greet": hands}):
        await put(house, job(run_at=clock.now + SECOND // 5))

        async def time_passes() -> None:
            while not hands.done:
                clock.advance(SECOND // 50)
                await asyncio.sleep(0.02)

        await asyncio.gather(time_passes(), hands.next())


async def test_a_head_that_waits_holds_back_its_lane_only(house: House, clock: HandClock) -> None:
    hands = Hands(Retry("later"))
    async with working(house, {"greet": hands}):
        await put(house, job(key="a1", lane="a"))
        assert await hands.next() == "a1"
        await settled(house, "a1", lambda row: row.state == "ready")
        await put(house, job(key="a2", lane="a"), job(key="b1", lane="b"))
        assert await hands.next() == "b1"
        clock.advance(6 * SECOND)
        house.bus.tell(Wake(None))
        assert [await hands.next(), await hands.next()] == ["a1", "a2"]


async def test_what_was_rejected_is_kept_as_dead_and_told(house: House) -> None:
    told: asyncio.Queue[str] = asyncio.Queue()

    async def given_up(_house: House, job: Job, reason: str) -> None:
        told.put_nowait(f"{job.key}: {reason}")

    async with working(house, {"greet": Duty(Hands(Rejected("too long")), given_up)}):
        await put(house, job(key="a", lane="x"), job(key="b", lane="x"))
        async with asyncio.timeout(PATIENCE):
            assert await told.get() == "a: too long"
        row = await settled(house, "a", lambda row: row.state == "dead")
        assert row.last_error == "too long"
        await settled(house, "b", is_gone)


async def test_after_a_day_it_is_given_up(house: House, clock: HandClock) -> None:
    told = asyncio.Event()

    async def given_up(_house: House, _job: Job, reason: str) -> None:
        assert reason == "RuntimeError: always"
        told.set()

    await put(house, job())
    clock.advance(jobs.GIVE_UP_AFTER + SECOND)
    async with working(house, {"greet": Duty(Hands(RuntimeError("always")), given_up)}):
        async with asyncio.timeout(PATIENCE):
            await told.wait()
        await settled(house, "1", lambda row: row.state == "dead")


async def test_a_kind_that_nobody_knows_waits(house: House) -> None:
    async with working(house, {}):
        await put(house, job(kind="from the future"))
        row = await settled(house, "1", lambda row: row.attempts == 1 and row.state == "ready")
    assert "nobody" in row.last_error


async def test_what_a_dead_process_had_in_hand_is_done_by_the_next(house: House, clock: HandClock) -> None:
    await put(house, job())
    assert len(await house.store.write(jobs.claim)) == 1
    if house.bus.is_shared:
        clock.advance(jobs.CLAIM + SECOND)
    hands = Hands()
    async with working(house, {"greet": hands}):
        assert await hands.next() == "1"
        await settled(house, "1", is_gone)


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


async def test_stopping_gives_back_what_takes_too_long(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "GRACE", 0.05)
    began = asyncio.Event()

    async def work(_house: House, _job: Job) -> None:
        began.set()
        await asyncio.Event().wait()

    async with working(house, {"greet": work}):
        await put(house, job())
        await began.wait()
    assert (await rows(house))["1"].state == "ready"


async def test_a_handler_that_hangs_counts_as_failed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "LONGEST", 0.05)

    async def work(_house: House, _job: Job) -> None:
        await asyncio.Event().wait()

    async with working(house, {"greet": work}):
        await put(house, job())
        row = await settled(house, "1", lambda row: row.last_error is not None)
    assert "TimeoutError" in row.last_error


async def test_a_store_that_fails_for_a_moment_stops_nobody(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "PAUSE_AFTER_FAILURE", 0.01)
    claim, failures = jobs.claim, iter([OSError("disk"), OSError("disk")])

    def flaky(tx: Any, most: int = 20) -> list[Job]:
        if error := next(failures, None):
            raise error
        return claim(tx, most)

    monkeypatch.setattr(jobs, "claim", flaky)
    hands = Hands()
    async with working(house, {"greet": hands}):
        await put(house, job())
        assert await hands.next() == "1"


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
