"""Who has read how far."""

from sqlalchemy import bindparam, func, select, update

from balcao.domain.actors import Member
from balcao.domain.conversations import queries as q
from balcao.domain.conversations import tables as t
from balcao.domain.conversations.actions.message import updated
from balcao.domain.conversations.events import ConversationRead
from balcao.domain.conversations.rules import Delivery, Kind
from balcao.kit.clock import SECOND
from balcao.outbox.emit import emit
from balcao.store.prepared import Prepared
from balcao.store.tx import Tx

_m = t.messages.c
_UNREAD = Prepared(
    select(*q.MESSAGE).where(
        _m.conversation_id == bindparam("of"), _m.kind == int(Kind.OUTGOING), _m.private.is_(False),
        _m.status.between(int(Delivery.SENT), int(Delivery.DELIVERED)), _m.id <= bindparam("upto"),
    )
)  # fmt: skip
_SEEN = Prepared(
    update(t.conversations)
    .where(t.conversations.c.id == bindparam("row_id"))
    .values(contact_last_seen_at=bindparam("moment"))
)


def see(tx: Tx, actor: Member, row: q.ConversationRow) -> None:
    """The team has read a held conversation. Nobody is told: it is not news."""
    _mark(tx, row, tx.now, 0, by_assignee=row.assignee_id == actor.user_id)


def mark_unread(tx: Tx, row: q.ConversationRow) -> None:
    """As if neither the team nor the assignee had read the contact's last message."""
    if row.last_incoming_at is None:
        return
    seen = row.last_incoming_at - SECOND
    theirs = (_m.conversation_id == row.id) & (_m.kind == int(Kind.INCOMING))
    behind = select(func.count()).where(theirs, _m.created_at > seen)
    _mark(tx, row, seen, tx.value(behind) or 0, by_assignee=True)


def _mark(tx: Tx, row: q.ConversationRow, seen: int, unread: int, *, by_assignee: bool) -> None:
    row.agent_last_seen_at, row.unread_count = seen, unread
    values: dict[str, int] = {"agent_last_seen_at": seen, "unread_count": unread}
    if by_assignee:
        row.assignee_last_seen_at = values["assignee_last_seen_at"] = seen
    tx.run(update(t.conversations).where(t.conversations.c.id == row.id).values(values))


def contact_sees(tx: Tx, row: q.ConversationRow) -> None:
    """The contact has read a held conversation: the team's earlier messages become read."""
    unread = [q.MessageRow(*one) for one in tx.all(_UNREAD, {"of": row.id, "upto": row.last_message_id or 0})]
    row.contact_last_seen_at = tx.now
    tx.run(_SEEN, {"row_id": row.id, "moment": tx.now})
    if unread:
        ids = [found.id for found in unread]
        tx.run(update(t.messages).where(_m.id.in_(ids)).values(status=int(Delivery.READ), updated_at=tx.now))
    for found in unread:
        updated(tx, found, {"status": [Delivery(found.status).name.lower(), "read"]})
    emit(tx, ConversationRead(account_id=row.account_id, conversation_id=row.id, inbox_id=row.inbox_id))
