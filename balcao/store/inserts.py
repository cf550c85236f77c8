"""Inserts of one row, prepared once for each table and set of columns."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import ClauseElement, Table, bindparam
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from balcao.store import dialect
from balcao.store.prepared import Prepared


def plain_insert(table: Table, values: Mapping[str, Any]) -> Prepared | None:
    """An insert that gives back the id; None where the values or the key are no plain ones."""
    return _insert(table, tuple(values)) if _are_plain(values) and len(table.primary_key.columns) == 1 else None


def skipping_insert(engine: str, table: Table, unique: tuple[str, ...], values: Mapping[str, Any]) -> Prepared | None:
    """An insert that does nothing where the row is there; None where the values are no plain ones."""
    return _skipping(engine, table, unique, tuple(values)) if _are_plain(values) else None


def _are_plain(values: Mapping[str, Any]) -> bool:
    return not any(isinstance(value, ClauseElement) for value in values.values())


@cache
def _insert(table: Table, names: tuple[str, ...]) -> Prepared:
    return Prepared(table.insert().values(_binds(table, names)).returning(*table.primary_key.columns))


@cache
def _skipping(engine: str, table: Table, unique: tuple[str, ...], names: tuple[str, ...]) -> Prepared:
    return Prepared(dialect.insert_or_skip(engine, table, unique).values(_binds(table, names)))


def _binds(table: Table, names: tuple[str, ...]) -> dict[str, Any]:
    given = {name: bindparam(name, type_=table.c[name].type) for name in names}
    defaults = {
        one.name: bindparam(one.name, value=one.default.arg, type_=one.type)
        for one in table.c
        if isinstance(one.default, ScalarElementColumnDefault)
    }
    return defaults | given
