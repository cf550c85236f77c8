"""The visitor's conversation: the latest one, a new one, its end, its attributes, who types and who has read."""

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from balcao.api import visiting
from balcao.api.browser import circumstances
from balcao.api.call import Call
from balcao.api.limits import Limit
from balcao.api.route import Room, Unit, Who
from balcao.api.visiting import Said
from balcao.api.widget.visitors import site
from balcao.domain.contacts import actions as contacts
from balcao.domain.contacts import queries as contact_queries
from balcao.domain.contacts.actions import Claims
from balcao.domain.conversations import actions, visits
from balcao.domain.conversations import queries as q
from balcao.domain.conversations.actions import Opening
from balcao.domain.conversations.actions.hold import hold_by_id
from balcao.kit.errors import Problem
from balcao.kit.text import Json, loads
from balcao.shapes.visitor import VisitorConversation, VisitorMessage, visitor_conversation
from balcao.shapes.visitor_contact import ContactRecord, contact_record
from balcao.store.tx import Tx

room = Room("/api/v1/widget/conversations", Who.VISITOR)

OPENINGS_BY_ADDRESS = Limit("widget_openings", 30, 3600)
_OPENINGS_OF_INBOX = Limit("widget_openings_of_inbox", 300, 60, by="website_token")
_TYPING = Limit("widget_typing", 20, 60, by="token")
_TRANSCRIPTS = Limit("widget_transcripts", 5, 3600, by="token")
_READING = Limit("widget_reading", 60, 60, by="token")


class PageSaid(Said, kw_only=True):
    """A message, and the page on which it was written."""

    referer_url: Any = None


class PreChat(msgspec.Struct, kw_only=True):
    """What the form before the conversation asked for."""

    name: str | None = None
    email: str | None = None
    phone_number: str | None = None

    @property
    def claims(self) -> Claims:
        """The same as what a visitor says of himself."""
        return Claims(name=self.name, email=self.email, phone_number=self.phone_number)


class NewConversation(msgspec.Struct, kw_only=True):
    """A conversation to begin with its first message."""

    contact: PreChat = msgspec.field(default_factory=PreChat)
    message: PageSaid = msgspec.field(default_factory=PageSaid)
    custom_attributes: dict[str, Any] | None = None


class Begun(msgspec.Struct):
    """A conversation that has begun."""

    id: int
    inbox_id: int
    contact_last_seen_at: int
    status: str
    messages: list[VisitorMessage]
    custom_attributes: Json
    contact: ContactRecord


class WithAttributes(msgspec.Struct):
    """A conversation and its custom attributes."""

    id: int
    inbox_id: int
    contact_last_seen_at: int
    status: str
    custom_attributes: Json


class OwnConversation(VisitorConversation):
    """The widget's conversation. `transcript` is there, and true, when the visitor may have it mailed to himself."""

    transcript: bool | UnsetType = UNSET


@room.get(gives=OwnConversation)
def show(tx: Tx, call: Call[None]) -> OwnConversation | dict[str, Any]:
    """The latest conversation; an empty object before the first."""
    latest = visits.latest(tx, call.visitor)
    if latest is None:
        return {}
    brief = msgspec.structs.asdict(visitor_conversation(latest))
    return OwnConversation(**brief, transcript=actions.may_mail_own(tx, latest) or UNSET)


@room.post(takes=NewConversation, gives=Begun, limits=(_OPENINGS_OF_INBOX,))
def create(tx: Tx, call: Call[NewConversation]) -> Begun:
    """Begin a conversation. The same `echo_id` begins it once."""
    visitor, p = call.visitor, call.p
    contacts.claim(tx, visitor, p.contact.claims)
    opening = opening_of(tx, call, p.message, p.custom_attributes or {})
    received = actions.begin(tx, visitor, visiting.draft_of(tx, call, p.message), opening)
    visiting.count_opening(tx, call, received, OPENINGS_BY_ADDRESS)
    row = received.conversation
    brief = msgspec.structs.asdict(visitor_conversation(row))
    contact = contact_record(contact_queries.show(tx, visitor.account_id, visitor.contact_id))
    messages = visiting.drawn(tx, call, row, visits.thread_of(tx, row))
    return Begun(**brief, messages=messages, custom_attributes=row.custom_attributes, contact=contact)


def opening_of(tx: Tx, call: Call[Any], said: PageSaid, custom: dict[str, Any]) -> Opening:
    """How a conversation in the widget begins: with what the browser says of itself."""
    return Opening(
        contact_inbox_id=call.visitor.contact_inbox_id,
        additional_attributes=circumstances(call.headers, said.referer_url, tx.now),
        custom_attributes=visiting.bounded(custom),
    )


class TypingParams(msgspec.Struct, kw_only=True):
    """`on` or `off`."""

    typing_status: str = "off"


@room.post("/toggle_typing", takes=TypingParams, limits=(_TYPING,), unit=Unit.READ)
def toggle_typing(tx: Tx, call: Call[TypingParams]) -> None:
    """The visitor is writing, or has stopped. Raises an empty 404 before the first conversation."""
    visiting.note_typing(call, _latest(tx, call), call.p.typing_status)


@room.post("/update_last_seen", limits=(_READING,))
def update_last_seen(tx: Tx, call: Call[None]) -> None:
    """The visitor has read everything."""
    if latest := visits.latest(tx, call.visitor):
        visiting.note_seen(tx, latest)


@room.get("/toggle_status", unit=Unit.WRITE)
def toggle_status(tx: Tx, call: Call[None]) -> None:
    """The visitor ends the conversation. Raises an empty 403 where the inbox does not let visitors do so."""
    inbox, _ = site(tx, call)
    if "end_conversation" not in (inbox.setting("selected_feature_flags") or []):
        raise Problem(403, None)
    if latest := visits.latest(tx, call.visitor):
        visiting.end(tx, latest)


@room.post("/transcript", limits=(_TRANSCRIPTS,))
def transcript(tx: Tx, call: Call[None]) -> None:
    """Mail the conversation to the visitor, where his address is known to be his own."""
    if latest := visits.latest(tx, call.visitor):
        actions.mail_own_transcript(tx, latest)


class AttributeParams(msgspec.Struct, kw_only=True):
    """Custom attributes to keep, or names of those to drop."""

    custom_attributes: dict[str, Any] = {}
    custom_attribute: list[str] | str = []


@room.post("/set_custom_attributes", takes=AttributeParams, status=204)
def set_custom_attributes(tx: Tx, call: Call[AttributeParams]) -> None:
    """Replace the conversation's custom attributes."""
    row = _held(tx, call)
    actions.set_attributes(tx, call.visitor, row, visiting.bounded(call.p.custom_attributes))


@room.post("/destroy_custom_attributes", takes=AttributeParams, gives=WithAttributes)
def destroy_custom_attributes(tx: Tx, call: Call[AttributeParams]) -> WithAttributes:
    """Drop some of the conversation's custom attributes."""
    row, names = _held(tx, call), call.p.custom_attribute
    dropped = {names} if isinstance(names, str) else set(names)
    kept = {key: value for key, value in loads(row.custom_attributes).items() if key not in dropped}
    actions.set_attributes(tx, call.visitor, row, kept)
    row = q.by_id(tx, row.account_id, row.id)
    return WithAttributes(**msgspec.structs.asdict(visitor_conversation(row)), custom_attributes=row.custom_attributes)


def _held(tx: Tx, call: Call[Any]) -> q.ConversationRow:
    latest = _latest(tx, call)
    return hold_by_id(tx, latest.account_id, latest.id)


def _latest(tx: Tx, call: Call[Any]) -> q.ConversationRow:
    latest = visits.latest(tx, call.visitor)
    if latest is None:
        raise Problem(404, None)
    return latest
