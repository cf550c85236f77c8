"""What happens to inboxes, beside what screens are told."""

from balcao.outbox.bus import Signal


class InboxConnected(Signal, frozen=True):
    """An inbox was added, connected anew or removed: whoever watches it looks again."""

    inbox_id: int
