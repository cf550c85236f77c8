"""Bring a database up to this version's schema."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, inspect, text

from balcao.store import dialect

HEAD = "0003"
_MIGRATIONS = Path(__file__).parent / "migrations"


class Newer(Exception):
    """The database was written by a newer version: going back would lose data."""


def revision(conn: Connection) -> str | None:
    """The schema's revision; None for an empty database."""
    if not inspect(conn).has_table("alembic_version"):
        return None
    return conn.execute(text("SELECT version_num FROM alembic_version")).scalar()


def up(url: str) -> bool:
    """Migrate up; False when there was nothing to do. Raises `Newer` for a schema from the future."""
    engine = dialect.make_engine(url, connections=1)
    try:
        return _up(engine)
    finally:
        engine.dispose()


def _up(engine: Engine) -> bool:
    with engine.connect() as conn:
        current = revision(conn)
        if current == HEAD:
            return False
        if current is not None and current > HEAD:
            raise Newer(f"the database is at revision {current}, this version knows {HEAD}: install the newer version")
    # Alembic takes a third of a second to import: only a database that needs it pays.
    from alembic import command  # noqa: PLC0415

    with engine.begin() as conn:
        dialect.begin_schema_change(conn)
        command.upgrade(config(conn), "head")
    return True


def config(conn: Connection) -> Any:
    """Alembic's configuration for this connection."""
    from alembic.config import Config  # noqa: PLC0415

    settings = Config()
    settings.set_main_option("script_location", str(_MIGRATIONS))
    settings.attributes["connection"] = conn
    return settings
