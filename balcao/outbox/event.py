"""What an event is: a frozen fact with ids and small values."""

from typing import Any, ClassVar

import msgspec


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Base of every fact. `name` is its public name (`message.created`)."""

    name: ClassVar[str] = ""

    account_id: int


class Logged(msgspec.Struct, frozen=True):
    """An event as it lies in the log. `data` is the JSON of its fields."""

    seq: int
    name: str
    data: msgspec.Raw
    created_at: int

    def read(self, kinds: "dict[str, type[Event]]") -> Event | None:
        """The fact itself; None for a name that this version no longer knows."""
        kind = kinds.get(self.name)
        return None if kind is None else msgspec.json.decode(self.data, type=kind)


def fields(event: Event) -> dict[str, Any]:
    """The event's values, ready to be stored."""
    return msgspec.structs.asdict(event)
