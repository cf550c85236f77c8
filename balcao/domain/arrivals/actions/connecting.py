"""Note how asking a provider fares, and who watches."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import or_, update

from balcao.domain.arrivals import queries
from balcao.domain.arrivals import tables as t
from balcao.domain.arrivals.actions.row import touch
from balcao.domain.arrivals.rules import REASON_MAX, TROUBLES, Condition, gate_of
from balcao.outbox.jobs import release_gate
from balcao.store.tx import Tx

_c = t.connections.c


def advance(tx: Tx, account_id: int, inbox_id: int, cursor: Mapping[str, Any]) -> None:
    """Remember how far an inbox was read at its provider."""
    touch(tx, account_id, inbox_id, cursor=dict(cursor), checked_at=tx.now)


def note_look(tx: Tx, account_id: int, inbox_id: int, warning: str | None = None) -> bool:
    """The provider was asked; True when that ended a trouble. `warning`: what it could not be asked for.

    It tells nothing of sending.
    """
    before = queries.connection(tx, account_id, inbox_id)
    touch(
        tx, account_id, inbox_id, checked_at=tx.now, state=Condition.OK, problem=None, problem_since=None,
        alarmed_at=None, warning=warning and warning[:REASON_MAX],
    )  # fmt: skip
    return before is not None and before.state in TROUBLES


def note_trouble(tx: Tx, account_id: int, inbox_id: int, condition: Condition, problem: str) -> bool:
    """The provider is away or lets us in no more; True when that is news."""
    before = queries.connection(tx, account_id, inbox_id)
    since = (before and before.problem_since) or tx.now
    touch(
        tx, account_id, inbox_id, state=condition, problem=problem[:REASON_MAX], problem_since=since,
    )  # fmt: skip
    return before is None or before.state != condition


def start_over(tx: Tx, account_id: int, inbox_id: int) -> None:
    """The inbox was connected anew: whatever troubled it is to be seen again, and what waited to be sent leaves now."""
    touch(
        tx, account_id, inbox_id, state=Condition.WAITING, problem=None, problem_since=None, alarmed_at=None,
        warning=None,
    )  # fmt: skip
    send_anew(tx, account_id, inbox_id)


def send_anew(tx: Tx, account_id: int, inbox_id: int) -> None:
    """There is reason to think that messages leave again."""
    touch(
        tx, account_id, inbox_id, sending=Condition.WAITING, sending_problem=None, sending_since=None,
        sending_alarmed_at=None, probe_at=None,
    )  # fmt: skip
    release_gate(tx, gate_of(inbox_id))


def lease(tx: Tx, account_id: int, inbox_id: int, holder: str, until: int) -> bool:
    """Be the one who watches an inbox until a moment; False while somebody else is."""
    tx.add_or_skip(t.connections, ["inbox_id"], account_id=account_id, inbox_id=inbox_id, cursor={}, state="waiting")
    free = or_(_c.holder.is_(None), _c.holder == holder, _c.held_until < tx.now)
    mine = update(t.connections).where(_c.account_id == account_id, _c.inbox_id == inbox_id, free)
    return tx.run(mine.values(holder=holder, held_until=until)) > 0


def let_go(tx: Tx, holder: str) -> None:  # house: queries - a holder is a process, whatever it watches
    """Watch nothing any more."""
    tx.run(update(t.connections).where(_c.holder == holder).values(holder=None, held_until=None))
