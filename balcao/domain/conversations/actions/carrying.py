"""A conversation goes on elsewhere when its contact has left: which ones, and what of them."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Select, func, select, update

from balcao.domain.arrivals.rules import gate_of
from balcao.domain.contacts.rules import CLAIMS
from balcao.domain.contacts.tables import contacts
from balcao.domain.conversations import queries as q
from balcao.domain.conversations import tables as t
from balcao.domain.conversations.actions.bringing import carrier_of
from balcao.domain.conversations.actions.hold import hold_by_id
from balcao.domain.conversations.actions.message import remark
from balcao.domain.conversations.rules import ContentType, Kind, Status
from balcao.kit.clock import DAY, MINUTE
from balcao.kit.text import loads
from balcao.outbox.emit import NewJob, queue
from balcao.store.tx import Tx

CARRY = "carry_on"
PATIENCE = 2 * MINUTE
"""How long an answer waits to be read where the contact was."""
_LATEST = DAY
_MOST = 200
_m, _c = t.messages.c, t.conversations.c


class Load(msgspec.Struct, frozen=True):
    """What is carried: the unread answers, the oldest first. `proven`: the contact has written from the address before."""

    row: q.ConversationRow
    messages: list[q.MessageRow]
    proven: bool


def queue_left(tx: Tx, account_id: int, inbox_id: int) -> int:
    """Queue what the contacts of an inbox have not read although it was said a while ago; how much that is.

    Whoever has answered by mail before is no more where the answer would be seen, and gets it at once.
    """
    # The oldest first, and only those that wait: what a busy inbox has said since hides none of them.
    found = tx.all(_unread_answers(tx, account_id, inbox_id).order_by(_c.last_activity_at).limit(_MOST))
    late = [one for one in found if tx.now - one.created_at >= PATIENCE or _by_mail(tx, one.id, one.contact_id)]
    return sum(_queue(tx, account_id, one.id, one.last_public_id) for one in late)


def _unread_answers(tx: Tx, account_id: int, inbox_id: int) -> Select[*tuple[Any, ...]]:
    """Conversations whose latest word is the team's, was not seen, and can be carried to somebody."""
    states = [int(state) for state in Status]
    recent = _c.last_activity_at.between(tx.now - _LATEST, tx.now)
    mine = (_c.account_id == account_id) & (_c.inbox_id == inbox_id) & _c.status.in_(states) & recent
    unsent = _c.last_public_id > func.coalesce(_c.carried_id, 0)
    unseen = (_m.kind == int(Kind.OUTGOING)) & (_m.created_at > func.coalesce(_c.contact_last_seen_at, 0))
    return (
        select(_c.id, _c.contact_id, _c.last_public_id, _m.created_at)
        .join(t.messages, _m.id == _c.last_public_id)
        .join(contacts, contacts.c.id == _c.contact_id)
        .where(mine, unsent, unseen, contacts.c.email.is_not(None), contacts.c.blocked.is_(False))
    )


def _queue(tx: Tx, account_id: int, conversation_id: int, upto: int) -> bool:
    row = hold_by_id(tx, account_id, conversation_id)
    after = row.carried_id or 0
    if after >= upto:
        return False
    payload = {"account_id": account_id, "conversation_id": row.id, "after": after, "upto": upto}
    tx.run(update(t.conversations).where(_c.id == row.id).values(carried_id=upto))
    through, key, lane = carrier_of(row), f"{CARRY}:{row.id}:{upto}", f"conversation:{row.id}"
    gate = None if through is None else gate_of(through)
    return queue(tx, NewJob(kind=CARRY, key=key, payload=payload, account_id=account_id, lane=lane, gate=gate))


def _by_mail(tx: Tx, conversation_id: int, contact_id: int) -> bool:
    """Whether the contact's latest message came another way than the conversation's own."""
    mine = (_m.conversation_id == conversation_id) & (_m.kind == int(Kind.INCOMING)) & (_m.sender_id == contact_id)
    latest = tx.first(select(_m.content_type, _m.content_attributes).where(mine).order_by(_m.id.desc()).limit(1))
    return latest is not None and _is_his(latest.content_type, latest.content_attributes)


def _is_his(content_type: str, attributes: Any) -> bool:
    return content_type == ContentType.INCOMING_EMAIL and b'"doubt"' not in bytes(attributes)


def load(tx: Tx, account_id: int, conversation_id: int, after: int, upto: int) -> Load | None:
    """What is to be carried; None when the contact has read it meanwhile, or it was deleted."""
    row = q.by_id(tx, account_id, conversation_id)
    mine = (_m.account_id == account_id) & (_m.conversation_id == conversation_id) & _m.private.is_(False)
    unread = mine & (_m.kind == int(Kind.OUTGOING)) & (_m.created_at > (row.contact_last_seen_at or 0))
    rows: Sequence[Any] = tx.all(
        select(*q.MESSAGE).where(unread, _m.id > after, _m.id <= upto).order_by(_m.id).limit(20)
    )
    messages = [one for row_ in rows if b'"deleted"' not in bytes((one := q.MessageRow(*row_)).content_attributes)]
    if not messages or not row.contact_email or carrier_of(row) is None:
        return None
    return Load(row, messages, is_proven(tx, row))


def is_proven(tx: Tx, row: q.ConversationRow) -> bool:
    """Whether the address is known to be the contact's: he has written from it, or the site has signed for him and the
    address is what was signed, or the team entered it. A site signs the identifier alone: an address that a signed visitor
    has typed beside it proves nothing (WID-13).
    """
    mine = (_m.account_id == row.account_id) & (_m.conversation_id == row.id) & (_m.sender_id == row.contact_id)
    his = mine & (_m.kind == int(Kind.INCOMING)) & (_m.content_type == ContentType.INCOMING_EMAIL)
    letters = select(_m.content_type, _m.content_attributes).where(his)
    if any(_is_his(*letter) for letter in tx.all(letters)):
        return True
    claimed: dict[str, str] = loads(row.contact_additional).get(CLAIMS) or {}
    email = row.contact_email
    return row.hmac_verified and (email == (row.contact_identifier or "").lower() or email != claimed.get("email"))


def note_carried(tx: Tx, row: q.ConversationRow, message_id: int, source_id: str | None) -> None:
    """It went out: the last message has the name under which it may come back."""
    row = hold_by_id(tx, row.account_id, row.id)
    mine = (_m.account_id == row.account_id) & (_m.id == message_id)
    tx.run(update(t.messages).where(mine).values(source_id=source_id))
    remark(tx, row, "carried", None, address=row.contact_email or "")


def note_not_carried(tx: Tx, account_id: int, conversation_id: int, reason: str) -> None:
    """It did not go out; the team sees why."""
    row = hold_by_id(tx, account_id, conversation_id)
    remark(tx, row, "not_carried", None, address=row.contact_email or "", reason=reason[:300])
