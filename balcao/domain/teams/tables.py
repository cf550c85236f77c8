"""Teams and their members."""

from sqlalchemy import Boolean, Column, Index, String, Table, Text, UniqueConstraint

from balcao.store.schema import Id, belongs, key, metadata, moment, of_account

teams = Table(
    "teams",
    metadata,
    key(),
    of_account(),
    Column("name", String(255), nullable=False),
    Column("description", Text, nullable=True),
    Column("allow_auto_assign", Boolean, nullable=False, default=True),
    moment("created_at"),
    moment("updated_at"),
    UniqueConstraint("account_id", "name"),
    UniqueConstraint("account_id", "id", name="uq_teams_account_and_id"),
)

team_members = Table(
    "team_members",
    metadata,
    key(),
    Column("account_id", Id, nullable=False),
    Column("team_id", Id, nullable=False),
    Column("user_id", Id, nullable=False),
    moment("created_at"),
    belongs("teams"),
    belongs("account_users", column="user_id", target="user_id"),
    UniqueConstraint("team_id", "user_id"),
    Index("ix_team_members_user_id", "user_id"),
)
