"""The conversation list: filters, orders and counts."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, UnaryExpression, bindparam, case, func, select

from balcao.domain.actors import Member
from balcao.domain.contacts.queries import show as show_contact
from balcao.domain.conversations import tables as t
from balcao.domain.conversations.access import named, seen_by_member
from balcao.domain.conversations.filters import FAILED, Filter, Shape, conditions, params_of, shape_of
from balcao.domain.conversations.queries import by_ids, joined
from balcao.domain.conversations.rows import ConversationRow
from balcao.domain.conversations.rules import PAGE
from balcao.kit.clock import SECOND
from balcao.store.prepared import Prepared
from balcao.store.tx import Tx

c, m = t.conversations.c, t.messages.c


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
    ids = tx.values(_page_statement(shape_of(actor, wanted), wanted.sort), params_of(actor, wanted, tx.now))
    rows = by_ids(tx, actor.account_id, ids)
    return [rows[i] for i in ids]


def count(tx: Tx, actor: Member, wanted: Filter) -> Counts:
    """All tabs at once: every filter but the assignee's."""
    shape = msgspec.structs.replace(shape_of(actor, wanted), assignee="all")
    (row,) = tx.all(_count_statement(shape), params_of(actor, wanted, tx.now))
    mine, assigned, everything = tuple(row)
    return Counts(mine, assigned, everything - assigned, everything)


def _order(sort: str) -> _Order:
    return _ORDERS.get(_OTHER_NAMES.get(sort, sort), _ORDERS["last_activity_at_desc"])


@lru_cache(maxsize=256)
def _page_statement(shape: Shape, sort: str) -> Prepared:
    query = select(c.id).where(*conditions(shape)).order_by(*_order(sort))
    return Prepared(query if shape.recent else query.limit(PAGE).offset(bindparam("skip")))


@lru_cache(maxsize=64)
def _count_statement(shape: Shape) -> Prepared:
    mine = func.count(case((c.assignee_id == bindparam("user"), 1)))
    query = select(mine, func.count(c.assignee_id), func.count()).where(*conditions(shape))
    return Prepared(query.select_from(t.conversations))


_OF_CONTACT = {
    is_admin: Prepared(
        joined()
        .where(seen_by_member(is_admin=is_admin), c.contact_id == bindparam("contact"))
        # The sum keeps SQLite from walking through the whole account because it lies in this order.
        .order_by((c.last_activity_at + 0).desc(), c.id.desc())
        .limit(20)
    )
    for is_admin in (False, True)
}


def of_contact(tx: Tx, actor: Member, contact_id: int) -> list[ConversationRow]:
    """The contact's latest twenty conversations that the actor may see."""
    show_contact(tx, actor.account_id, contact_id)
    rows = tx.all(_OF_CONTACT[actor.is_admin], {**named(actor), "contact": contact_id})
    return [ConversationRow(*row) for row in rows]


def updated_since(now: int, seconds: int) -> int:
    """The moment that `updated_within` seconds means."""
    return now - seconds * SECOND


def search(tx: Tx, actor: Member, wanted: Filter) -> tuple[list[ConversationRow], Counts]:
    """The page and the counts of a search by text, for which everything is looked through once."""
    shape = msgspec.structs.replace(shape_of(actor, wanted), assignee="all")
    found = tx.all(_search_statement(shape, wanted.sort), params_of(actor, wanted, tx.now))
    mine = [row.id for row in found if row.assignee_id == actor.user_id]
    free = [row.id for row in found if row.assignee_id is None]
    taken = [row.id for row in found if row.assignee_id is not None]
    page = {"me": mine, "unassigned": free, "assigned": taken}.get(wanted.assignee, [row.id for row in found])
    if wanted.updated_within is None:
        page = page[(max(wanted.page, 1) - 1) * PAGE :][:PAGE]
    rows = by_ids(tx, actor.account_id, page)
    return [rows[i] for i in page], Counts(len(mine), len(taken), len(free), len(found))


@lru_cache(maxsize=64)
def _search_statement(shape: Shape, sort: str) -> Prepared:
    return Prepared(select(c.id, c.assignee_id).where(*conditions(shape)).order_by(*_order(sort)))


class Undelivered(msgspec.Struct):
    """What was not delivered: in how many conversations, and how many messages."""

    conversations: int
    messages: int


class Failed(msgspec.Struct):
    """A message that was not delivered, and the number of its conversation."""

    display_id: int
    message_id: int


def count_undelivered(tx: Tx, actor: Member, wanted: Filter) -> Undelivered:
    """How much was not delivered lately, of what the filter leaves."""
    (row,) = tx.all(_undelivered_statement(shape_of(actor, wanted)), params_of(actor, wanted, tx.now))
    return Undelivered(*row)


def undelivered(tx: Tx, actor: Member, wanted: Filter, most: int) -> list[Failed]:
    """The messages themselves, oldest first."""
    values = {**params_of(actor, wanted, tx.now), "most": most}
    return [Failed(*row) for row in tx.all(_failed_statement(shape_of(actor, wanted)), values)]


@lru_cache(maxsize=64)
def _undelivered_statement(shape: Shape) -> Prepared:
    numbers = select(func.count(c.id.distinct()), func.count())
    return Prepared(numbers.join_from(t.messages, t.conversations, _OWN).where(FAILED, *conditions(shape)))


@lru_cache(maxsize=64)
def _failed_statement(shape: Shape) -> Prepared:
    found = select(c.display_id, m.id).join_from(t.messages, t.conversations, _OWN)
    return Prepared(found.where(FAILED, *conditions(shape)).order_by(m.id).limit(bindparam("most")))


_OWN = c.id == m.conversation_id
