"""What a visitor gets to see: types of their own, in which every key was allowed by name.

Nothing here is made from the team's shapes. A key that is added there does not appear here; a private note or a grey line
of the thread cannot be drawn at all. Of the team a visitor sees the display name, the picture and the availability.
"""

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from balcao.domain.accounts.queries import AgentRow
from balcao.domain.contacts.rules import CLAIMS
from balcao.domain.conversations.queries import AttachmentRow, ConversationRow, Details, MessageRow, UserRow
from balcao.domain.conversations.rules import SenderType, Status
from balcao.domain.conversations.visits import may_see
from balcao.kit.clock import seconds
from balcao.kit.text import EMPTY_OBJECT, Json, dumps, loads
from balcao.kit.urls import Urls
from balcao.shapes.attachment import attachment
from balcao.shapes.lens import Lens
from balcao.shapes.message import availability_of

# What may be said of a message beside its text. Everything else is the team's.
_OPEN_ATTRIBUTES = frozenset(
    (
        "deleted", "display_type", "image_type", "in_reply_to", "in_reply_to_external_id", "is_unsupported", "items",
        "submitted_email", "submitted_values",
    )
)  # fmt: skip


class VisitorAgent(msgspec.Struct, tag_field="type", tag="user"):
    """A member of the team, as a visitor sees one."""

    id: int
    name: str
    available_name: str
    avatar_url: str
    availability_status: str | None
    thumbnail: str


class VisitorSelf(msgspec.Struct, tag_field="type", tag="contact"):
    """The visitor's own contact, as the sender of messages."""

    id: int
    name: str
    email: str | None
    phone_number: str | None
    identifier: str | None
    thumbnail: str


class VisitorAttachment(msgspec.Struct):
    """A file or a place. Which keys are present depends on `file_type`."""

    id: int
    message_id: int
    file_type: str
    account_id: int
    extension: str | UnsetType | None = UNSET
    data_url: str | UnsetType = UNSET
    thumb_url: str | UnsetType = UNSET
    file_size: int | UnsetType = UNSET
    width: int | UnsetType | None = UNSET
    height: int | UnsetType | None = UNSET
    transcribed_text: str | UnsetType = UNSET
    coordinates_lat: float | UnsetType = UNSET
    coordinates_long: float | UnsetType = UNSET
    fallback_title: str | UnsetType | None = UNSET


class VisitorMessage(msgspec.Struct):
    """A message, as widget and client API give it."""

    id: int
    content: str | None
    message_type: int
    content_type: str
    content_attributes: Json
    created_at: int
    conversation_id: int
    echo_id: str | UnsetType = UNSET
    attachments: list[VisitorAttachment] | UnsetType = UNSET
    sender: VisitorAgent | VisitorSelf | UnsetType = UNSET


class AcceptedMessage(msgspec.Struct):
    """The widget's answer to a message that was taken in."""

    id: int
    content: str | None
    inbox_id: int
    conversation_id: int
    message_type: int
    created_at: int
    private: bool
    source_id: str | None
    content_type: str
    content_attributes: Json
    echo_id: str | UnsetType = UNSET
    attachments: list[VisitorAttachment] | UnsetType = UNSET
    sender: VisitorAgent | VisitorSelf | UnsetType = UNSET


class VisitorConversation(msgspec.Struct):
    """The widget's conversation."""

    id: int
    inbox_id: int
    contact_last_seen_at: int
    status: str


def visitor_message(message: MessageRow, row: ConversationRow, details: Details, lens: Lens) -> VisitorMessage:
    """A message for a visitor. Raises ValueError for one that `may_see` denies."""
    refuse_secrets(message)
    return VisitorMessage(
        message.id, message.content, message.kind, message.content_type, open_attributes(message.content_attributes),
        seconds(message.created_at), row.display_id, message.echo_id or UNSET,
        attachments_of(message, details, lens.urls), sender_of(message, row, details, lens),
    )  # fmt: skip


def accepted_message(message: MessageRow, row: ConversationRow, details: Details, lens: Lens) -> AcceptedMessage:
    """The visitor's own message, just taken in."""
    refuse_secrets(message)
    return AcceptedMessage(
        message.id, message.content, message.inbox_id, row.display_id, message.kind, seconds(message.created_at),
        False, message.source_id, message.content_type, open_attributes(message.content_attributes),
        message.echo_id or UNSET, attachments_of(message, details, lens.urls), sender_of(message, row, details, lens),
    )  # fmt: skip


def visitor_conversation(row: ConversationRow) -> VisitorConversation:
    """A conversation for the widget."""
    return VisitorConversation(row.display_id, row.inbox_id, seconds(row.contact_last_seen_at), state_of(row))


def visitor_agent(user: UserRow, account_id: int, lens: Lens) -> VisitorAgent:
    """A member of the team under the name that is meant for visitors."""
    name, avatar = user.display_name or user.name, lens.urls.file(user.avatar)
    return VisitorAgent(user.id, name, name, avatar, availability_of(user, account_id, lens), avatar)


class VisitorMember(msgspec.Struct):
    """One of the people who answer."""

    id: int
    name: str
    avatar_url: str
    availability_status: str


def visitor_member(agent: AgentRow, lens: Lens) -> VisitorMember:
    """A member of the inbox under the name that is meant for visitors."""
    status = lens.presence.status(agent.account_id, agent.id, agent.availability, auto_offline=agent.auto_offline)
    return VisitorMember(agent.id, agent.display_name or agent.name, lens.urls.file(agent.avatar), status)


def visitor_self(row: ConversationRow, urls: Urls) -> VisitorSelf:
    """The contact of a conversation, to himself."""
    said = claims_of(row.contact_additional)
    return VisitorSelf(
        row.contact_id,
        row.contact_name,
        row.contact_email or said.get("email"),
        row.contact_phone_number or said.get("phone_number"),
        row.contact_identifier or said.get("identifier"),
        urls.file(row.contact_avatar),
    )


def claims_of(additional: Json) -> dict[str, str]:
    """What the visitor said about himself.

    It is shown to him as if it had been taken over, so that nobody learns from the difference whether another contact
    has that address.
    """
    if b'"claims"' not in bytes(additional):
        return {}
    return loads(additional).get(CLAIMS) or {}


def open_attributes(stored: Json) -> Json:
    """Of a message's attributes those that are meant for both sides."""
    if bytes(stored) == b"{}":
        return EMPTY_OBJECT
    values: dict[str, Any] = loads(stored)
    return dumps({key: value for key, value in values.items() if key in _OPEN_ATTRIBUTES})


def refuse_secrets(message: MessageRow) -> None:
    """Raises ValueError for a message that `may_see` denies."""
    if not may_see(message):
        raise ValueError(f"message {message.id} is not for visitors")


def sender_of(
    message: MessageRow, row: ConversationRow, details: Details, lens: Lens
) -> VisitorAgent | VisitorSelf | UnsetType:
    """Who wrote it; unset for what the system says."""
    if message.sender_type == SenderType.CONTACT:
        return visitor_self(row, lens.urls)
    user = details.users.get(message.sender_id or 0) if message.sender_type == SenderType.USER else None
    return UNSET if user is None else visitor_agent(user, row.account_id, lens)


def attachments_of(message: MessageRow, details: Details, urls: Urls) -> list[VisitorAttachment] | UnsetType:
    """Its attachments; unset for none."""
    found = details.attachments.get(message.id)
    return [visitor_attachment(item, urls) for item in found] if found else UNSET


def visitor_attachment(row: AttachmentRow, urls: Urls) -> VisitorAttachment:
    """The attachment of a row, key by key."""
    whole = attachment(row, urls)
    return VisitorAttachment(**{name: getattr(whole, name) for name in VisitorAttachment.__struct_fields__})


def state_of(row: ConversationRow) -> str:
    """The conversation's status by name."""
    return Status(row.status).name.lower()
