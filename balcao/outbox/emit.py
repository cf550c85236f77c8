"""Write events and the jobs that follow from them, in the transaction of the action that caused them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import bindparam

from balcao.outbox import tables as t
from balcao.outbox.event import Event, fields
from balcao.store import dialect
from balcao.store.prepared import Prepared
from balcao.store.tx import Tx

EVENTS = "events"


def _always(_event: Any) -> bool:
    return True


def _none(_event: Any) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Reaction:
    """A job that follows from an event.

    `when` decides by the event's own values; jobs of one `lane` run one after another in the order of their events. What
    passes one `gate` is held and released together.
    """

    kind: str
    when: Callable[[Any], bool] = _always
    lane: Callable[[Any], str | None] = _none
    gate: Callable[[Any], str | None] = _none


Reactions = Mapping[str, Sequence[Reaction]]

_BUMP = Prepared(
    t.counters.update()
    .where(t.counters.c.account_id == bindparam("a"), t.counters.c.name == bindparam("n"))
    .values(value=t.counters.c.value + bindparam("by"))
    .returning(t.counters.c.value)
)
_LOG = Prepared(
    t.events.insert().values(
        account_id=bindparam("account_id"), seq=bindparam("seq"), name=bindparam("name"),
        data=bindparam("data"), created_at=bindparam("created_at"),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wake:
    """What to look at after a commit: an account's new events, or (None) the jobs."""

    account_id: int | None


def emit(tx: Tx, event: Event) -> None:
    """State a fact. It is written when the unit ends, and is seen by nobody before the commit."""
    tx.facts.append(event)


def next_number(tx: Tx, account_id: int, name: str, by: int = 1) -> int:
    """The next number of an account's own sequence; holds its row until the commit, so there are no gaps."""
    value = tx.value(_BUMP, {"a": account_id, "n": name, "by": by})
    if value is not None:
        return value
    tx.run(dialect.insert_or_skip(tx.engine, t.counters).values(account_id=account_id, name=name, value=0))
    return tx.value(_BUMP, {"a": account_id, "n": name, "by": by})


def writer(reactions: Reactions) -> Callable[[Tx], None]:
    """What the store calls at the end of each unit: number and write its facts, queue what follows."""

    def finish(tx: Tx) -> None:
        facts, tx.facts = tx.facts, []
        for account_id in sorted({fact.account_id for fact in facts}):
            _write(tx, account_id, [fact for fact in facts if fact.account_id == account_id], reactions)

    return finish


def _write(tx: Tx, account_id: int, facts: list[Event], reactions: Reactions) -> None:
    seq = next_number(tx, account_id, EVENTS, len(facts)) - len(facts)
    for fact in facts:
        seq += 1
        values = fields(fact)
        row = {"account_id": account_id, "seq": seq, "name": fact.name, "data": values, "created_at": tx.now}
        tx.run(_LOG, row)
        for reaction in reactions.get(fact.name, ()):
            if reaction.when(fact):
                _queue_reaction(tx, reaction, fact, values, seq)
    tx.wakes.add(Wake(account_id))


def _queue_reaction(tx: Tx, reaction: Reaction, fact: Event, values: dict[str, Any], seq: int) -> None:
    job = NewJob(
        kind=reaction.kind,
        key=f"{reaction.kind}:{fact.account_id}:{seq}",
        payload=values,
        account_id=fact.account_id,
        lane=reaction.lane(fact),
        gate=reaction.gate(fact),
    )
    queue(tx, job)


class NewJob(msgspec.Struct, frozen=True, kw_only=True):
    """Work to be done later. The same `key` twice is one job."""

    kind: str
    key: str
    payload: dict[str, Any] = {}
    account_id: int | None = None
    lane: str | None = None
    gate: str | None = None
    run_at: int = 0


def queue(tx: Tx, job: NewJob) -> bool:
    """Queue a job in this transaction; False when its key is queued already."""
    added = tx.add_or_skip(
        t.jobs, ["key"], account_id=job.account_id, kind=job.kind, key=job.key, lane=job.lane, gate=job.gate,
        payload=job.payload, state="ready", run_at=job.run_at or tx.now, attempts=0, created_at=tx.now,
    )  # fmt: skip
    tx.wakes.add(Wake(None))
    return added
