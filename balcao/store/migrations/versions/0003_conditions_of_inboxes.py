"""Receiving and sending fare on their own; jobs know the gate that they pass; what failed is found by its inbox."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_FILES = (("attachments", "blob"), ("arrivals", "blob"), ("contacts", "avatar"))
_MOMENTS = ("sending_since", "sending_alarmed_at", "sent_at", "probe_at")


def upgrade() -> None:
    op.add_column(
        "connections", sa.Column("sending", sa.String(length=16), nullable=False, server_default=sa.text("'waiting'"))
    )
    for name in ("sending_problem", "warning"):
        op.add_column("connections", sa.Column(name, sa.Text(), nullable=True))
    for name in _MOMENTS:
        op.add_column("connections", sa.Column(name, sa.BigInteger(), nullable=True))
    op.add_column("jobs", sa.Column("gate", sa.String(length=64), nullable=True))
    op.create_index("ix_jobs_gate", "jobs", ["gate", "state"])
    op.execute("UPDATE jobs SET gate = 'inbox:' || (payload ->> 'inbox_id') WHERE kind = 'deliver'")
    failed = sa.text("status = 3")
    op.create_index(
        "ix_messages_failed", "messages", ["inbox_id", "updated_at"], sqlite_where=failed, postgresql_where=failed
    )
    _index_by_contact()
    _count_unproven()
    for table, column in _FILES:
        named = sa.text(f"{column} IS NOT NULL")
        op.create_index(f"ix_{table}_{column}", table, [column], sqlite_where=named, postgresql_where=named)


def _index_by_contact() -> None:
    op.drop_index("ix_conversations_contact_id", "conversations")
    op.create_index("ix_conversations_contact", "conversations", ["account_id", "contact_id"])
    op.drop_index("ix_contact_inboxes_contact_id", "contact_inboxes")
    op.create_index("ix_contact_inboxes_contact", "contact_inboxes", ["account_id", "contact_id"])


def _count_unproven() -> None:
    op.create_table(
        "unproven_mails",
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("mail", sa.String(length=255), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_unproven_mails_account_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("address", name="pk_unproven_mails"),
    )
    op.create_index("ix_unproven_mails_account_id_sent_at", "unproven_mails", ["account_id", "sent_at"])
    op.create_index("ix_unproven_mails_sent_at", "unproven_mails", ["sent_at"])


def downgrade() -> None:
    op.drop_table("unproven_mails")
    for table, column in _FILES:
        op.drop_index(f"ix_{table}_{column}", table)
    for table in ("conversations", "contact_inboxes"):
        op.drop_index(f"ix_{table}_contact", table)
        op.create_index(f"ix_{table}_contact_id", table, ["contact_id"])
    op.drop_index("ix_messages_failed", "messages")
    op.drop_index("ix_jobs_gate", "jobs")
    op.drop_column("jobs", "gate")
    for name in (*_MOMENTS, "warning", "sending_problem", "sending"):
        op.drop_column("connections", name)
