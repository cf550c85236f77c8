"""The verbs: agree on a label, change it, give it up."""

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy import delete, update

from balcao.domain.accounts.actions import bump_cache
from balcao.domain.actors import Member
from balcao.domain.labels import queries, rules
from balcao.domain.labels import tables as t
from balcao.kit.errors import invalid
from balcao.kit.structs import said
from balcao.kit.text import plain
from balcao.store.tx import Tx

_l = t.labels.c


class LabelDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of a label; UNSET leaves a value as it is. Titles are kept in lower case."""

    title: str | UnsetType = UNSET
    description: str | UnsetType | None = UNSET
    color: str | UnsetType | None = UNSET
    show_on_sidebar: bool | UnsetType | None = UNSET


def add_label(tx: Tx, actor: Member, draft: LabelDraft) -> queries.LabelRow:
    """Agree on a new label."""
    values = {"title": "", **_tidy(draft)}
    _check_title(tx, actor, values["title"], None)
    label_id = tx.add(t.labels, account_id=actor.account_id, created_at=tx.now, updated_at=tx.now, **values)
    bump_cache(tx, actor.account_id, "label")
    return queries.show(tx, actor.account_id, label_id)


def change_label(tx: Tx, actor: Member, label_id: int, draft: LabelDraft) -> queries.LabelRow:
    """Change a label. Conversations that carry it follow a new title by the caller's hand."""
    queries.show(tx, actor.account_id, label_id)
    values = _tidy(draft)
    if "title" in values:
        _check_title(tx, actor, values["title"], label_id)
    if values:
        mine = (_l.account_id == actor.account_id) & (_l.id == label_id)
        tx.run(update(t.labels).where(mine).values(updated_at=tx.now, **values))
        bump_cache(tx, actor.account_id, "label")
    return queries.show(tx, actor.account_id, label_id)


def remove_label(tx: Tx, actor: Member, label_id: int) -> None:
    """Give a label up."""
    queries.show(tx, actor.account_id, label_id)
    tx.run(delete(t.labels).where(_l.account_id == actor.account_id, _l.id == label_id))
    bump_cache(tx, actor.account_id, "label")


def _tidy(draft: LabelDraft) -> dict[str, Any]:
    values = said(draft)
    if "title" in values:
        values["title"] = rules.tidy_title(plain(values["title"]))
    if "description" in values:
        values["description"] = plain(values["description"] or "").strip() or None
    for key in ("color", "show_on_sidebar"):
        if values.get(key, UNSET) is None:
            del values[key]
    if "color" in values:
        values["color"] = values["color"].strip().lower()
        if not rules.is_color(values["color"]):
            raise invalid("Color must be a colour like #1f93ff", "color")
    return values


def _check_title(tx: Tx, actor: Member, title: str, own_id: int | None) -> None:
    if not title:
        raise invalid("Title can't be blank", "title")
    if not rules.is_title(title):
        raise invalid("Title should only contain letters, numbers, hyphens and underscores", "title")
    known = queries.by_title(tx, actor.account_id, title)
    if known is not None and known.id != own_id:
        raise invalid("Title has already been taken", "title")
