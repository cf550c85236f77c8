"""The conversation list: filters, orders and counts."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, UnaryExpression, bindparam, case, exists, false, func, or_, select

from balcao.domain.actors import Member
from balcao.domain.contacts.tables import contact_inboxes, contacts
from balcao.domain.conversations import tables as t
from balcao.domain.conversations.access import seen_by_member, visible_to
from balcao.domain.conversations.queries import by_ids, joined
from balcao.domain.conversations.rows import ConversationRow
from balcao.domain.conversations.rules import PAGE, Kind, Status
from balcao.kit.clock import SECOND
from balcao.kit.errors import not_found
from balcao.store.prepared import Prepared
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
    taking_part: bool = False
    """Those where the caller is mentioned or follows. Nobody can be yet, so there are none."""

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

_ORDERS: dict[str, _Order] = {
    "last_activity_at_desc": (c.last_activity_at.desc(), c.id.desc()),
    "last_activity_at_asc": (c.last_activity_at.asc(), c.id.asc()),
    "created_at_desc": (c.created_at.desc(), c.id.desc()),
    "created_at_asc": (c.created_at.asc(), c.id.asc()),
    "priority_desc": (c.priority.desc().nulls_last(), c.last_activity_at.desc(), c.id.desc()),
    "priority_asc": (c.priority.asc().nulls_last(), c.last_activity_at.desc(), c.id.desc()),
    "waiting_since_desc": (c.waiting_since.desc().nulls_last(), c.created_at.asc(), c.id.asc()),
    "waiting_since_asc": (c.waiting_since.asc().nulls_last(), c.created_at.asc(), c.id.asc()),
}
_OTHER_NAMES = {
    "latest": "last_activity_at_desc",
    "sort_on_created_at": "created_at_asc",
    "sort_on_priority": "priority_desc",
    "sort_on_waiting_since": "waiting_since_asc",
}


def page_of(tx: Tx, actor: Member, wanted: Filter) -> list[ConversationRow]:
    """One page of the list, 25 rows; all of them when `updated_within` is asked for."""
    # The page is found by ids alone, on the index; the wide rows are read for these 25 only.
    ids = tx.values(_page_statement(_shape(actor, wanted), wanted.sort), _params(actor, wanted))
    rows = by_ids(tx, actor.account_id, ids)
    return [rows[i] for i in ids]


def count(tx: Tx, actor: Member, wanted: Filter) -> Counts:
    """All tabs at once: every filter but the assignee's."""
    shape = msgspec.structs.replace(_shape(actor, wanted), assignee="all")
    (row,) = tx.all(_count_statement(shape), _params(actor, wanted))
    mine, assigned, everything = tuple(row)
    return Counts(mine, assigned, everything - assigned, everything)


class _Shape(msgspec.Struct, frozen=True):
    """Which conditions a filter has, without their values: what a statement is built for, once."""

    is_admin: bool
    status: bool
    inbox: bool
    team: bool
    labels: bool
    text: bool
    source: bool
    unattended: bool
    taking_part: bool
    recent: bool
    assignee: str


def _shape(actor: Member, wanted: Filter) -> _Shape:
    return _Shape(
        actor.is_admin,
        # A text search looks everywhere: the status filter would hide the answer.
        wanted.status is not None and not wanted.text,
        wanted.inbox_id is not None,
        wanted.team_id is not None,
        bool(wanted.labels),
        bool(wanted.text),
        bool(wanted.source_id),
        wanted.unattended,
        wanted.taking_part,
        wanted.updated_within is not None,
        wanted.assignee if wanted.assignee in _TABS else "all",
    )


def _params(actor: Member, wanted: Filter) -> dict[str, Any]:
    return {
        "account": actor.account_id,
        "user": actor.user_id,
        "status": wanted.status,
        "inbox": wanted.inbox_id,
        "team": wanted.team_id,
        "labels": list(wanted.labels),
        "text": f"%{_escaped((wanted.text or '').lower())}%",
        "source": wanted.source_id,
        "since": wanted.updated_within,
        "skip": (max(wanted.page, 1) - 1) * PAGE,
    }


@lru_cache(maxsize=256)
def _page_statement(shape: _Shape, sort: str) -> Prepared:
    order = _ORDERS.get(_OTHER_NAMES.get(sort, sort), _ORDERS["last_activity_at_desc"])
    query = select(c.id).where(*_conditions(shape)).order_by(*order)
    return Prepared(query if shape.recent else query.limit(PAGE).offset(bindparam("skip")))


@lru_cache(maxsize=64)
def _count_statement(shape: _Shape) -> Prepared:
    mine = func.count(case((c.assignee_id == bindparam("user"), 1)))
    query = select(mine, func.count(c.assignee_id), func.count()).where(*_conditions(shape))
    return Prepared(query.select_from(t.conversations))


_TABS: dict[str, ColumnElement[bool]] = {
    "me": c.assignee_id == bindparam("user"),
    "unassigned": c.assignee_id.is_(None),
    "assigned": c.assignee_id.is_not(None),
}


def _conditions(shape: _Shape) -> list[ColumnElement[bool]]:
    said = exists().where(
        m.conversation_id == c.id,
        func.lower(m.content).like(bindparam("text"), escape="\\"),
        m.kind != int(Kind.ACTIVITY),
    )
    address = contact_inboxes.c
    every: tuple[tuple[bool, ColumnElement[bool]], ...] = (
        (True, seen_by_member(is_admin=shape.is_admin)),
        (shape.status, c.status == bindparam("status")),
        (shape.inbox, c.inbox_id == bindparam("inbox")),
        (shape.team, c.team_id == bindparam("team")),
        (shape.labels, exists().where(cl.conversation_id == c.id, cl.title.in_(bindparam("labels", expanding=True)))),
        (shape.text, said),
        (shape.source, exists().where(address.id == c.contact_inbox_id, address.source_id == bindparam("source"))),
        (shape.unattended, or_(c.first_reply_created_at.is_(None), c.waiting_since.is_not(None))),
        (shape.taking_part, false()),
        (shape.recent, c.updated_at > bindparam("since")),
    )
    tab = [_TABS[shape.assignee]] if shape.assignee in _TABS else []
    return [condition for applies, condition in every if applies] + tab


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def of_contact(tx: Tx, actor: Member, contact_id: int) -> list[ConversationRow]:
    """The contact's latest twenty conversations that the actor may see."""
    if (
        tx.first(select(contacts.c.id).where(contacts.c.account_id == actor.account_id, contacts.c.id == contact_id))
        is None
    ):
        raise not_found()
    query = (
        joined().where(visible_to(actor), c.contact_id == contact_id).order_by(c.last_activity_at.desc(), c.id.desc())
    )
    return [ConversationRow(*row) for row in tx.all(query.limit(20))]


def updated_since(now: int, seconds: int) -> int:
    """The moment that `updated_within` seconds means."""
    return now - seconds * SECOND
