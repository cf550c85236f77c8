"""What the team does with a conversation: status, priority, who looks after it, labels, attributes."""

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from balcao.api.call import Call
from balcao.api.limits import Limit
from balcao.api.route import Room, Who
from balcao.api.v1.conversations import ConversationParams, shown
from balcao.api.v1.opening import as_id, status_of
from balcao.domain.conversations import actions
from balcao.domain.conversations import queries as q
from balcao.domain.conversations.actions.hold import hold
from balcao.domain.conversations.rules import Priority, Status, toggled
from balcao.domain.teams import queries as teams
from balcao.kit.clock import from_seconds, iso_or_none
from balcao.kit.errors import Problem, invalid
from balcao.shapes.conversation import Conversation
from balcao.shapes.message import agent_of
from balcao.shapes.team import RawTeam, raw_team
from balcao.store.tx import Tx

room = Room("/api/v1/accounts/{account_id}", Who.MEMBER)


class StatusParams(ConversationParams, kw_only=True):
    """A status to go to; without one it is toggled. `snoozed_until`: unix seconds."""

    status: str | None = None
    snoozed_until: float | None = None


class StatusPayload(msgspec.Struct):
    """What became of it."""

    success: bool
    conversation_id: int
    current_status: str
    snoozed_until: str | None


class StatusReply(msgspec.Struct):
    """Reply of a status change."""

    payload: StatusPayload


@room.post("/conversations/{conversation_id}/toggle_status", takes=StatusParams, gives=StatusReply)
def toggle_status(tx: Tx, call: Call[StatusParams]) -> StatusReply:
    """Change or toggle the status; an agent who opens a conversation takes it over."""
    row = hold(tx, call.member, call.p.conversation_id)
    wanted = status_of(call.p.status) if call.p.status else toggled(Status(row.status))
    until = from_seconds(call.p.snoozed_until) if call.p.snoozed_until else None
    actions.change_status(tx, call.member, row, wanted, until)
    name = Status(row.status).name.lower()
    return StatusReply(StatusPayload(True, row.display_id, name, iso_or_none(row.snoozed_until)))


class PriorityParams(ConversationParams, kw_only=True):
    """A priority, or nothing to remove it."""

    priority: str | None = None


@room.post("/conversations/{conversation_id}/toggle_priority", takes=PriorityParams)
def toggle_priority(tx: Tx, call: Call[PriorityParams]) -> None:
    """Set or remove the priority."""
    _set_priority(tx, call)


@room.patch("/conversations/{conversation_id}", takes=PriorityParams, gives=Conversation)
def update(tx: Tx, call: Call[PriorityParams]) -> Conversation:
    """Set or remove the priority, and give the conversation back."""
    return shown(tx, call, _set_priority(tx, call))


def _set_priority(tx: Tx, call: Call[PriorityParams]) -> q.ConversationRow:
    row = hold(tx, call.member, call.p.conversation_id)
    name = (call.p.priority or "").upper()
    if name and name not in Priority.__members__:
        raise invalid("Priority is not one of low, medium, high, urgent", "priority")
    actions.set_priority(tx, call.member, row, Priority[name] if name else None)
    return row


class AssignmentParams(ConversationParams, kw_only=True):
    """An assignee (also null or 0: nobody), or else a team."""

    assignee_id: int | str | UnsetType | None = UNSET
    team_id: int | str | UnsetType | None = UNSET


@room.post("/conversations/{conversation_id}/assignments", takes=AssignmentParams, gives=dict[str, Any])
def assign(tx: Tx, call: Call[AssignmentParams]) -> Any:
    """Assign a member or a team. Replies the agent, the team, or null."""
    row = hold(tx, call.member, call.p.conversation_id)
    if call.p.assignee_id is not UNSET:
        actions.assign(tx, call.member, row, as_id(call.p.assignee_id))
        user = q.users_by_id(tx, row.account_id, [row.assignee_id or 0]).get(row.assignee_id or 0)
        return None if user is None else agent_of(user, row.account_id, call.house.lens)
    if call.p.team_id is UNSET:
        return None
    actions.assign_team(tx, call.member, row, as_id(call.p.team_id), call.house.presence)
    return _team_row(tx, row)


def _team_row(tx: Tx, row: q.ConversationRow) -> RawTeam | None:
    team = teams.by_ids(tx, row.account_id, [row.team_id] if row.team_id else []).get(row.team_id or 0)
    return None if team is None else raw_team(team)


class LabelParams(ConversationParams, kw_only=True):
    """The labels that it shall carry."""

    labels: list[str] = msgspec.field(default_factory=list[str])


class LabelReply(msgspec.Struct):
    """The labels that it carries."""

    payload: Any


@room.get("/conversations/{conversation_id}/labels", takes=ConversationParams, gives=LabelReply)
def labels(tx: Tx, call: Call[ConversationParams]) -> LabelReply:
    """The labels of a conversation."""
    return LabelReply(q.show(tx, call.member, call.p.conversation_id).label_list)


@room.post("/conversations/{conversation_id}/labels", takes=LabelParams, gives=LabelReply)
def set_labels(tx: Tx, call: Call[LabelParams]) -> LabelReply:
    """Replace the labels of a conversation."""
    row = hold(tx, call.member, call.p.conversation_id)
    return LabelReply(actions.set_labels(tx, call.member, row, call.p.labels))


class AttributeParams(ConversationParams, kw_only=True):
    """Custom attributes, replacing all."""

    custom_attributes: dict[str, Any]


@room.post("/conversations/{conversation_id}/custom_attributes", takes=AttributeParams, gives=dict[str, Any])
def set_custom_attributes(tx: Tx, call: Call[AttributeParams]) -> dict[str, Any]:
    """Replace the custom attributes."""
    row = hold(tx, call.member, call.p.conversation_id)
    actions.set_attributes(tx, call.member, row, call.p.custom_attributes)
    return {"custom_attributes": row.custom_attributes}


class TranscriptParams(ConversationParams, kw_only=True):
    """To whom it goes."""

    email: str | None = None


@room.post(
    "/conversations/{conversation_id}/transcript",
    takes=TranscriptParams,
    limits=(Limit("transcripts", 30, 60 * 60, by="account_id"),),
)
def transcript(tx: Tx, call: Call[TranscriptParams]) -> None:
    """Mail the conversation, without notes, to an address."""
    row = q.show(tx, call.member, call.p.conversation_id)
    if not call.p.email:
        raise Problem(422, {"error": "email param missing"})
    call.count(_TRANSCRIPTS, str(row.id))
    actions.mail_transcript(tx, row, call.p.email)


_TRANSCRIPTS = Limit("transcripts_of_conversation", 5, 60 * 60)
