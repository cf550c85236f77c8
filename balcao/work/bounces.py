"""A provider tells how a message of ours fared."""

from sqlalchemy import select

from balcao.domain.actors import System
from balcao.domain.conversations import queries as conversations
from balcao.domain.conversations import tables as t
from balcao.domain.conversations.actions import note_delivery, note_maybe_returned, note_returned
from balcao.domain.conversations.rules import Delivery, Kind, recipients_of
from balcao.domain.inboxes import queries as inboxes
from balcao.domain.inboxes.queries import InboxRow
from balcao.envelope import Receipt, State
from balcao.kit.text import loads
from balcao.store.tx import Tx

_STATES = {State.SENT: Delivery.SENT, State.DELIVERED: Delivery.DELIVERED, State.READ: Delivery.READ}


def note_receipt(tx: Tx, inbox: InboxRow, receipt: Receipt) -> str | None:
    """Attach it to its message; why that was not done, None where it was.

    A receipt that names a message that we never sent, or a recipient to whom it did not go, was made up (EML-04). One that
    names a recipient alone may have been.
    """
    if receipt.external_id is None and receipt.recipient and receipt.state is State.FAILED:
        note_maybe_returned(tx, inbox.account_id, inbox.id, receipt.recipient.lower())
        return receipt.reason
    m, ours = t.messages.c, [row.id for row in inboxes.listed(tx, System(inbox.account_id))]
    mine = (m.source_id == receipt.external_id) & m.inbox_id.in_(ours)
    mine &= m.kind.in_((int(Kind.OUTGOING), int(Kind.TEMPLATE)))
    found = tx.value(select(m.id).where(mine)) if receipt.external_id else None
    message = conversations.message(tx, inbox.account_id, found) if found else None
    if message is None:
        return f"It is about a message that was not sent from here: {receipt.reason or receipt.state.value}"
    row = conversations.by_id(tx, inbox.account_id, message.conversation_id)
    went_to = {
        row.source_id.lower(),
        (row.contact_email or "").lower(),
        *recipients_of(loads(message.content_attributes)),
    }
    if receipt.recipient and receipt.recipient.lower() not in went_to:
        return f"It is about {receipt.recipient}, to whom the message did not go"
    if receipt.state is State.FAILED:
        reason = receipt.reason or "The message could not be delivered"
        note_returned(tx, inbox.account_id, message.id, receipt.recipient, reason)
    else:
        note_delivery(tx, inbox.account_id, message.id, _STATES[receipt.state])
    return None
