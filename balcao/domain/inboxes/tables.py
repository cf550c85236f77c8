"""Inboxes and their members."""

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text, UniqueConstraint

from balcao.store.schema import Document, Id, belongs, key, metadata, moment, of_account

inboxes = Table(
    "inboxes",
    metadata,
    key(),
    of_account(),
    Column("name", String(255), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("public_key", String(64), nullable=False),
    Column("settings", Document, nullable=False),
    Column("avatar", String(64), nullable=True),
    Column("greeting_enabled", Boolean, nullable=False, default=False),
    Column("greeting_message", Text, nullable=True),
    Column("enable_auto_assignment", Boolean, nullable=False, default=True),
    Column("auto_assignment_config", Document, nullable=False),
    Column("enable_email_collect", Boolean, nullable=False, default=True),
    Column("allow_messages_after_resolved", Boolean, nullable=False, default=True),
    Column("lock_to_single_conversation", Boolean, nullable=False, default=False),
    Column("sender_name_type", String(16), nullable=False, default="friendly"),
    Column("business_name", String(255), nullable=True),
    Column("working_hours_enabled", Boolean, nullable=False, default=False),
    Column("working_hours", Document, nullable=False),
    Column("out_of_office_message", Text, nullable=True),
    Column("timezone", String(64), nullable=False, default="UTC"),
    Column("hmac_version", Integer, nullable=False, default=1),
    Column("last_assigned_to", Id, nullable=True),
    moment("created_at"),
    moment("updated_at"),
    UniqueConstraint("public_key"),
    UniqueConstraint("account_id", "id", name="uq_inboxes_account_and_id"),
)

inbox_members = Table(
    "inbox_members",
    metadata,
    key(),
    Column("account_id", Id, nullable=False),
    Column("inbox_id", Id, nullable=False),
    Column("user_id", Id, nullable=False),
    moment("created_at"),
    belongs("inboxes"),
    belongs("account_users", column="user_id", target="user_id"),
    UniqueConstraint("inbox_id", "user_id"),
    Index("ix_inbox_members_user_id", "user_id"),
)

# What providers call an inbox: an address, a page, a key. Calls that concern any inbox find theirs by it.
inbox_names = Table(
    "inbox_names",
    metadata,
    key(),
    Column("account_id", Id, nullable=False),
    Column("inbox_id", Id, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("name", String(255), nullable=False),
    belongs("inboxes"),
    UniqueConstraint("kind", "name"),
    Index("ix_inbox_names_inbox_id", "inbox_id"),
)
