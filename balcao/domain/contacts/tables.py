"""Contacts and their addresses."""

from sqlalchemy import Boolean, Column, Index, String, Table, Text, UniqueConstraint, text

from balcao.store.schema import Document, Id, belongs, key, metadata, moment, of_account

KNOWN = text("(email IS NOT NULL OR phone_number IS NOT NULL OR identifier IS NOT NULL)")
"""Contacts that can be told apart from a passer-by: only these are listed."""

contacts = Table(
    "contacts",
    metadata,
    key(),
    of_account(),
    Column("name", String(255), nullable=False, default=""),
    Column("email", String(255), nullable=True),
    Column("phone_number", String(16), nullable=True),
    Column("identifier", String(255), nullable=True),
    Column("avatar", String(64), nullable=True),
    Column("blocked", Boolean, nullable=False, default=False),
    Column("contact_type", String(16), nullable=False, default="visitor"),
    Column("additional_attributes", Document, nullable=False),
    Column("custom_attributes", Document, nullable=False),
    Column("sort_name", String(100), nullable=False, default=""),
    Column("search_text", Text, nullable=False, default=""),
    moment("last_activity_at", optional=True),
    moment("created_at"),
    moment("updated_at"),
    UniqueConstraint("account_id", "id", name="uq_contacts_account_and_id"),
    UniqueConstraint("account_id", "email", name="uq_contacts_account_and_email"),
    UniqueConstraint("account_id", "phone_number", name="uq_contacts_account_and_phone_number"),
    UniqueConstraint("account_id", "identifier", name="uq_contacts_account_and_identifier"),
    Index(
        "ix_contacts_known_by_activity", "account_id", "last_activity_at", "id",
        sqlite_where=KNOWN, postgresql_where=KNOWN,
    ),
    Index("ix_contacts_known_by_name", "account_id", "sort_name", "id", sqlite_where=KNOWN, postgresql_where=KNOWN),
)  # fmt: skip

contact_inboxes = Table(
    "contact_inboxes",
    metadata,
    key(),
    Column("account_id", Id, nullable=False),
    Column("contact_id", Id, nullable=False),
    Column("inbox_id", Id, nullable=False),
    Column("source_id", String(255), nullable=False),
    Column("hmac_verified", Boolean, nullable=False, default=False),
    Column("pubsub_digest", String(64), nullable=True),
    moment("created_at"),
    moment("updated_at"),
    belongs("contacts"),
    belongs("inboxes"),
    UniqueConstraint("inbox_id", "source_id"),
    UniqueConstraint("account_id", "id", name="uq_contact_inboxes_account_and_id"),
    Index("ix_contact_inboxes_contact_id", "contact_id"),
    Index("ix_contact_inboxes_pubsub_digest", "pubsub_digest", unique=True),
)
