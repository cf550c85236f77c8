"""Receive a message from a contact."""

from collections.abc import Callable

import msgspec
from sqlalchemy import bindparam, select

from balcao.domain.actors import Visitor
from balcao.domain.contacts.actions import note_activity
from balcao.domain.conversations import queries as q
from balcao.domain.conversations import tables as t
from balcao.domain.conversations import visits
from balcao.domain.conversations.actions.hold import hold, hold_by_id
from balcao.domain.conversations.actions.message import Draft, already_there, insert, remark
from balcao.domain.conversations.actions.opening import Opening, hold_address, hold_latest, open_conversation
from balcao.domain.conversations.actions.telling import Watched, say_changed, tell_status
from balcao.domain.conversations.rules import Kind, SenderType, Status, after_incoming, opens_anew
from balcao.store.prepared import Prepared
from balcao.store.tx import Tx

_m, _c = t.messages.c, t.conversations.c
_BY_ECHO = Prepared(
    select(_m.id, _m.conversation_id)
    .join(t.conversations, _c.id == _m.conversation_id)
    .where(_c.contact_inbox_id == bindparam("address"), _m.echo_id == bindparam("echo"))
)


class Received(msgspec.Struct, frozen=True):
    """Where the message lies. `new` is False when it was there before."""

    conversation: q.ConversationRow
    message: q.MessageRow
    new: bool


def receive(tx: Tx, visitor: Visitor, draft: Draft, begins: Callable[[], Opening] | None = None) -> Received:
    """Put a contact's message where it belongs: into the running conversation, or into a new one.

    `begins` gives a new conversation its attributes, if there is to be one. The same echo id from the same address is one message,
    whichever conversation it went to.
    """
    address = hold_address(tx, visitor.account_id, visitor.contact_inbox_id)
    if known := _known(tx, visitor, draft):
        return known
    latest = _running(tx, visitor)
    anew = latest is None or opens_anew(
        Status(latest.status), locked=address.lock_to_single_conversation, reopens=address.allow_messages_after_resolved
    )
    if anew or latest is None:
        start = begins() if begins else Opening(contact_inbox_id=visitor.contact_inbox_id)
        latest = open_conversation(tx, visitor.account_id, start)
    return accept(tx, latest, visitor, draft)


def begin(tx: Tx, visitor: Visitor, draft: Draft, opening: Opening) -> Received:
    """Put a contact's message into a conversation of its own, unless the inbox is locked to a single one."""
    hold_address(tx, visitor.account_id, visitor.contact_inbox_id)
    if known := _known(tx, visitor, draft):
        return known
    row = open_conversation(tx, visitor.account_id, opening)
    return accept(tx, row, visitor, draft)


def receive_into(tx: Tx, visitor: Visitor, display_id: int, draft: Draft, *, by_api: bool = False) -> Received:
    """Put a contact's message into this conversation of the same contact's address.

    `by_api`: a program wrote it in the contact's name, so a reopening leaves a line in the thread.
    """
    return accept(tx, hold(tx, visitor, display_id), visitor, draft, by_api=by_api)


def _running(tx: Tx, visitor: Visitor) -> q.ConversationRow | None:
    """The latest conversation, held. A proven visitor's may stand at another of his addresses."""
    if not visitor.verified:
        return hold_latest(tx, visitor.account_id, visitor.contact_inbox_id)
    latest = visits.latest(tx, visitor)
    return hold_by_id(tx, visitor.account_id, latest.id) if latest else None


def _known(tx: Tx, visitor: Visitor, draft: Draft) -> Received | None:
    if not draft.echo_id:
        return None
    found = tx.first(_BY_ECHO, {"address": visitor.contact_inbox_id, "echo": draft.echo_id})
    message = q.message(tx, visitor.account_id, found.id) if found else None
    if found is None or message is None:
        return None
    return Received(q.by_id(tx, visitor.account_id, found.conversation_id), message, new=False)


def accept(tx: Tx, row: q.ConversationRow, visitor: Visitor, draft: Draft, *, by_api: bool = False) -> Received:
    """Put a contact's message into this held conversation, unless it is there already."""
    draft.check()
    if message := already_there(tx, row, draft):
        return Received(row, message, new=False)
    return take_in(tx, row, visitor, draft, by_api=by_api)


def take_in(tx: Tx, row: q.ConversationRow, visitor: Visitor, draft: Draft, *, by_api: bool = False) -> Received:
    """The same with a message that is checked and known to be new. What a machine wrote reopens nothing (EML-02)."""
    before = Watched.of(row)
    reopened = not draft.automatic and _reopen(row)
    if not draft.automatic:
        row.waiting_since = row.waiting_since or tx.now
    row.last_incoming_at = tx.now
    row.unread_count += 1
    said = msgspec.structs.replace(
        draft, kind=Kind.INCOMING, sender_type=SenderType.CONTACT.value, sender_id=visitor.contact_id
    )
    message = insert(tx, row, said, performer_id=None, deliver=False)
    note_activity(tx, visitor.account_id, visitor.contact_id)
    if reopened:
        tell_status(tx, row, None)
        if by_api:
            remark(tx, row, "reopened_by_system", None)
    say_changed(tx, row, None, before)
    return Received(row, message, new=True)


def _reopen(row: q.ConversationRow) -> bool:
    status = after_incoming(Status(row.status), blocked=row.contact_blocked)
    if status == row.status:
        return False
    row.status, row.snoozed_until = int(status), None
    return True
