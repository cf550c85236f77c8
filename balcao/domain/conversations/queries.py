"""Reads that answer a screen: rows as plain structs, filled by position."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, and_, bindparam, select

from balcao.domain.accounts.tables import members, users
from balcao.domain.actors import Actor
from balcao.domain.contacts.tables import contact_inboxes, contacts
from balcao.domain.conversations import tables as t
from balcao.domain.conversations.access import visible_to
from balcao.domain.inboxes.tables import inboxes
from balcao.domain.teams.tables import teams
from balcao.kit.errors import not_found
from balcao.kit.text import Json
from balcao.store.prepared import Prepared
from balcao.store.tx import Tx

c, m, a = t.conversations.c, t.messages.c, t.attachments.c


class ConversationRow(msgspec.Struct):
    """A conversation with its contact, its address and its inbox."""

    id: int
    account_id: int
    display_id: int
    uuid: str
    inbox_id: int
    contact_id: int
    contact_inbox_id: int
    status: int
    priority: int | None
    assignee_id: int | None
    team_id: int | None
    additional_attributes: Json
    custom_attributes: Json
    label_list: Json
    unread_count: int
    last_message_id: int | None
    last_spoken_id: int | None
    last_public_id: int | None
    last_incoming_at: int | None
    snoozed_until: int | None
    last_activity_at: int
    agent_last_seen_at: int | None
    assignee_last_seen_at: int | None
    contact_last_seen_at: int | None
    first_reply_created_at: int | None
    waiting_since: int | None
    created_at: int
    updated_at: int
    contact_name: str
    contact_email: str | None
    contact_phone_number: str | None
    contact_identifier: str | None
    contact_avatar: str | None
    contact_blocked: bool
    contact_additional: Json
    contact_custom: Json
    contact_active_at: int | None
    contact_created_at: int
    source_id: str
    hmac_verified: bool
    address_created_at: int
    address_updated_at: int
    kind: str
    inbox_settings: Json


class MessageRow(msgspec.Struct):
    """A message."""

    id: int
    account_id: int
    conversation_id: int
    inbox_id: int
    kind: int
    content: str | None
    content_type: str
    content_attributes: Json
    additional_attributes: Json
    private: bool
    status: int
    sender_type: str | None
    sender_id: int | None
    source_id: str | None
    echo_id: str | None
    has_attachments: bool
    created_at: int
    updated_at: int


class AttachmentRow(msgspec.Struct):
    """An attachment."""

    id: int
    message_id: int
    file_type: str
    account_id: int
    blob: str | None
    file_name: str
    content_type: str
    file_size: int
    width: int | None
    height: int | None
    latitude: float | None
    longitude: float | None
    fallback_title: str | None
    external_url: str | None
    created_at: int


class UserRow(msgspec.Struct):
    """A user as sender or assignee."""

    id: int
    name: str
    display_name: str | None
    avatar: str | None
    availability: str | None
    auto_offline: bool | None
    email: str
    confirmed_at: int | None
    role: str | None


class TeamRow(msgspec.Struct):
    """A team."""

    id: int
    name: str
    description: str | None
    allow_auto_assign: bool
    account_id: int
    created_at: int
    updated_at: int


class Details(msgspec.Struct):
    """What conversations and messages refer to, by id."""

    messages: dict[int, MessageRow] = {}
    attachments: dict[int, list[AttachmentRow]] = {}
    users: dict[int, UserRow] = {}
    teams: dict[int, TeamRow] = {}


CONVERSATION = (
    *[column for column in t.conversations.c],
    contacts.c.name, contacts.c.email, contacts.c.phone_number, contacts.c.identifier, contacts.c.avatar,
    contacts.c.blocked, contacts.c.additional_attributes, contacts.c.custom_attributes,
    contacts.c.last_activity_at, contacts.c.created_at,
    contact_inboxes.c.source_id, contact_inboxes.c.hmac_verified, contact_inboxes.c.created_at,
    contact_inboxes.c.updated_at, inboxes.c.kind, inboxes.c.settings,
)  # fmt: skip
MESSAGE = tuple(t.messages.c)
ATTACHMENT = (
    a.id, a.message_id, a.file_type, a.account_id, a.blob, a.file_name, a.content_type, a.file_size, a.width, a.height,
    a.coordinates_lat, a.coordinates_long, a.fallback_title, a.external_url, a.created_at,
)  # fmt: skip

TEAM = (
    teams.c.id, teams.c.name, teams.c.description, teams.c.allow_auto_assign, teams.c.account_id, teams.c.created_at,
    teams.c.updated_at,
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
_MESSAGE = Prepared(select(*MESSAGE).where(m.account_id == bindparam("account"), m.id == bindparam("id")))
_BY_ECHO = Prepared(
    select(*MESSAGE).where(m.conversation_id == bindparam("conversation"), m.echo_id == bindparam("echo"))
)
_BY_SOURCE = Prepared(
    select(*MESSAGE).where(
        m.inbox_id == bindparam("inbox"), m.source_id == bindparam("source"), m.kind == bindparam("kind")
    )
)


def show(tx: Tx, actor: Actor, display_id: int) -> ConversationRow:
    """The conversation with this number, for this actor. Raises not found for what may not be seen."""
    row = tx.first(_BY_DISPLAY, {"account": actor.account_id, "display": display_id})
    if row is None or not can_see(tx, actor, row.id):
        raise not_found()
    return ConversationRow(*row)


def can_see(tx: Tx, actor: Actor, conversation_id: int) -> bool:
    """Whether it exists for this actor."""
    if getattr(actor, "is_admin", False):
        return True
    condition = and_(c.id == conversation_id, visible_to(actor, by_team=True))
    return tx.value(select(c.id).where(condition)) is not None


def by_id(tx: Tx, account_id: int, conversation_id: int) -> ConversationRow:
    """A conversation that is known to exist."""
    row = tx.first(_BY_ID, {"account": account_id, "id": conversation_id})
    if row is None:
        raise not_found()
    return ConversationRow(*row)


def by_ids(tx: Tx, account_id: int, ids: Sequence[int]) -> dict[int, ConversationRow]:
    """Conversations by id."""
    rows = tx.all(joined().where(c.account_id == account_id, c.id.in_(ids)))
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
    rows = tx.all(select(*MESSAGE).where(m.account_id == account_id, m.id.in_(wanted)))
    return {row[0]: MessageRow(*row) for row in rows}


def by_echo(tx: Tx, account_id: int, conversation_id: int, echo_id: str) -> MessageRow | None:
    """The message that carries this echo id in the conversation."""
    row = tx.first(_BY_ECHO, {"conversation": conversation_id, "echo": echo_id})
    return MessageRow(*row) if row is not None and row.account_id == account_id else None


def by_source(tx: Tx, account_id: int, inbox_id: int, source_id: str, kind: int) -> MessageRow | None:
    """The message that carries this provider's id in the inbox and direction."""
    row = tx.first(_BY_SOURCE, {"inbox": inbox_id, "source": source_id, "kind": kind})
    return MessageRow(*row) if row is not None and row.account_id == account_id else None


def attachments_of(tx: Tx, account_id: int, messages: Iterable[MessageRow]) -> dict[int, list[AttachmentRow]]:
    """The attachments of those messages that have any, by message."""
    ids = [row.id for row in messages if row.has_attachments]
    if not ids:
        return {}
    found: dict[int, list[AttachmentRow]] = {}
    query = select(*ATTACHMENT).where(a.account_id == account_id, a.message_id.in_(ids)).order_by(a.id)
    for row in tx.all(query):
        found.setdefault(row.message_id, []).append(AttachmentRow(*row))
    return found


def users_by_id(tx: Tx, account_id: int, ids: Iterable[int]) -> dict[int, UserRow]:
    """Users with their availability in the account; those who have left it keep their name."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    here = and_(members.c.user_id == users.c.id, members.c.account_id == account_id)
    query = (
        select(
            users.c.id, users.c.name, users.c.display_name, users.c.avatar, members.c.availability,
            members.c.auto_offline, users.c.email, users.c.confirmed_at, members.c.role,
        )
        .outerjoin(members, here)
        .where(users.c.id.in_(wanted))
    )  # fmt: skip
    return {row[0]: UserRow(*row) for row in tx.all(query)}


def teams_by_id(tx: Tx, account_id: int, ids: Iterable[int]) -> dict[int, TeamRow]:
    """Teams by id."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    rows = tx.all(select(*TEAM).where(teams.c.account_id == account_id, teams.c.id.in_(wanted)))
    return {row[0]: TeamRow(*row) for row in rows}


def details(tx: Tx, account_id: int, rows: Sequence[ConversationRow], extra: Sequence[MessageRow] = ()) -> Details:
    """All that these conversations (and messages) refer to, in a handful of queries."""
    ids = {i for row in rows for i in (row.last_message_id, row.last_spoken_id, row.last_public_id) if i}
    found = messages_by_id(tx, account_id, ids)
    spoken = [*found.values(), *extra]
    who = {row.assignee_id for row in rows if row.assignee_id}
    who |= {row.sender_id for row in spoken if row.sender_type == "User" and row.sender_id}
    return Details(
        messages=found,
        attachments=attachments_of(tx, account_id, spoken),
        users=users_by_id(tx, account_id, who),
        teams=teams_by_id(tx, account_id, {row.team_id for row in rows if row.team_id}),
    )


def details_of_thread(tx: Tx, row: ConversationRow, page: Sequence[MessageRow]) -> Details:
    """What the messages of one conversation refer to."""
    who = {item.sender_id for item in page if item.sender_type == "User" and item.sender_id}
    if row.assignee_id:
        who.add(row.assignee_id)
    return Details({}, attachments_of(tx, row.account_id, page), users_by_id(tx, row.account_id, who))


def thread(tx: Tx, conversation: ConversationRow, window: "Window") -> list[MessageRow]:
    """A page of messages, oldest first."""
    return [MessageRow(*row) for row in window.read(tx, m.conversation_id == conversation.id)]


class Window(msgspec.Struct, frozen=True):
    """Which part of a thread: the newest, those before, those after, or those between two message ids."""

    before: int | None = None
    after: int | None = None
    conditions: tuple[ColumnElement[bool], ...] = ()

    def read(self, tx: Tx, where: ColumnElement[bool]) -> Sequence[Any]:
        """The rows, oldest first."""
        base = select(*MESSAGE).where(where, *self.conditions)
        if self.after is None:
            older = base if self.before is None else base.where(m.id < self.before)
            return tx.all(older.order_by(m.id.desc()).limit(20))[::-1]
        if self.before is None:
            return tx.all(base.where(m.id > self.after).order_by(m.id).limit(100))
        between = base.where(m.id >= self.after, m.id < self.before)
        return tx.all(between.order_by(m.id).limit(1000))
