"""Hand a message over once more, because an agent asks for it."""

from typing import Any

from sqlalchemy import update

from balcao.domain.actors import Member
from balcao.domain.conversations import queries as q
from balcao.domain.conversations import tables as t
from balcao.domain.conversations.actions.hold import hold
from balcao.domain.conversations.actions.message import updated
from balcao.domain.conversations.actions.recipients import queue_rest, rest_of
from balcao.domain.conversations.rules import OF_A_DELIVERY, Delivery, Fared, with_recipients
from balcao.kit.errors import refused
from balcao.kit.text import loads
from balcao.outbox.jobs import drop_all
from balcao.store.tx import Tx


def send_again(tx: Tx, actor: Member, display_id: int, message_id: int) -> q.MessageRow:
    """Hand a message that failed to its channel once more, or to those alone who did not take it when the others did.

    One that everybody has stays as it is.
    """
    row = hold(tx, actor, display_id)
    found = q.message(tx, row.account_id, message_id)
    if found is None or found.conversation_id != row.id:
        raise refused("Message could not be found")
    attributes = loads(found.content_attributes)
    if found.status == Delivery.FAILED:
        _send_to_all(tx, actor, found, attributes)
    elif attributes.get("refused"):
        _send_to_rest(tx, actor, found, attributes)
    return q.message(tx, row.account_id, message_id) or found


def _send_to_all(tx: Tx, actor: Member, found: q.MessageRow, attributes: dict[str, Any]) -> None:
    # Those who were put off get it with the others.
    drop_all(tx, rest_of(found))
    kept = {name: value for name, value in attributes.items() if name not in OF_A_DELIVERY}
    # Its name at the provider was that of the try that failed: a late bounce of that one must not end this one.
    _put(tx, found, status=int(Delivery.QUEUED), source_id=None, content_attributes=kept)
    updated(tx, found, {"status": ["failed", "sent"]}, actor.user_id, deliver=True)


def _send_to_rest(tx: Tx, actor: Member, found: q.MessageRow, attributes: dict[str, Any]) -> None:
    whom = tuple(attributes["refused"])
    before = {name: value for name, value in attributes.items() if name not in ("refused", "delivery_note")}
    _put(tx, found, content_attributes=with_recipients(before, Fared(put_off=whom)))
    queue_rest(tx, found, whom, 0)
    updated(tx, found, {}, actor.user_id)


def _put(tx: Tx, found: q.MessageRow, **values: Any) -> None:
    tx.run(update(t.messages).where(t.messages.c.id == found.id).values(**values, updated_at=tx.now))
