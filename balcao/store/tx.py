"""One unit of work, as its functions see it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Executable, Row, Table

from balcao.store import dialect
from balcao.store.inserts import numbering_insert, skipping_insert
from balcao.store.prepared import Prepared

Params = Mapping[str, Any]
Statement = Executable | Prepared


class Tx:
    """An open transaction with its moment. Commit and rollback belong to the store alone."""

    __slots__ = ("conn", "engine", "facts", "now", "wakes")

    def __init__(self, conn: Connection, now: int) -> None:
        self.conn = conn
        self.now = now
        self.engine = conn.dialect.name
        self.facts: list[Any] = []
        """Events that this unit has emitted; written by the outbox before the commit."""
        self.wakes: set[Any] = set()
        """What to wake after the commit."""

    def all(self, statement: Statement, params: Params | None = None) -> Sequence[Row[Any]]:
        """Every row."""
        return self._execute(statement, params).fetchall()

    def first(self, statement: Statement, params: Params | None = None) -> Row[Any] | None:
        """The first row, or None."""
        return self._execute(statement, params).first()

    def value(self, statement: Statement, params: Params | None = None) -> Any:
        """The first column of the first row, or None."""
        row = self._execute(statement, params).first()
        return None if row is None else row[0]

    def values(self, statement: Statement, params: Params | None = None) -> list[Any]:
        """The first column of every row."""
        return [row[0] for row in self._execute(statement, params).fetchall()]

    def run(self, statement: Statement, params: Params | Sequence[Params] | None = None) -> int:
        """Execute a change; how many rows it touched."""
        return self._execute(statement, params).rowcount

    def add(self, table: Table, **values: Any) -> int:
        """Insert one row; its id."""
        return self.value(numbering_insert(table, tuple(values)), values)

    def add_or_skip(self, table: Table, unique: Sequence[str] = (), **values: Any) -> bool:
        """Insert one row unless it is there; whether it was inserted."""
        return self.run(skipping_insert(self.engine, table, tuple(unique), tuple(values)), values) > 0

    def put(self, table: Table, unique: Sequence[str], changes: Params, **values: Any) -> None:
        """Insert one row, or make `changes` where it is there."""
        self.run(dialect.insert_or_update(self.engine, table, unique, changes).values(values))

    def _execute(self, statement: Statement, params: Any) -> Any:
        if isinstance(statement, Prepared):
            return statement.execute(self.conn, params)
        return self.conn.execute(statement, params)
