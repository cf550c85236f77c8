"""Who wrote a message, as the team sees it."""

from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from balcao.kit.text import Json


class SenderUser(msgspec.Struct):
    """A member of the team."""

    id: int
    name: str
    available_name: str
    avatar_url: str
    type: Literal["user"]
    availability_status: str | None
    thumbnail: str


class ContactEvent(msgspec.Struct):
    """A contact, as events and conversations carry it. `type` is absent in the profile of a contact."""

    additional_attributes: Json
    custom_attributes: Json
    email: str | None
    id: int
    identifier: str | None
    name: str
    phone_number: str | None
    thumbnail: str
    blocked: bool
    type: Literal["contact"] | UnsetType = UNSET


Sender = SenderUser | ContactEvent
