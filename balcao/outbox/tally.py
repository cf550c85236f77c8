"""How the jobs of a whole installation fare: for whoever keeps it running."""

from typing import Any

import msgspec
from sqlalchemy import exists, func, or_, select

from balcao.outbox import tables as t
from balcao.store.tx import Tx

_c = t.jobs.c
_WAITING = ("ready", "running")


class Heap(msgspec.Struct, frozen=True):
    """How many jobs of a kind are in a state (`ready`, `running` or `dead`)."""

    kind: str
    state: str
    count: int


def heaps(tx: Tx) -> list[Heap]:
    """All jobs, counted."""
    rows: Any = tx.all(select(_c.kind, _c.state, func.count()).group_by(_c.kind, _c.state).order_by(_c.kind, _c.state))
    return [Heap(*row) for row in rows]


def due_since(tx: Tx) -> int | None:
    """Since when the oldest job is due that nobody has taken and nothing holds back; None when none is."""
    earlier = t.jobs.alias("earlier")
    behind = exists().where(earlier.c.lane == _c.lane, earlier.c.id < _c.id, earlier.c.state.in_(_WAITING))
    due = (_c.state == "ready") & (_c.run_at <= tx.now) & or_(_c.lane.is_(None), ~behind)
    return tx.value(select(func.min(_c.run_at)).where(due))


def unsent_since(tx: Tx) -> int | None:
    """Since when the oldest message waits that has to pass an inbox's gate; None when none does."""
    return tx.value(select(func.min(_c.created_at)).where(_c.gate.is_not(None), _c.state.in_(_WAITING)))
