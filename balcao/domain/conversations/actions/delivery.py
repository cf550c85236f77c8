"""How far an outgoing message has come."""

from typing import Any

from sqlalchemy import update

from balcao.domain.conversations import queries as q
from balcao.domain.conversations import tables as t
from balcao.domain.conversations.actions.hold import hold_by_id
from balcao.domain.conversations.actions.message import updated
from balcao.domain.conversations.actions.status import reopen_undelivered
from balcao.domain.conversations.rules import Delivery, may_follow
from balcao.kit.text import loads
from balcao.store.tx import Tx


def note_delivery(
    tx: Tx,
    account_id: int,
    message_id: int,
    state: Delivery,
    source_id: str | None = None,
    details: dict[str, Any] | None = None,
) -> bool:
    """A message was sent, delivered or read; False when that is no news. It never goes backwards.

    `details` are added to what the message says of itself.
    """
    changes: dict[str, Any] = {"source_id": source_id} if source_id else {}
    if details:
        found = q.message(tx, account_id, message_id)
        changes["content_attributes"] = {**loads(found.content_attributes if found else None), **details}
    return _note(tx, account_id, message_id, state, changes)


def fail_delivery(tx: Tx, account_id: int, message_id: int, reason: str) -> bool:
    """A message cannot be delivered; the team sees why, in a conversation that is open again."""
    found = q.message(tx, account_id, message_id)
    attributes = {**loads(found.content_attributes if found else None), "external_error": reason[:1000]}
    if found is None or not _note(tx, account_id, message_id, Delivery.FAILED, {"content_attributes": attributes}):
        return False
    reopen_undelivered(tx, hold_by_id(tx, account_id, found.conversation_id))
    return True


def _note(tx: Tx, account_id: int, message_id: int, state: Delivery, changes: dict[str, Any]) -> bool:
    found = q.message(tx, account_id, message_id)
    if found is None:
        return False
    hold_by_id(tx, account_id, found.conversation_id)
    before = Delivery(found.status)
    if not may_follow(before, state):
        return False
    values = {**changes, "status": int(state), "updated_at": tx.now}
    tx.run(update(t.messages).where(t.messages.c.id == message_id).values(values))
    # On the wire a queued message already reads "sent": its being sent is news only by what is told along.
    if state is not Delivery.SENT or changes:
        updated(tx, found, {"status": [before.name.lower(), state.name.lower()]})
    return True
