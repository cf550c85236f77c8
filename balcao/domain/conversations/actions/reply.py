"""Answer a contact, or leave a note for the team."""

from typing import Any

import msgspec

from balcao.domain.actors import Member
from balcao.domain.conversations import queries as q
from balcao.domain.conversations.actions.hold import change
from balcao.domain.conversations.actions.message import Draft, already_there, insert
from balcao.domain.conversations.actions.telling import Watched, say_changed, say_updated
from balcao.domain.conversations.events import FirstReplyCreated
from balcao.domain.conversations.rules import Delivery, Kind, SenderType, can_reply
from balcao.kit.errors import refused
from balcao.kit.subjects import bare
from balcao.kit.text import dumps, loads
from balcao.outbox.emit import emit
from balcao.store.tx import Tx


def reply(tx: Tx, actor: Member, row: q.ConversationRow, draft: Draft, *, delivers: bool) -> tuple[q.MessageRow, bool]:
    """Write the team's message; the message, and whether it is new (False for a repeated echo or source id).

    `delivers`: the channel hands messages to a provider, so a public answer starts out queued. Saving sends nothing.
    """
    draft.check()
    if known := already_there(tx, row, draft):
        return known, False
    public = draft.kind == Kind.OUTGOING and not draft.private
    if public and not can_reply(row.last_incoming_at, row.inbox_settings, tx.now):
        raise refused("Validation failed: the reply window of this conversation is closed")
    queued = public and delivers
    said = msgspec.structs.replace(
        draft,
        sender_type=draft.sender_type or (SenderType.USER.value if draft.kind == Kind.OUTGOING else None),
        sender_id=draft.sender_id or (actor.user_id if draft.kind == Kind.OUTGOING else None),
        delivery=Delivery.QUEUED if queued else Delivery.SENT,
        content_attributes=_entitled(draft) if public else draft.content_attributes,
    )
    if public and draft.subject:
        _rename(tx, actor, row, bare(draft.subject))
    return _write(tx, actor, row, said, answers=public, deliver=queued), True


def _entitled(draft: Draft) -> dict[str, Any]:
    # The message keeps its own: what goes out later must not change what this one says when it is tried again.
    return {**draft.content_attributes, "mail_subject": draft.subject} if draft.subject else draft.content_attributes


def _rename(tx: Tx, actor: Member, row: q.ConversationRow, subject: str) -> None:
    before: dict[str, Any] = loads(row.additional_attributes)
    if subject and before.get("mail_subject") != subject:
        now = {**before, "mail_subject": subject}
        change(tx, row, additional_attributes=dumps(now))
        say_updated(tx, row, actor.user_id, additional_attributes=[before, now])


def _write(
    tx: Tx, actor: Member, row: q.ConversationRow, draft: Draft, *, answers: bool, deliver: bool
) -> q.MessageRow:
    first = answers and row.first_reply_created_at is None
    before = Watched.of(row)
    if answers:
        row.waiting_since = None
        row.first_reply_created_at = row.first_reply_created_at or tx.now
    message = insert(tx, row, draft, performer_id=actor.user_id, deliver=deliver)
    if first:
        _tell_first(tx, row, message, actor.user_id)
    say_changed(tx, row, actor.user_id, before)
    return message


def _tell_first(tx: Tx, row: q.ConversationRow, message: q.MessageRow, performer_id: int) -> None:
    emit(
        tx,
        FirstReplyCreated(
            account_id=row.account_id, conversation_id=row.id, inbox_id=row.inbox_id, performer_id=performer_id,
            message_id=message.id, kind=message.kind, private=message.private,
        ),
    )  # fmt: skip
