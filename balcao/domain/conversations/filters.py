"""What the conversation list is narrowed to, as conditions of statements that are kept."""

from typing import Any

import msgspec
from sqlalchemy import ColumnElement, and_, bindparam, exists, false, literal_column, or_, select

from balcao.domain.actors import Member
from balcao.domain.contacts.tables import contact_inboxes
from balcao.domain.conversations import tables as t
from balcao.domain.conversations.access import named, seen_by_member
from balcao.domain.conversations.rules import PAGE, Delivery, Status
from balcao.domain.conversations.search import found, words_of
from balcao.domain.inboxes.tables import inboxes
from balcao.kit.clock import DAY

c, m, cl = t.conversations.c, t.messages.c, t.conversation_labels.c

_UNDELIVERED_FOR = 30 * DAY

# As a literal: the index of what failed holds nothing else, and is not looked at for a value that is left open.
FAILED = and_(
    m.status == literal_column(str(int(Delivery.FAILED))),
    m.inbox_id.in_(select(inboxes.c.id).where(inboxes.c.account_id == bindparam("account"))),
    m.updated_at > bindparam("failed_since"),
)
"""Messages of the account that were not delivered lately."""


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

    undelivered: bool = False
    """Those with something that was not delivered lately, until somebody resolves them."""

    updated_within: int | None = None
    assignee: str = "all"
    sort: str = "last_activity_at_desc"
    page: int = 1


class Shape(msgspec.Struct, frozen=True):
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
    undelivered: bool
    recent: bool
    assignee: str


def shape_of(actor: Member, wanted: Filter) -> Shape:
    """What of a filter a statement is built for."""
    return Shape(
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
        wanted.undelivered,
        wanted.updated_within is not None,
        wanted.assignee if wanted.assignee in _TABS else "all",
    )


def params_of(actor: Member, wanted: Filter, now: int) -> dict[str, Any]:
    """What the conditions leave open."""
    return {
        **named(actor),
        "status": wanted.status,
        "inbox": wanted.inbox_id,
        "team": wanted.team_id,
        "labels": list(wanted.labels),
        "source": wanted.source_id,
        "since": wanted.updated_within,
        "failed_since": now - _UNDELIVERED_FOR,
        **(words_of(wanted.text) if wanted.text else {}),
        "skip": (max(wanted.page, 1) - 1) * PAGE,
    }


_TABS: dict[str, ColumnElement[bool]] = {
    "me": c.assignee_id == bindparam("user"),
    "unassigned": c.assignee_id.is_(None),
    "assigned": c.assignee_id.is_not(None),
}


def conditions(shape: Shape) -> list[ColumnElement[bool]]:
    """Which conversations match, and may be seen."""
    address = contact_inboxes.c
    every: tuple[tuple[bool, ColumnElement[bool]], ...] = (
        (True, seen_by_member(is_admin=shape.is_admin)),
        (shape.status, c.status == bindparam("status")),
        (shape.inbox, c.inbox_id == bindparam("inbox")),
        (shape.team, c.team_id == bindparam("team")),
        (shape.labels, exists().where(cl.conversation_id == c.id, cl.title.in_(bindparam("labels", expanding=True)))),
        (shape.text, found()),
        (shape.source, exists().where(address.id == c.contact_inbox_id, address.source_id == bindparam("source"))),
        (shape.unattended, or_(c.first_reply_created_at.is_(None), c.waiting_since.is_not(None))),
        (shape.taking_part, false()),
        (shape.undelivered, and_(c.status != int(Status.RESOLVED), c.id.in_(select(m.conversation_id).where(FAILED)))),
        (shape.recent, c.updated_at > bindparam("since")),
    )
    tab = [_TABS[shape.assignee]] if shape.assignee in _TABS else []
    return [condition for applies, condition in every if applies] + tab
