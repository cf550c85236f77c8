"""More messages than a person writes: two machines that answer each other, whatever they say of themselves (EML-01)."""

from typing import Final

from sqlalchemy import bindparam, select

from balcao.domain.actors import Visitor
from balcao.domain.conversations import queries as q
from balcao.domain.conversations import tables as t
from balcao.domain.conversations.rules import Kind
from balcao.kit.clock import MINUTE
from balcao.store.prepared import Prepared
from balcao.store.tx import Tx

WINDOW: Final = 10 * MINUTE
"""For how long messages are counted."""

TOO_MANY: Final = {"automatic": "too_many"}
"""What the message says then, in its content attributes."""

_m, _c = t.messages.c, t.conversations.c
_LIVELY = Prepared(
    select(_c.id)
    .where(_c.contact_inbox_id == bindparam("address"), _c.last_incoming_at > bindparam("since"))
    .order_by(_c.id.desc())
    .limit(bindparam("most"))
)
_LATELY = Prepared(
    # The newest first and no further: a thread may be long.
    select(_m.created_at)
    .where(
        _m.conversation_id == bindparam("conversation"),
        _m.kind == int(Kind.INCOMING),
        _m.sender_id == bindparam("contact"),
    )
    .order_by(_m.id.desc())
    .limit(bindparam("most"))
)


def writes_too_much(tx: Tx, visitor: Visitor, row: q.ConversationRow | None, most: int) -> bool:
    """Whether this address has sent so many messages lately, into its own conversations or into this one, that one more is too many."""
    since = tx.now - WINDOW
    lively = set(tx.values(_LIVELY, {"address": visitor.contact_inbox_id, "since": since, "most": most}))
    if row is not None and (row.last_incoming_at or 0) > since:
        lively.add(row.id)
    counted = 0
    for conversation in lively:
        asked = {"conversation": conversation, "contact": visitor.contact_id, "most": most}
        counted += sum(created > since for created in tx.values(_LATELY, asked))
    return counted >= most
