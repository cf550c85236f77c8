"""Resolve, reopen, snooze, set to pending; priority and attributes."""

from typing import Any, NamedTuple

from balcao.domain.actors import Actor, Member
from balcao.domain.conversations import queries as q
from balcao.domain.conversations.actions.handing import take_over
from balcao.domain.conversations.actions.hold import change
from balcao.domain.conversations.actions.message import remark
from balcao.domain.conversations.actions.telling import Watched, say_changed, say_updated, tell_status
from balcao.domain.conversations.rules import Priority, Status
from balcao.kit.text import loads
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
    """Move a held conversation to `status`; an agent who opens one takes it over.

    `snoozed_until` None: until the contact writes.
    """
    _move(tx, row, status, _Move(_LINES[status], actor.name, actor.user_id, snoozed_until))
    if status is Status.OPEN and not actor.is_admin:
        take_over(tx, actor, row)


def resolve_as_contact(tx: Tx, row: q.ConversationRow) -> None:
    """The contact ends the conversation."""
    _move(tx, row, Status.RESOLVED, _Move("resolved_by_contact", row.contact_name, None, None))


def reopen_undelivered(tx: Tx, row: q.ConversationRow) -> None:
    """Something of a held conversation did not arrive: nobody would see it in one that is put away."""
    if row.status in (Status.RESOLVED, Status.SNOOZED):
        _move(tx, row, Status.OPEN, _Move("undelivered", "", None, None))


class _Move(NamedTuple):
    """The line that a change of status leaves, who makes it, and when a snooze ends."""

    line: str
    who: str
    performer_id: int | None
    until: int | None


def _move(tx: Tx, row: q.ConversationRow, status: Status, move: _Move) -> None:
    before = Watched.of(row)
    until = move.until if status is Status.SNOOZED else None
    waiting = None if status is Status.RESOLVED else row.waiting_since
    if (row.status, row.snoozed_until) == (status, until):
        return
    is_news = row.status != status
    change(tx, row, status=int(status), snoozed_until=until, waiting_since=waiting)
    if is_news:
        remark(tx, row, move.line, move.performer_id, who=move.who)
        tell_status(tx, row, move.performer_id)
    say_changed(tx, row, move.performer_id, before)


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
    before = loads(row.custom_attributes)
    if before == attributes:
        return
    performer = actor.user_id if isinstance(actor, Member) else None
    change(tx, row, custom_attributes=attributes)
    say_updated(tx, row, performer, custom_attributes=[before, attributes])
