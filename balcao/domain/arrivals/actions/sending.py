"""Note how handing messages to a provider fares. While it takes nothing, one try at a time finds out (R-4)."""

import random
from typing import Any

import msgspec
from sqlalchemy import update

from balcao.domain.arrivals import queries
from balcao.domain.arrivals import tables as t
from balcao.domain.arrivals.actions.row import touch
from balcao.domain.arrivals.rules import PROBE_LEASE, REASON_MAX, SHIELD, TROUBLES, Condition, gate_of, probe_wait
from balcao.outbox.jobs import release_gate
from balcao.store.tx import Tx

_c = t.connections.c
_SPREAD = 1.2


class Turn(msgspec.Struct, frozen=True):
    """Whether something may be sent now: at once, as the one try that finds out, or not before `held_until`."""

    held_until: int | None = None
    probing: bool = False
    condition: str = Condition.OK
    problem: str = ""


class Unsent(msgspec.Struct, frozen=True):
    """Why a message did not leave. `holds`: no other would; `after` microseconds the provider asks us to wait."""

    condition: Condition
    problem: str
    holds: bool = True
    after: int | None = None


def take_turn(tx: Tx, account_id: int, inbox_id: int) -> Turn:
    """Ask whether something may be sent now; who may find out holds the turn until it is told how that went."""
    row = queries.connection(tx, account_id, inbox_id)
    if row is None or row.probe_at is None:
        return Turn()
    until = tx.now + PROBE_LEASE
    if row.probe_at <= tx.now:
        mine = update(t.connections).where(
            _c.account_id == account_id, _c.inbox_id == inbox_id, _c.probe_at == row.probe_at
        )
        if tx.run(mine.values(probe_at=until)):
            return Turn(probing=True)
        row.probe_at = until
    return Turn(row.probe_at, condition=row.sending, problem=row.sending_problem or "")


def yield_turn(tx: Tx, account_id: int, inbox_id: int) -> None:
    """What was tried told nothing of the provider: the next one finds out."""
    touch(tx, account_id, inbox_id, probe_at=tx.now)
    release_gate(tx, gate_of(inbox_id))


def note_sent(tx: Tx, account_id: int, inbox_id: int) -> bool:
    """The provider has taken something; True when that ended a trouble. What waited for it leaves now."""
    before = queries.connection(tx, account_id, inbox_id)
    touch(
        tx, account_id, inbox_id, sent_at=tx.now, sending=Condition.OK, sending_problem=None, sending_since=None,
        sending_alarmed_at=None, probe_at=None,
    )  # fmt: skip
    if before is None or (before.sending not in TROUBLES and before.probe_at is None):
        return False
    release_gate(tx, gate_of(inbox_id))
    return True


def note_unsent(tx: Tx, account_id: int, inbox_id: int, why: Unsent) -> bool:
    """Something could not be sent; True when that changes how the inbox fares.

    While others leave, it is that message's own trouble.
    """
    row = queries.connection(tx, account_id, inbox_id)
    passes = row is not None and row.sending == Condition.OK and tx.now - (row.sent_at or 0) <= SHIELD
    if passes and why.condition is Condition.FAILING:
        return False
    was, since, probe_at = (row.sending, row.sending_since or tx.now, row.probe_at) if row else ("", tx.now, None)
    # Who is not let in must be connected anew, also while the provider cannot even be reached.
    condition = Condition.DISCONNECTED if was == Condition.DISCONNECTED else why.condition
    values: dict[str, Any] = {"sending": condition, "sending_since": since}
    if condition is why.condition:
        values["sending_problem"] = why.problem[:REASON_MAX]
    if why.holds or probe_at is not None:
        values["probe_at"] = tx.now + _wait(why, condition, tx.now - since)
    touch(tx, account_id, inbox_id, **values)
    return was != condition


def _wait(why: Unsent, condition: Condition, lasts: int) -> int:
    if why.after is not None:
        return why.after
    return int(probe_wait(condition, lasts) * random.uniform(1, _SPREAD))  # noqa: S311 - to spread the load
