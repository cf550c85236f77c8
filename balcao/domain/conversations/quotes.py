"""Which message another one answers."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, select

from balcao.domain.conversations import tables as t
from balcao.store.prepared import Prepared
from balcao.store.tx import Tx

OURS, THEIRS = "in_reply_to", "in_reply_to_external_id"
_m = t.messages.c
_BY_ID = Prepared(
    select(_m.id, _m.source_id).where(_m.conversation_id == bindparam("conversation"), _m.id == bindparam("id"))
)
_BY_SOURCE = Prepared(
    select(_m.id, _m.source_id)
    .where(_m.conversation_id == bindparam("conversation"), _m.source_id == bindparam("source"))
    .order_by(_m.id.desc())
    .limit(1)
)


def with_both_names(tx: Tx, conversation_id: int, attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes that name the answered message by its id and by its provider's; null for none of this conversation."""
    if OURS not in attributes and THEIRS not in attributes:
        return dict(attributes)
    row = _answered(tx, conversation_id, attributes)
    named = {OURS: row.id, THEIRS: row.source_id} if row else {OURS: None, THEIRS: None}
    return {**attributes, **named}


def _answered(tx: Tx, conversation_id: int, attributes: Mapping[str, Any]) -> Any:
    number, source = str(attributes.get(OURS) or ""), attributes.get(THEIRS)
    if number.isascii() and number.isdigit() and len(number) < 19:
        return tx.first(_BY_ID, {"conversation": conversation_id, "id": int(number)})
    if isinstance(source, str) and source:
        return tx.first(_BY_SOURCE, {"conversation": conversation_id, "source": source})
    return None
