"""Carry out jobs: a few at once, those of one lane one after another, and give back what a crash left undone."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

import structlog

from balcao.channels.outcomes import Disconnected, Rejected, Retry, Unknown
from balcao.house import House
from balcao.kit.clock import SECOND
from balcao.outbox import jobs
from balcao.outbox.bus import Missed, Note
from balcao.outbox.emit import Wake
from balcao.outbox.jobs import Job
from balcao.store.tx import Tx

AT_ONCE = 16
LONGEST = 240.0
"""Seconds that a handler may take; then it counts as failed."""
RENEWAL = 8.0
LONGEST_WAIT = 60.0
GRACE = 20.0
PAUSE_AFTER_FAILURE = 1.0
FIRST_ROUTINE = 30.0

Handler = Callable[[House, Job], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Duty:
    """A handler, and what is to be done when its job is given up for good: called with the reason."""

    run: Handler
    given_up: Callable[[House, Job, str], Awaitable[None]] | None = None


Handlers = Mapping[str, Handler | Duty]
"""The kind of a job → who carries it out. Raising `Retry` puts it off, `Rejected` and `Unknown` end it, anything else tries again."""


@dataclass(frozen=True, slots=True)
class Routine:
    """Something that is done every so many seconds, at each process that works."""

    name: str
    every: float
    run: Callable[[House], Awaitable[None]]


log = structlog.get_logger()


class Runner:
    """`start` and `stop` belong to one event loop. Jobs are claimed when a note says that there are some, and when due."""

    def __init__(
        self, house: House, handlers: Handlers, schedule: Sequence[Routine] = (), *, at_once: int = AT_ONCE
    ) -> None:
        self._house = house
        self._duties = {kind: one if isinstance(one, Duty) else Duty(one) for kind, one in handlers.items()}
        self._schedule = schedule
        self._at_once = at_once
        self._in_hand: dict[int, asyncio.Task[None]] = {}
        self._bell = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        house.bus.listen(self._hear)

    async def start(self) -> None:
        """Take up work."""
        if not self._house.bus.is_shared:
            # One process alone: what is marked as running belongs to a life that has ended.
            await self._house.store.write(jobs.release_all)
        loop = asyncio.get_running_loop()
        works = [self._run(), self._keep(), *(self._repeat(routine) for routine in self._schedule)]
        self._tasks = [loop.create_task(work) for work in works]

    async def stop(self) -> None:
        """Take nothing more, let finish what is in hand, give back what takes too long."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._in_hand:
            await asyncio.wait(self._in_hand.values(), timeout=GRACE)
        left = dict(self._in_hand)
        for task in left.values():
            task.cancel()
        await asyncio.gather(*left.values(), return_exceptions=True)
        if left:
            await self._house.store.write(lambda tx: jobs.release(tx, list(left)))

    def _hear(self, note: Note) -> None:
        if isinstance(note, Missed) or note == Wake(None):
            self._bell.set()

    async def _run(self) -> None:
        while True:
            self._bell.clear()
            try:
                wait = await self._take()
            except Exception:
                log.exception("jobs cannot be taken; trying again")
                wait = PAUSE_AFTER_FAILURE
            await self._ring(wait)

    async def _take(self) -> float | None:
        """Start what is due; the seconds until more may be (None: when something in hand ends)."""
        free = self._at_once - len(self._in_hand)
        if free <= 0:
            return None
        taken, due = await self._house.store.write(lambda tx: _claim(tx, free))
        for job in taken:
            self._in_hand[job.id] = asyncio.get_running_loop().create_task(self._carry_out(job))
        if len(taken) == free:
            return None
        # The machine's clock may be set while we wait.
        return LONGEST_WAIT if due is None else min(LONGEST_WAIT, max(0.0, (due - self._house.clock()) / SECOND))

    async def _ring(self, wait: float | None) -> None:
        try:
            async with asyncio.timeout(wait):
                await self._bell.wait()
        except TimeoutError:
            return

    async def _carry_out(self, job: Job) -> None:
        try:
            await self._end(job, await self._attempt(job))
        except Exception:
            # The claim runs out by itself, and somebody takes the job again.
            log.exception("a job's end cannot be kept", kind=job.kind, job=job.id)
        finally:
            self._in_hand.pop(job.id, None)
            self._bell.set()

    async def _attempt(self, job: Job) -> Exception | None:
        duty = self._duties.get(job.kind)
        if duty is None:
            return Retry(f"nobody here carries out {job.kind}")
        try:
            async with asyncio.timeout(LONGEST):
                await duty.run(self._house, job)
        except (Retry, Rejected, Disconnected, Unknown) as outcome:
            return outcome
        except Exception as error:
            log.exception("a job failed and is tried again", kind=job.kind, job=job.id, attempt=job.attempts + 1)
            return error
        return None

    async def _end(self, job: Job, outcome: Exception | None) -> None:
        reason = _reason(outcome)
        if await self._house.store.write(lambda tx: _settle(tx, job, outcome)):
            return
        log.warning("a job was given up", kind=job.kind, job=job.id, reason=reason)
        given_up = self._duties[job.kind].given_up if job.kind in self._duties else None
        if given_up is not None:
            await given_up(self._house, job, reason)

    async def _keep(self) -> None:
        """Say again and again that what is in hand is in hand."""
        while True:
            await asyncio.sleep(RENEWAL)
            if ids := list(self._in_hand):
                await self._quietly("claims cannot be renewed", self._house.store.write(lambda tx: jobs.renew(tx, ids)))

    async def _repeat(self, routine: Routine) -> None:
        await asyncio.sleep(min(FIRST_ROUTINE, routine.every))
        while True:
            await self._quietly(f"routine {routine.name} failed", routine.run(self._house))
            await asyncio.sleep(routine.every)

    async def _quietly(self, complaint: str, work: Awaitable[None]) -> None:
        try:
            await work
        except Exception:
            log.exception(complaint)


def _claim(tx: Tx, most: int) -> tuple[list[Job], int | None]:
    """What is due, and when the next is: at one moment, so that none falls between."""
    return jobs.claim(tx, most), jobs.next_due(tx)


def _settle(tx: Tx, job: Job, outcome: Exception | None) -> bool:
    """Write down how it ended; False when it was given up."""
    if outcome is None:
        jobs.finish(tx, job)
        return True
    if isinstance(outcome, Rejected | Unknown):
        return not jobs.bury(tx, job, outcome.reason)
    if isinstance(outcome, Retry | Disconnected):
        # Of any other error nobody knows whether it came before or after the deed.
        jobs.undo(tx, job)
    wait = (outcome.after, outcome.patience) if isinstance(outcome, Retry) else ()
    return jobs.retry(tx, job, _reason(outcome), *wait)


def _reason(outcome: Exception | None) -> str:
    if isinstance(outcome, Retry | Rejected | Disconnected | Unknown):
        return outcome.reason
    return f"{type(outcome).__name__}: {outcome}"
