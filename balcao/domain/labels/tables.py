"""Labels."""

from sqlalchemy import Boolean, Column, String, Table, Text, UniqueConstraint

from balcao.store.schema import key, metadata, moment, of_account

labels = Table(
    "labels",
    metadata,
    key(),
    of_account(),
    Column("title", String(255), nullable=False),
    Column("description", Text, nullable=True),
    Column("color", String(7), nullable=False, default="#1f93ff"),
    Column("show_on_sidebar", Boolean, nullable=False, default=True),
    moment("created_at"),
    moment("updated_at"),
    UniqueConstraint("account_id", "title"),
)
