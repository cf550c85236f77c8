"""Messages: as REST gives them, and as events carry them."""

import msgspec
from msgspec import UNSET, UnsetType

from balcao.domain.contacts.queries import ContactRow
from balcao.domain.conversations.queries import ConversationRow, Details, MessageRow, UserRow
from balcao.domain.conversations.rules import UNREAD_SHOWN, Delivery, SenderType
from balcao.kit.clock import iso, seconds
from balcao.kit.text import EMPTY_OBJECT, Json, dumps, loads
from balcao.kit.urls import Urls
from balcao.shapes.agent import Agent
from balcao.shapes.attachment import Attachment, attachment
from balcao.shapes.lens import Lens
from balcao.shapes.sender import ContactEvent, Sender, SenderUser

_BODIES = b'"html_content"'
STATUS = {int(state): "sent" if state is Delivery.QUEUED else state.name.lower() for state in Delivery}


class Message(msgspec.Struct):
    """A message, as REST gives it."""

    id: int
    content: str | None
    inbox_id: int
    conversation_id: int
    message_type: int
    content_type: str
    status: str
    content_attributes: Json
    created_at: int
    private: bool
    source_id: str | None
    echo_id: str | UnsetType = UNSET
    sender: Sender | UnsetType = UNSET
    attachments: list[Attachment] | UnsetType = UNSET


class AddressRef(msgspec.Struct):
    """The contact's address in the inbox."""

    source_id: str


class ConversationRef(msgspec.Struct):
    """What a message event says about its conversation."""

    assignee_id: int | None
    unread_count: int
    last_activity_at: int
    contact_inbox: AddressRef


class MessageEvent(msgspec.Struct):
    """A message, as events and conversations carry it."""

    id: int
    content: str | None
    account_id: int
    inbox_id: int
    conversation_id: int
    message_type: int
    created_at: int
    updated_at: str
    private: bool
    status: str
    source_id: str | None
    content_type: str
    content_attributes: Json
    sender_type: str | None
    sender_id: int | None
    external_source_ids: Json
    additional_attributes: Json
    processed_message_content: str | None
    sentiment: Json
    conversation: ConversationRef
    echo_id: str | UnsetType = UNSET
    attachments: list[Attachment] | UnsetType = UNSET
    sender: Sender | UnsetType = UNSET


def agent_of(user: UserRow, account_id: int, lens: Lens) -> Agent:
    """A member of the team as agent."""
    sender = user_sender(user, account_id, lens)
    return Agent(
        id=user.id, account_id=account_id, availability_status=sender.availability_status or "offline",
        auto_offline=bool(user.auto_offline), confirmed=user.confirmed_at is not None, email=user.email,
        provider="email", available_name=sender.available_name, name=user.name, role=user.role or "agent",
        thumbnail=sender.thumbnail,
    )  # fmt: skip


def user_sender(user: UserRow, account_id: int, lens: Lens) -> SenderUser:
    """A member of the team as sender."""
    avatar, status = lens.urls.file(user.avatar), availability_of(user, account_id, lens)
    return SenderUser(user.id, user.name, user.display_name or user.name, avatar, status, avatar)


def availability_of(user: UserRow, account_id: int, lens: Lens) -> str | None:
    """Whether a member of the team is there, as others see it; None for who has left the account."""
    if user.availability is None:
        return None
    return lens.presence.status(account_id, user.id, user.availability, auto_offline=bool(user.auto_offline))


def contact_event(row: ConversationRow, urls: Urls) -> ContactEvent:
    """The contact of a conversation."""
    return ContactEvent(
        row.contact_additional, row.contact_custom, row.contact_email, row.contact_id, row.contact_identifier,
        row.contact_name, row.contact_phone_number, urls.file(row.contact_avatar), row.contact_blocked,
    )  # fmt: skip


def other_event(row: ContactRow, urls: Urls) -> ContactEvent:
    """A contact by itself."""
    return ContactEvent(
        row.additional_attributes, row.custom_attributes, row.email, row.id, row.identifier, row.name,
        row.phone_number, urls.file(row.avatar), row.blocked,
    )  # fmt: skip


def slim(attributes: Json) -> Json:
    """Content attributes without the bodies of a mail, which lists have no use for."""
    if _BODIES not in bytes(attributes):
        return attributes
    found = loads(attributes)
    mail = {name: value for name, value in found["email"].items() if name not in ("html_content", "text_content")}
    return dumps({**found, "email": mail})


def sender_of(message: MessageRow, row: ConversationRow, details: Details, lens: Lens) -> Sender | UnsetType:
    """Who wrote it; unset for lines of the system."""
    if message.sender_type == SenderType.CONTACT:
        other = details.contacts.get(message.sender_id or 0)
        return contact_event(row, lens.urls) if other is None else other_event(other, lens.urls)
    user = details.users.get(message.sender_id or 0) if message.sender_type == SenderType.USER else None
    return UNSET if user is None else user_sender(user, row.account_id, lens)


def attachments_of(message: MessageRow, details: Details, urls: Urls) -> list[Attachment] | UnsetType:
    """Its attachments; unset for none."""
    found = details.attachments.get(message.id)
    return [attachment(item, urls) for item in found] if found else UNSET


def message_json(message: MessageRow, row: ConversationRow, details: Details, lens: Lens) -> Message:
    """A message for REST."""
    return Message(
        message.id, message.content, message.inbox_id, row.display_id, message.kind, message.content_type,
        STATUS[message.status], message.content_attributes, seconds(message.created_at), message.private,
        message.source_id, UNSET, sender_of(message, row, details, lens),
        attachments_of(message, details, lens.urls),
    )  # fmt: skip


def message_event(
    message: MessageRow, row: ConversationRow, details: Details, lens: Lens, *, whole: bool = True
) -> MessageEvent:
    """A message for events and lists; not `whole` without what only its thread shows."""
    return MessageEvent(
        message.id, message.content, message.account_id, message.inbox_id, row.display_id, message.kind,
        seconds(message.created_at), iso(message.updated_at), message.private, STATUS[message.status],
        message.source_id, message.content_type,
        message.content_attributes if whole else slim(message.content_attributes), message.sender_type, message.sender_id,
        EMPTY_OBJECT, message.additional_attributes, message.content, EMPTY_OBJECT,
        ConversationRef(
            row.assignee_id, min(row.unread_count, UNREAD_SHOWN), seconds(row.last_activity_at), AddressRef(row.source_id)
        ),
        UNSET, attachments_of(message, details, lens.urls), sender_of(message, row, details, lens),
    )  # fmt: skip
