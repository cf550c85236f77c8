"""Every event that sockets carry, by its public name."""

from typing import Final

from balcao.domain.accounts.events import CacheInvalidated
from balcao.domain.contacts import events as c
from balcao.domain.conversations import events as e
from balcao.outbox.event import Event

KINDS: Final[dict[str, type[Event]]] = {
    kind.name: kind
    for kind in (
        e.MessageCreated, e.MessageUpdated, e.FirstReplyCreated, e.ConversationCreated, e.ConversationUpdated,
        e.StatusChanged, e.ConversationRead, e.AssigneeChanged, e.TeamChanged, e.ContactChanged,
        c.ContactCreated, c.ContactUpdated, c.ContactMerged, c.ContactDeleted, CacheInvalidated,
    )
}  # fmt: skip

TO_CONTACT: Final = frozenset(
    kind.name
    for kind in (e.MessageCreated, e.MessageUpdated, e.ConversationCreated, e.ConversationUpdated, e.StatusChanged)
)
"""What the contact hears too. Of messages, only those that both sides see."""
