"""What happens to accounts and to the people in them."""

from typing import ClassVar

from balcao.outbox.bus import Signal
from balcao.outbox.event import Event


class CacheInvalidated(Event, frozen=True, kw_only=True):
    """Inboxes, labels or teams have changed: whoever keeps a copy under an older key reads them again."""

    name: ClassVar[str] = "account.cache_invalidated"
    cache_keys: dict[str, str]


class UserChanged(Signal, frozen=True):
    """The user's rights or secrets are other than they were: open sockets of this user end and prove themselves anew."""

    user_id: int


class AvailabilityChanged(Signal, frozen=True):
    """Somebody of the team says something else about being there."""

    account_id: int
