"""Labels that the account has agreed on."""

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from balcao.api.call import Call
from balcao.api.route import Room, Who
from balcao.domain.conversations.actions import rename_label
from balcao.domain.labels import actions, queries
from balcao.domain.labels.actions import LabelDraft
from balcao.shapes.label import Label, Labels, label
from balcao.store.tx import Tx

room = Room("/api/v1/accounts/{account_id}/labels", Who.MEMBER)


class NewLabel(msgspec.Struct, kw_only=True):
    """A label. Titles are kept in lower case."""

    title: str = ""
    description: str | UnsetType | None = UNSET
    color: str | UnsetType | None = UNSET
    show_on_sidebar: bool | UnsetType | None = UNSET


class LabelParams(msgspec.Struct, kw_only=True):
    """What changes of a label."""

    id: int
    title: str | UnsetType = UNSET
    description: str | UnsetType | None = UNSET
    color: str | UnsetType | None = UNSET
    show_on_sidebar: bool | UnsetType | None = UNSET


class LabelId(msgspec.Struct):
    """Which label."""

    id: int


def _draft(p: NewLabel | LabelParams) -> LabelDraft:
    return LabelDraft(title=p.title, description=p.description, color=p.color, show_on_sidebar=p.show_on_sidebar)


@room.get(gives=Labels)
def index(tx: Tx, call: Call[Any]) -> Labels:
    """All, by title."""
    return Labels([label(row) for row in queries.listed(tx, call.member.account_id)])


@room.get("/{id}", takes=LabelId, gives=Label)
def show(tx: Tx, call: Call[LabelId]) -> Label:
    """One label."""
    return label(queries.show(tx, call.member.account_id, call.p.id))


@room.post(who=Who.ADMIN, takes=NewLabel, gives=Label, wrap="label")
def create(tx: Tx, call: Call[NewLabel]) -> Label:
    """Agree on a new label."""
    return label(actions.add_label(tx, call.member, _draft(call.p)))


@room.put("/{id}", who=Who.ADMIN, takes=LabelParams, gives=Label, wrap="label")
@room.patch("/{id}", who=Who.ADMIN, takes=LabelParams, gives=Label, wrap="label")
def change(tx: Tx, call: Call[LabelParams]) -> Label:
    """Change a label; conversations that carry it follow a new title."""
    account_id = call.member.account_id
    before = queries.show(tx, account_id, call.p.id)
    after = actions.change_label(tx, call.member, call.p.id, _draft(call.p))
    if before.title != after.title:
        rename_label(tx, account_id, before.title, after.title)
    return label(after)


@room.delete("/{id}", who=Who.ADMIN, takes=LabelId)
def remove(tx: Tx, call: Call[LabelId]) -> None:
    """Give a label up. Conversations that were sorted by it keep the word."""
    actions.remove_label(tx, call.member, call.p.id)
