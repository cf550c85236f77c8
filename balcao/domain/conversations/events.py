"""What happens to conversations and messages."""

from typing import ClassVar

import msgspec

from balcao.outbox.bus import Signal
from balcao.outbox.event import Event


class ConversationFact(Event, frozen=True, kw_only=True):
    """Base: which conversation, in which inbox, and the user who caused it (None: nobody of the team)."""

    conversation_id: int
    inbox_id: int
    performer_id: int | None = None


class ConversationCreated(ConversationFact, frozen=True, kw_only=True):
    """A contact or the team opened a conversation. `assign`: it waits for somebody whose turn it is to take it."""

    name: ClassVar[str] = "conversation.created"
    assign: bool = True


class ConversationUpdated(ConversationFact, frozen=True, kw_only=True):
    """Something that others watch has changed; `changed` names the fields."""

    name: ClassVar[str] = "conversation.updated"
    changed: dict[str, list[object]] = msgspec.field(default_factory=dict[str, list[object]])


class StatusChanged(ConversationFact, frozen=True, kw_only=True):
    """It was opened, resolved, snoozed or set to pending."""

    name: ClassVar[str] = "conversation.status_changed"
    status: str


class ConversationRead(ConversationFact, frozen=True, kw_only=True):
    """The contact has seen it."""

    name: ClassVar[str] = "conversation.read"


class AssigneeChanged(ConversationFact, frozen=True, kw_only=True):
    """It was given to somebody, or to nobody."""

    name: ClassVar[str] = "assignee.changed"
    assignee_id: int | None


class TeamChanged(ConversationFact, frozen=True, kw_only=True):
    """It was given to a team, or to none."""

    name: ClassVar[str] = "team.changed"
    team_id: int | None


class ContactChanged(ConversationFact, frozen=True, kw_only=True):
    """It belongs to another contact now: both were the same person."""

    name: ClassVar[str] = "conversation.contact_changed"


class MessageFact(ConversationFact, frozen=True, kw_only=True):
    """Base: which message, and what decides who may see it."""

    message_id: int
    kind: int
    private: bool


class MessageCreated(MessageFact, frozen=True, kw_only=True):
    """A message was accepted.

    `deliver`: it still has to be handed to a provider. `greet`: with it the contact has opened the talk in an inbox that
    greets.
    """

    name: ClassVar[str] = "message.created"
    echo_id: str | None = None
    deliver: bool = False
    greet: bool = False


class MessageUpdated(MessageFact, frozen=True, kw_only=True):
    """A message was deleted, or its delivery went on. `previous_changes`: field → [old, new].

    `deliver`: it failed, and is to be handed to the provider once more.
    """

    name: ClassVar[str] = "message.updated"
    previous_changes: dict[str, list[object]] = msgspec.field(default_factory=dict[str, list[object]])
    deliver: bool = False


class FirstReplyCreated(MessageFact, frozen=True, kw_only=True):
    """The team answered for the first time."""

    name: ClassVar[str] = "first.reply.created"


class Typing(Signal, frozen=True, tag="typing"):
    """Somebody is writing, or has stopped. `user_id` for the team, `contact_id` for the contact."""

    account_id: int
    conversation_id: int
    inbox_id: int
    on: bool
    is_private: bool = False
    user_id: int | None = None
    contact_id: int | None = None
