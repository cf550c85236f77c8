# One migration is one file, however many tables the first one makes.
"""The first house: accounts, inboxes, contacts, conversations, the event log and jobs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Document = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("locale", sa.String(length=16), nullable=False),
        sa.Column("domain", sa.String(length=255), nullable=True),
        sa.Column("support_email", sa.String(length=255), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("settings", Document, nullable=False),
        sa.Column("custom_attributes", Document, nullable=False),
        sa.Column("inboxes_changed_at", sa.BigInteger(), nullable=True),
        sa.Column("labels_changed_at", sa.BigInteger(), nullable=True),
        sa.Column("teams_changed_at", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
    )
    op.create_table(
        "counters",
        sa.Column("account_id", Id, nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", Id, nullable=False),
        sa.PrimaryKeyConstraint("account_id", "name", name="pk_counters"),
    )
    op.create_table(
        "events",
        sa.Column("account_id", Id, nullable=False),
        sa.Column("seq", Id, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("data", Document, nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "seq", name="pk_events"),
    )
    op.create_index("ix_events_created_at", "events", ["created_at"], unique=False)

    op.create_table(
        "jobs",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("account_id", Id, nullable=True),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("lane", sa.String(length=128), nullable=True),
        sa.Column("payload", Document, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("run_at", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_until", sa.BigInteger(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
        sa.UniqueConstraint("key", name="uq_jobs_key"),
    )
    op.create_index("ix_jobs_lane_id", "jobs", ["lane", "id"], unique=False)
    op.create_index("ix_jobs_state_run_at", "jobs", ["state", "run_at"], unique=False)

    op.create_table(
        "users",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("unconfirmed_email", sa.String(length=255), nullable=True),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("display_name", sa.String(length=255), nullable=True),
        sa.Column("password_hash", sa.String(length=255), nullable=True),
        sa.Column("password_changed_at", sa.BigInteger(), nullable=True),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=True),
        sa.Column("avatar", sa.String(length=64), nullable=True),
        sa.Column("message_signature", sa.Text(), nullable=True),
        sa.Column("ui_settings", Document, nullable=False),
        sa.Column("custom_attributes", Document, nullable=False),
        sa.Column("pubsub_version", sa.Integer(), nullable=False),
        sa.Column("pubsub_digest", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("email", name="uq_users_email"),
    )
    op.create_index("ix_users_pubsub_digest", "users", ["pubsub_digest"], unique=True)

    op.create_table(
        "access_tokens",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("last_used_at", Id, nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_access_tokens_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_access_tokens"),
        sa.UniqueConstraint("token_digest", name="uq_access_tokens_token_digest"),
        sa.UniqueConstraint("user_id", name="uq_access_tokens_user_id"),
    )
    op.create_table(
        "account_users",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("availability", sa.String(length=8), nullable=False),
        sa.Column("auto_offline", sa.Boolean(), nullable=False),
        sa.Column("inviter_id", Id, nullable=True),
        sa.Column("active_at", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_account_users_account_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["inviter_id"], ["users.id"], name="fk_account_users_inviter_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_account_users_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_account_users"),
        sa.UniqueConstraint("account_id", "user_id", name="uq_account_users_account_id_user_id"),
    )
    op.create_index("ix_account_users_user_id", "account_users", ["user_id"], unique=False)

    op.create_table(
        "contacts",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=True),
        sa.Column("phone_number", sa.String(length=16), nullable=True),
        sa.Column("identifier", sa.String(length=255), nullable=True),
        sa.Column("avatar", sa.String(length=64), nullable=True),
        sa.Column("blocked", sa.Boolean(), nullable=False),
        sa.Column("contact_type", sa.String(length=16), nullable=False),
        sa.Column("additional_attributes", Document, nullable=False),
        sa.Column("custom_attributes", Document, nullable=False),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.Column("sort_name", sa.String(length=100), nullable=False),
        sa.Column("search_text", sa.String(length=600), nullable=False),
        sa.Column("last_activity_at", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_contacts_account_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_contacts"),
        sa.UniqueConstraint("account_id", "email", name="uq_contacts_account_and_email"),
        sa.UniqueConstraint("account_id", "id", name="uq_contacts_account_and_id"),
        sa.UniqueConstraint("account_id", "identifier", name="uq_contacts_account_and_identifier"),
        sa.UniqueConstraint("account_id", "phone_number", name="uq_contacts_account_and_phone_number"),
    )
    op.create_index(
        "ix_contacts_by_activity", "contacts", ["account_id", "known", "last_activity_at", "id"], unique=False
    )
    op.create_index("ix_contacts_by_name", "contacts", ["account_id", "known", "sort_name", "id"], unique=False)
    op.create_index(
        "ix_contacts_by_text",
        "contacts",
        ["account_id", "known", "search_text", "last_activity_at", "id"],
        unique=False,
    )

    op.create_table(
        "inboxes",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("public_key", sa.String(length=64), nullable=False),
        sa.Column("settings", Document, nullable=False),
        sa.Column("avatar", sa.String(length=64), nullable=True),
        sa.Column("greeting_enabled", sa.Boolean(), nullable=False),
        sa.Column("greeting_message", sa.Text(), nullable=True),
        sa.Column("enable_auto_assignment", sa.Boolean(), nullable=False),
        sa.Column("auto_assignment_config", Document, nullable=False),
        sa.Column("enable_email_collect", sa.Boolean(), nullable=False),
        sa.Column("allow_messages_after_resolved", sa.Boolean(), nullable=False),
        sa.Column("lock_to_single_conversation", sa.Boolean(), nullable=False),
        sa.Column("sender_name_type", sa.String(length=16), nullable=False),
        sa.Column("business_name", sa.String(length=255), nullable=True),
        sa.Column("working_hours_enabled", sa.Boolean(), nullable=False),
        sa.Column("working_hours", Document, nullable=False),
        sa.Column("out_of_office_message", sa.Text(), nullable=True),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("hmac_version", sa.Integer(), nullable=False),
        sa.Column("last_assigned_to", Id, nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_inboxes_account_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_inboxes"),
        sa.UniqueConstraint("account_id", "id", name="uq_inboxes_account_and_id"),
        sa.UniqueConstraint("public_key", name="uq_inboxes_public_key"),
    )
    op.create_table(
        "labels",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("color", sa.String(length=7), nullable=False),
        sa.Column("show_on_sidebar", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_labels_account_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_labels"),
        sa.UniqueConstraint("account_id", "title", name="uq_labels_account_id_title"),
    )
    op.create_table(
        "sessions",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("client", sa.String(length=64), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("agent", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_sessions_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.UniqueConstraint("user_id", "client", name="uq_sessions_user_id_client"),
    )
    op.create_table(
        "slips",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_slips_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_slips"),
        sa.UniqueConstraint("token_digest", name="uq_slips_token_digest"),
    )
    op.create_index("ix_slips_user_id", "slips", ["user_id"], unique=False)

    op.create_table(
        "teams",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("allow_auto_assign", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_teams_account_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_teams"),
        sa.UniqueConstraint("account_id", "id", name="uq_teams_account_and_id"),
        sa.UniqueConstraint("account_id", "name", name="uq_teams_account_id_name"),
    )
    op.create_table(
        "contact_inboxes",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("contact_id", Id, nullable=False),
        sa.Column("inbox_id", Id, nullable=False),
        sa.Column("source_id", sa.String(length=255), nullable=False),
        sa.Column("hmac_verified", sa.Boolean(), nullable=False),
        sa.Column("pubsub_digest", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "contact_id"],
            ["contacts.account_id", "contacts.id"],
            name="fk_contacts_contact_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "inbox_id"],
            ["inboxes.account_id", "inboxes.id"],
            name="fk_inboxes_inbox_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_contact_inboxes"),
        sa.UniqueConstraint("account_id", "id", name="uq_contact_inboxes_account_and_id"),
        sa.UniqueConstraint("inbox_id", "source_id", name="uq_contact_inboxes_inbox_id_source_id"),
    )
    op.create_index("ix_contact_inboxes_contact_id", "contact_inboxes", ["contact_id"], unique=False)
    op.create_index("ix_contact_inboxes_pubsub_digest", "contact_inboxes", ["pubsub_digest"], unique=True)

    op.create_table(
        "inbox_members",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("inbox_id", Id, nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "inbox_id"],
            ["inboxes.account_id", "inboxes.id"],
            name="fk_inboxes_inbox_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "user_id"],
            ["account_users.account_id", "account_users.user_id"],
            name="fk_account_users_user_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_inbox_members"),
        sa.UniqueConstraint("inbox_id", "user_id", name="uq_inbox_members_inbox_id_user_id"),
    )
    op.create_index("ix_inbox_members_user_id", "inbox_members", ["user_id"], unique=False)

    op.create_table(
        "team_members",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("team_id", Id, nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "team_id"], ["teams.account_id", "teams.id"], name="fk_teams_team_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "user_id"],
            ["account_users.account_id", "account_users.user_id"],
            name="fk_account_users_user_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_team_members"),
        sa.UniqueConstraint("team_id", "user_id", name="uq_team_members_team_id_user_id"),
    )
    op.create_index("ix_team_members_user_id", "team_members", ["user_id"], unique=False)

    op.create_table(
        "conversations",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("display_id", Id, nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("inbox_id", Id, nullable=False),
        sa.Column("contact_id", Id, nullable=False),
        sa.Column("contact_inbox_id", Id, nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("priority", sa.SmallInteger(), nullable=True),
        sa.Column("assignee_id", Id, nullable=True),
        sa.Column("team_id", Id, nullable=True),
        sa.Column("additional_attributes", Document, nullable=False),
        sa.Column("custom_attributes", Document, nullable=False),
        sa.Column("label_list", Document, nullable=False),
        sa.Column("unread_count", sa.Integer(), nullable=False),
        sa.Column("last_message_id", Id, nullable=True),
        sa.Column("last_spoken_id", Id, nullable=True),
        sa.Column("last_public_id", Id, nullable=True),
        sa.Column("last_incoming_at", sa.BigInteger(), nullable=True),
        sa.Column("snoozed_until", sa.BigInteger(), nullable=True),
        sa.Column("last_activity_at", sa.BigInteger(), nullable=False),
        sa.Column("agent_last_seen_at", sa.BigInteger(), nullable=True),
        sa.Column("assignee_last_seen_at", sa.BigInteger(), nullable=True),
        sa.Column("contact_last_seen_at", sa.BigInteger(), nullable=True),
        sa.Column("first_reply_created_at", sa.BigInteger(), nullable=True),
        sa.Column("waiting_since", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "assignee_id"],
            ["account_users.account_id", "account_users.user_id"],
            name="fk_account_users_assignee_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "contact_id"],
            ["contacts.account_id", "contacts.id"],
            name="fk_contacts_contact_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "contact_inbox_id"],
            ["contact_inboxes.account_id", "contact_inboxes.id"],
            name="fk_contact_inboxes_contact_inbox_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "inbox_id"],
            ["inboxes.account_id", "inboxes.id"],
            name="fk_inboxes_inbox_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "team_id"], ["teams.account_id", "teams.id"], name="fk_teams_team_id", ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_conversations_account_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_conversations"),
        sa.UniqueConstraint("account_id", "display_id", name="uq_conversations_account_id_display_id"),
        sa.UniqueConstraint("account_id", "id", name="uq_conversations_account_and_id"),
        sa.UniqueConstraint("uuid", name="uq_conversations_uuid"),
    )
    op.create_index(
        "ix_conversations_activity", "conversations", ["account_id", "last_activity_at", "id"], unique=False
    )
    op.create_index(
        "ix_conversations_assignee",
        "conversations",
        ["account_id", "assignee_id", "status", "last_activity_at"],
        unique=False,
    )
    op.create_index("ix_conversations_contact_id", "conversations", ["contact_id"], unique=False)
    op.create_index("ix_conversations_contact_inbox_id", "conversations", ["contact_inbox_id"], unique=False)
    op.create_index(
        "ix_conversations_counts",
        "conversations",
        ["account_id", "status", "inbox_id", "assignee_id", "team_id"],
        unique=False,
    )
    op.create_index("ix_conversations_inbox", "conversations", ["inbox_id", "status", "last_activity_at"], unique=False)
    op.create_index(
        "ix_conversations_list", "conversations", ["account_id", "status", "last_activity_at", "id"], unique=False
    )

    op.create_table(
        "conversation_labels",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("conversation_id", Id, nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "conversation_id"],
            ["conversations.account_id", "conversations.id"],
            name="fk_conversations_conversation_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_conversation_labels"),
        sa.UniqueConstraint("conversation_id", "title", name="uq_conversation_labels_conversation_id_title"),
    )
    op.create_index(
        "ix_conversation_labels_title", "conversation_labels", ["account_id", "title", "conversation_id"], unique=False
    )

    op.create_table(
        "messages",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("conversation_id", Id, nullable=False),
        sa.Column("inbox_id", Id, nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("content_type", sa.String(length=24), nullable=False),
        sa.Column("content_attributes", Document, nullable=False),
        sa.Column("additional_attributes", Document, nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("sender_type", sa.String(length=16), nullable=True),
        sa.Column("sender_id", Id, nullable=True),
        sa.Column("source_id", sa.String(length=255), nullable=True),
        sa.Column("echo_id", sa.String(length=255), nullable=True),
        sa.Column("has_attachments", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "conversation_id"],
            ["conversations.account_id", "conversations.id"],
            name="fk_conversations_conversation_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "inbox_id"],
            ["inboxes.account_id", "inboxes.id"],
            name="fk_inboxes_inbox_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
        sa.UniqueConstraint("account_id", "id", name="uq_messages_account_and_id"),
    )
    op.create_index("ix_messages_thread", "messages", ["conversation_id", "id"], unique=False)
    op.create_index(
        "ux_messages_echo",
        "messages",
        ["conversation_id", "echo_id"],
        unique=True,
        sqlite_where=sa.text("echo_id IS NOT NULL"),
        postgresql_where=sa.text("echo_id IS NOT NULL"),
    )
    op.create_index(
        "ux_messages_source",
        "messages",
        ["inbox_id", "source_id", "kind"],
        unique=True,
        sqlite_where=sa.text("source_id IS NOT NULL"),
        postgresql_where=sa.text("source_id IS NOT NULL"),
    )

    op.create_table(
        "attachments",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("message_id", Id, nullable=False),
        sa.Column("file_type", sa.String(length=16), nullable=False),
        sa.Column("blob", sa.String(length=64), nullable=True),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("content_type", sa.String(length=127), nullable=False),
        sa.Column("file_size", Id, nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("coordinates_lat", sa.Float(), nullable=True),
        sa.Column("coordinates_long", sa.Float(), nullable=True),
        sa.Column("fallback_title", sa.Text(), nullable=True),
        sa.Column("external_url", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "message_id"],
            ["messages.account_id", "messages.id"],
            name="fk_messages_message_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_attachments"),
    )
    op.create_index("ix_attachments_message_id", "attachments", ["message_id"], unique=False)


def downgrade() -> None:
    for table in (
        "attachments",
        "messages",
        "conversation_labels",
        "conversations",
        "team_members",
        "inbox_members",
        "contact_inboxes",
        "teams",
        "slips",
        "sessions",
        "labels",
        "inboxes",
        "contacts",
        "account_users",
        "access_tokens",
        "users",
        "jobs",
        "events",
        "counters",
        "accounts",
    ):
        op.drop_table(table)
