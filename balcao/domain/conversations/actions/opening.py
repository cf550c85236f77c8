"""Open a conversation."""

import uuid
from typing import Any

import msgspec
from sqlalchemy import select

from balcao.domain.contacts.tables import contact_inboxes, contacts
from balcao.domain.conversations import queries as q
from balcao.domain.conversations import tables as t
from balcao.domain.conversations.events import ConversationCreated
from balcao.domain.conversations.rules import Status
from balcao.domain.inboxes.tables import inboxes
from balcao.kit.errors import not_found
from balcao.outbox.emit import emit, next_number
from balcao.store.tx import Tx

_COUNTER = "conversations"


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """How a conversation begins. Foreign ids were checked by the caller."""

    contact_inbox_id: int
    status: Status = Status.OPEN
    snoozed_until: int | None = None
    assignee_id: int | None = None
    team_id: int | None = None
    additional_attributes: dict[str, Any] = {}
    custom_attributes: dict[str, Any] = {}
    performer_id: int | None = None


def open_conversation(tx: Tx, account_id: int, opening: Opening) -> q.ConversationRow:
    """A new conversation of this contact's address; resolved at once when the contact is blocked.

    In an inbox that is locked to a single conversation, the latest one is given back instead.
    """
    address = hold_address(tx, account_id, opening.contact_inbox_id)
    if address.lock_to_single_conversation and (latest := latest_of(tx, account_id, opening.contact_inbox_id)):
        return latest
    conversation_id = tx.add(t.conversations, **_values(tx, account_id, opening, address))
    row = q.by_id(tx, account_id, conversation_id)
    emit(
        tx,
        ConversationCreated(
            account_id=account_id, conversation_id=row.id, inbox_id=row.inbox_id, performer_id=opening.performer_id
        ),
    )
    return row


def hold_address(tx: Tx, account_id: int, contact_inbox_id: int) -> Any:
    """A contact's address with its contact and inbox, held so that two first messages make one conversation."""
    i = inboxes.c
    query = (
        select(
            contact_inboxes.c.contact_id, contact_inboxes.c.inbox_id, contacts.c.blocked, i.lock_to_single_conversation,
            i.allow_messages_after_resolved,
        )
        .join(contacts, contacts.c.id == contact_inboxes.c.contact_id)
        .join(inboxes, i.id == contact_inboxes.c.inbox_id)
        .where(contact_inboxes.c.account_id == account_id, contact_inboxes.c.id == contact_inbox_id)
    )  # fmt: skip
    row = tx.first(query.with_for_update(of=contact_inboxes))
    if row is None:
        raise not_found()
    return row


def latest_of(tx: Tx, account_id: int, contact_inbox_id: int) -> q.ConversationRow | None:
    """The newest conversation of an address."""
    c = t.conversations.c
    query = select(c.id).where(c.account_id == account_id, c.contact_inbox_id == contact_inbox_id)
    found = tx.value(query.order_by(c.id.desc()).limit(1))
    return None if found is None else q.by_id(tx, account_id, found)


def _values(tx: Tx, account_id: int, opening: Opening, address: Any) -> dict[str, Any]:
    return {
        "account_id": account_id,
        "display_id": next_number(tx, account_id, _COUNTER),
        "uuid": str(uuid.uuid4()),
        "inbox_id": address.inbox_id,
        "contact_id": address.contact_id,
        "contact_inbox_id": opening.contact_inbox_id,
        "status": int(Status.RESOLVED if address.blocked else opening.status),
        "snoozed_until": opening.snoozed_until,
        "assignee_id": opening.assignee_id,
        "team_id": opening.team_id,
        "additional_attributes": opening.additional_attributes,
        "custom_attributes": opening.custom_attributes,
        "label_list": [],
        "unread_count": 0,
        "waiting_since": tx.now,
        "last_activity_at": tx.now,
        "created_at": tx.now,
        "updated_at": tx.now,
    }
