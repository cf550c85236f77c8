"""Open a conversation."""

import uuid
from typing import Any

import msgspec
from sqlalchemy import and_, bindparam, exists, select

from balcao.domain.contacts.tables import contact_inboxes, contacts
from balcao.domain.conversations import queries as q
from balcao.domain.conversations import tables as t
from balcao.domain.conversations.events import ConversationCreated
from balcao.domain.conversations.rules import Status
from balcao.domain.inboxes.tables import inbox_members, inboxes
from balcao.kit.errors import not_found
from balcao.outbox.emit import emit, next_number
from balcao.store.prepared import Prepared
from balcao.store.tx import Tx

_COUNTER = "conversations"
_ci, _i = contact_inboxes.c, inboxes.c
_ADDRESS = Prepared(
    select(
        _ci.contact_id, _ci.inbox_id, contacts.c.blocked, _i.lock_to_single_conversation,
        _i.allow_messages_after_resolved,
        and_(_i.enable_auto_assignment, exists().where(inbox_members.c.inbox_id == _i.id)).label("takes_turns"),
    )
    .join(contacts, contacts.c.id == _ci.contact_id)
    .join(inboxes, _i.id == _ci.inbox_id)
    .where(_ci.account_id == bindparam("account"), _ci.id == bindparam("address"))
    .with_for_update(of=contact_inboxes)
)  # fmt: skip
_LATEST = Prepared(
    q.joined()
    .where(q.c.account_id == bindparam("account"), q.c.contact_inbox_id == bindparam("address"))
    .order_by(q.c.id.desc())
    .limit(1)
    .with_for_update(of=t.conversations)
)


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
    uuid: str | None = None
    """Its own name, where the caller has one: the same name opens it once (see `opened_before`)."""


def open_conversation(tx: Tx, account_id: int, opening: Opening) -> q.ConversationRow:
    """A new conversation of this contact's address; resolved at once when the contact is blocked.

    In an inbox that is locked to a single conversation, the latest one is given back instead.
    """
    address = hold_address(tx, account_id, opening.contact_inbox_id)
    if address.lock_to_single_conversation and (latest := hold_latest(tx, account_id, opening.contact_inbox_id)):
        return latest
    return open_at(tx, account_id, opening, address)


def open_at(tx: Tx, account_id: int, opening: Opening, address: Any) -> q.ConversationRow:
    """A new conversation of an address that is held; see `hold_address`."""
    conversation_id = tx.add(t.conversations, **_values(tx, account_id, opening, address))
    row = q.by_id(tx, account_id, conversation_id)
    emit(
        tx,
        ConversationCreated(
            account_id=account_id, conversation_id=row.id, inbox_id=row.inbox_id, performer_id=opening.performer_id,
            assign=bool(address.takes_turns),
        ),
    )  # fmt: skip
    return row


def opened_before(tx: Tx, account_id: int, name: str) -> q.ConversationRow | None:
    """The conversation that has this uuid already."""
    found = tx.value(select(q.c.id).where(q.c.account_id == account_id, q.c.uuid == name))
    return q.by_id(tx, account_id, found) if found else None


def hold_address(tx: Tx, account_id: int, contact_inbox_id: int) -> Any:
    """A contact's address with its contact and inbox, held so that two first messages make one conversation."""
    row = tx.first(_ADDRESS, {"account": account_id, "address": contact_inbox_id})
    if row is None:
        raise not_found()
    return row


def hold_latest(tx: Tx, account_id: int, contact_inbox_id: int) -> q.ConversationRow | None:
    """The newest conversation of an address, held."""
    row = tx.first(_LATEST, {"account": account_id, "address": contact_inbox_id})
    return None if row is None else q.ConversationRow(*row)


def _values(tx: Tx, account_id: int, opening: Opening, address: Any) -> dict[str, Any]:
    return {
        "account_id": account_id,
        "display_id": next_number(tx, account_id, _COUNTER),
        "uuid": opening.uuid or str(uuid.uuid4()),
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
