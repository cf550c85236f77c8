"""Say what has changed of a conversation."""

from typing import NamedTuple

from balcao.domain.conversations import queries as q
from balcao.domain.conversations.events import ConversationUpdated, StatusChanged
from balcao.domain.conversations.rules import Status
from balcao.kit.clock import iso_or_none, seconds
from balcao.outbox.emit import emit
from balcao.store.tx import Tx


def tell_status(tx: Tx, row: q.ConversationRow, performer_id: int | None) -> None:
    """Say that the status is now another."""
    emit(
        tx,
        StatusChanged(
            account_id=row.account_id, conversation_id=row.id, inbox_id=row.inbox_id, performer_id=performer_id,
            status=Status(row.status).name.lower(),
        ),
    )  # fmt: skip


class Watched(NamedTuple):
    """What others watch of a conversation's state, as it goes into events."""

    status: str
    snoozed_until: str | None
    waiting_since: int
    first_reply_created_at: int

    @classmethod
    def of(cls, row: q.ConversationRow) -> "Watched":
        """The state of a row."""
        status, until = Status(row.status).name.lower(), iso_or_none(row.snoozed_until)
        return cls(status, until, seconds(row.waiting_since), seconds(row.first_reply_created_at))


def say_changed(tx: Tx, row: q.ConversationRow, performer_id: int | None, before: Watched) -> None:
    """Say what is different from before, if anything is."""
    pairs = zip(Watched._fields, before, Watched.of(row), strict=True)
    changed: dict[str, list[object]] = {name: [old, new] for name, old, new in pairs if old != new}
    if changed:
        say_updated(tx, row, performer_id, **changed)


def say_updated(tx: Tx, row: q.ConversationRow, performer_id: int | None, **changed: list[object]) -> None:
    """Say which watched fields have changed: field → [old, new]."""
    emit(
        tx,
        ConversationUpdated(
            account_id=row.account_id, conversation_id=row.id, inbox_id=row.inbox_id, performer_id=performer_id,
            changed=changed,
        ),
    )  # fmt: skip
