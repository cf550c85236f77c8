"""Who looks after a conversation: assign, hand to a team, take turns, let go."""

import random
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, select, update

from balcao.domain.accounts.presence import Presence
from balcao.domain.accounts.rules import Availability, Role
from balcao.domain.accounts.tables import members, users
from balcao.domain.actors import Member
from balcao.domain.conversations import queries as q
from balcao.domain.conversations import tables as t
from balcao.domain.conversations.actions.hold import change, hold_by_id
from balcao.domain.conversations.actions.message import remark
from balcao.domain.conversations.actions.telling import say_updated
from balcao.domain.conversations.events import AssigneeChanged, TeamChanged
from balcao.domain.conversations.rules import Status
from balcao.domain.inboxes.actions import note_turn
from balcao.domain.inboxes.queries import member_ids as serving_inbox
from balcao.domain.inboxes.tables import inboxes
from balcao.domain.teams import queries as teams
from balcao.kit.errors import invalid
from balcao.outbox.emit import emit
from balcao.store.tx import Tx

_c = t.conversations.c


def assign(tx: Tx, actor: Member, row: q.ConversationRow, user_id: int | None) -> None:
    """Give a held conversation to a member who may see its inbox, or to nobody."""
    if user_id is not None and not _may_serve(tx, row, user_id):
        raise invalid("Assignee must be a member of this inbox", "assignee_id")
    if row.assignee_id == user_id:
        return
    _give(tx, row, user_id, actor.user_id)
    if user_id is None:
        remark(tx, row, "unassigned", actor.user_id, who=actor.name)
    elif user_id == actor.user_id:
        remark(tx, row, "self_assigned", actor.user_id, who=actor.name)
    else:
        remark(tx, row, "assigned", actor.user_id, who=actor.name, to=_name_of(tx, user_id))


def take_over(tx: Tx, actor: Member, row: q.ConversationRow) -> None:
    """Give a held conversation to the member who acts. Who sees it only through a team leaves it with whom it is."""
    if row.assignee_id != actor.user_id and _may_serve(tx, row, actor.user_id):
        assign(tx, actor, row, actor.user_id)


def assign_team(tx: Tx, actor: Member, row: q.ConversationRow, team_id: int | None, presence: Presence) -> None:
    """Give a held conversation to a team, or to none; one of its online members takes it if the team says so."""
    if row.team_id == team_id:
        return
    old, team = _team(tx, row, row.team_id), _team(tx, row, team_id)
    if team_id is not None and team is None:
        raise invalid("Team must exist", "team_id")
    _hand(tx, row, team_id, actor.user_id)
    if team is None:
        remark(tx, row, "team_unassigned", actor.user_id, who=actor.name, team=old.name if old else "")
        return
    _settle_in_team(tx, actor, row, team, presence)


def _settle_in_team(tx: Tx, actor: Member, row: q.ConversationRow, team: teams.TeamRow, presence: Presence) -> None:
    among = _serving(tx, row, team.id)
    keeps = row.assignee_id in among
    here = _online(tx, row, among, presence)
    chosen = row.assignee_id if keeps else (random.choice(here) if team.allow_auto_assign and here else None)  # noqa: S311 - fairness, not a secret
    if chosen != row.assignee_id:
        _give(tx, row, chosen, actor.user_id)
    if chosen is None or keeps:
        remark(tx, row, "team_assigned", actor.user_id, who=actor.name, team=team.name)
        return
    name = _name_of(tx, chosen)
    remark(tx, row, "assigned_via_team", actor.user_id, who=actor.name, team=team.name, to=name)


def take_turn(tx: Tx, account_id: int, conversation_id: int, presence: Presence) -> int | None:
    """Give an open conversation that nobody serves to the next online member of its inbox; who got it."""
    row = hold_by_id(tx, account_id, conversation_id)
    serving = _inbox_members(tx, row)
    if row.status != Status.OPEN or row.contact_blocked or row.assignee_id in serving:
        return None
    inbox = tx.first(
        select(inboxes.c.enable_auto_assignment, inboxes.c.last_assigned_to).where(inboxes.c.id == row.inbox_id)
    )
    here = _online(tx, row, serving, presence)
    if inbox is None or not inbox.enable_auto_assignment or not here:
        return None
    chosen = next((u for u in here if u > (inbox.last_assigned_to or 0)), here[0])
    note_turn(tx, account_id, row.inbox_id, chosen)
    _give(tx, row, chosen, None)
    return chosen


def release_member(tx: Tx, account_id: int, user_id: int) -> None:
    """Take a leaving member's conversations off them."""
    for one in _let_go(tx, (_c.account_id == account_id) & (_c.assignee_id == user_id), assignee_id=None):
        _tell_given(tx, one, user_id, None, None)


def release_team(tx: Tx, account_id: int, team_id: int) -> None:
    """Take a dissolved team's conversations off it."""
    for one in _let_go(tx, (_c.account_id == account_id) & (_c.team_id == team_id), team_id=None):
        _tell_handed(tx, one, team_id, None, None)


def _let_go(tx: Tx, which: ColumnElement[bool], **values: None) -> Sequence[Any]:
    """Write a field of conversations, of which there may be many, in one statement; where they lie."""
    written = update(t.conversations).where(which).values(**values, updated_at=tx.now)
    return sorted(tx.all(written.returning(_c.id, _c.account_id, _c.inbox_id)))


def _give(tx: Tx, row: q.ConversationRow, user_id: int | None, performer_id: int | None) -> None:
    before = row.assignee_id
    change(tx, row, assignee_id=user_id)
    _tell_given(tx, row, before, user_id, performer_id)


def _hand(tx: Tx, row: q.ConversationRow, team_id: int | None, performer_id: int | None) -> None:
    before = row.team_id
    change(tx, row, team_id=team_id)
    _tell_handed(tx, row, before, team_id, performer_id)


def _tell_given(tx: Tx, row: Any, before: int | None, user_id: int | None, performer_id: int | None) -> None:
    emit(
        tx,
        AssigneeChanged(
            account_id=row.account_id, conversation_id=row.id, inbox_id=row.inbox_id, performer_id=performer_id,
            assignee_id=user_id,
        ),
    )  # fmt: skip
    say_updated(tx, row, performer_id, assignee_id=[before, user_id])


def _tell_handed(tx: Tx, row: Any, before: int | None, team_id: int | None, performer_id: int | None) -> None:
    emit(
        tx,
        TeamChanged(
            account_id=row.account_id, conversation_id=row.id, inbox_id=row.inbox_id, performer_id=performer_id,
            team_id=team_id,
        ),
    )  # fmt: skip
    say_updated(tx, row, performer_id, team_id=[before, team_id])


def _online(tx: Tx, row: q.ConversationRow, user_ids: Sequence[int], presence: Presence) -> list[int]:
    """Those who are to be seen as online, neither busy nor away."""
    m = members.c
    query = select(m.user_id, m.availability, m.auto_offline).where(
        m.account_id == row.account_id, m.user_id.in_(user_ids)
    )
    return [
        one.user_id
        for one in tx.all(query.order_by(m.user_id))
        if presence.status(row.account_id, one.user_id, one.availability, auto_offline=one.auto_offline)
        == Availability.ONLINE
    ]


def _may_serve(tx: Tx, row: q.ConversationRow, user_id: int) -> bool:
    role = tx.value(select(members.c.role).where(members.c.account_id == row.account_id, members.c.user_id == user_id))
    if role is None:
        return False
    return role == Role.ADMINISTRATOR or user_id in _inbox_members(tx, row)


def _inbox_members(tx: Tx, row: q.ConversationRow) -> list[int]:
    return serving_inbox(tx, row.account_id, row.inbox_id)


def _serving(tx: Tx, row: q.ConversationRow, team_id: int) -> list[int]:
    of_team = set(teams.member_ids(tx, row.account_id, team_id))
    return [user_id for user_id in _inbox_members(tx, row) if user_id in of_team]


def _team(tx: Tx, row: q.ConversationRow, team_id: int | None) -> teams.TeamRow | None:
    if team_id is None:
        return None
    return teams.by_ids(tx, row.account_id, [team_id]).get(team_id)


def _name_of(tx: Tx, user_id: int) -> str:
    return tx.value(select(users.c.name).where(users.c.id == user_id)) or ""
