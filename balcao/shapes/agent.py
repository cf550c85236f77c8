"""Members of the team."""

import msgspec
from msgspec import UNSET, UnsetType

from balcao.domain.accounts.queries import AgentRow
from balcao.kit.text import EMPTY_OBJECT, Json
from balcao.shapes.lens import Lens


class Agent(msgspec.Struct):
    """A member of the team, as its account sees one. `custom_attributes` is absent when there are none."""

    id: int
    account_id: int
    availability_status: str
    auto_offline: bool
    confirmed: bool
    email: str
    provider: str
    available_name: str
    name: str
    role: str
    thumbnail: str
    custom_attributes: Json | UnsetType = UNSET


def agent(row: AgentRow, lens: Lens) -> Agent:
    """The agent of a row."""
    status = lens.presence.status(row.account_id, row.id, row.availability, auto_offline=row.auto_offline)
    return Agent(
        id=row.id, account_id=row.account_id, availability_status=status, auto_offline=row.auto_offline,
        confirmed=row.confirmed_at is not None, email=row.email, provider="email",
        available_name=row.display_name or row.name, name=row.name, role=row.role, thumbnail=lens.urls.file(row.avatar),
        custom_attributes=unless_empty(row.custom_attributes),
    )  # fmt: skip


def unless_empty(attributes: Json) -> Json | UnsetType:
    """Attributes; unset when there are none."""
    return UNSET if bytes(attributes) == bytes(EMPTY_OBJECT) else attributes
