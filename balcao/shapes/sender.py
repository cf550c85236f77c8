"""Who wrote a message, as the team sees it."""

import msgspec

from balcao.kit.text import Json


class SenderUser(msgspec.Struct, tag_field="type", tag="user"):
    """A member of the team."""

    id: int
    name: str
    available_name: str
    avatar_url: str
    availability_status: str | None
    thumbnail: str


class ContactEvent(msgspec.Struct, tag_field="type", tag="contact"):
    """A contact, as events and conversations carry it."""

    additional_attributes: Json
    custom_attributes: Json
    email: str | None
    id: int
    identifier: str | None
    name: str
    phone_number: str | None
    thumbnail: str
    blocked: bool


Sender = SenderUser | ContactEvent
