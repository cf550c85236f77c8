"""The contact fills in a form that stands in a message."""

from typing import Any

from sqlalchemy import update

from balcao.domain.actors import Visitor
from balcao.domain.conversations import queries as q
from balcao.domain.conversations import tables as t
from balcao.domain.conversations.actions.hold import hold_by_id
from balcao.domain.conversations.actions.message import updated
from balcao.domain.conversations.rules import ContentType, Kind
from balcao.domain.conversations.visits import message_of
from balcao.kit.errors import invalid, not_found
from balcao.kit.text import dumps, loads
from balcao.store.tx import Tx

FORMS = frozenset(
    {
        ContentType.INPUT_TEXT,
        ContentType.INPUT_TEXTAREA,
        ContentType.INPUT_EMAIL,
        ContentType.INPUT_SELECT,
        ContentType.FORM,
    }
)
"""The kinds of message that wait for an answer."""

SUBMITTED_MAX = 20_000
"""Bytes of JSON that an answer may have."""


def submit(tx: Tx, visitor: Visitor, message_id: int, answer: dict[str, Any]) -> q.MessageRow:
    """Keep the contact's answer in the message that asked for it.

    Raises not found for a message that the visitor may not see, or that asks for nothing.
    """
    row, asked = message_of(tx, visitor, message_id)
    if asked.content_type not in FORMS or asked.kind == Kind.INCOMING:
        raise not_found()
    if len(bytes(dumps(answer))) > SUBMITTED_MAX:
        raise invalid("Submitted values are too long", "submitted_values")
    hold_by_id(tx, visitor.account_id, row.id)
    asked = q.message(tx, visitor.account_id, message_id) or asked
    before: dict[str, Any] = loads(asked.content_attributes)
    after = {**before, **answer}
    mine = t.messages.c.id == message_id
    tx.run(update(t.messages).where(mine).values(content_attributes=after, updated_at=tx.now))
    updated(tx, asked, {"content_attributes": [before, after]})
    return q.message(tx, visitor.account_id, message_id) or asked
