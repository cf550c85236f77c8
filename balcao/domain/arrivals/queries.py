"""Reads about what was brought, and about connections."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, bindparam, func, select

from balcao.domain.arrivals import tables as t
from balcao.domain.arrivals.rules import OVERDUE_AFTER, Condition, State
from balcao.kit.errors import not_found
from balcao.kit.text import Json
from balcao.store.prepared import Prepared
from balcao.store.tx import Tx

a, c = t.arrivals.c, t.connections.c
PAGE = 25


class ArrivalRow(msgspec.Struct):
    """Something that was brought. `raw` is packed; a large one lies in the file `blob` instead."""

    id: int
    account_id: int
    inbox_id: int
    key: str
    way: str
    facts: Json
    raw: bytes | None
    blob: str | None
    size: int
    state: str
    attempts: int
    reason: str | None
    conversation_id: int | None
    message_id: int | None
    created_at: int
    read_at: int | None


class ConnectionRow(msgspec.Struct):
    """How an inbox's connection to its provider fares in each direction, and how far it has read.

    `probe_at`: nothing leaves before one try has found out, then at the earliest, whether anything can.
    """

    id: int
    account_id: int
    inbox_id: int
    cursor: Json
    state: str
    problem: str | None
    problem_since: int | None
    checked_at: int | None
    arrived_at: int | None
    alarmed_at: int | None
    holder: str | None
    held_until: int | None
    sending: str
    sending_problem: str | None
    sending_since: int | None
    sending_alarmed_at: int | None
    sent_at: int | None
    probe_at: int | None
    warning: str | None


_ALL = select(*t.arrivals.c)
_WAITING = Prepared(
    _ALL.where(
        a.account_id == bindparam("account"),
        a.inbox_id == bindparam("inbox"),
        a.state == State.WAITING.value,
        a.id > bindparam("after"),
    )
    .order_by(a.id)
    .limit(bindparam("most"))
)
_CONNECTION = Prepared(
    select(*t.connections.c).where(c.account_id == bindparam("account"), c.inbox_id == bindparam("inbox"))
)


def waiting(tx: Tx, account_id: int, inbox_id: int, most: int, after: int = 0) -> list[ArrivalRow]:
    """What nobody has read yet, in the order in which it came; `after`: only what came after this one."""
    asked = {"account": account_id, "inbox": inbox_id, "most": most, "after": after}
    return [ArrivalRow(*row) for row in tx.all(_WAITING, asked)]


def show(tx: Tx, account_id: int, inbox_id: int, arrival_id: int) -> ArrivalRow:
    """One arrival of an inbox. Raises not found."""
    row = tx.first(_ALL.where(a.account_id == account_id, a.inbox_id == inbox_id, a.id == arrival_id))
    if row is None:
        raise not_found()
    return ArrivalRow(*row)


def of_message(tx: Tx, account_id: int, message_id: int) -> ArrivalRow | None:
    """What a message was made of; None where nothing was kept."""
    row = tx.first(_ALL.where(a.account_id == account_id, a.message_id == message_id))
    return None if row is None else ArrivalRow(*row)


def page(tx: Tx, account_id: int, inbox_id: int, state: str, number: int) -> tuple[int, list[ArrivalRow]]:
    """How many arrivals of an inbox are in a state, and a page of them, the newest first."""
    mine = (a.account_id == account_id) & (a.inbox_id == inbox_id) & (a.state == state)
    count: int = tx.value(select(func.count()).select_from(t.arrivals).where(mine))
    rows = tx.all(_ALL.where(mine).order_by(a.id.desc()).limit(PAGE).offset((number - 1) * PAGE))
    return count, [ArrivalRow(*row) for row in rows]


def tally(tx: Tx, account_id: int, inbox_id: int) -> dict[str, int]:
    """How many arrivals of an inbox wait, and how many are dead."""
    mine = (a.account_id == account_id) & (a.inbox_id == inbox_id) & a.state.in_((State.WAITING, State.DEAD))
    counted: Sequence[Any] = tx.all(select(a.state, func.count().label("many")).where(mine).group_by(a.state))
    return {row.state: row.many for row in counted}


def oldest_waiting(tx: Tx, account_id: int, inbox_id: int) -> int | None:
    """Since when the oldest unread arrival waits."""
    mine = (a.account_id == account_id) & (a.inbox_id == inbox_id) & (a.state == State.WAITING)
    return tx.value(select(func.min(a.created_at)).where(mine))


def connection(tx: Tx, account_id: int, inbox_id: int) -> ConnectionRow | None:
    """An inbox's connection; None before it was ever tried."""
    row = tx.first(_CONNECTION, {"account": account_id, "inbox": inbox_id})
    return None if row is None else ConnectionRow(*row)


class Fleet(msgspec.Struct, frozen=True):
    """All connections by direction and state, and what was brought by state; `overdue` are not looked into as they should."""

    inboxes: dict[str, dict[str, int]]
    arrivals: dict[str, int]
    unread_since: int | None
    overdue: int


def fleet(tx: Tx) -> Fleet:  # house: queries - the operator's own view of the whole installation
    """How the connections of an installation fare."""
    unread = a.state == State.WAITING
    kept = a.state.in_((State.WAITING, State.DEAD))
    return Fleet(
        inboxes={"receiving": _counted(tx, c.state), "sending": _counted(tx, c.sending)},
        arrivals={State.WAITING: 0, State.DEAD: 0, **_counted(tx, a.state, kept)},
        unread_since=tx.value(select(func.min(a.created_at)).where(unread)),
        overdue=overdue(tx),
    )


def overdue(tx: Tx) -> int:  # house: queries - the operator's own view of the whole installation
    """How many connections somebody watches and nobody has looked into for too long."""
    late = (c.state == Condition.OK) & (c.checked_at < tx.now - OVERDUE_AFTER) & (c.held_until > tx.now)
    return tx.value(select(func.count()).select_from(t.connections).where(late))


def _counted(tx: Tx, state: ColumnElement[str], which: ColumnElement[bool] | None = None) -> dict[str, int]:
    chosen = select(state, func.count()).group_by(state)
    rows: Sequence[Any] = tx.all(chosen if which is None else chosen.where(which))
    return {str(row[0]): int(row[1]) for row in rows}


def unable_to_send(tx: Tx) -> list[ConnectionRow]:  # house: queries - housekeeping asks for no account
    """Connections through which nothing leaves, although nobody has to connect them again."""
    return [ConnectionRow(*row) for row in tx.all(select(*t.connections.c).where(c.sending == Condition.FAILING))]


def connections(tx: Tx, account_id: int, inbox_ids: Sequence[int]) -> dict[int, ConnectionRow]:
    """The connections of inboxes, by inbox."""
    wanted = select(*t.connections.c).where(c.account_id == account_id, c.inbox_id.in_(inbox_ids))
    rows: Sequence[Any] = tx.all(wanted) if inbox_ids else ()
    return {row.inbox_id: ConnectionRow(*row) for row in rows}
