"""Jobs that fail, hang or lose their process: tried again, given back, or kept as dead with the reason."""

import asyncio
from typing import Any

import pytest

from balcao.channels.outcomes import Disconnected, Rejected, Retry
from balcao.house import House
from balcao.kit.clock import MINUTE, SECOND
from balcao.outbox import jobs
from balcao.outbox.emit import Wake
from balcao.outbox.jobs import Job
from balcao.work import runner
from balcao.work.runner import Duty
from tests.support.clock import HandClock
from tests.support.jobs import PATIENCE, Hands, is_gone, job, put, rows, settled, working


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


async def test_who_comes_back_too_late_says_nothing_any_more(house: House, clock: HandClock) -> None:
    """A process that stood still for longer than its claim begins nothing, and ends nothing that another has in hand."""
    await put(house, job())
    [late] = await house.store.write(jobs.claim)
    clock.advance(jobs.CLAIM + SECOND)
    [other] = await house.store.write(jobs.claim)
    assert await house.store.write(lambda tx: jobs.begin(tx, other))
    assert not await house.store.write(lambda tx: jobs.begin(tx, late))
    assert await house.store.write(lambda tx: jobs.retry(tx, late, "no", patience=1))
    assert not await house.store.write(lambda tx: jobs.bury(tx, late, "no"))
    await house.store.write(lambda tx: jobs.finish(tx, late))
    row = (await rows(house))["1"]
    assert (row.state, row.begun_at is None) == ("running", False)


@pytest.mark.parametrize(("ending", "stays"), [(Retry("busy"), False), (Disconnected("out"), False), (OSError(), True)])
async def test_only_who_knows_that_nothing_was_done_takes_the_mark_away(
    house: House, ending: Exception, stays: bool
) -> None:
    """EML-22: after any other error what was begun may have been done."""

    async def work(house: House, job: Job) -> None:
        await house.store.write(lambda tx: jobs.begin(tx, job))
        raise ending

    async with working(house, {"greet": work}):
        await put(house, job())
        row = await settled(house, "1", lambda row: row.state == "ready" and row.attempts == 1)
    assert (row.begun_at is not None) == stays
