"""The messages of the visitor's conversation."""

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from balcao.api import visiting
from balcao.api.call import Call
from balcao.api.limits import Limit
from balcao.api.route import Room, Who
from balcao.api.visiting import Answer
from balcao.api.widget.conversations import OPENINGS_BY_ADDRESS, PageSaid, opening_of
from balcao.api.widget.visitors import site
from balcao.domain.contacts import queries as contact_queries
from balcao.domain.conversations import actions, visits
from balcao.domain.conversations import queries as q
from balcao.kit.clock import seconds
from balcao.kit.errors import refused
from balcao.shapes.visitor import AcceptedMessage, VisitorMessage, accepted_message
from balcao.shapes.visitor_contact import WidgetContact, widget_contact
from balcao.store.tx import Tx

room = Room("/api/v1/widget/messages", Who.VISITOR)

_MESSAGES = Limit("widget_messages", 10, 20, by="token")
_MESSAGES_BY_ADDRESS = Limit("widget_messages_by_address", 600, 60)
_ANSWERS = Limit("widget_answers", 20, 3600, by="token")

# What may be sent to a website inbox beside pictures, sound and film.
_DOCUMENTS = frozenset(
    (
        "text/csv", "text/plain", "text/rtf", "application/rtf", "application/json", "application/pdf",
        "application/zip", "application/x-7z-compressed", "application/vnd.rar", "application/x-tar",
        "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "application/vnd.oasis.opendocument.text",
    )
)  # fmt: skip


class WindowParams(msgspec.Struct, kw_only=True):
    """The newest messages, the 20 before one, or those after one."""

    before: int | None = None
    after: int | None = None


class ThreadMeta(msgspec.Struct):
    """How far the visitor has read."""

    contact_last_seen_at: int | UnsetType = UNSET


class Thread(msgspec.Struct):
    """A page of messages, oldest first."""

    payload: list[VisitorMessage]
    meta: ThreadMeta


class NewMessage(msgspec.Struct, kw_only=True):
    """A message to send; JSON or multipart with `message[attachments][]`."""

    message: PageSaid = msgspec.field(default_factory=PageSaid)


@room.get(takes=WindowParams, gives=Thread)
def index(tx: Tx, call: Call[WindowParams]) -> Thread:
    """A page of the latest conversation; nothing before the first."""
    row = visits.latest(tx, call.visitor)
    if row is None:
        return Thread([], ThreadMeta())
    page = visits.thread_of(tx, row, call.p.before, call.p.after)
    return Thread(visiting.drawn(tx, call, row, page), ThreadMeta(seconds(row.contact_last_seen_at)))


@room.post(takes=NewMessage, gives=AcceptedMessage, files=True, limits=(_MESSAGES, _MESSAGES_BY_ADDRESS))
def create(tx: Tx, call: Call[NewMessage]) -> AcceptedMessage:
    """Take in a message, and begin the conversation where there is none. The same `echo_id` is one message."""
    if call.files:
        _check_files(tx, call)
    said = call.p.message
    draft = visiting.draft_of(tx, call, said)
    received = actions.receive(tx, call.visitor, draft, lambda: opening_of(tx, call, said, {}))
    visiting.count_opening(tx, call, received, OPENINGS_BY_ADDRESS)
    visiting.drop_unused(call, received)
    row, message = received.conversation, received.message
    return accepted_message(message, row, q.details_of_thread(tx, row, [message]), call.house.lens)


def _check_files(tx: Tx, call: Call[Any]) -> None:
    call.count(visiting.UPLOADS, str(call.visitor.contact_inbox_id))
    inbox, _ = site(tx, call)
    if "attachments" not in (inbox.setting("selected_feature_flags") or []):
        raise refused("Attachments are not allowed in this inbox")
    for kept in (item for items in call.files.values() for item in items):
        family = kept.content_type.partition("/")[0]
        if family not in ("image", "audio", "video") and kept.content_type not in _DOCUMENTS:
            raise refused("Validation failed: Attachments type is not supported")


class Submitter(msgspec.Struct, kw_only=True):
    """The e-mail address that a message asked for."""

    email: str | None = None


class Submission(msgspec.Struct, kw_only=True):
    """What the visitor filled into a form in a message."""

    id: int
    contact: Submitter | None = None
    message: Answer = msgspec.field(default_factory=Answer)


class Submitted(msgspec.Struct):
    """What is known of the visitor now."""

    contact: WidgetContact


@room.patch("/{id}", takes=Submission, gives=Submitted, limits=(_ANSWERS,))
def submit(tx: Tx, call: Call[Submission]) -> Submitted:
    """Answer a form in a message. An e-mail address is kept as what the visitor says of himself."""
    visitor, p = call.visitor, call.p
    visiting.fill_in(tx, visitor, p.id, p.contact.email if p.contact else None, p.message)
    return Submitted(widget_contact(contact_queries.show(tx, visitor.account_id, visitor.contact_id)))
