"""Who has read how far, and who is typing."""

from balcao.api.call import Call
from balcao.api.route import Room, Who
from balcao.api.v1.conversations import ConversationParams, shown
from balcao.domain.conversations import actions
from balcao.domain.conversations import queries as q
from balcao.domain.conversations.actions.hold import hold
from balcao.domain.conversations.events import Typing
from balcao.shapes.conversation import Conversation
from balcao.store.tx import Tx

room = Room("/api/v1/accounts/{account_id}", Who.MEMBER)


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
    actions.mark_unread(tx, row)
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
