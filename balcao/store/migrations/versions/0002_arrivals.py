"""What providers bring is kept before it is read; inboxes have names at their providers, and connections that fare."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Document = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inbox_names",
        *_of_inbox("inbox_names"),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.UniqueConstraint("kind", "name", name="uq_inbox_names_kind_name"),
    )
    op.create_index("ix_inbox_names_inbox_id", "inbox_names", ["inbox_id"])
    op.create_table(
        "arrivals",
        *_of_inbox("arrivals"),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("way", sa.String(length=16), nullable=False),
        sa.Column("facts", Document, nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        sa.Column("blob", sa.String(length=64), nullable=True),
        sa.Column("size", Id, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("conversation_id", Id, nullable=True),
        sa.Column("message_id", Id, nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id", "message_id"],
            ["messages.account_id", "messages.id"],
            name="fk_messages_message_id",
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("inbox_id", "key", name="uq_arrivals_inbox_id_key"),
    )
    op.create_index("ix_arrivals_state", "arrivals", ["inbox_id", "state", "id"])
    op.create_index("ix_arrivals_message_id", "arrivals", ["message_id"])
    op.create_table(
        "connections",
        *_of_inbox("connections"),
        sa.Column("cursor", Document, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("problem_since", sa.BigInteger(), nullable=True),
        sa.Column("checked_at", sa.BigInteger(), nullable=True),
        sa.Column("arrived_at", sa.BigInteger(), nullable=True),
        sa.Column("alarmed_at", sa.BigInteger(), nullable=True),
        sa.Column("holder", sa.String(length=32), nullable=True),
        sa.Column("held_until", sa.BigInteger(), nullable=True),
        sa.UniqueConstraint("inbox_id", name="uq_connections_inbox_id"),
    )
    op.create_index("ix_connections_state", "connections", ["state", "problem_since"])
    op.add_column("attachments", sa.Column("inline", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("conversations", sa.Column("carried_id", Id, nullable=True))
    queued = sa.text("status = -1")
    op.create_index("ix_messages_queued", "messages", ["inbox_id"], sqlite_where=queued, postgresql_where=queued)
    op.add_column("jobs", sa.Column("begun_at", sa.BigInteger(), nullable=True))


def _of_inbox(table: str) -> list[sa.Column[int] | sa.Constraint]:
    return [
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("account_id", Id, nullable=False),
        sa.Column("inbox_id", Id, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "inbox_id"], ["inboxes.account_id", "inboxes.id"], name="fk_inboxes_inbox_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    ]  # fmt: skip


def downgrade() -> None:
    op.drop_column("jobs", "begun_at")
    op.drop_index("ix_messages_queued", "messages")
    op.drop_column("conversations", "carried_id")
    op.drop_column("attachments", "inline")
    for table in ("connections", "arrivals", "inbox_names"):
        op.drop_table(table)
