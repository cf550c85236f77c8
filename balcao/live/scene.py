"""The rows that a batch of events is about, and the JSON that is drawn from them."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from balcao.domain.contacts.events import ContactFact
from balcao.domain.contacts.queries import ContactRow, by_ids
from balcao.domain.conversations import queries as q
from balcao.domain.conversations.events import ConversationFact, MessageCreated, MessageFact, MessageUpdated, Typing
from balcao.domain.conversations.queries import ConversationRow, Details, MessageRow
from balcao.domain.conversations.visits import may_see
from balcao.house import House
from balcao.outbox.event import Event
from balcao.shapes.conversation import conversation_event
from balcao.shapes.lens import Lens
from balcao.shapes.message import contact_event, message_event, other_event, user_sender
from balcao.shapes.visitor import visitor_agent
from balcao.shapes.visitor_event import VisitorTyping, visitor_conversation_event, visitor_message_event
from balcao.store.tx import Tx


class Scene(msgspec.Struct, frozen=True):
    """What the database says now. A conversation or message that is missing here has been deleted."""

    house: House
    lens: Lens
    now: int
    conversations: Mapping[int, ConversationRow]
    messages: Mapping[int, MessageRow]
    details: Details
    contacts: Mapping[int, ContactRow]

    def conversation(self, fact: ConversationFact | Typing) -> ConversationRow | None:
        """The row that a fact is about."""
        return self.conversations.get(fact.conversation_id)

    def message_json(self, fact: MessageFact, row: ConversationRow) -> bytes | None:
        """The message for the team; None when it is gone."""
        message = self.messages.get(fact.message_id)
        if message is None:
            return None
        shape = message_event(message, row, self.details, self.lens)
        if isinstance(fact, MessageCreated) and fact.echo_id:
            shape.echo_id = fact.echo_id
        more: dict[str, Any] = {"previous_changes": fact.previous_changes} if isinstance(fact, MessageUpdated) else {}
        return with_more(msgspec.json.encode(shape), **more, **self._performer(fact))

    def visitor_message_json(self, fact: MessageFact, row: ConversationRow) -> bytes | None:
        """The message for the contact; None for what a contact never sees."""
        message = self.messages.get(fact.message_id)
        if message is None or not may_see(message):
            return None
        return msgspec.json.encode(visitor_message_event(message, row, self.details, self.lens))

    def conversation_json(self, fact: ConversationFact, row: ConversationRow) -> bytes:
        """The conversation for the team."""
        return with_more(self._conversation(row), account_id=row.account_id, **self._performer(fact))

    def visitor_conversation_json(self, row: ConversationRow) -> bytes:
        """The conversation for the contact."""
        return msgspec.json.encode(visitor_conversation_event(row, self.details, self.lens, self.now))

    def contact_json(self, fact: ContactFact) -> bytes:
        """The contact for the team; of one that is gone, its id."""
        row = self.contacts.get(fact.contact_id)
        if row is None:
            return msgspec.json.encode({"account_id": fact.account_id, "id": fact.contact_id, "type": "contact"})
        shape = other_event(row, self.lens.urls)
        return with_more(msgspec.json.encode(shape), account_id=fact.account_id)

    def typing_json(self, typing: Typing, row: ConversationRow) -> bytes | None:
        """Who types, for the team; None when that is nobody."""
        user = self.details.users.get(typing.user_id or 0)
        if typing.user_id is not None and user is None:
            return None
        sender = contact_event(row, self.lens.urls) if user is None else user_sender(user, row.account_id, self.lens)
        return msgspec.json.encode({
            "account_id": row.account_id, "conversation": msgspec.Raw(self._conversation(row)), "user": sender,
            "is_private": typing.is_private,
        })  # fmt: skip

    def visitor_typing_json(self, typing: Typing, row: ConversationRow) -> bytes | None:
        """Who of the team types, for the contact; None for notes and for the contact's own typing."""
        user = self.details.users.get(typing.user_id or 0)
        if user is None or typing.is_private:
            return None
        conversation = visitor_conversation_event(row, self.details, self.lens, self.now)
        shape = VisitorTyping(row.account_id, conversation, visitor_agent(user, row.account_id, self.lens))
        return msgspec.json.encode(shape)

    def _conversation(self, row: ConversationRow) -> bytes:
        return msgspec.json.encode(conversation_event(row, self.details, self.lens, self.now))

    def _performer(self, fact: ConversationFact) -> dict[str, Any]:
        user = self.details.users.get(fact.performer_id or 0)
        return {} if user is None else {"performer": user_sender(user, fact.account_id, self.lens)}


def load(tx: Tx, house: House, account_id: int, facts: Sequence[Event | Typing]) -> Scene:
    """All that these facts are about, in a handful of queries whatever their number."""
    about = [fact for fact in facts if isinstance(fact, ConversationFact | Typing)]
    ids = sorted({fact.conversation_id for fact in about})
    rows = q.by_ids(tx, account_id, ids) if ids else {}
    messages = q.messages_by_id(tx, account_id, [fact.message_id for fact in facts if isinstance(fact, MessageFact)])
    details = q.details(tx, account_id, list(rows.values()), list(messages.values())) if rows else Details()
    actors = {fact.user_id if isinstance(fact, Typing) else fact.performer_id for fact in about}
    missing = [user_id for user_id in actors if user_id and user_id not in details.users]
    details.users.update(q.users_by_id(tx, account_id, missing))
    contacts = by_ids(tx, account_id, sorted({fact.contact_id for fact in facts if isinstance(fact, ContactFact)}))
    return Scene(house, house.lens, tx.now, rows, messages, details, contacts)


def with_more(data: bytes, **more: Any) -> bytes:
    """A JSON object with further keys."""
    return data[:-1] + b"," + msgspec.json.encode(more)[1:] if more else data
