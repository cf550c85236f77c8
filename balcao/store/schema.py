"""One metadata for all tables, and the few column kinds that they use."""

from typing import Any

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, ForeignKeyConstraint, Index, Integer, MetaData, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite numbers its rows by itself only in a column that is spelled INTEGER.
Id: TypeEngine[int] = BigInteger().with_variant(Integer, "sqlite")
Micros = BigInteger
"""A moment: microseconds since 1970 UTC."""

Document: TypeEngine[Any] = JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
"""A JSON value. Read as `kit.text.Json` (raw bytes), written from dict, list or `Json`."""


def key() -> Column[int]:
    """The numbered primary key of a table."""
    return Column("id", Id, primary_key=True, autoincrement=True)


def moment(name: str, *, optional: bool = False) -> Column[int]:
    """A column that holds a moment."""
    return Column(name, Micros, nullable=optional)


def of_account() -> Column[int]:
    """The account that a row belongs to."""
    return Column("account_id", Id, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False)


def belongs(
    parent: str, *, column: str | None = None, target: str = "id", on_delete: str = "CASCADE"
) -> ForeignKeyConstraint:
    """A composite reference (account_id, x_id): a child can never point into another account."""
    local = column or f"{_singular(parent)}_id"
    return ForeignKeyConstraint(
        ["account_id", local],
        [f"{parent}.account_id", f"{parent}.{target}"],
        ondelete=on_delete,
        name=f"fk_{parent}_{local}",
    )


def file_index(name: str, column: str) -> Index:
    """An index by which the sweep finds who names a file, in a table that is large."""
    named = text(f"{column} IS NOT NULL")
    return Index(name, column, sqlite_where=named, postgresql_where=named)


def _singular(table: str) -> str:
    return table.removesuffix("es") if table.endswith("xes") else table.removesuffix("s")
