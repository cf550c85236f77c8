"""The migrations lead from an empty database to exactly the tables of the code, on both engines."""

from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from balcao.api.table import ROUTES
from balcao.store import dialect, migrate
from balcao.store.schema import metadata
from tests.support.databases import Databases


def test_the_tables_of_a_migrated_database_are_those_of_the_code(engine_url: str):
    engine = dialect.make_engine(engine_url, connections=1)
    with engine.connect() as conn:
        context = MigrationContext.configure(conn, opts={"compare_type": True})
        differences: list[Any] = compare_metadata(context, metadata)
    engine.dispose()
    assert ROUTES, "every table is known once all routes are"
    assert differences == []


def test_migrating_twice_does_nothing(engine_url: str):
    assert migrate.up(engine_url) is False


def test_a_database_from_the_future_is_left_alone(engine_url: str):
    engine = dialect.make_engine(engine_url, connections=1)
    with engine.begin() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(migrate.Newer, match="install the newer version"):
        migrate.up(engine_url)


def test_what_waited_before_gates_were_known_gets_one(databases: Databases, engine: str, tmp_path: Path):
    """After an upgrade a reconnection releases what was queued before it, too."""
    with databases.fresh(engine, tmp_path) as url:
        one = dialect.make_engine(url, connections=1)
        with one.begin() as conn:
            dialect.begin_schema_change(conn)
            command.downgrade(migrate.config(conn), "0002")
            conn.execute(
                text(
                    "INSERT INTO jobs (kind, key, payload, state, run_at, attempts, created_at)"
                    """ VALUES ('deliver', 'd', '{"inbox_id": 7}', 'ready', 1, 0, 1)"""
                )
            )
        one.dispose()
        assert migrate.up(url)
        with one.connect() as conn:
            assert conn.execute(text("SELECT gate FROM jobs")).scalar() == "inbox:7"
        one.dispose()
