"""Conversations: as REST gives them, and as events carry them."""

import msgspec
from msgspec import UNSET, UnsetType

from balcao.domain.conversations.queries import ConversationRow, Details
from balcao.domain.conversations.rules import UNREAD_SHOWN, Priority, Status, can_reply
from balcao.kit.clock import float_seconds, iso, iso_or_none, seconds
from balcao.kit.text import Json
from balcao.shapes.agent import Agent
from balcao.shapes.contact import Contact
from balcao.shapes.lens import Lens
from balcao.shapes.message import MessageEvent, agent_of, contact_event, message_event, user_sender
from balcao.shapes.sender import ContactEvent, SenderUser
from balcao.shapes.team import Team
from balcao.shapes.team import team as team_shape

STATUS = {int(status): status.name.lower() for status in Status}
PRIORITY = {int(priority): priority.name.lower() for priority in Priority}


class Meta(msgspec.Struct):
    """Who is involved. Keys are absent when nobody is."""

    sender: Contact
    channel: str
    hmac_verified: bool
    assignee: Agent | UnsetType = UNSET
    assignee_type: str | UnsetType = UNSET
    team: Team | UnsetType = UNSET


class Conversation(msgspec.Struct):
    """A conversation, as REST gives it. `id` is the number within the account."""

    meta: Meta
    id: int
    messages: list[MessageEvent]
    account_id: int
    uuid: str
    additional_attributes: Json
    agent_last_seen_at: int
    assignee_last_seen_at: int
    can_reply: bool
    contact_last_seen_at: int
    custom_attributes: Json
    inbox_id: int
    labels: Json
    muted: bool
    snoozed_until: str | None
    status: str
    created_at: int
    updated_at: float
    timestamp: int
    first_reply_created_at: int
    unread_count: int
    last_non_activity_message: MessageEvent | None
    last_activity_at: int
    priority: str | None
    waiting_since: int
    sla_policy_id: int | None


class TeamName(msgspec.Struct):
    """A team in an event."""

    id: int
    name: str


class EventMeta(msgspec.Struct):
    """Who is involved, in an event. Nobody is null."""

    sender: ContactEvent
    assignee: SenderUser | None
    assignee_type: str | None
    team: TeamName | None
    hmac_verified: bool


class AddressEvent(msgspec.Struct):
    """The contact's address in the inbox, in an event."""

    id: int
    contact_id: int
    inbox_id: int
    source_id: str
    created_at: str
    updated_at: str
    hmac_verified: bool
    pubsub_token: str


class ConversationEvent(msgspec.Struct):
    """A conversation, as events carry it."""

    additional_attributes: Json
    can_reply: bool
    channel: str
    contact_inbox: AddressEvent
    id: int
    inbox_id: int
    messages: list[MessageEvent]
    labels: Json
    meta: EventMeta
    status: str
    custom_attributes: Json
    snoozed_until: str | None
    unread_count: int
    first_reply_created_at: str | None
    priority: str | None
    waiting_since: int
    agent_last_seen_at: int
    contact_last_seen_at: int
    last_activity_at: int
    timestamp: int
    created_at: int
    updated_at: float


def conversation_json(row: ConversationRow, details: Details, lens: Lens, now: int) -> Conversation:
    """A conversation for REST."""
    last, spoken = (
        message_event(details.messages[i], row, details, lens, whole=False) if i in details.messages else None
        for i in (row.last_message_id, row.last_spoken_id)
    )
    return Conversation(
        _meta(row, details, lens), row.display_id, [last] if last else [], row.account_id, row.uuid,
        row.additional_attributes, seconds(row.agent_last_seen_at), seconds(row.assignee_last_seen_at),
        can_reply(row.last_incoming_at, row.inbox_settings, now), seconds(row.contact_last_seen_at),
        row.custom_attributes, row.inbox_id, row.label_list, row.contact_blocked, iso_or_none(row.snoozed_until),
        STATUS[row.status], seconds(row.created_at), float_seconds(row.updated_at), seconds(row.last_activity_at),
        seconds(row.first_reply_created_at), min(row.unread_count, UNREAD_SHOWN), spoken,
        seconds(row.last_activity_at), _priority(row), seconds(row.waiting_since), None,
    )  # fmt: skip


def _meta(row: ConversationRow, details: Details, lens: Lens) -> Meta:
    meta = Meta(_contact(row, lens), lens.channel_type(row.kind), row.hmac_verified)
    if user := details.users.get(row.assignee_id or 0):
        meta.assignee, meta.assignee_type = agent_of(user, row.account_id, lens), "User"
    if team := details.teams.get(row.team_id or 0):
        meta.team = team_shape(team)
    return meta


def _contact(row: ConversationRow, lens: Lens) -> Contact:
    here = lens.presence.contact_is_here(row.account_id, row.contact_id)
    return Contact(
        id=row.contact_id, name=row.contact_name, email=row.contact_email, phone_number=row.contact_phone_number,
        identifier=row.contact_identifier, thumbnail=lens.urls.file(row.contact_avatar), blocked=row.contact_blocked,
        availability_status="online" if here else "offline", additional_attributes=row.contact_additional,
        custom_attributes=row.contact_custom, created_at=seconds(row.contact_created_at),
        last_activity_at=seconds(row.contact_active_at) if row.contact_active_at else UNSET,
    )  # fmt: skip


def conversation_event(row: ConversationRow, details: Details, lens: Lens, now: int) -> ConversationEvent:
    """A conversation for events."""
    public = details.messages.get(row.last_public_id or 0)
    return ConversationEvent(
        row.additional_attributes, can_reply(row.last_incoming_at, row.inbox_settings, now), lens.channel_type(row.kind),
        _address(row, lens), row.display_id, row.inbox_id,
        [message_event(public, row, details, lens, whole=False)] if public else [], row.label_list,
        _event_meta(row, details, lens), STATUS[row.status], row.custom_attributes, iso_or_none(row.snoozed_until),
        min(row.unread_count, UNREAD_SHOWN), iso_or_none(row.first_reply_created_at), _priority(row),
        seconds(row.waiting_since), seconds(row.agent_last_seen_at), seconds(row.contact_last_seen_at),
        seconds(row.last_activity_at), seconds(row.last_activity_at), seconds(row.created_at),
        float_seconds(row.updated_at),
    )  # fmt: skip


def _event_meta(row: ConversationRow, details: Details, lens: Lens) -> EventMeta:
    assignee, team = _assignee(row, details, lens), details.teams.get(row.team_id or 0)
    return EventMeta(
        contact_event(row, lens.urls),
        assignee,
        "User" if assignee else None,
        TeamName(team.id, team.name) if team else None,
        row.hmac_verified,
    )


def _address(row: ConversationRow, lens: Lens) -> AddressEvent:
    return AddressEvent(
        row.contact_inbox_id, row.contact_id, row.inbox_id, row.source_id, iso(row.address_created_at),
        iso(row.address_updated_at), row.hmac_verified, lens.keyring.token("contact", row.contact_inbox_id),
    )  # fmt: skip


def _assignee(row: ConversationRow, details: Details, lens: Lens) -> SenderUser | None:
    user = details.users.get(row.assignee_id or 0)
    return user_sender(user, row.account_id, lens) if user else None


def _priority(row: ConversationRow) -> str | None:
    return None if row.priority is None else PRIORITY[row.priority]
