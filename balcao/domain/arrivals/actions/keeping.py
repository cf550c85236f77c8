"""Keep what was brought, and note what became of it."""

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, delete, select, update

from balcao.domain.arrivals import queries
from balcao.domain.arrivals import tables as t
from balcao.domain.arrivals.actions.row import touch
from balcao.domain.arrivals.rules import REASON_MAX, TRIES, State, packed
from balcao.envelope import Arrival
from balcao.outbox.emit import NewJob, queue
from balcao.store.prepared import Prepared
from balcao.store.tx import Tx

READ = "read_arrivals"
a = t.arrivals.c
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
        touch(tx, account_id, inbox_id, arrived_at=tx.now)
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
    """It could not be read; False when it is put aside for good, where a person can look at it and try again.

    What somebody else has read meanwhile stays read: one more try finds that out.
    """
    tries = row.attempts + 1
    state = State.WAITING if tries < TRIES else State.DEAD
    values = {"attempts": tries, "state": state, "reason": reason[:REASON_MAX]}
    waiting = (a.account_id == row.account_id) & (a.id == row.id) & (a.state == State.WAITING)
    noted = tx.run(update(t.arrivals).where(waiting).values(values))
    return state is State.WAITING or not noted


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
    # Inbox by inbox, as the index has it: to look at every arrival is to read every mail that was kept.
    old = (a.state == State.IGNORED) & (a.created_at < moment)
    return tx.run(delete(t.arrivals).where(a.inbox_id.in_(select(t.connections.c.inbox_id)), old))
