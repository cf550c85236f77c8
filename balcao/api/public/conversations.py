"""A client's conversations and messages."""

from typing import Any

import msgspec

from balcao.api import visiting
from balcao.api.call import Call
from balcao.api.limits import Limit
from balcao.api.route import Room, Unit, Who
from balcao.api.visiting import Answer, Said
from balcao.domain.contacts import queries as contact_queries
from balcao.domain.conversations import actions, visits
from balcao.domain.conversations import queries as q
from balcao.domain.conversations.actions import Opening
from balcao.kit.clock import seconds
from balcao.shapes.visitor import VisitorMessage, state_of, visitor_message
from balcao.shapes.visitor_contact import ContactRecord, contact_record
from balcao.store.tx import Tx

room = Room("/public/api/v1/inboxes/{inbox_identifier}/contacts/{contact_identifier}/conversations", Who.CLIENT)

_OPENINGS = Limit("client_openings", 60, 3600, by="contact_identifier")
_OPENINGS_OF_INBOX = Limit("client_openings_of_inbox", 300, 60, by="inbox_identifier")
_MESSAGES = Limit("client_messages", 120, 60, by="contact_identifier")
_TYPING = Limit("client_typing", 20, 60, by="contact_identifier")
_READING = Limit("client_reading", 60, 60, by="contact_identifier")


class PublicConversation(msgspec.Struct):
    """A conversation with its latest messages and its contact."""

    id: int
    uuid: str
    inbox_id: int
    contact_last_seen_at: int
    status: str
    agent_last_seen_at: int
    messages: list[VisitorMessage]
    contact: ContactRecord


class NewConversation(msgspec.Struct, kw_only=True):
    """A conversation to begin."""

    custom_attributes: dict[str, Any] | None = None


class One(msgspec.Struct, kw_only=True):
    """A conversation by its number."""

    conversation_id: int


class TypingParams(One, kw_only=True):
    """`on` or `off`."""

    typing_status: str = "off"


class WindowParams(One, kw_only=True):
    """The newest messages, the 20 before one, or those after one."""

    before: int | None = None
    after: int | None = None


class NewMessage(Said, kw_only=True):
    """A message to send; JSON, or multipart with `attachments[]`."""

    conversation_id: int


class Submission(Answer, kw_only=True):
    """What the contact filled into a form in a message."""

    conversation_id: int
    message_id: int


@room.get(gives=list[PublicConversation])
def index(tx: Tx, call: Call[None]) -> list[PublicConversation]:
    """The contact's conversations in the inbox, newest first; once proven, those of all his addresses there."""
    return _drawn_all(tx, call, visits.conversations_of(tx, call.visitor))


@room.post(takes=NewConversation, gives=PublicConversation, limits=(_OPENINGS, _OPENINGS_OF_INBOX))
def create(tx: Tx, call: Call[NewConversation]) -> PublicConversation:
    """Begin a conversation."""
    custom = visiting.bounded(call.p.custom_attributes or {})
    opening = Opening(contact_inbox_id=call.visitor.contact_inbox_id, custom_attributes=custom)
    return _drawn(tx, call, actions.open_conversation(tx, call.visitor.account_id, opening))


@room.get("/{conversation_id}", takes=One, gives=PublicConversation)
def show(tx: Tx, call: Call[One]) -> PublicConversation:
    """A conversation of the contact's own."""
    return _drawn(tx, call, _row(tx, call))


@room.post("/{conversation_id}/toggle_status", takes=One, gives=PublicConversation)
def toggle_status(tx: Tx, call: Call[One]) -> PublicConversation:
    """The contact ends the conversation; it is never reopened this way."""
    return _drawn(tx, call, visiting.end(tx, _row(tx, call)))


@room.post("/{conversation_id}/toggle_typing", takes=TypingParams, limits=(_TYPING,), unit=Unit.READ)
def toggle_typing(tx: Tx, call: Call[TypingParams]) -> None:
    """The contact is writing, or has stopped."""
    visiting.note_typing(call, _row(tx, call), call.p.typing_status)


@room.post("/{conversation_id}/update_last_seen", takes=One, limits=(_READING,))
def update_last_seen(tx: Tx, call: Call[One]) -> None:
    """The contact has read everything."""
    visiting.note_seen(tx, _row(tx, call))


@room.get("/{conversation_id}/messages", takes=WindowParams, gives=list[VisitorMessage])
def messages(tx: Tx, call: Call[WindowParams]) -> list[VisitorMessage]:
    """A page of messages, oldest first."""
    row = _row(tx, call)
    return visiting.drawn(tx, call, row, visits.thread_of(tx, row, call.p.before, call.p.after))


@room.post(
    "/{conversation_id}/messages", takes=NewMessage, gives=VisitorMessage, files=True, limits=(_MESSAGES,)
)  # fmt: skip
def say(tx: Tx, call: Call[NewMessage]) -> VisitorMessage:
    """Take in a message of the contact's. The same `echo_id` is one message."""
    draft = visiting.draft_of(tx, call, call.p)
    received = actions.receive_into(tx, call.visitor, call.p.conversation_id, draft)
    visiting.drop_unused(call, received)
    return visiting.drawn(tx, call, received.conversation, [received.message])[0]


@room.patch("/{conversation_id}/messages/{message_id}", takes=Submission, gives=VisitorMessage)
def submit(tx: Tx, call: Call[Submission]) -> VisitorMessage:
    """Answer a form in a message."""
    row = _row(tx, call)
    message = visiting.fill_in(tx, call.visitor, call.p.message_id, None, call.p)
    return visiting.drawn(tx, call, row, [message])[0]


def _row(tx: Tx, call: Call[Any]) -> q.ConversationRow:
    return q.show(tx, call.visitor, call.p.conversation_id)


def _drawn(tx: Tx, call: Call[Any], row: q.ConversationRow) -> PublicConversation:
    return _drawn_all(tx, call, [row])[0]


def _drawn_all(tx: Tx, call: Call[Any], rows: list[q.ConversationRow]) -> list[PublicConversation]:
    """Conversations with their latest messages: one look-up for each thread, and one round for what they refer to."""
    account_id, lens = call.visitor.account_id, call.house.lens
    pages = [visits.thread_of(tx, row) for row in rows]
    details = q.details_of_threads(tx, account_id, rows, [one for page in pages for one in page])
    contacts = contact_queries.by_ids(tx, account_id, sorted({row.contact_id for row in rows}))
    return [
        PublicConversation(
            row.display_id, row.uuid, row.inbox_id, seconds(row.contact_last_seen_at), state_of(row),
            seconds(row.agent_last_seen_at), [visitor_message(one, row, details, lens) for one in page],
            contact_record(contacts[row.contact_id]),
        )
        for row, page in zip(rows, pages, strict=True)
    ]  # fmt: skip
