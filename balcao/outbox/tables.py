"""The event log, its counters, and the jobs."""

from sqlalchemy import Column, Index, Integer, PrimaryKeyConstraint, String, Table, Text, UniqueConstraint

from balcao.store.schema import Document, Id, key, metadata, moment

counters = Table(
    "counters",
    metadata,
    Column("account_id", Id, nullable=False),
    Column("name", String(32), nullable=False),
    Column("value", Id, nullable=False),
    PrimaryKeyConstraint("account_id", "name"),
)

events = Table(
    "events",
    metadata,
    Column("account_id", Id, nullable=False),
    Column("seq", Id, nullable=False),
    Column("name", String(64), nullable=False),
    Column("data", Document, nullable=False),
    moment("created_at"),
    PrimaryKeyConstraint("account_id", "seq"),
    Index("ix_events_created_at", "created_at"),
)

jobs = Table(
    "jobs",
    metadata,
    key(),
    Column("account_id", Id, nullable=True),
    Column("kind", String(64), nullable=False),
    Column("key", String(255), nullable=False),
    Column("lane", String(128), nullable=True),
    Column("payload", Document, nullable=False),
    Column("state", String(8), nullable=False, default="ready"),
    moment("run_at"),
    Column("attempts", Integer, nullable=False, default=0),
    moment("claimed_until", optional=True),
    Column("last_error", Text, nullable=True),
    moment("begun_at", optional=True),
    moment("created_at"),
    Column("gate", String(64), nullable=True),
    UniqueConstraint("key"),
    Index("ix_jobs_state_run_at", "state", "run_at"),
    Index("ix_jobs_lane_id", "lane", "id"),
    Index("ix_jobs_gate", "gate", "state"),
)
