"""Hand what one contact said to another, when both turn out to be the same person."""

from sqlalchemy import select, update

from balcao.domain.conversations import tables as t
from balcao.domain.conversations.events import ContactChanged
from balcao.domain.conversations.rules import SenderType
from balcao.outbox.emit import emit
from balcao.store.tx import Tx

_c, _m = t.conversations.c, t.messages.c


def move_conversations(tx: Tx, account_id: int, from_contact: int, to_contact: int) -> None:
    """Give a contact's conversations and words to another contact of the account."""
    his = (_c.account_id == account_id) & (_c.contact_id == from_contact)
    moved = tx.all(select(_c.id, _c.inbox_id).where(his))
    if not moved:
        return
    words = (
        _m.account_id == account_id,
        _m.conversation_id.in_([row.id for row in moved]),
        _m.sender_type == SenderType.CONTACT,
        _m.sender_id == from_contact,
    )
    tx.run(update(t.messages).where(*words).values(sender_id=to_contact))
    tx.run(update(t.conversations).where(his).values(contact_id=to_contact, updated_at=tx.now))
    for row in moved:
        emit(tx, ContactChanged(account_id=account_id, conversation_id=row.id, inbox_id=row.inbox_id))
