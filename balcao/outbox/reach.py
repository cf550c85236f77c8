"""How far a bus reaches: this process, or all that share a database."""

from collections.abc import Sequence

from balcao.outbox.bus import Bus, Missed, Signal
from balcao.store import dialect


def open_bus(url: str, kinds: Sequence[type[Signal]] | None = None) -> Bus:
    """The bus that fits the database; `kinds` are the signals for other processes (default: all that are loaded)."""
    if dialect.is_embedded(url):
        return Bus()
    from balcao.outbox.notify import SharedBus  # noqa: PLC0415 - one process alone does without the driver

    return SharedBus(url, [kind for kind in kinds or Signal.__subclasses__() if kind is not Missed])
