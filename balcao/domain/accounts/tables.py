"""Accounts, users, memberships, sessions, slips and access tokens."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from balcao.store.schema import Document, Id, key, metadata, moment

accounts = Table(
    "accounts",
    metadata,
    key(),
    Column("name", String(255), nullable=False),
    Column("locale", String(16), nullable=False),
    Column("domain", String(255), nullable=True),
    Column("support_email", String(255), nullable=True),
    Column("status", String(16), nullable=False, default="active"),
    Column("settings", Document, nullable=False),
    Column("custom_attributes", Document, nullable=False),
    moment("inboxes_changed_at", optional=True),
    moment("labels_changed_at", optional=True),
    moment("teams_changed_at", optional=True),
    moment("created_at"),
    moment("updated_at"),
)

users = Table(
    "users",
    metadata,
    key(),
    Column("email", String(255), nullable=False),
    Column("unconfirmed_email", String(255), nullable=True),
    Column("name", String(255), nullable=False),
    Column("display_name", String(255), nullable=True),
    Column("password_hash", String(255), nullable=True),
    moment("password_changed_at", optional=True),
    moment("confirmed_at", optional=True),
    Column("avatar", String(64), nullable=True),
    Column("message_signature", Text, nullable=True),
    Column("ui_settings", Document, nullable=False),
    Column("custom_attributes", Document, nullable=False),
    Column("pubsub_version", Integer, nullable=False, default=1),
    Column("pubsub_digest", String(64), nullable=True),
    moment("created_at"),
    moment("updated_at"),
    UniqueConstraint("email"),
    Index("ix_users_pubsub_digest", "pubsub_digest", unique=True),
)

members = Table(
    "account_users",
    metadata,
    key(),
    Column("account_id", Id, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    Column("user_id", Id, ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("role", String(16), nullable=False),
    Column("availability", String(8), nullable=False, default="online"),
    Column("auto_offline", Boolean, nullable=False, default=True),
    Column("inviter_id", Id, ForeignKey("users.id", ondelete="SET NULL"), nullable=True),
    moment("active_at", optional=True),
    moment("created_at"),
    moment("updated_at"),
    UniqueConstraint("account_id", "user_id"),
    Index("ix_account_users_user_id", "user_id"),
)

sessions = Table(
    "sessions",
    metadata,
    key(),
    Column("user_id", Id, ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("client", String(64), nullable=False),
    Column("token_digest", String(64), nullable=False),
    Column("agent", String(255), nullable=False, default=""),
    moment("created_at"),
    moment("expires_at"),
    UniqueConstraint("user_id", "client"),
)

slips = Table(
    "slips",
    metadata,
    key(),
    Column("user_id", Id, ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("token_digest", String(64), nullable=False),
    Column("email", String(255), nullable=False),
    moment("created_at"),
    moment("expires_at"),
    UniqueConstraint("token_digest"),
    Index("ix_slips_user_id", "user_id"),
)

access_tokens = Table(
    "access_tokens",
    metadata,
    key(),
    Column("user_id", Id, ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("token_digest", String(64), nullable=False),
    Column("version", Integer, nullable=False, default=1),
    Column("last_used_at", Id, nullable=True),
    moment("created_at"),
    UniqueConstraint("user_id"),
    UniqueConstraint("token_digest"),
)
