"""A thread, page by page."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Select, bindparam, select

from balcao.domain.conversations.queries import MESSAGE, m
from balcao.domain.conversations.rows import ConversationRow, MessageRow
from balcao.domain.conversations.rules import MESSAGE_PAGE, MESSAGE_PAGE_AFTER, MESSAGE_PAGE_BETWEEN, Kind
from balcao.store.prepared import Prepared
from balcao.store.tx import Tx


class Window(msgspec.Struct, frozen=True):
    """Which part of a thread: the newest, those before, those after, or those between two message ids.

    `for_both`: without what the contact may not read.
    """

    before: int | None = None
    after: int | None = None
    for_both: bool = False


def _base(for_both: bool) -> Select[Any]:
    base = select(*MESSAGE).where(m.conversation_id == bindparam("conversation"))
    return base.where(m.private.is_(False), m.kind != int(Kind.ACTIVITY)) if for_both else base


def _statement(has_before: bool, has_after: bool, for_both: bool) -> Prepared:
    base = _base(for_both)
    if has_after and has_before:
        between = base.where(m.id >= bindparam("after"), m.id < bindparam("before"))
        return Prepared(between.order_by(m.id).limit(MESSAGE_PAGE_BETWEEN))
    if has_after:
        return Prepared(base.where(m.id > bindparam("after")).order_by(m.id).limit(MESSAGE_PAGE_AFTER))
    older = base.where(m.id < bindparam("before")) if has_before else base
    return Prepared(older.order_by(m.id.desc()).limit(MESSAGE_PAGE))


_STATEMENTS = {
    (before, after, both): _statement(before, after, both)
    for before in (False, True)
    for after in (False, True)
    for both in (False, True)
}


def thread(tx: Tx, conversation: ConversationRow, window: Window) -> list[MessageRow]:
    """A page of messages, oldest first."""
    rows: Sequence[Any] = tx.all(
        _STATEMENTS[window.before is not None, window.after is not None, window.for_both],
        {"conversation": conversation.id, "before": window.before, "after": window.after},
    )
    return [MessageRow(*row) for row in (rows if window.after is not None else rows[::-1])]


TRANSCRIPT_MOST = 1000
_TRANSCRIPT = Prepared(_base(for_both=True).order_by(m.id.desc()).limit(TRANSCRIPT_MOST))


def public_thread(tx: Tx, conversation: ConversationRow) -> list[MessageRow]:
    """What both sides may read, from the beginning, as far as the last 1,000 messages reach."""
    rows = tx.all(_TRANSCRIPT, {"conversation": conversation.id})
    return [MessageRow(*row) for row in rows[::-1]]
