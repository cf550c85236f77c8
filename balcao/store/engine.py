"""Open the store that a database address names."""

from balcao.kit.clock import Clock, wall_clock
from balcao.store import dialect
from balcao.store.hooks import Hooks
from balcao.store.postgresql import PostgresStore
from balcao.store.sqlite import SqliteStore

Store = SqliteStore | PostgresStore


def open_store(url: str, *, clock: Clock = wall_clock, hooks: Hooks | None = None) -> Store:
    """`sqlite:////path/balcao.db` or `postgresql://user@host/name`."""
    kind = SqliteStore if dialect.is_embedded(url) else PostgresStore
    return kind(url, clock, hooks or Hooks())
