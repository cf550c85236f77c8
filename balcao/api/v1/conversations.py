"""Conversations: list, counts, one, open, status, hand over, read state, typing."""

from typing import Any

import msgspec

from balcao.api.call import Call
from balcao.api.route import Room, Who
from balcao.api.v1.opening import NewConversation, open_for_team, status_of
from balcao.domain.conversations import lists
from balcao.domain.conversations import queries as q
from balcao.domain.conversations.filters import Filter
from balcao.domain.conversations.lists import Counts
from balcao.shapes.conversation import Conversation, conversation_json
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
        """The same as the domain understands it. What was not delivered is listed whatever its status."""
        undelivered = self.conversation_type == "undelivered"
        return Filter(
            status=None if undelivered or self.status == "all" else status_of(self.status),
            inbox_id=self.inbox_id,
            team_id=self.team_id,
            labels=tuple(self.labels.split(",") if isinstance(self.labels, str) else self.labels),
            text=(self.q or "").strip() or None,
            source_id=self.source_id,
            unattended=self.conversation_type == "unattended",
            taking_part=self.conversation_type in ("mention", "participating"),
            undelivered=undelivered,
            updated_within=None if self.updated_within is None else lists.updated_since(now, self.updated_within),
            assignee=self.assignee_type,
            sort=self.sort_by,
            page=self.page,
        )


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
    return conversation_json(
        row, q.details(tx, row.account_id, [row], viewer=call.member.user_id), call.house.lens, tx.now
    )


def shown_all(tx: Tx, call: Call[Any], rows: list[q.ConversationRow]) -> list[Conversation]:
    """Many conversations as JSON, with one round of look-ups."""
    details, lens = q.details(tx, call.member.account_id, rows, viewer=call.member.user_id), call.house.lens
    return [conversation_json(row, details, lens, tx.now) for row in rows]


@room.get("/conversations", takes=ListParams, gives=ListReply)
def index(tx: Tx, call: Call[ListParams]) -> ListReply:
    """A page of 25 conversations, newest activity first, with the counts of the tabs."""
    wanted = call.p.filter(tx.now)
    if wanted.text:
        rows, counts = lists.search(tx, call.member, wanted)
    else:
        rows, counts = lists.page_of(tx, call.member, wanted), lists.count(tx, call.member, wanted)
    return ListReply(ListData(counts, shown_all(tx, call, rows)))


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
