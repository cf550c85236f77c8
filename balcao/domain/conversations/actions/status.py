"""Resolve, reopen, snooze, set to pending; priority and attributes."""

from typing import Any

from balcao.domain.actors import Actor, Member
from balcao.domain.conversations import queries as q
from balcao.domain.conversations.actions.hold import change
from balcao.domain.conversations.actions.message import remark
from balcao.domain.conversations.events import ConversationUpdated, StatusChanged
from balcao.domain.conversations.rules import Priority, Status
from balcao.outbox.emit import emit
from balcao.store.tx import Tx

_LINES = {
    Status.RESOLVED: "resolved",
    Status.OPEN: "reopened",
    Status.PENDING: "pending",
    Status.SNOOZED: "snoozed",
}


def change_status(
    tx: Tx, actor: Member, row: q.ConversationRow, status: Status, snoozed_until: int | None = None
) -> None:
    """Move a held conversation to `status`; an agent (not an administrator) who opens it takes it over."""
    before = Status(row.status)
    until = snoozed_until if status is Status.SNOOZED else None
    if before is status and until == row.snoozed_until:
        return
    _move(tx, row, status, until)
    if before is not status:
        remark(tx, row, _LINES[status], actor.user_id, who=actor.name)
    tell_status(tx, row, actor.user_id)
    say_updated(tx, row, actor.user_id, status=[before.name.lower(), status.name.lower()])


def resolve_as_contact(tx: Tx, row: q.ConversationRow) -> None:
    """The contact ends the conversation."""
    before = Status(row.status)
    if before is Status.RESOLVED:
        return
    _move(tx, row, Status.RESOLVED, None)
    remark(tx, row, "resolved_by_contact", None, who=row.contact_name)
    tell_status(tx, row, None)
    say_updated(tx, row, None, status=[before.name.lower(), "resolved"])


def _move(tx: Tx, row: q.ConversationRow, status: Status, until: int | None) -> None:
    waiting = None if status is Status.RESOLVED else row.waiting_since
    change(tx, row, status=int(status), snoozed_until=until, waiting_since=waiting)


def tell_status(tx: Tx, row: q.ConversationRow, performer_id: int | None) -> None:
    """Say that the status is now another."""
    emit(
        tx,
        StatusChanged(
            account_id=row.account_id, conversation_id=row.id, inbox_id=row.inbox_id, performer_id=performer_id,
            status=Status(row.status).name.lower(),
        ),
    )  # fmt: skip


def say_updated(tx: Tx, row: q.ConversationRow, performer_id: int | None, **changed: list[object]) -> None:
    """Say which watched fields have changed: field → [old, new]."""
    emit(
        tx,
        ConversationUpdated(
            account_id=row.account_id, conversation_id=row.id, inbox_id=row.inbox_id, performer_id=performer_id,
            changed=changed,
        ),
    )  # fmt: skip


def set_priority(tx: Tx, actor: Member, row: q.ConversationRow, priority: Priority | None) -> None:
    """Set or remove the priority."""
    before = None if row.priority is None else Priority(row.priority)
    if before is priority:
        return
    change(tx, row, priority=None if priority is None else int(priority))
    old, new = (None if p is None else p.name.lower() for p in (before, priority))
    key = "priority_removed" if new is None else "priority_set" if old is None else "priority_changed"
    remark(tx, row, key, actor.user_id, who=actor.name, old=old, new=new)
    say_updated(tx, row, actor.user_id, priority=[old, new])


def set_attributes(tx: Tx, actor: Actor, row: q.ConversationRow, attributes: dict[str, Any]) -> None:
    """Replace the custom attributes."""
    performer = actor.user_id if isinstance(actor, Member) else None
    change(tx, row, custom_attributes=attributes)
    say_updated(tx, row, performer, custom_attributes=[])
