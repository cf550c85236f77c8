"""The inbox's greeting: the first word to somebody who has just written."""

from sqlalchemy import select

from balcao.domain.conversations import tables as t
from balcao.domain.conversations.actions.hold import hold_by_id
from balcao.domain.conversations.actions.message import Draft, already_there, insert
from balcao.domain.conversations.rules import Delivery, Kind
from balcao.domain.inboxes.tables import inboxes
from balcao.kit.clock import DAY
from balcao.store.tx import Tx

# One a conversation, however often it is tried.
_ECHO = "balcao:greeting"


def greet(tx: Tx, account_id: int, conversation_id: int, *, delivers: bool) -> bool:
    """Send the greeting of the inbox; False where it has none, or the contact has not written, or was answered already.

    `delivers`: the channel hands messages to a provider.
    """
    row = hold_by_id(tx, account_id, conversation_id)
    i = inboxes.c
    text = tx.value(select(i.greeting_message).where(i.id == row.inbox_id, i.greeting_enabled.is_(True)))
    waits = row.last_incoming_at is not None and row.first_reply_created_at is None and not row.contact_blocked
    delivery = Delivery.QUEUED if delivers else Delivery.SENT
    draft = Draft(content=text, kind=Kind.TEMPLATE, echo_id=_ECHO, delivery=delivery)
    if not text or not waits or already_there(tx, row, draft):
        return False
    if delivers and _was_greeted(tx, row.contact_inbox_id):
        return False
    insert(tx, row, draft, performer_id=None, deliver=delivers)
    return True


def _was_greeted(tx: Tx, contact_inbox_id: int) -> bool:
    """Whether the address was greeted within a day: two machines that greet each other must come to an end (EML-01)."""
    m, c = t.messages.c, t.conversations.c
    greeted = select(m.id).join(t.conversations, c.id == m.conversation_id)
    greeted = greeted.where(c.contact_inbox_id == contact_inbox_id, m.echo_id == _ECHO, m.created_at > tx.now - DAY)
    return tx.first(greeted.limit(1)) is not None
