"""Hold a conversation's row while it changes, so that its messages keep one order."""

from typing import Any

from sqlalchemy import bindparam, update

from balcao.domain.actors import Actor
from balcao.domain.conversations import queries as q
from balcao.domain.conversations import tables as t
from balcao.kit.errors import not_found
from balcao.store.prepared import Prepared
from balcao.store.tx import Tx

_c = t.conversations.c
_BY_DISPLAY = Prepared(
    q.joined()
    .where(_c.account_id == bindparam("account"), _c.display_id == bindparam("display"))
    .with_for_update(of=t.conversations)
)
_BY_ID = Prepared(
    q.joined()
    .where(_c.account_id == bindparam("account"), _c.id == bindparam("id"))
    .with_for_update(of=t.conversations)
)


def hold(tx: Tx, actor: Actor, display_id: int) -> q.ConversationRow:
    """The conversation with this number, held until the commit. Not found for what the actor may not see."""
    row = tx.first(_BY_DISPLAY, {"account": actor.account_id, "display": display_id})
    if row is None or not q.can_see(tx, actor, row.id):
        raise not_found()
    return q.ConversationRow(*row)


def hold_by_id(tx: Tx, account_id: int, conversation_id: int) -> q.ConversationRow:
    """A conversation that is known to exist, held until the commit."""
    row = tx.first(_BY_ID, {"account": account_id, "id": conversation_id})
    if row is None:
        raise not_found()
    return q.ConversationRow(*row)


def change(tx: Tx, row: q.ConversationRow, **values: Any) -> None:
    """Write fields of a held conversation, in the database and in the row at hand."""
    values["updated_at"] = tx.now
    tx.run(update(t.conversations).where(_c.id == row.id).values(values))
    for name, value in values.items():
        setattr(row, name, value)
