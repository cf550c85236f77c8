"""Reads for the contact on the other side: the own conversations, and of their messages those meant for both."""

from typing import Any

import msgspec
from sqlalchemy import bindparam, select

from balcao.domain.accounts.tables import accounts
from balcao.domain.actors import Visitor
from balcao.domain.contacts.tables import contact_inboxes
from balcao.domain.conversations import queries as q
from balcao.domain.conversations import tables as t
from balcao.domain.conversations.access import named, seen_by_visitor
from balcao.domain.conversations.rules import MESSAGE_PAGE, Kind
from balcao.domain.conversations.threads import Window, thread
from balcao.domain.inboxes.tables import inboxes
from balcao.kit.errors import not_found
from balcao.kit.text import Json
from balcao.store.prepared import Prepared
from balcao.store.tx import Tx

_c, _ci = t.conversations.c, contact_inboxes.c


_OWN = {
    # The sum keeps SQLite from walking through everybody's conversations because they lie in this order.
    verified: Prepared(
        q.joined().where(seen_by_visitor(verified=verified)).order_by((_c.id + 0).desc()).limit(bindparam("most"))
    )
    for verified in (False, True)
}


def latest(tx: Tx, visitor: Visitor) -> q.ConversationRow | None:
    """The visitor's newest conversation."""
    return next(iter(conversations_of(tx, visitor, most=1)), None)


def conversations_of(tx: Tx, visitor: Visitor, most: int = MESSAGE_PAGE) -> list[q.ConversationRow]:
    """The visitor's conversations, newest first."""
    rows = tx.all(_OWN[visitor.verified], {**named(visitor), "most": most})
    return [q.ConversationRow(*row) for row in rows]


def thread_of(
    tx: Tx, row: q.ConversationRow, before: int | None = None, after: int | None = None
) -> list[q.MessageRow]:
    """A page of what both sides may read, oldest first."""
    return [one for one in thread(tx, row, Window(before, after, for_both=True)) if not is_of_another(one)]


def may_see(message: q.MessageRow) -> bool:
    """Whether a message exists for the contact: no note, no grey line, nothing that somebody else wrote (EML-09)."""
    return not message.private and message.kind != Kind.ACTIVITY and not is_of_another(message)


def is_of_another(message: q.MessageRow) -> bool:
    """Whether somebody else than the contact has written it, or may have: he never sees it (EML-09)."""
    return message.kind == Kind.INCOMING and b'"doubt"' in bytes(message.content_attributes)


def message_of(tx: Tx, visitor: Visitor, message_id: int) -> tuple[q.ConversationRow, q.MessageRow]:
    """A message that the visitor may read, with its conversation. Raises not found for every other."""
    found = q.message(tx, visitor.account_id, message_id)
    if found is None or not may_see(found) or not q.can_see(tx, visitor, found.conversation_id):
        raise not_found()
    return q.by_id(tx, visitor.account_id, found.conversation_id), found


class Visit(msgspec.Struct, frozen=True):
    """A contact at the door of an inbox."""

    visitor: Visitor
    account_status: str
    inbox_settings: Json


_KNOWN = Prepared(
    select(
        _ci.account_id, _ci.inbox_id, _ci.contact_id, _ci.id, _ci.source_id, _ci.hmac_verified, accounts.c.status,
        inboxes.c.settings,
    )
    .join(inboxes, inboxes.c.id == _ci.inbox_id)
    .join(accounts, accounts.c.id == _ci.account_id)
    .where(
        inboxes.c.public_key == bindparam("key"),
        inboxes.c.kind == bindparam("kind"),
        _ci.source_id == bindparam("source"),
    )
)  # fmt: skip


def known(tx: Tx, public_key: str, kind: str, source_id: str) -> Visit | None:
    """Who writes from this address to the inbox that strangers know by `public_key`."""
    row: Any = tx.first(_KNOWN, {"key": public_key, "kind": kind, "source": source_id})
    return None if row is None else Visit(Visitor(*tuple(row)[:6]), row.status, row.settings)
