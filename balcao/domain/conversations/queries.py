"""Reads about conversations and their messages, and what these refer to."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import BindParameter, Select, and_, bindparam, func, literal_column, select

from balcao.domain.accounts.tables import members, users
from balcao.domain.actors import Actor, Member, System
from balcao.domain.contacts.queries import ContactRow
from balcao.domain.contacts.queries import by_ids as contacts_by_id
from balcao.domain.contacts.tables import contact_inboxes, contacts
from balcao.domain.conversations import tables as t
from balcao.domain.conversations.access import named, seen_by_member, seen_by_visitor
from balcao.domain.conversations.rows import AttachmentRow, ConversationRow, Details, MessageRow, Queued, UserRow
from balcao.domain.conversations.rules import Delivery, SenderType
from balcao.domain.inboxes.tables import inboxes
from balcao.domain.teams.queries import by_ids as teams_by_id
from balcao.kit.errors import not_found
from balcao.store.prepared import Prepared
from balcao.store.tx import Tx

c, m, a = t.conversations.c, t.messages.c, t.attachments.c


CONVERSATION = (
    *tuple(t.conversations.c),
    contacts.c.name, contacts.c.email, contacts.c.phone_number, contacts.c.identifier, contacts.c.avatar,
    contacts.c.blocked, contacts.c.additional_attributes, contacts.c.custom_attributes,
    contacts.c.last_activity_at, contacts.c.created_at,
    contact_inboxes.c.source_id, contact_inboxes.c.hmac_verified, contact_inboxes.c.created_at,
    contact_inboxes.c.updated_at, inboxes.c.kind, inboxes.c.settings, inboxes.c.greeting_enabled,
)  # fmt: skip
MESSAGE = tuple(t.messages.c)
ATTACHMENT = (
    a.id, a.message_id, a.file_type, a.account_id, a.blob, a.file_name, a.content_type, a.file_size, a.width, a.height,
    a.coordinates_lat, a.coordinates_long, a.fallback_title, a.external_url, a.inline, a.created_at,
)  # fmt: skip


def joined() -> Select[Any]:
    """Conversations with what a `ConversationRow` needs."""
    return (
        select(*CONVERSATION)
        .join(contacts, contacts.c.id == c.contact_id)
        .join(contact_inboxes, contact_inboxes.c.id == c.contact_inbox_id)
        .join(inboxes, inboxes.c.id == c.inbox_id)
    )


_BY_DISPLAY = Prepared(joined().where(c.account_id == bindparam("account"), c.display_id == bindparam("display")))
_BY_ID = Prepared(joined().where(c.account_id == bindparam("account"), c.id == bindparam("id")))
_SEEN = select(c.id).where(c.id == bindparam("id"))
_SEEN_BY_AGENT = Prepared(_SEEN.where(seen_by_member(is_admin=False, by_team=True)))
_SEEN_BY_VISITOR = {verified: Prepared(_SEEN.where(seen_by_visitor(verified=verified))) for verified in (False, True)}
_MESSAGE = Prepared(select(*MESSAGE).where(m.account_id == bindparam("account"), m.id == bindparam("id")))
_BY_ECHO = Prepared(
    select(*MESSAGE).where(m.conversation_id == bindparam("conversation"), m.echo_id == bindparam("echo"))
)
_BY_SOURCE = Prepared(
    select(*MESSAGE).where(
        m.inbox_id == bindparam("inbox"), m.source_id == bindparam("source"), m.kind == bindparam("kind")
    )
)
_HAS_SOURCE = Prepared(
    select(m.account_id).where(
        m.inbox_id == bindparam("inbox"), m.source_id == bindparam("source"), m.kind == bindparam("kind")
    )
)
_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_MANY = Prepared(joined().where(c.account_id == bindparam("account"), c.id.in_(_IDS)))
_MESSAGES = Prepared(select(*MESSAGE).where(m.account_id == bindparam("account"), m.id.in_(_IDS)))
_ATTACHMENTS = Prepared(
    select(*ATTACHMENT).where(a.account_id == bindparam("account"), a.message_id.in_(_IDS)).order_by(a.id)
)
_PEOPLE = (
    select(
        users.c.id, users.c.name, users.c.display_name, users.c.avatar, members.c.availability, members.c.auto_offline,
        users.c.email, users.c.confirmed_at, members.c.role,
    )
    .outerjoin(members, and_(members.c.user_id == users.c.id, members.c.account_id == bindparam("account")))
)  # fmt: skip
_USERS, _USER = Prepared(_PEOPLE.where(users.c.id.in_(_IDS))), Prepared(_PEOPLE.where(users.c.id == bindparam("id")))


def show(tx: Tx, actor: Actor, display_id: int) -> ConversationRow:
    """The conversation with this number, for this actor. Raises not found for what may not be seen."""
    row = tx.first(_BY_DISPLAY, {"account": actor.account_id, "display": display_id})
    if row is None or not can_see(tx, actor, row.id):
        raise not_found()
    return ConversationRow(*row)


def can_see(tx: Tx, actor: Actor, conversation_id: int) -> bool:
    """Whether a conversation of the actor's own account exists for this actor."""
    if isinstance(actor, System) or (isinstance(actor, Member) and actor.is_admin):
        return True
    statement = _SEEN_BY_AGENT if isinstance(actor, Member) else _SEEN_BY_VISITOR[actor.verified]
    return tx.first(statement, {**named(actor), "id": conversation_id}) is not None


def by_id(tx: Tx, account_id: int, conversation_id: int) -> ConversationRow:
    """A conversation that is known to exist."""
    row = tx.first(_BY_ID, {"account": account_id, "id": conversation_id})
    if row is None:
        raise not_found()
    return ConversationRow(*row)


def by_ids(tx: Tx, account_id: int, ids: Sequence[int]) -> dict[int, ConversationRow]:
    """Conversations by id."""
    rows = tx.all(_MANY, {"account": account_id, "ids": list(ids)}) if ids else ()
    return {row[0]: ConversationRow(*row) for row in rows}


def message(tx: Tx, account_id: int, message_id: int) -> MessageRow | None:
    """One message of the account."""
    row = tx.first(_MESSAGE, {"account": account_id, "id": message_id})
    return None if row is None else MessageRow(*row)


def messages_by_id(tx: Tx, account_id: int, ids: Iterable[int]) -> dict[int, MessageRow]:
    """Messages by id."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    rows = tx.all(_MESSAGES, {"account": account_id, "ids": wanted})
    return {row[0]: MessageRow(*row) for row in rows}


def by_echo(tx: Tx, account_id: int, conversation_id: int, echo_id: str) -> MessageRow | None:
    """The message that carries this echo id in the conversation."""
    row = tx.first(_BY_ECHO, {"conversation": conversation_id, "echo": echo_id})
    return MessageRow(*row) if row is not None and row.account_id == account_id else None


def by_source(tx: Tx, account_id: int, inbox_id: int, source_id: str, kind: int) -> MessageRow | None:
    """The message that carries this provider's id in the inbox and direction."""
    row = tx.first(_BY_SOURCE, {"inbox": inbox_id, "source": source_id, "kind": kind})
    return MessageRow(*row) if row is not None and row.account_id == account_id else None


def has_source(tx: Tx, account_id: int, inbox_id: int, source_id: str, kind: int) -> bool:
    """Whether a message carries this provider's id in the inbox and direction."""
    row = tx.first(_HAS_SOURCE, {"inbox": inbox_id, "source": source_id, "kind": kind})
    return row is not None and row.account_id == account_id


def undelivered(tx: Tx, account_id: int, inbox_id: int) -> Queued:
    """The messages of an inbox that still wait to be taken by its provider."""
    # The value stands in the statement itself, so that the index of these few rows serves it.
    mine = and_(
        m.account_id == account_id, m.inbox_id == inbox_id, m.status == literal_column(str(int(Delivery.QUEUED)))
    )
    rows: Sequence[Any] = tx.all(select(func.count(), func.min(m.created_at)).where(mine))
    return Queued(*rows[0])


def failed(tx: Tx, account_id: int, inbox_id: int, moment: int) -> int:
    """How many messages of an inbox could not be delivered, or came back, since a moment."""
    mine = and_(
        m.account_id == account_id, m.inbox_id == inbox_id, m.status == literal_column(str(int(Delivery.FAILED)))
    )
    return tx.value(select(func.count()).select_from(t.messages).where(mine, m.updated_at >= moment))


def attachments_of(tx: Tx, account_id: int, messages: Iterable[MessageRow]) -> dict[int, list[AttachmentRow]]:
    """The attachments of those messages that have any, by message."""
    ids = [row.id for row in messages if row.has_attachments]
    if not ids:
        return {}
    found: dict[int, list[AttachmentRow]] = {}
    for row in tx.all(_ATTACHMENTS, {"account": account_id, "ids": ids}):
        found.setdefault(row.message_id, []).append(AttachmentRow(*row))
    return found


def users_by_id(tx: Tx, account_id: int, ids: Iterable[int]) -> dict[int, UserRow]:
    """Users with their availability in the account; those who have left it keep their name."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    if len(wanted) == 1:
        rows = tx.all(_USER, {"account": account_id, "id": wanted[0]})
    else:
        rows = tx.all(_USERS, {"account": account_id, "ids": wanted})
    return {row[0]: UserRow(*row) for row in rows}


def details(
    tx: Tx, account_id: int, rows: Sequence[ConversationRow], extra: Sequence[MessageRow] = (), viewer: int = 0
) -> Details:
    """All that these conversations (and messages) refer to, in a handful of queries. `viewer`: the user who looks."""
    ids = {i for row in rows for i in (row.last_message_id, row.last_spoken_id, row.last_public_id) if i}
    found = messages_by_id(tx, account_id, ids)
    spoken = [*found.values(), *extra]
    who = {row.assignee_id for row in rows if row.assignee_id}
    who |= {row.sender_id for row in spoken if row.sender_type == SenderType.USER and row.sender_id}
    return Details(
        messages=found,
        attachments=attachments_of(tx, account_id, spoken),
        users=users_by_id(tx, account_id, who),
        teams=teams_by_id(tx, account_id, {row.team_id for row in rows if row.team_id}, viewer),
        contacts=_others(tx, account_id, rows, spoken),
    )


def details_of_thread(tx: Tx, row: ConversationRow, page: Sequence[MessageRow]) -> Details:
    """What the messages of one conversation refer to."""
    return details_of_threads(tx, row.account_id, [row], page)


def details_of_threads(
    tx: Tx, account_id: int, rows: Sequence[ConversationRow], messages: Sequence[MessageRow]
) -> Details:
    """The same for the messages of several conversations."""
    who = {one.sender_id for one in messages if one.sender_type == SenderType.USER and one.sender_id}
    who |= {row.assignee_id for row in rows if row.assignee_id}
    attachments, users = attachments_of(tx, account_id, messages), users_by_id(tx, account_id, who)
    return Details(attachments=attachments, users=users, contacts=_others(tx, account_id, rows, messages))


def _others(
    tx: Tx, account_id: int, rows: Sequence[ConversationRow], messages: Sequence[MessageRow]
) -> dict[int, ContactRow]:
    """The contacts who wrote something in somebody else's conversation."""
    owners = {row.id: row.contact_id for row in rows}
    others = {
        one.sender_id
        for one in messages
        if one.sender_type == SenderType.CONTACT and one.sender_id and one.sender_id != owners.get(one.conversation_id)
    }
    return contacts_by_id(tx, account_id, sorted(others))
