"""Read the event log."""

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, func, select

from balcao.outbox import tables as t
from balcao.outbox.emit import EVENTS
from balcao.outbox.event import Logged
from balcao.store.prepared import Prepared
from balcao.store.tx import Tx

_AFTER = Prepared(
    select(t.events.c.seq, t.events.c.name, t.events.c.data, t.events.c.created_at)
    .where(t.events.c.account_id == bindparam("a"), t.events.c.seq > bindparam("after"))
    .order_by(t.events.c.seq)
    .limit(bindparam("most"))
)
_LATEST = Prepared(
    select(t.counters.c.value).where(t.counters.c.account_id == bindparam("a"), t.counters.c.name == EVENTS)
)


def latest(tx: Tx, account_id: int) -> int:
    """The number of the account's last event; 0 before the first."""
    return tx.value(_LATEST, {"a": account_id}) or 0


def latest_of(tx: Tx, accounts: Sequence[int]) -> dict[int, int]:
    """The number of each account's last event; accounts without one are absent."""
    c = t.counters.c
    query = select(c.account_id, c.value).where(c.name == EVENTS, c.account_id.in_(accounts))
    return {row.account_id: row.value for row in tx.all(query)}


def oldest(tx: Tx, account_id: int) -> int | None:
    """The first number that is still kept."""
    return tx.value(select(func.min(t.events.c.seq)).where(t.events.c.account_id == account_id))


def after(tx: Tx, account_id: int, seq: int, most: int = 500) -> list[Logged]:
    """Up to `most` events after `seq`, in order."""
    return [Logged(*row) for row in tx.all(_AFTER, {"a": account_id, "after": seq, "most": most})]


def forget_before(tx: Tx, moment: int) -> int:
    """Drop what is older than `moment`; how many events went."""
    return tx.run(delete(t.events).where(t.events.c.created_at < moment))
