"""Statements of the hot paths, compiled once for each engine."""

from typing import Any

from sqlalchemy import Connection, Executable
from sqlalchemy.engine import Compiled


class Prepared:
    """A statement that skips the work of building and looking up its compiled form.

    Every value that varies is a `bindparam`. Lists (`IN`) may not be used: they change the SQL text.
    """

    __slots__ = ("_compiled", "_statement")

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._compiled: dict[str, Compiled] = {}

    def execute(self, conn: Connection, params: Any) -> Any:
        """Run it on this connection."""
        dialect = conn.dialect
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._statement.compile(dialect=dialect)  # type: ignore[attr-defined]
            self._compiled[dialect.name] = compiled
        return conn._execute_compiled(compiled, params or {}, _NO_OPTIONS)  # pyright: ignore


_NO_OPTIONS: Any = {}
