"""Nothing stops in silence (R-20): whoever looks after an account is told when an inbox is in trouble."""

import structlog

from balcao.channels.outcomes import Disconnected
from balcao.domain.accounts.actions.slips import mail_admins
from balcao.domain.arrivals import actions
from balcao.domain.arrivals import queries as arrivals
from balcao.domain.arrivals.actions import Alarm
from balcao.domain.arrivals.queries import ConnectionRow
from balcao.domain.arrivals.rules import gate_of
from balcao.domain.inboxes import queries as inboxes
from balcao.domain.inboxes.actions import tell_changed
from balcao.domain.inboxes.queries import InboxRow
from balcao.house import House
from balcao.kit.clock import DAY
from balcao.outbox.jobs import waits_since
from balcao.store.tx import Tx
from balcao.work.runner import Routine

log = structlog.get_logger()


async def ring(house: House) -> None:
    """Tell of every connection that has been in trouble for too long, or is let in no more."""
    await house.store.write(_note_overdue)
    await house.store.write(_ring)


async def look_into_idle(house: House) -> None:
    """Where sending failed and nothing waits any more, no message will find out whether it works again: ask."""
    for inbox in await house.store.read(_idle):
        try:
            found = await house.channels.of(inbox.kind).setup.health(house.line(inbox))
        except Disconnected:
            continue
        if found.ok:
            await house.store.write(lambda tx, inbox=inbox: _send_anew(tx, inbox))


def _note_overdue(tx: Tx) -> None:
    for row in actions.note_overdue(tx):
        tell_changed(tx, row.account_id)


def _ring(tx: Tx) -> None:
    for alarm in actions.due_alarms(tx):
        row = alarm.row
        inbox = inboxes.by_id(tx, row.account_id, row.inbox_id)
        if inbox is not None:
            text, once = _letter(alarm)
            mail_admins(tx, inbox.account_id, text, {**_names(inbox), **_problems(row, alarm)}, f"{once}:{inbox.id}")
            tell_changed(tx, inbox.account_id)
            log.warning("administrators are told of an inbox in trouble", inbox=inbox.id, letter=text)


def _letter(alarm: Alarm) -> tuple[str, str]:
    """Which letter it is, and what it is about, so that it goes out once."""
    row = alarm.row
    if alarm.receiving and alarm.sending:
        return "trouble_both", f"trouble:{row.problem_since}:{row.sending_since}"
    if alarm.sending:
        return "trouble_sending", f"trouble:out:{row.sending_since}"
    return "trouble", f"trouble:in:{row.problem_since}"


def _problems(row: ConnectionRow, alarm: Alarm) -> dict[str, str]:
    incoming, outgoing = row.problem or "", row.sending_problem or ""
    return {"problem": incoming if alarm.receiving else outgoing, "sending_problem": outgoing}


def _idle(tx: Tx) -> list[InboxRow]:
    rows = [one for one in arrivals.unable_to_send(tx) if waits_since(tx, gate_of(one.inbox_id)) is None]
    found = [inboxes.by_id(tx, row.account_id, row.inbox_id) for row in rows]
    return [inbox for inbox in found if inbox is not None]


def _send_anew(tx: Tx, inbox: InboxRow) -> None:
    actions.send_anew(tx, inbox.account_id, inbox.id)
    tell_changed(tx, inbox.account_id)


def tell_quarantine(tx: Tx, inbox: InboxRow) -> None:
    """Something was put aside that could not be read: said once a day."""
    mail_admins(tx, inbox.account_id, "quarantine", _names(inbox), f"quarantine:{inbox.id}:{tx.now // DAY}")
    tell_changed(tx, inbox.account_id)


def _names(inbox: InboxRow) -> dict[str, str]:
    return {"inbox": inbox.name, "inbox_id": str(inbox.id), "account": str(inbox.account_id)}


SCHEDULE: tuple[Routine, ...] = (Routine("alarm", 60.0, ring), Routine("idle inboxes", 600.0, look_into_idle))
