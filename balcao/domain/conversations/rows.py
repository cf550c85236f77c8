"""Rows as plain structs, filled by position."""

import msgspec

from balcao.domain.contacts.queries import ContactRow
from balcao.domain.teams.queries import TeamRow
from balcao.kit.text import Json


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
    carried_id: int | None
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
    inbox_greets: bool


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
    inline: bool
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


class Queued(msgspec.Struct):
    """How many messages wait to be taken by their provider, and since when the oldest does."""

    count: int
    since: int | None


class Details(msgspec.Struct):
    """What conversations and messages refer to, by id."""

    messages: dict[int, MessageRow] = {}
    attachments: dict[int, list[AttachmentRow]] = {}
    users: dict[int, UserRow] = {}
    teams: dict[int, TeamRow] = {}
    contacts: dict[int, ContactRow] = {}
    """Those who wrote in a conversation that is another contact's."""

    def contact_name(self, message: MessageRow, row: ConversationRow) -> str:
        """Who has written an incoming message."""
        other = self.contacts.get(message.sender_id or 0)
        return other.name if other else row.contact_name
