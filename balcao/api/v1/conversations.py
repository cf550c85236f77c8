"""Conversations: list, counts, one, open, status, hand over, read state, typing."""

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from balcao.api.call import Call
from balcao.api.route import Room, Who
from balcao.api.v1.opening import NewConversation, as_id, open_for_team
from balcao.domain.conversations import actions, lists
from balcao.domain.conversations import queries as q
from balcao.domain.conversations.actions.hold import hold
from balcao.domain.conversations.events import Typing
from balcao.domain.conversations.lists import Counts, Filter
from balcao.domain.conversations.rules import Priority, Status, toggled
from balcao.kit.clock import from_seconds, iso, iso_or_none
from balcao.kit.errors import invalid
from balcao.shapes.conversation import Conversation, conversation_json
from balcao.shapes.message import agent_of
from balcao.store.tx import Tx

room = Room("/api/v1/accounts/{account_id}", Who.MEMBER)


class ListParams(msgspec.Struct, kw_only=True):
    """Filters of the list; unknown values fall back to the defaults, as clients expect."""

    status: str = "open"
    assignee_type: str = "all"
    inbox_id: int | None = None
    team_id: int | None = None
    labels: list[str] | str = []
    conversation_type: str | None = None
    q: str | None = None
    source_id: str | None = None
    updated_within: int | None = None
    page: int = 1
    sort_by: str = "last_activity_at_desc"

    def filter(self, now: int) -> Filter:
        """The same as the domain understands it."""
        return Filter(
            status=None if self.status == "all" else status_of(self.status),
            inbox_id=self.inbox_id,
            team_id=self.team_id,
            labels=tuple(self.labels.split(",") if isinstance(self.labels, str) else self.labels),
            text=(self.q or "").strip() or None,
            source_id=self.source_id,
            unattended=self.conversation_type == "unattended",
            updated_within=None if self.updated_within is None else lists.updated_since(now, self.updated_within),
            assignee=self.assignee_type,
            sort=self.sort_by,
            page=self.page,
        )


def status_of(name: str) -> Status:
    """The status with this name; anything else is the caller's mistake."""
    try:
        return Status[name.upper()]
    except KeyError:
        raise invalid(f"Status {name} is not one of open, resolved, pending, snoozed", "status") from None


class ListData(msgspec.Struct):
    """A page with the counts of all tabs."""

    meta: Counts
    payload: list[Conversation]


class ListReply(msgspec.Struct):
    """The list."""

    data: ListData


class MetaReply(msgspec.Struct):
    """The counts alone."""

    meta: Counts


class ConversationParams(msgspec.Struct, kw_only=True):
    """One conversation, by its number in the account."""

    conversation_id: int


def shown(tx: Tx, call: Call[Any], row: q.ConversationRow) -> Conversation:
    """One conversation as JSON."""
    return conversation_json(row, q.details(tx, row.account_id, [row]), call.house.lens, tx.now)


def shown_all(tx: Tx, call: Call[Any], rows: list[q.ConversationRow]) -> list[Conversation]:
    """Many conversations as JSON, with one round of look-ups."""
    details, lens = q.details(tx, call.member.account_id, rows), call.house.lens
    return [conversation_json(row, details, lens, tx.now) for row in rows]


@room.get("/conversations", takes=ListParams, gives=ListReply)
def index(tx: Tx, call: Call[ListParams]) -> ListReply:
    """A page of 25 conversations, newest activity first, with the counts of the tabs."""
    wanted = call.p.filter(tx.now)
    rows = lists.page_of(tx, call.member, wanted)
    return ListReply(ListData(lists.count(tx, call.member, wanted), shown_all(tx, call, rows)))


@room.get("/conversations/meta", takes=ListParams, gives=MetaReply)
def meta(tx: Tx, call: Call[ListParams]) -> MetaReply:
    """The counts of the tabs."""
    return MetaReply(lists.count(tx, call.member, call.p.filter(tx.now)))


@room.get("/conversations/{conversation_id}", takes=ConversationParams, gives=Conversation)
def show(tx: Tx, call: Call[ConversationParams]) -> Conversation:
    """One conversation."""
    return shown(tx, call, q.show(tx, call.member, call.p.conversation_id))


@room.post("/conversations", takes=NewConversation, gives=Conversation, files=True)
def create(tx: Tx, call: Call[NewConversation]) -> Conversation:
    """Open a conversation with a contact, optionally with a first message."""
    return shown(tx, call, open_for_team(tx, call))


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
    if wanted is Status.OPEN and not call.member.is_admin and row.assignee_id != call.member.user_id:
        actions.assign(tx, call.member, row, call.member.user_id)
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
    presence = call.house.presence
    actions.assign_team(
        tx, call.member, row, as_id(call.p.team_id), lambda user: presence.user_is_here(row.account_id, user)
    )
    return _team_row(tx, row)


def _team_row(tx: Tx, row: q.ConversationRow) -> dict[str, Any] | None:
    team = q.teams_by_id(tx, row.account_id, [row.team_id] if row.team_id else []).get(row.team_id or 0)
    if team is None:
        return None
    times = {"created_at": iso(team.created_at), "updated_at": iso(team.updated_at)}
    return {**msgspec.structs.asdict(team), **times}


@room.post("/conversations/{conversation_id}/update_last_seen", takes=ConversationParams, gives=Conversation)
def update_last_seen(tx: Tx, call: Call[ConversationParams]) -> Conversation:
    """The team has read it."""
    row = hold(tx, call.member, call.p.conversation_id)
    actions.see(tx, call.member, row)
    return shown(tx, call, row)


@room.post("/conversations/{conversation_id}/unread", takes=ConversationParams, gives=Conversation)
def unread(tx: Tx, call: Call[ConversationParams]) -> Conversation:
    """Mark it unread from the contact's last message on."""
    row = hold(tx, call.member, call.p.conversation_id)
    actions.mark_unread(tx, call.member, row)
    return shown(tx, call, row)


class TypingParams(ConversationParams, kw_only=True):
    """Whether one is typing, and whether it is a note."""

    typing_status: str = "off"
    is_private: bool = False


@room.post("/conversations/{conversation_id}/toggle_typing_status", takes=TypingParams, unit="read")
def toggle_typing_status(tx: Tx, call: Call[TypingParams]) -> None:
    """Tell the others that one is typing."""
    row = q.show(tx, call.member, call.p.conversation_id)
    call.house.bus.tell(
        Typing(
            row.account_id, row.id, row.inbox_id, call.p.typing_status == "on", call.p.is_private, call.member.user_id
        )
    )


class LabelParams(ConversationParams, kw_only=True):
    """The labels that it shall carry."""

    labels: list[str] = []


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


class ContactParams(msgspec.Struct, kw_only=True):
    """A contact."""

    contact_id: int


class PayloadReply(msgspec.Struct):
    """Conversations of a contact."""

    payload: list[Conversation]


@room.get("/contacts/{contact_id}/conversations", takes=ContactParams, gives=PayloadReply)
def of_contact(tx: Tx, call: Call[ContactParams]) -> PayloadReply:
    """The contact's latest twenty conversations that the caller may see."""
    return PayloadReply(shown_all(tx, call, lists.of_contact(tx, call.member, call.p.contact_id)))
