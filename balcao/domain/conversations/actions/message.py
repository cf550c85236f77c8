"""Write a message into a held conversation."""

from typing import Any

import msgspec
from sqlalchemy import bindparam, delete, select, update

from balcao.domain.accounts.queries import locale_of
from balcao.domain.actors import Member
from balcao.domain.arrivals.actions import forget_original
from balcao.domain.conversations import queries as q
from balcao.domain.conversations import tables as t
from balcao.domain.conversations.actions.hold import hold
from balcao.domain.conversations.events import MessageCreated, MessageUpdated
from balcao.domain.conversations.items import items_fault
from balcao.domain.conversations.quotes import with_both_names
from balcao.domain.conversations.rules import ATTACHMENTS_MAX, CONTENT_MAX, Delivery, Kind, SenderType
from balcao.domain.conversations.wording import say
from balcao.kit.errors import not_found, refused
from balcao.kit.files import Kept
from balcao.kit.text import dumps
from balcao.outbox.emit import emit
from balcao.store.prepared import Prepared
from balcao.store.tx import Tx

_m = t.messages.c
_COLUMNS = [column.name for column in t.messages.c if column.name != "id"]
_INSERT = Prepared(t.messages.insert().values({name: bindparam(name) for name in _COLUMNS}).returning(_m.id))
_MOVE_ON = Prepared(
    update(t.conversations)
    .where(t.conversations.c.id == bindparam("row_id"))
    .values(
        {
            name: bindparam(name)
            for name in (
                "status", "snoozed_until", "last_message_id", "last_spoken_id", "last_public_id", "last_incoming_at",
                "last_activity_at", "unread_count", "waiting_since", "first_reply_created_at", "updated_at",
            )
        }
    )
)  # fmt: skip


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A message before it is one."""

    content: str | None = None
    kind: Kind = Kind.INCOMING
    private: bool = False
    content_type: str = "text"
    content_attributes: dict[str, Any] = {}
    additional_attributes: dict[str, Any] = {}
    files: tuple[Kept, ...] = ()
    echo_id: str | None = None
    source_id: str | None = None
    delivery: Delivery = Delivery.SENT
    sender_type: str | None = None
    sender_id: int | None = None
    inline: frozenset[str] = frozenset()
    """The keys of files that stand inside the text."""
    automatic: bool = False
    """A machine wrote it: nothing answers it by itself, and it reopens nothing."""
    late: bool = False
    """It was written long before it came: nothing answers it by itself."""
    subject: str | None = None
    """What the conversation is about from now on, where its channel has subjects; None: as before."""

    def check(self) -> None:
        """Raises what is wrong with it."""
        if self.content and len(self.content) > CONTENT_MAX:
            raise refused(f"Validation failed: Content is too long (maximum is {CONTENT_MAX} characters)")
        if len(self.files) > ATTACHMENTS_MAX:
            raise refused(f"Validation failed: Attachments exceeded maximum allowed ({ATTACHMENTS_MAX})")
        if not self.content and not self.files and self.content_type == "text":
            raise refused("Validation failed: Content can't be blank")
        if fault := items_fault(self.content_type, self.content_attributes):
            raise refused(f"Validation failed: Content attributes {fault}")


def already_there(tx: Tx, row: q.ConversationRow, draft: Draft) -> q.MessageRow | None:
    """The message that this draft has become before, by its echo id or its provider's id."""
    found = q.by_echo(tx, row.account_id, row.id, draft.echo_id) if draft.echo_id else None
    if found is None and draft.source_id:
        found = q.by_source(tx, row.account_id, row.inbox_id, draft.source_id, draft.kind)
    return found


def insert(tx: Tx, row: q.ConversationRow, draft: Draft, *, performer_id: int | None, deliver: bool) -> q.MessageRow:
    """Insert the message, let the conversation follow, and say so. Fields of `row` set before are written along."""
    values = _values(tx, row, draft)
    message_id = tx.value(_INSERT, values)
    for file in draft.files:
        _attach(tx, row.account_id, message_id, file, inline=file.key in draft.inline)
    # Whoever wrote in somebody else's name would have us write to that person.
    greetable = not (draft.automatic or draft.late) and "doubt" not in draft.content_attributes
    begins = draft.kind == Kind.INCOMING and row.last_public_id is None and greetable
    _follow(tx, row, message_id, draft)
    emit(
        tx,
        MessageCreated(
            account_id=row.account_id, conversation_id=row.id, inbox_id=row.inbox_id, performer_id=performer_id,
            message_id=message_id, kind=draft.kind, private=draft.private, echo_id=draft.echo_id, deliver=deliver,
            greet=begins and row.inbox_greets,
        ),
    )  # fmt: skip
    stored: dict[str, Any] = {
        **values,
        **{name: dumps(values[name]) for name in ("content_attributes", "additional_attributes")},
    }
    return q.MessageRow(id=message_id, **stored)


def _values(tx: Tx, row: q.ConversationRow, draft: Draft) -> dict[str, Any]:
    return {
        "account_id": row.account_id,
        "conversation_id": row.id,
        "inbox_id": row.inbox_id,
        "kind": int(draft.kind),
        "content": draft.content,
        "content_type": draft.content_type,
        "content_attributes": with_both_names(tx, row.id, draft.content_attributes),
        "additional_attributes": draft.additional_attributes,
        "private": draft.private,
        "status": int(draft.delivery),
        "sender_type": draft.sender_type,
        "sender_id": draft.sender_id,
        "source_id": draft.source_id,
        "echo_id": draft.echo_id,
        "has_attachments": bool(draft.files),
        "created_at": tx.now,
        "updated_at": tx.now,
    }


def _follow(tx: Tx, row: q.ConversationRow, message_id: int, draft: Draft) -> None:
    row.last_message_id = message_id
    if draft.kind != Kind.ACTIVITY:
        row.last_spoken_id = message_id
        row.last_public_id = row.last_public_id if draft.private else message_id
    row.last_activity_at = row.updated_at = tx.now
    tx.run(_MOVE_ON, {
        "row_id": row.id, "status": row.status, "snoozed_until": row.snoozed_until, "updated_at": row.updated_at,
        "last_message_id": row.last_message_id, "last_spoken_id": row.last_spoken_id,
        "last_public_id": row.last_public_id, "last_incoming_at": row.last_incoming_at,
        "last_activity_at": row.last_activity_at, "unread_count": row.unread_count,
        "waiting_since": row.waiting_since, "first_reply_created_at": row.first_reply_created_at,
    })  # fmt: skip


def _attach(tx: Tx, account_id: int, message_id: int, file: Kept, *, inline: bool) -> None:
    tx.add(
        t.attachments, account_id=account_id, message_id=message_id, file_type=file_type(file.content_type),
        blob=file.key, file_name=file.file_name, content_type=file.content_type, file_size=file.size,
        width=file.width, height=file.height, inline=inline, created_at=tx.now,
    )  # fmt: skip


def file_type(content_type: str) -> str:
    """The contract's kind of file for a MIME type."""
    if content_type in ("image/jpeg", "image/png", "image/gif", "image/bmp", "image/webp"):
        return "image"
    if content_type in ("video/ogg", "video/mp4", "video/webm", "video/quicktime"):
        return "video"
    return "audio" if content_type.startswith("audio/") else "file"


def remark(tx: Tx, row: q.ConversationRow, key: str, performer_id: int | None, **words: Any) -> None:
    """Write a grey line into the thread."""
    text = say(locale_of(tx, row.account_id), key, **words)
    insert(tx, row, Draft(content=text, kind=Kind.ACTIVITY), performer_id=performer_id, deliver=False)


def delete_message(tx: Tx, actor: Member, display_id: int, message_id: int) -> tuple[q.MessageRow, tuple[str, ...]]:
    """Blank a message for both sides; only its author or an administrator may. Also the files that nobody needs now."""
    row = hold(tx, actor, display_id)
    found = q.message(tx, row.account_id, message_id)
    if found is None or found.conversation_id != row.id:
        raise not_found()
    if not actor.is_admin and not (found.sender_type == SenderType.USER and found.sender_id == actor.user_id):
        raise refused("You are not authorized to do this action", 401)
    changes = {
        "content": say(locale_of(tx, row.account_id), "deleted"),
        "content_type": "text",
        "content_attributes": {"deleted": True},
        "has_attachments": False,
        # What waits to be handed over, or was not delivered, is not sent any more.
        "status": int(Delivery.SENT) if found.status in (Delivery.QUEUED, Delivery.FAILED) else found.status,
        "updated_at": tx.now,
    }
    blobs = select(t.attachments.c.blob).where(t.attachments.c.message_id == message_id)
    dropped = tuple(str(blob) for blob in tx.values(blobs) if blob)
    tx.run(delete(t.attachments).where(t.attachments.c.message_id == message_id))
    tx.run(update(t.messages).where(_m.id == message_id).values(changes))
    forget_original(tx, row.account_id, message_id)
    updated(tx, found, {"content": [found.content, changes["content"]]}, actor.user_id)
    return q.message(tx, row.account_id, message_id) or found, dropped


def updated(
    tx: Tx,
    found: q.MessageRow,
    changes: dict[str, list[object]],
    performer_id: int | None = None,
    *,
    deliver: bool = False,
) -> None:
    """Say that a message has changed, and whether it is to be delivered again."""
    emit(
        tx,
        MessageUpdated(
            account_id=found.account_id, conversation_id=found.conversation_id, inbox_id=found.inbox_id,
            performer_id=performer_id, message_id=found.id, kind=found.kind, private=found.private,
            previous_changes=changes, deliver=deliver,
        ),
    )  # fmt: skip
