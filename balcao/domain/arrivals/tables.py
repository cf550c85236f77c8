"""What was brought, and each inbox's connection."""

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table, Text, UniqueConstraint, text

from balcao.store.schema import Document, Id, belongs, file_index, key, metadata, moment

arrivals = Table(
    "arrivals",
    metadata,
    key(),
    Column("account_id", Id, nullable=False),
    Column("inbox_id", Id, nullable=False),
    Column("key", String(255), nullable=False),
    Column("way", String(16), nullable=False),
    Column("facts", Document, nullable=False),
    Column("raw", LargeBinary, nullable=True),
    Column("blob", String(64), nullable=True),
    Column("size", Id, nullable=False),
    Column("state", String(8), nullable=False, default="waiting"),
    Column("attempts", Integer, nullable=False, default=0),
    Column("reason", Text, nullable=True),
    Column("conversation_id", Id, nullable=True),
    Column("message_id", Id, nullable=True),
    moment("created_at"),
    moment("read_at", optional=True),
    belongs("inboxes"),
    # Whoever deletes a contact or a conversation deletes what it was made of.
    belongs("messages"),
    UniqueConstraint("inbox_id", "key"),
    Index("ix_arrivals_state", "inbox_id", "state", "id"),
    Index("ix_arrivals_message_id", "message_id"),
    file_index("ix_arrivals_blob", "blob"),
)

connections = Table(
    "connections",
    metadata,
    key(),
    Column("account_id", Id, nullable=False),
    Column("inbox_id", Id, nullable=False),
    Column("cursor", Document, nullable=False),
    Column("state", String(16), nullable=False, default="waiting"),
    Column("problem", Text, nullable=True),
    moment("problem_since", optional=True),
    moment("checked_at", optional=True),
    moment("arrived_at", optional=True),
    moment("alarmed_at", optional=True),
    Column("holder", String(32), nullable=True),
    moment("held_until", optional=True),
    Column("sending", String(16), nullable=False, default="waiting", server_default=text("'waiting'")),
    Column("sending_problem", Text, nullable=True),
    moment("sending_since", optional=True),
    moment("sending_alarmed_at", optional=True),
    moment("sent_at", optional=True),
    moment("probe_at", optional=True),
    Column("warning", Text, nullable=True),
    belongs("inboxes"),
    UniqueConstraint("inbox_id"),
    Index("ix_connections_state", "state", "problem_since"),
)
