"""Take jobs, and say how they ended. A job runs at least once; a crash gives it back when its claim runs out."""

import random
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, update

from balcao.kit.clock import MINUTE, SECOND
from balcao.outbox import tables as t
from balcao.outbox.emit import Wake
from balcao.store.tx import Tx

# Renewed while the job is in hand; so short because a crash gives the job back only when it has run out.
CLAIM = 25 * SECOND
# Tries at about 0, 5 s, 15 s, 1, 3, 10, 30 min, then hourly, until a day has passed.
BACKOFF = (5 * SECOND, 15 * SECOND, MINUTE, 3 * MINUTE, 10 * MINUTE, 30 * MINUTE, 60 * MINUTE)
GIVE_UP_AFTER = 24 * 60 * MINUTE
# What failed together is not tried again together.
SPREAD = 0.8


class Job(msgspec.Struct, frozen=True):
    """A job in hand."""

    id: int
    account_id: int | None
    kind: str
    key: str
    lane: str | None
    payload: msgspec.Raw
    attempts: int
    created_at: int
    begun_at: int | None = None
    """When something was begun that must not be done twice (see `begin`); None when that has ended."""

    def read(self) -> dict[str, Any]:
        """Its payload."""
        return msgspec.json.decode(self.payload)


_columns = (
    t.jobs.c.id, t.jobs.c.account_id, t.jobs.c.kind, t.jobs.c.key, t.jobs.c.lane, t.jobs.c.payload,
    t.jobs.c.attempts, t.jobs.c.created_at, t.jobs.c.begun_at,
)  # fmt: skip


def claim(tx: Tx, most: int = 20) -> list[Job]:
    """Take what is due, at most one job of each lane: the head of a lane blocks those behind it."""
    earlier = t.jobs.alias("earlier")
    is_free = or_(
        and_(t.jobs.c.state == "ready", t.jobs.c.run_at <= tx.now),
        and_(t.jobs.c.state == "running", t.jobs.c.claimed_until < tx.now),
    )
    behind = exists().where(
        earlier.c.lane == t.jobs.c.lane, earlier.c.id < t.jobs.c.id, earlier.c.state.in_(("ready", "running"))
    )
    due = select(*_columns).where(is_free, or_(t.jobs.c.lane.is_(None), ~behind)).order_by(t.jobs.c.id).limit(most)
    found = [Job(*row) for row in tx.all(due.with_for_update(skip_locked=True))]
    if found:
        taken = update(t.jobs).where(t.jobs.c.id.in_([job.id for job in found]))
        tx.run(taken.values(state="running", attempts=t.jobs.c.attempts + 1, claimed_until=tx.now + CLAIM))
    return found


def _held(job: Job) -> ColumnElement[bool]:
    """Still by this claim: who was away for so long that somebody else has taken it says nothing any more."""
    return (t.jobs.c.id == job.id) & (t.jobs.c.attempts == job.attempts + 1)


def begin(tx: Tx, job: Job) -> bool:
    """From now on it is not known whether it was done, until it is finished or undone; False when somebody else has it."""
    return tx.run(update(t.jobs).where(_held(job), t.jobs.c.begun_at.is_(None)).values(begun_at=tx.now)) > 0


def undo(tx: Tx, job: Job) -> None:
    """It is certain that nothing was done: it may be begun again."""
    tx.run(update(t.jobs).where(_held(job)).values(begun_at=None))


def finish(tx: Tx, job: Job) -> None:
    """It is done."""
    tx.run(delete(t.jobs).where(_held(job)))


def retry(tx: Tx, job: Job, error: str, after: int | None = None, patience: int | None = None) -> bool:
    """It failed and is tried again, `after` microseconds from now or by the usual steps; False when it is given up,
    which happens when it is older than `patience` (microseconds).
    """
    if tx.now - job.created_at > (patience or GIVE_UP_AFTER):
        return not bury(tx, job, error)
    wait = after if after is not None else _step(job.attempts)
    values = {"state": "ready", "run_at": tx.now + wait, "last_error": error[:2000], "claimed_until": None}
    tx.run(update(t.jobs).where(_held(job)).values(values))
    return True


def _step(attempts: int) -> int:
    usual = BACKOFF[min(attempts, len(BACKOFF) - 1)]
    return int(usual * random.uniform(SPREAD, 1))  # noqa: S311 - to spread the load


def bury(tx: Tx, job: Job, error: str) -> bool:
    """It cannot succeed: kept as a dead letter, with the reason. False when somebody else has it."""
    values = {"state": "dead", "last_error": error[:2000], "claimed_until": None}
    return tx.run(update(t.jobs).where(_held(job)).values(values)) > 0


def next_due(tx: Tx) -> int | None:
    """When the next job wants to run; what is due already and was not claimed waits for its lane."""
    return tx.value(select(func.min(t.jobs.c.run_at)).where(t.jobs.c.state == "ready", t.jobs.c.run_at > tx.now))


def renew(tx: Tx, ids: Sequence[int]) -> None:
    """They are still in hand."""
    mine = update(t.jobs).where(t.jobs.c.id.in_(ids), t.jobs.c.state == "running")
    tx.run(mine.values(claimed_until=tx.now + CLAIM))


def release(tx: Tx, ids: Sequence[int]) -> None:
    """They are in hand no more and were not done."""
    mine = update(t.jobs).where(t.jobs.c.id.in_(ids), t.jobs.c.state == "running")
    tx.run(mine.values(state="ready", claimed_until=None))
    tx.wakes.add(Wake(None))


def release_all(tx: Tx) -> None:
    """Nobody has anything in hand."""
    tx.run(update(t.jobs).where(t.jobs.c.state == "running").values(state="ready", claimed_until=None))


def release_gate(tx: Tx, gate: str) -> None:
    """What held up the jobs at a gate is over: those that wait for their next try are due now."""
    held = update(t.jobs).where(t.jobs.c.gate == gate, t.jobs.c.state == "ready", t.jobs.c.run_at > tx.now)
    if tx.run(held.values(run_at=tx.now)):
        tx.wakes.add(Wake(None))


def waits_since(tx: Tx, gate: str) -> int | None:
    """Since when the oldest job at a gate waits to be done; None when there is none."""
    waiting = (t.jobs.c.gate == gate) & t.jobs.c.state.in_(("ready", "running"))
    return tx.value(select(func.min(t.jobs.c.created_at)).where(waiting))


def drop_all(tx: Tx, beginning: str) -> None:
    """Those whose keys begin like this are not to be done any more, whether they wait or were given up."""
    tx.run(delete(t.jobs).where(t.jobs.c.key.startswith(beginning, autoescape=True)))


def forget_dead(tx: Tx, moment: int) -> int:
    """Drop dead letters from before `moment`; how many went."""
    return tx.run(delete(t.jobs).where(t.jobs.c.state == "dead", t.jobs.c.created_at < moment))
