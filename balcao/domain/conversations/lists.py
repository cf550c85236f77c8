"""The conversation list: filters, orders and counts."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, UnaryExpression, case, exists, func, or_, select

from balcao.domain.actors import Member
from balcao.domain.contacts.tables import contact_inboxes, contacts
from balcao.domain.conversations import tables as t
from balcao.domain.conversations.access import visible_to
from balcao.domain.conversations.queries import ConversationRow, joined
from balcao.domain.conversations.rules import PAGE, Status
from balcao.kit.clock import SECOND
from balcao.kit.errors import not_found
from balcao.store.tx import Tx

c, m, cl = t.conversations.c, t.messages.c, t.conversation_labels.c


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """What the list is narrowed to. `status` None means every status."""

    status: Status | None = Status.OPEN
    inbox_id: int | None = None
    team_id: int | None = None
    labels: tuple[str, ...] = ()
    text: str | None = None
    source_id: str | None = None
    unattended: bool = False
    updated_within: int | None = None
    assignee: str = "all"
    sort: str = "last_activity_at_desc"
    page: int = 1


class Counts(msgspec.Struct):
    """How many there are in each tab."""

    mine_count: int
    assigned_count: int
    unassigned_count: int
    all_count: int


_Order = Sequence[UnaryExpression[Any] | ColumnElement[Any]]

ORDERS: dict[str, _Order] = {
    "last_activity_at_desc": (c.last_activity_at.desc(), c.id.desc()),
    "last_activity_at_asc": (c.last_activity_at.asc(), c.id.asc()),
    "created_at_desc": (c.created_at.desc(), c.id.desc()),
    "created_at_asc": (c.created_at.asc(), c.id.asc()),
    "priority_desc": (c.priority.desc().nulls_last(), c.last_activity_at.desc(), c.id.desc()),
    "priority_asc": (c.priority.asc().nulls_last(), c.last_activity_at.desc(), c.id.desc()),
    "waiting_since_desc": (c.waiting_since.desc().nulls_last(), c.created_at.asc(), c.id.asc()),
    "waiting_since_asc": (c.waiting_since.asc().nulls_last(), c.created_at.asc(), c.id.asc()),
}
ORDERS |= {
    "latest": ORDERS["last_activity_at_desc"],
    "sort_on_created_at": ORDERS["created_at_asc"],
    "sort_on_priority": ORDERS["priority_desc"],
    "sort_on_waiting_since": ORDERS["waiting_since_asc"],
}


def page_of(tx: Tx, actor: Member, wanted: Filter) -> list[ConversationRow]:
    """One page of the list, 25 rows; all of them when `updated_within` is asked for."""
    query = _query(actor, wanted)
    if wanted.updated_within is None:
        query = query.limit(PAGE).offset((max(wanted.page, 1) - 1) * PAGE)
    ids = tx.values(query)
    if not ids:
        return []
    # The page is found by ids alone, on the index; the wide rows are read for these 25 only.
    rows = {row[0]: ConversationRow(*row) for row in tx.all(joined().where(c.id.in_(ids)))}
    return [rows[i] for i in ids]


def _query(actor: Member, wanted: Filter) -> Any:
    order = ORDERS.get(wanted.sort, ORDERS["last_activity_at_desc"])
    return select(c.id).where(*scope(actor, wanted), *_tab(actor, wanted.assignee)).order_by(*order)


def count(tx: Tx, actor: Member, wanted: Filter) -> Counts:
    """All tabs at once: every filter but the assignee's."""
    mine = func.count(case((c.assignee_id == actor.user_id, 1)))
    query = select(mine, func.count(c.assignee_id), func.count()).where(*scope(actor, wanted))
    row = tx.first(query.select_from(t.conversations))
    assert row is not None
    return Counts(row[0], row[1], row[2] - row[1], row[2])


def scope(actor: Member, wanted: Filter) -> list[ColumnElement[bool]]:
    """The conditions of a filter, without the tab, within what the actor may see."""
    conditions = [visible_to(actor)]
    # A text search looks everywhere: the status filter would hide the answer.
    if wanted.status is not None and not wanted.text:
        conditions.append(c.status == wanted.status)
    for column, value in ((c.inbox_id, wanted.inbox_id), (c.team_id, wanted.team_id)):
        if value is not None:
            conditions.append(column == value)
    return conditions + list(_further(actor, wanted))


def _further(actor: Member, wanted: Filter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.labels:
        tagged = exists().where(cl.conversation_id == c.id, cl.title.in_(wanted.labels))
        conditions.append(tagged)
    if wanted.text:
        like = f"%{_escaped(wanted.text.lower())}%"
        said = exists().where(m.conversation_id == c.id, func.lower(m.content).like(like, escape="\\"), m.kind != 2)
        conditions.append(said)
    if wanted.source_id:
        address = contact_inboxes.c
        conditions.append(exists().where(address.id == c.contact_inbox_id, address.source_id == wanted.source_id))
    if wanted.unattended:
        conditions.append(or_(c.first_reply_created_at.is_(None), c.waiting_since.is_not(None)))
    if wanted.updated_within is not None:
        conditions.append(c.updated_at > wanted.updated_within)
    return conditions


def _tab(actor: Member, assignee: str) -> list[ColumnElement[bool]]:
    tabs = {
        "me": c.assignee_id == actor.user_id,
        "unassigned": c.assignee_id.is_(None),
        "assigned": c.assignee_id.is_not(None),
    }
    return [tabs[assignee]] if assignee in tabs else []


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def of_contact(tx: Tx, actor: Member, contact_id: int) -> list[ConversationRow]:
    """The contact's latest twenty conversations that the actor may see."""
    if tx.first(select(contacts.c.id).where(contacts.c.account_id == actor.account_id, contacts.c.id == contact_id)) is None:
        raise not_found()
    query = (
        joined().where(visible_to(actor), c.contact_id == contact_id).order_by(c.last_activity_at.desc(), c.id.desc())
    )
    return [ConversationRow(*row) for row in tx.all(query.limit(20))]


def updated_since(now: int, seconds: int) -> int:
    """The moment that `updated_within` seconds means."""
    return now - seconds * SECOND
