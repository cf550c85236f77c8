"""Nothing stops in silence (R-20): whoever looks after an account is told when an inbox is in trouble."""

import structlog

from balcao.domain.accounts.actions.slips import mail_admins
from balcao.domain.arrivals import actions
from balcao.domain.inboxes import queries as inboxes
from balcao.domain.inboxes.actions import tell_changed
from balcao.domain.inboxes.queries import InboxRow
from balcao.house import House
from balcao.kit.clock import DAY
from balcao.store.tx import Tx
from balcao.work.runner import Routine

log = structlog.get_logger()


async def ring(house: House) -> None:
    """Tell of every connection that has been in trouble for ten minutes, or is let in no more."""
    await house.store.write(_ring)


def _ring(tx: Tx) -> None:
    for trouble in actions.due_alarms(tx):
        inbox = inboxes.by_id(tx, trouble.account_id, trouble.inbox_id)
        if inbox is not None:
            values = {**_names(inbox), "problem": (trouble.problem or "")[:500]}
            mail_admins(tx, inbox.account_id, "trouble", values, f"trouble:{inbox.id}:{trouble.problem_since}")
            tell_changed(tx, inbox.account_id)
            log.warning("administrators are told of an inbox in trouble", inbox=inbox.id, problem=trouble.problem)


def tell_quarantine(tx: Tx, inbox: InboxRow) -> None:
    """Something was put aside that could not be read: said once a day."""
    mail_admins(tx, inbox.account_id, "quarantine", _names(inbox), f"quarantine:{inbox.id}:{tx.now // DAY}")
    tell_changed(tx, inbox.account_id)


def _names(inbox: InboxRow) -> dict[str, str]:
    return {"inbox": inbox.name, "inbox_id": str(inbox.id), "account": str(inbox.account_id)}


SCHEDULE: tuple[Routine, ...] = (Routine("alarm", 60.0, ring),)
