"""What happens, as a visitor's socket tells it. Each key was allowed by name, as in `visitor.py`."""

import msgspec
from msgspec import UNSET, UnsetType

from balcao.domain.conversations.queries import ConversationRow, Details, MessageRow
from balcao.domain.conversations.rules import can_reply
from balcao.domain.conversations.visits import may_see
from balcao.kit.clock import float_seconds, iso, seconds
from balcao.kit.text import Json
from balcao.shapes.lens import Lens
from balcao.shapes.message import STATUS
from balcao.shapes.visitor import (
    VisitorAgent,
    VisitorAttachment,
    VisitorSelf,
    attachments_of,
    open_attributes,
    refuse_secrets,
    sender_of,
    state_of,
    visitor_agent,
    visitor_self,
)


class VisitorAddress(msgspec.Struct):
    """The address by which the visitor is known in the inbox."""

    source_id: str


class VisitorConversationRef(msgspec.Struct):
    """What a message event says about its conversation."""

    last_activity_at: int
    contact_inbox: VisitorAddress


class VisitorMessageEvent(msgspec.Struct):
    """A message on the visitor's socket."""

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
    conversation: VisitorConversationRef
    echo_id: str | UnsetType = UNSET
    attachments: list[VisitorAttachment] | UnsetType = UNSET
    sender: VisitorAgent | VisitorSelf | UnsetType = UNSET


class VisitorMeta(msgspec.Struct):
    """Who is talking."""

    sender: VisitorSelf
    assignee: VisitorAgent | None
    hmac_verified: bool


class VisitorConversationEvent(msgspec.Struct):
    """A conversation on the visitor's socket."""

    account_id: int
    id: int
    inbox_id: int
    channel: str
    status: str
    can_reply: bool
    messages: list[VisitorMessageEvent]
    meta: VisitorMeta
    contact_last_seen_at: int
    agent_last_seen_at: int
    last_activity_at: int
    timestamp: int
    created_at: int
    updated_at: float


class VisitorTyping(msgspec.Struct):
    """Somebody of the team writes, or has stopped."""

    account_id: int
    conversation: VisitorConversationEvent
    user: VisitorAgent
    is_private: bool = False


def visitor_message_event(
    message: MessageRow, row: ConversationRow, details: Details, lens: Lens
) -> VisitorMessageEvent:
    """A message for the visitor's socket. Raises ValueError for one that `may_see` denies."""
    refuse_secrets(message)
    return VisitorMessageEvent(
        message.id, message.content, message.account_id, message.inbox_id, row.display_id, message.kind,
        seconds(message.created_at), iso(message.updated_at), False, STATUS[message.status], message.source_id,
        message.content_type, open_attributes(message.content_attributes), message.sender_type, message.sender_id,
        VisitorConversationRef(seconds(row.last_activity_at), VisitorAddress(row.source_id)),
        message.echo_id or UNSET, attachments_of(message, details, lens.urls), sender_of(message, row, details, lens),
    )  # fmt: skip


def visitor_conversation_event(
    row: ConversationRow, details: Details, lens: Lens, now: int
) -> VisitorConversationEvent:
    """A conversation for the visitor's socket, with its last public message."""
    last = details.messages.get(row.last_public_id or 0)
    assignee = details.users.get(row.assignee_id or 0)
    meta = VisitorMeta(
        visitor_self(row, lens.urls),
        visitor_agent(assignee, row.account_id, lens) if assignee else None,
        row.hmac_verified,
    )
    active = seconds(row.last_activity_at)
    return VisitorConversationEvent(
        row.account_id, row.display_id, row.inbox_id, lens.channel_type(row.kind), state_of(row),
        can_reply(row.last_incoming_at, row.inbox_settings, now),
        [visitor_message_event(last, row, details, lens)] if last and may_see(last) else [], meta,
        seconds(row.contact_last_seen_at), seconds(row.agent_last_seen_at), active, active, seconds(row.created_at),
        float_seconds(row.updated_at),
    )  # fmt: skip
