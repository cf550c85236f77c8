"""The verbs: keep what was brought, note what became of it, and how a connection fares."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, or_, select, update

from balcao.domain.arrivals import queries
from balcao.domain.arrivals import tables as t
from balcao.domain.arrivals.rules import ALARM_AFTER, REASON_MAX, TRIES, Condition, State, packed
from balcao.envelope import Arrival
from balcao.kit.errors import not_found
from balcao.outbox.emit import NewJob, queue
from balcao.store.prepared import Prepared
from balcao.store.tx import Tx

READ = "read_arrivals"
a, c = t.arrivals.c, t.connections.c
_HOLD = Prepared(
    select(a.state).where(a.account_id == bindparam("account"), a.id == bindparam("row_id")).with_for_update()
)
_SETTLE = Prepared(
    update(t.arrivals)
    .where(a.account_id == bindparam("account"), a.id == bindparam("row_id"))
    .values({name: bindparam(name) for name in ("state", "reason", "read_at", "conversation_id", "message_id")})
)


def keep(
    tx: Tx, account_id: int, inbox_id: int, arrivals: Sequence[Arrival], blobs: Mapping[str, str] | None = None
) -> list[str]:
    """Keep what was brought, and have it read; the keys of those that were not here before.

    `blobs`: the files (already written) of those that are too large for a row, by key.
    """
    files = blobs or {}
    new = [one.key for one in arrivals if _keep(tx, account_id, inbox_id, one, files.get(one.key))]
    if new:
        have_read(tx, account_id, inbox_id, new[-1])
        _touch(tx, account_id, inbox_id, arrived_at=tx.now)
    return new


def _keep(tx: Tx, account_id: int, inbox_id: int, one: Arrival, blob: str | None) -> bool:
    return tx.add_or_skip(
        t.arrivals, ["inbox_id", "key"], account_id=account_id, inbox_id=inbox_id, key=one.key, way=one.way,
        facts=dict(one.facts), raw=None if blob else packed(one.raw), blob=blob, size=len(one.raw),
        state=State.WAITING, attempts=0, created_at=tx.now,
    )  # fmt: skip


def have_read(tx: Tx, account_id: int, inbox_id: int, mark: str) -> None:
    """Have what waits in an inbox read; once for each mark."""
    job = NewJob(
        kind=READ, key=f"{READ}:{inbox_id}:{mark}"[:255], payload={"account_id": account_id, "inbox_id": inbox_id},
        account_id=account_id, lane=f"read:{inbox_id}",
    )  # fmt: skip
    queue(tx, job)


def hold(tx: Tx, row: queries.ArrivalRow) -> bool:
    """Hold an arrival while it is read; False when somebody has read it."""
    return tx.value(_HOLD, {"account": row.account_id, "row_id": row.id}) == State.WAITING


def settle(
    tx: Tx, row: queries.ArrivalRow, state: State, reason: str | None = None, became: tuple[int, int] | None = None
) -> None:
    """It is read: `became` is the conversation and the message that were made of it."""
    conversation_id, message_id = became or (None, None)
    tx.run(_SETTLE, {
        "account": row.account_id, "row_id": row.id, "state": state.value, "reason": reason and reason[:REASON_MAX],
        "read_at": tx.now, "conversation_id": conversation_id, "message_id": message_id,
    })  # fmt: skip


def fail(tx: Tx, row: queries.ArrivalRow, reason: str) -> bool:
    """It could not be read; False when it is put aside for good, where a person can look at it and try again."""
    tries = row.attempts + 1
    state = State.WAITING if tries < TRIES else State.DEAD
    values = {"attempts": tries, "state": state, "reason": reason[:REASON_MAX]}
    tx.run(update(t.arrivals).where(a.account_id == row.account_id, a.id == row.id).values(values))
    return state is State.WAITING


def read_again(tx: Tx, account_id: int, inbox_id: int, arrival_id: int) -> queries.ArrivalRow:
    """Have something read once more that was put aside. What has become a message stays as it is."""
    row = queries.show(tx, account_id, inbox_id, arrival_id)
    if row.state in (State.DEAD, State.IGNORED):
        values = {"state": State.WAITING, "attempts": 0, "reason": None, "read_at": None}
        tx.run(update(t.arrivals).where(a.account_id == account_id, a.id == arrival_id).values(values))
        have_read(tx, account_id, inbox_id, f"again:{arrival_id}:{tx.now}")
    return queries.show(tx, account_id, inbox_id, arrival_id)


def forget_original(tx: Tx, account_id: int, message_id: int) -> None:
    """A message was deleted: what it was made of goes too, though not that it was here."""
    gone = update(t.arrivals).where(a.account_id == account_id, a.message_id == message_id)
    tx.run(gone.values(raw=None, blob=None))


def forget_ignored(tx: Tx, moment: int) -> int:  # house: queries - housekeeping asks for no account
    """Drop what was ignored before `moment`; how much went. What could not be read stays until somebody decides."""
    return tx.run(delete(t.arrivals).where(a.state == State.IGNORED, a.created_at < moment))


def advance(tx: Tx, account_id: int, inbox_id: int, cursor: Mapping[str, Any]) -> None:
    """Remember how far an inbox was read at its provider."""
    _touch(tx, account_id, inbox_id, cursor=dict(cursor))


def note_look(tx: Tx, account_id: int, inbox_id: int) -> bool:
    """The provider was asked; True when that ended a trouble."""
    before = queries.connection(tx, account_id, inbox_id)
    _touch(
        tx, account_id, inbox_id, checked_at=tx.now, state=Condition.OK, problem=None, problem_since=None,
        alarmed_at=None,
    )  # fmt: skip
    return before is not None and before.state not in (Condition.OK, Condition.WAITING)


def note_trouble(tx: Tx, account_id: int, inbox_id: int, condition: Condition, problem: str) -> bool:
    """The provider is away or lets us in no more; True when that is news."""
    before = queries.connection(tx, account_id, inbox_id)
    since = (before and before.problem_since) or tx.now
    _touch(
        tx, account_id, inbox_id, state=condition, problem=problem[:REASON_MAX], problem_since=since,
    )  # fmt: skip
    return before is None or before.state != condition


def start_over(tx: Tx, account_id: int, inbox_id: int) -> None:
    """The inbox was connected anew: whatever troubled it is to be seen again."""
    _touch(tx, account_id, inbox_id, state=Condition.WAITING, problem=None, problem_since=None, alarmed_at=None)


def lease(tx: Tx, account_id: int, inbox_id: int, holder: str, until: int) -> bool:
    """Be the one who watches an inbox until a moment; False while somebody else is."""
    tx.add_or_skip(t.connections, ["inbox_id"], account_id=account_id, inbox_id=inbox_id, cursor={}, state="waiting")
    free = or_(c.holder.is_(None), c.holder == holder, c.held_until < tx.now)
    mine = update(t.connections).where(c.account_id == account_id, c.inbox_id == inbox_id, free)
    return tx.run(mine.values(holder=holder, held_until=until)) > 0


def let_go(tx: Tx, holder: str) -> None:  # house: queries - a holder is a process, whatever it watches
    """Watch nothing any more."""
    tx.run(update(t.connections).where(c.holder == holder).values(holder=None, held_until=None))


def due_alarms(tx: Tx) -> list[queries.ConnectionRow]:  # house: queries - the alarm rings for every account
    """Connections that have been in trouble for so long that somebody must be told, and are marked as told now."""
    late = or_(c.state == Condition.DISCONNECTED, c.problem_since < tx.now - ALARM_AFTER)
    sad = c.state.in_((Condition.FAILING, Condition.DISCONNECTED))
    rows = tx.all(select(*t.connections.c).where(sad, late, c.alarmed_at.is_(None)).with_for_update())
    ids = [row.id for row in rows]
    if ids:
        tx.run(update(t.connections).where(c.id.in_(ids)).values(alarmed_at=tx.now))
    return [queries.ConnectionRow(*row) for row in rows]


def _touch(tx: Tx, account_id: int, inbox_id: int, **values: Any) -> None:
    mine = update(t.connections).where(c.account_id == account_id, c.inbox_id == inbox_id)
    if tx.run(mine.values(values)) == 0:
        whole: dict[str, Any] = {"cursor": {}, "state": "waiting", **values}
        if not tx.add_or_skip(t.connections, ["inbox_id"], account_id=account_id, inbox_id=inbox_id, **whole):
            raise not_found()
