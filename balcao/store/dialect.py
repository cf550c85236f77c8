"""Every word that only one engine understands. Nothing else in the program knows which engine runs."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Boolean, ColumnElement, Connection, Engine, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.dml import Insert
from sqlalchemy.sql.functions import FunctionElement

SQLITE = "sqlite"
POSTGRESQL = "postgresql"

# FULL: a commit that was answered survives a power cut, which NORMAL does not promise in WAL mode.
_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=5000",
    "PRAGMA cache_size=-32000",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA mmap_size=268435456",
)


def is_embedded(url: str) -> bool:
    """Whether this database lives in a file of our own."""
    return url.startswith(SQLITE)


def file_of(url: str) -> Path | None:
    """The file of an embedded database; None for a server."""
    return Path(url.removeprefix("sqlite:///")) if is_embedded(url) else None


def sqlalchemy_url(url: str) -> str:
    """The address with the driver that we use."""
    for short in ("postgresql://", "postgres://"):
        if url.startswith(short):
            return "postgresql+psycopg://" + url.removeprefix(short)
    return url


def driver_url(url: str) -> str:
    """The address as the bare PostgreSQL driver takes it."""
    return url.replace("postgresql+psycopg://", "postgresql://")


def make_engine(url: str, *, connections: int = 10) -> Engine:
    """An engine whose JSON columns stay raw bytes."""
    # Errors are logged with their statement; its values may be secrets.
    common: dict[str, Any] = {"json_serializer": _json_text, "json_deserializer": _json_raw, "hide_parameters": True}
    if is_embedded(url):
        engine = create_engine(
            url,
            **common,
            isolation_level="AUTOCOMMIT",
            pool_size=connections,
            connect_args={"check_same_thread": False},
        )
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "connect", _teach_mentions)
        return engine
    return create_engine(
        sqlalchemy_url(url), **common, pool_size=connections, max_overflow=0, pool_pre_ping=True,
        connect_args={"options": "-c timezone=UTC -c statement_timeout=10000 -c lock_timeout=8000"},
    )  # fmt: skip


def _json_text(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _json_raw(value: str | bytes) -> msgspec.Raw:
    return msgspec.Raw(value.encode() if isinstance(value, str) else bytes(value))


def _set_pragmas(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in _SQLITE_PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _teach_mentions(connection: Any, _record: Any) -> None:
    connection.create_function("mentions", 2, _is_mentioned, deterministic=True)


def _is_mentioned(pattern: str, text: str | None) -> bool:
    return text is not None and _finder(pattern)(text) is not None


@lru_cache(maxsize=64)
def _finder(pattern: str) -> Callable[[str], Any]:
    return re.compile(pattern).search


def begin_write(raw: Any) -> None:
    """Take the write lock at once: a deferred transaction that reads and then writes fails under load."""
    raw.execute("BEGIN IMMEDIATE")


def begin_read(raw: Any) -> None:
    """A snapshot for reading."""
    raw.execute("BEGIN")


def begin_schema_change(conn: Connection) -> None:
    """Open the one transaction of a migration where the driver would commit each statement alone."""
    if conn.dialect.name == SQLITE:
        conn.exec_driver_sql("BEGIN IMMEDIATE")


def insert_or_skip(engine: str, table: Table, unique: Sequence[str] = ()) -> Insert:
    """An insert that does nothing where the row is there already."""
    make = sqlite.insert if engine == SQLITE else postgresql.insert
    statement = make(table).on_conflict_do_nothing(index_elements=list(unique) or None)
    # Without this an insert that gives back its id forgets how many rows it wrote.
    return statement.execution_options(preserve_rowcount=True)


def insert_or_update(engine: str, table: Table, unique: Sequence[str], changes: Mapping[str, Any]) -> Insert:
    """An insert that changes the row where it is there already."""
    make = sqlite.insert if engine == SQLITE else postgresql.insert
    return make(table).on_conflict_do_update(index_elements=list(unique), set_=dict(changes))


class Mentions(FunctionElement[bool]):
    """Whether a text has some words in it: `Mentions(column, pattern, loose)`.

    `pattern` is a regular expression of plain letters and sets of letters, which both engines read alike. `loose` is a
    pattern of LIKE, escaped by a backslash, that lets everything pass that may be meant: it spares an engine that has no
    regular expressions of its own most of the work.
    """

    type = Boolean()
    inherit_cache = True

    def __init__(self, text: ColumnElement[Any], pattern: ColumnElement[str], loose: ColumnElement[str]) -> None:
        super().__init__(text, pattern, loose)


@compiles(Mentions, SQLITE)
def _mentions_here(element: Any, compiler: Any, **how: Any) -> str:
    text, pattern, loose = (compiler.process(one, **how) for one in element.clauses)
    return f"({text} LIKE {loose} ESCAPE '\\' AND mentions({pattern}, {text}))"


@compiles(Mentions, POSTGRESQL)
def _mentions_there(element: Any, compiler: Any, **how: Any) -> str:
    text, pattern, _ = element.clauses
    return f"{compiler.process(text, **how)} ~ {compiler.process(pattern, **how)}"
