"""The messages of a conversation: read, write, delete."""

from typing import Any, cast

import msgspec
from msgspec import UNSET

from balcao.api.call import Call
from balcao.api.limits import Limit
from balcao.api.route import Room, Who
from balcao.api.v1.recipients import drop_own, recipients, subject
from balcao.channels.about import Capabilities
from balcao.domain.actors import Member, Visitor
from balcao.domain.conversations import actions
from balcao.domain.conversations import queries as q
from balcao.domain.conversations.actions.hold import hold
from balcao.domain.conversations.rules import OF_A_DELIVERY, RECIPIENTS, ContentType, Kind
from balcao.domain.conversations.threads import Window, thread
from balcao.kit.clock import iso_or_none
from balcao.kit.errors import Problem, refused
from balcao.kit.text import Json, pruned
from balcao.shapes.message import Message, contact_event, message_json, user_sender
from balcao.shapes.sender import ContactEvent, SenderUser
from balcao.store.tx import Tx

room = Room("/api/v1/accounts/{account_id}/conversations/{conversation_id}/messages", Who.MEMBER)


class ThreadParams(msgspec.Struct, kw_only=True):
    """Which part of the thread: none, before, after, or between two message ids."""

    conversation_id: int
    before: int | None = None
    after: int | None = None
    filter_internal_messages: bool = False


class ThreadMeta(msgspec.Struct):
    """What the thread is about. The two last-seen values are ISO here."""

    labels: Json
    additional_attributes: Json
    contact: ContactEvent
    agent_last_seen_at: str | None
    assignee_last_seen_at: str | None
    assignee: SenderUser | msgspec.UnsetType = UNSET


class Thread(msgspec.Struct):
    """A page of messages, oldest first."""

    meta: ThreadMeta
    payload: list[Message]


@room.get(takes=ThreadParams, gives=Thread)
def index(tx: Tx, call: Call[ThreadParams]) -> Thread:
    """The latest 20 messages, the 20 before one, up to 100 after one, or those between two."""
    row, lens = q.show(tx, call.member, call.p.conversation_id), call.house.lens
    page = thread(tx, row, Window(call.p.before, call.p.after, for_both=call.p.filter_internal_messages))
    details = q.details_of_thread(tx, row, page)
    return Thread(_meta(row, details, call), [message_json(item, row, details, lens) for item in page])


def _meta(row: q.ConversationRow, details: q.Details, call: Call[Any]) -> ThreadMeta:
    assignee = details.users.get(row.assignee_id or 0)
    return ThreadMeta(
        row.label_list, row.additional_attributes, contact_event(row, call.house.urls),
        iso_or_none(row.agent_last_seen_at), iso_or_none(row.assignee_last_seen_at),
        user_sender(assignee, row.account_id, call.house.lens) if assignee else UNSET,
    )  # fmt: skip


class NewMessage(msgspec.Struct, kw_only=True):
    """A message to write; JSON or multipart with `attachments[]`."""

    conversation_id: int
    content: str | None = None
    message_type: str | int = "outgoing"
    private: bool = False
    content_type: str = "text"
    content_attributes: Any = None
    echo_id: str | int | None = None
    source_id: str | None = None
    template_params: dict[str, Any] | None = None
    campaign_id: int | str | None = None
    external_created_at: Any = None
    to_emails: Any = None
    cc_emails: Any = None
    bcc_emails: Any = None
    mail_subject: str | None = None
    email_html_content: str | None = None


_OURS = frozenset({*RECIPIENTS, *OF_A_DELIVERY, "email", "email_html_content", "mail_subject"})
_FLOOD = Limit("messages_of_conversation", 200, 60)
_KINDS = {kind.name.lower(): kind for kind in Kind} | {str(int(kind)): kind for kind in Kind}


@room.post(takes=NewMessage, gives=Message, files=True)
def create(tx: Tx, call: Call[NewMessage]) -> Message:
    """Answer the contact, leave a note, or (API inboxes) record what the contact said.

    The same `echo_id` in a conversation, and the same `source_id` in an inbox, gives the same message again.
    """
    row = hold(tx, call.member, call.p.conversation_id)
    _guard(call, row)
    draft = draft_of(tx, call, call.house.channels.of(row.kind).about.capabilities)
    message, is_new = _written(tx, call, row, draft)
    # A repeat brought its files along again; the message has them already.
    call.dropped = () if is_new else tuple(file.key for file in draft.files)
    details = q.details_of_thread(tx, row, [message])
    shape = message_json(message, row, details, call.house.lens)
    shape.echo_id = UNSET if call.p.echo_id is None else str(call.p.echo_id)
    return shape


def _guard(call: Call[Any], row: q.ConversationRow) -> None:
    try:
        call.count(_FLOOD, str(row.id))
    except Problem:
        raise refused("Too many messages") from None


def _written(tx: Tx, call: Call[NewMessage], row: q.ConversationRow, draft: actions.Draft) -> tuple[q.MessageRow, bool]:
    channel = call.house.channels.of(row.kind)
    if draft.kind is not Kind.INCOMING:
        return actions.reply(tx, call.member, row, draft, delivers=channel.about.delivers)
    if not channel.about.accepts_incoming:
        raise refused("Incoming messages are only allowed in Api inboxes")
    said = actions.receive_into(tx, _in_the_name_of(call.member, row), row.display_id, draft, by_api=True)
    return said.message, said.new


def _in_the_name_of(member: Member, row: q.ConversationRow) -> Visitor:
    return Visitor(member.account_id, row.inbox_id, row.contact_id, row.contact_inbox_id, row.source_id)


def draft_of(tx: Tx, call: Call[Any], able: Capabilities) -> actions.Draft:
    """The draft that the parameters describe, as far as the channel is able to carry it."""
    p = call.p
    kind = _KINDS.get(str(p.message_type).lower())
    if kind is None:
        raise refused(f"Message type {p.message_type} is not one of incoming, outgoing, activity, template")
    if p.content_type not in {str(known) for known in ContentType}:
        raise refused(f"Content type {p.content_type} is not known")
    return actions.Draft(
        content=p.content, kind=kind, private=p.private, content_type=p.content_type,
        content_attributes=_attributes(tx, call, copies=able.copies), additional_attributes=_additional(p),
        subject=subject(p.mail_subject, _given(p)) if able.subject else None,
        files=tuple(call.files.get("attachments", ())), echo_id=None if p.echo_id is None else str(p.echo_id)[:255],
        source_id=p.source_id[:255] if p.source_id else None,
    )  # fmt: skip


def _given(p: NewMessage) -> dict[str, Any]:
    given = p.content_attributes
    if isinstance(given, str):
        # Form clients send the object as JSON text; what is no JSON is as good as nothing.
        try:
            given = pruned(msgspec.json.decode(given))
        except msgspec.DecodeError:
            given = {}
    return dict(cast("dict[str, Any]", given)) if isinstance(given, dict) else {}


def _attributes(tx: Tx, call: Call[NewMessage], *, copies: bool) -> dict[str, Any]:
    p, attributes = call.p, _given(call.p)
    if p.external_created_at is not None:
        attributes["external_created_at"] = p.external_created_at
    if copies:
        # Whom it goes to and what became of it is said by this program alone.
        told = drop_own(tx, call.member.account_id, recipients(p, attributes))
        attributes = {name: value for name, value in attributes.items() if name not in _OURS} | told
        attributes |= {"email_html_content": p.email_html_content} if p.email_html_content else {}
    return attributes


def _additional(p: NewMessage) -> dict[str, Any]:
    extra = {"template_params": p.template_params, "campaign_id": p.campaign_id}
    return {key: value for key, value in extra.items() if value is not None}


class MessageParams(msgspec.Struct, kw_only=True):
    """One message of one conversation."""

    conversation_id: int
    id: int


@room.delete("/{id}", takes=MessageParams, gives=Message)
def delete(tx: Tx, call: Call[MessageParams]) -> Message:
    """Blank a message for both sides and drop its files."""
    message, call.dropped = actions.delete_message(tx, call.member, call.p.conversation_id, call.p.id)
    row = q.show(tx, call.member, call.p.conversation_id)
    return message_json(message, row, q.details_of_thread(tx, row, [message]), call.house.lens)


@room.post("/{id}/retry", takes=MessageParams, gives=Message)
def retry(tx: Tx, call: Call[MessageParams]) -> Message:
    """Send a message that failed once more."""
    message = actions.send_again(tx, call.member, call.p.conversation_id, call.p.id)
    row = q.show(tx, call.member, call.p.conversation_id)
    return message_json(message, row, q.details_of_thread(tx, row, [message]), call.house.lens)
