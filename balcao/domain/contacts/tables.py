"""Contacts and their addresses."""

from sqlalchemy import Boolean, Column, Index, String, Table, UniqueConstraint

from balcao.store.schema import Document, Id, belongs, file_index, key, metadata, moment, of_account

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
    Column("known", Boolean, nullable=False, default=False),
    Column("sort_name", String(100), nullable=False, default=""),
    Column("search_text", String(600), nullable=False, default=""),
    moment("last_activity_at", optional=True),
    moment("created_at"),
    moment("updated_at"),
    UniqueConstraint("account_id", "id", name="uq_contacts_account_and_id"),
    UniqueConstraint("account_id", "email", name="uq_contacts_account_and_email"),
    UniqueConstraint("account_id", "phone_number", name="uq_contacts_account_and_phone_number"),
    UniqueConstraint("account_id", "identifier", name="uq_contacts_account_and_identifier"),
    Index("ix_contacts_by_activity", "account_id", "known", "last_activity_at", "id"),
    Index("ix_contacts_by_name", "account_id", "known", "sort_name", "id"),
    # A search reads all of an account's texts: this index holds them close together, and nothing else.
    Index("ix_contacts_by_text", "account_id", "known", "search_text", "last_activity_at", "id"),
    file_index("ix_contacts_avatar", "avatar"),
)

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
    Index("ix_contact_inboxes_contact", "account_id", "contact_id"),
    Index("ix_contact_inboxes_pubsub_digest", "pubsub_digest", unique=True),
)
