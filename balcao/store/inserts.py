"""Inserts of one row, prepared once for each table and set of columns."""

from functools import cache
from typing import Any

from sqlalchemy import Table, bindparam
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from balcao.store import dialect
from balcao.store.prepared import Prepared


@cache
def numbering_insert(table: Table, names: tuple[str, ...]) -> Prepared:
    """An insert of these columns that gives back the row's id."""
    return Prepared(table.insert().values(_binds(table, names)).returning(*table.primary_key.columns))


@cache
def skipping_insert(engine: str, table: Table, unique: tuple[str, ...], names: tuple[str, ...]) -> Prepared:
    """An insert of these columns that does nothing where the row is there already."""
    return Prepared(dialect.insert_or_skip(engine, table, unique).values(_binds(table, names)))


def _binds(table: Table, names: tuple[str, ...]) -> dict[str, Any]:
    given = {name: bindparam(name, type_=table.c[name].type) for name in names}
    defaults = {
        one.name: bindparam(one.name, value=one.default.arg, type_=one.type)
        for one in table.c
        if isinstance(one.default, ScalarElementColumnDefault)
    }
    return defaults | given
