"""Put a message that a provider brought where it belongs: by proof, by what it answers, or into a new conversation."""

from typing import Any

import msgspec
from sqlalchemy import bindparam, select

from balcao.domain.actors import Visitor
from balcao.domain.conversations import queries as q
from balcao.domain.conversations import tables as t
from balcao.domain.conversations.actions.hold import hold_by_id
from balcao.domain.conversations.actions.message import Draft
from balcao.domain.conversations.actions.opening import Opening, hold_address, hold_latest, open_at
from balcao.domain.conversations.actions.pace import TOO_MANY, writes_too_much
from balcao.domain.conversations.actions.receive import Received, take_in
from balcao.domain.conversations.rules import CARRIED_BY, CARRIES_ON, Kind, Status, opens_anew, recipients_of
from balcao.kit.text import loads
from balcao.store.prepared import Prepared
from balcao.store.tx import Tx

_m, _c = t.messages.c, t.conversations.c
_BY_UUID = Prepared(q.joined().where(_c.account_id == bindparam("account"), _c.uuid == bindparam("uuid")))
_AT_ONCE = 8
_ANSWERED = Prepared(
    # By the inbox alone, which is the account's: asked for both, SQLite looks at every message of the account.
    select(_m.source_id, _m.conversation_id).where(
        _m.inbox_id == bindparam("inbox"), _m.source_id.in_([bindparam(f"id{n}") for n in range(_AT_ONCE)])
    )
)
_ADDRESSED = Prepared(
    # What the contact wrote names whom he let in; what anybody else wrote lets in nobody.
    select(_m.kind, _m.content_attributes)
    .where(
        _m.conversation_id == bindparam("conversation"),
        _m.private.is_(False),
        (_m.kind == int(Kind.OUTGOING)) | ((_m.kind == int(Kind.INCOMING)) & (_m.sender_id == bindparam("contact"))),
    )
    .order_by(_m.id.desc())
    .limit(200)
)


class Brought(msgspec.Struct, frozen=True, kw_only=True):
    """A message and what it says about its place; see `envelope.Inbound`. No other has its id (`source_id`).

    `most`: how many a person would send within ten minutes; None where nobody can say, or it is from an earlier time.
    """

    draft: Draft
    opening: Opening
    conversation: str | None = None
    answers: tuple[str, ...] = ()
    number: int | None = None
    most: int | None = None


def bring(tx: Tx, visitor: Visitor, brought: Brought) -> Received:
    """Put a message of this contact's address into the conversation that it continues, or into a new one.

    Who writes is the address, whatever proof the message carries: somebody else than the conversation's contact is
    marked as such, unless the team had written to him openly, or the contact had.
    """
    draft = brought.draft
    draft.check()
    address = hold_address(tx, visitor.account_id, visitor.contact_inbox_id)
    locked: bool = address.lock_to_single_conversation
    row = hold_latest(tx, visitor.account_id, visitor.contact_inbox_id) if locked else _continued(tx, visitor, brought)
    if brought.most and not draft.automatic and writes_too_much(tx, visitor, row, brought.most):
        draft = msgspec.structs.replace(draft, automatic=True, content_attributes=draft.content_attributes | TOO_MANY)
    if row is None or opens_anew(Status(row.status), locked=locked, reopens=address.allow_messages_after_resolved):
        row = open_at(tx, visitor.account_id, brought.opening, address)
    if row.contact_id != visitor.contact_id and (stands := _standing(tx, row, visitor.source_id)):
        draft = msgspec.structs.replace(draft, content_attributes={"doubt": stands, **draft.content_attributes})
    return take_in(tx, row, visitor, draft)


def _continued(tx: Tx, visitor: Visitor, brought: Brought) -> q.ConversationRow | None:
    found = (
        _proven(tx, visitor, brought.conversation)
        or _answered(tx, visitor, brought.answers)
        or _numbered(tx, visitor, brought.number)
    )
    return hold_by_id(tx, visitor.account_id, found) if found else None


def _proven(tx: Tx, visitor: Visitor, uuid: str | None) -> int | None:
    """The conversation that a proof names, if it may go on through this inbox."""
    found = tx.first(_BY_UUID, {"account": visitor.account_id, "uuid": uuid}) if uuid else None
    if found is None:
        return None
    row = q.ConversationRow(*found)
    return row.id if row.inbox_id == visitor.inbox_id or carrier_of(row) == visitor.inbox_id else None


def carrier_of(row: q.ConversationRow) -> int | None:
    """The inbox through which a conversation goes on when its contact has left; None where it does not."""
    settings: dict[str, Any] = loads(row.inbox_settings)
    through = settings.get(CARRIED_BY)
    return int(through) if settings.get(CARRIES_ON) and through else None


def _answered(tx: Tx, visitor: Visitor, ids: tuple[str, ...]) -> int | None:
    """The conversation of the first of these ids that is known in the inbox (EML-10: in no other)."""
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        asked = {f"id{n}": some[min(n, len(some) - 1)] for n in range(_AT_ONCE)}
        rows = tx.all(_ANSWERED, {"inbox": visitor.inbox_id, **asked})
        known = {row.source_id: row.conversation_id for row in rows}
        if found := next((known[one] for one in some if one in known), None):
            return found
    return None


def _numbered(tx: Tx, visitor: Visitor, number: int | None) -> int | None:
    """A number is no proof: it counts only for the conversation's own contact."""
    if number is None:
        return None
    mine = (_c.account_id == visitor.account_id) & (_c.contact_inbox_id == visitor.contact_inbox_id)
    return tx.value(select(_c.id).where(mine, _c.display_id == number))


def _standing(tx: Tx, row: q.ConversationRow, address: str) -> str | None:
    """As what somebody else writes into a conversation; None for one who is openly part of it (EML-08)."""
    hidden = False
    for said in tx.all(_ADDRESSED, {"conversation": row.id, "contact": row.contact_id}):
        attributes = loads(said.content_attributes)
        if "doubt" in attributes:
            continue
        if address in recipients_of(attributes, hidden=False):
            return None
        hidden = hidden or (said.kind == Kind.OUTGOING and address in recipients_of(attributes))
    return "blind_copy" if hidden else "other_sender"
