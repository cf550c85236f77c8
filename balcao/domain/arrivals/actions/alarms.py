"""What has been wrong for so long that somebody must be told (R-20)."""

from typing import Any

import msgspec
from sqlalchemy import ColumnElement, and_, or_, select, update

from balcao.domain.arrivals import tables as t
from balcao.domain.arrivals.queries import ConnectionRow
from balcao.domain.arrivals.rules import ALARM_AFTER, OVERDUE, OVERDUE_AFTER, SENDING_ALARM_AFTER, TROUBLES, Condition
from balcao.store.tx import Tx

_c = t.connections.c


class Alarm(msgspec.Struct, frozen=True):
    """An inbox in trouble, and in which directions that is to be told."""

    row: ConnectionRow
    receiving: bool
    sending: bool


def note_overdue(tx: Tx) -> list[ConnectionRow]:  # house: queries - the alarm rings for every account
    """Connections that somebody watches and nobody has looked into for long; from now on they are in trouble."""
    late = and_(_c.state == Condition.OK, _c.checked_at < tx.now - OVERDUE_AFTER, _c.held_until > tx.now)
    rows = [ConnectionRow(*row) for row in tx.all(select(*_c).where(late).with_for_update())]
    if rows:
        mine = update(t.connections).where(_c.id.in_([row.id for row in rows]))
        tx.run(mine.values(state=Condition.FAILING, problem=OVERDUE, problem_since=tx.now))
    return rows


def due_alarms(tx: Tx) -> list[Alarm]:  # house: queries - the alarm rings for every account
    """Connections that have been in trouble for so long that somebody must be told, and are marked as told now."""
    receiving = _due(_c.state, _c.problem_since, _c.alarmed_at, tx.now - ALARM_AFTER)
    sending = _due(_c.sending, _c.sending_since, _c.sending_alarmed_at, tx.now - SENDING_ALARM_AFTER)
    chosen = select(*_c, receiving.label("late_in"), sending.label("late_out"))
    rows: list[Any] = list(tx.all(chosen.where(or_(receiving, sending)).with_for_update()))
    alarms = [Alarm(ConnectionRow(*row[:-2]), bool(row[-2]), bool(row[-1])) for row in rows]
    _mark(tx, "alarmed_at", [one.row.id for one in alarms if one.receiving])
    _mark(tx, "sending_alarmed_at", [one.row.id for one in alarms if one.sending])
    return alarms


def _due(
    condition: ColumnElement[Any], since: ColumnElement[Any], told: ColumnElement[Any], before: int
) -> ColumnElement[bool]:
    late = or_(condition == Condition.DISCONNECTED, and_(since.is_not(None), since < before))
    return and_(condition.in_(TROUBLES), late, told.is_(None))


def _mark(tx: Tx, name: str, ids: list[int]) -> None:
    if ids:
        tx.run(update(t.connections).where(_c.id.in_(ids)).values({name: tx.now}))
