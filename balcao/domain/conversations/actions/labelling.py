"""Labels of a conversation."""

from collections.abc import Sequence

from sqlalchemy import delete, select, update

from balcao.domain.actors import Member
from balcao.domain.conversations import queries as q
from balcao.domain.conversations import tables as t
from balcao.domain.conversations.actions.hold import change
from balcao.domain.conversations.actions.message import remark
from balcao.domain.conversations.actions.telling import say_updated
from balcao.domain.conversations.events import ConversationUpdated
from balcao.kit.text import loads, name
from balcao.outbox.emit import emit
from balcao.store.tx import Tx


def set_labels(tx: Tx, actor: Member | None, row: q.ConversationRow, titles: Sequence[str]) -> list[str]:
    """Replace the labels of a held conversation; what it carries now."""
    before: list[str] = loads(row.label_list)
    after = list(dict.fromkeys(filter(None, (name(title).lower() for title in titles))))
    if before == after:
        return after
    kept = t.conversation_labels
    tx.run(delete(kept).where(kept.c.conversation_id == row.id))
    for title in after:
        tx.add(kept, account_id=row.account_id, conversation_id=row.id, title=title)
    change(tx, row, label_list=after)
    performer = actor.user_id if actor else None
    for key, moved in (("labels_added", _less(after, before)), ("labels_removed", _less(before, after))):
        if moved and actor:
            remark(tx, row, key, performer, who=actor.name, labels=", ".join(moved))
    say_updated(tx, row, performer, label_list=[before, after])
    return after


def rename_label(tx: Tx, account_id: int, before: str, after: str) -> None:
    """Let the conversations that carry a label follow its new title."""
    c, kept = t.conversations.c, t.conversation_labels
    carried = (kept.c.account_id == account_id) & (kept.c.title == before)
    rows = tx.all(
        select(c.id, c.inbox_id, c.label_list)
        .join(kept, kept.c.conversation_id == c.id)
        .where(c.account_id == account_id, carried)
    )
    tx.run(update(kept).where(carried).values(title=after))
    for row in rows:
        titles: list[str] = loads(row.label_list)
        renamed = [after if title == before else title for title in titles]
        tx.run(update(t.conversations).where(c.id == row.id).values(label_list=renamed, updated_at=tx.now))
        changed: dict[str, list[object]] = {"label_list": [titles, renamed]}
        emit(
            tx,
            ConversationUpdated(account_id=account_id, conversation_id=row.id, inbox_id=row.inbox_id, changed=changed),
        )


def _less(left: list[str], right: list[str]) -> list[str]:
    return [title for title in left if title not in right]
