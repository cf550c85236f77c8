"""What we post to other programs. Top-level names differ a little from REST: enumerations are words, times ISO."""

import msgspec
from msgspec import UNSET, UnsetType

from balcao.domain.accounts.queries import AccountRow
from balcao.domain.conversations.queries import ConversationRow, Details, MessageRow
from balcao.domain.conversations.rules import Kind, SenderType
from balcao.domain.inboxes.queries import InboxRow
from balcao.kit.clock import iso
from balcao.kit.text import Json
from balcao.kit.urls import Urls
from balcao.shapes.attachment import Attachment
from balcao.shapes.conversation import ConversationEvent, conversation_event
from balcao.shapes.lens import Lens
from balcao.shapes.message import attachments_of, message_event


class Name(msgspec.Struct):
    """Something by id and name."""

    id: int
    name: str


class HookUser(msgspec.Struct, tag_field="type", tag="user"):
    """A member of the team as sender."""

    id: int
    name: str
    email: str


class HookContact(msgspec.Struct):
    """A contact as sender, or in an event of its own."""

    account: Name
    additional_attributes: Json
    avatar: str
    custom_attributes: Json
    email: str | None
    id: int
    identifier: str | None
    name: str
    phone_number: str | None
    thumbnail: str
    blocked: bool


class MessageCreated(msgspec.Struct, kw_only=True):
    """A message was written."""

    account: Name
    additional_attributes: Json
    content_attributes: Json
    content_type: str
    content: str | None
    conversation: ConversationEvent
    created_at: str
    id: int
    inbox: Name
    message_type: str
    private: bool
    sender: HookUser | HookContact | None
    source_id: str | None
    attachments: list[Attachment] | UnsetType = UNSET
    event: str = "message_created"


class Subject(msgspec.Struct, frozen=True):
    """What a document is about, read together. `now` is the moment of drawing."""

    account: AccountRow
    inbox: InboxRow
    conversation: ConversationRow
    message: MessageRow
    details: Details
    now: int


def message_created(subject: Subject, lens: Lens) -> MessageCreated:
    """The document of a message. Its conversation shows this message as the latest one."""
    message, row, details = subject.message, subject.conversation, subject.details
    conversation = conversation_event(row, details, lens, subject.now)
    if not message.private:
        conversation.messages = [message_event(message, row, details, lens)]
    return MessageCreated(
        account=Name(subject.account.id, subject.account.name), additional_attributes=message.additional_attributes,
        content_attributes=message.content_attributes, content_type=message.content_type, content=message.content,
        conversation=conversation, created_at=iso(message.created_at), id=message.id,
        inbox=Name(subject.inbox.id, subject.inbox.name), message_type=Kind(message.kind).name.lower(),
        private=message.private, sender=_sender(subject, lens.urls), source_id=message.source_id,
        attachments=attachments_of(message, details, lens.urls),
    )  # fmt: skip


def _sender(subject: Subject, urls: Urls) -> HookUser | HookContact | None:
    message, row = subject.message, subject.conversation
    if message.sender_type == SenderType.CONTACT:
        return hook_contact(row, Name(subject.account.id, subject.account.name), urls)
    user = subject.details.users.get(message.sender_id or 0) if message.sender_type == SenderType.USER else None
    return HookUser(user.id, user.name, user.email) if user else None


def hook_contact(row: ConversationRow, account: Name, urls: Urls) -> HookContact:
    """The contact of a conversation."""
    avatar = urls.file(row.contact_avatar)
    return HookContact(
        account, row.contact_additional, avatar, row.contact_custom, row.contact_email, row.contact_id,
        row.contact_identifier, row.contact_name, row.contact_phone_number, avatar, row.contact_blocked,
    )  # fmt: skip
