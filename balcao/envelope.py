"""What passes between a channel and the house: frozen values, no I/O. Moments are microseconds UTC."""

import enum
from collections.abc import Mapping
from typing import Any

import msgspec

from balcao.kit.text import EMPTY_OBJECT, Json


class Media(enum.StrEnum):
    """What a part of a message may be."""

    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    FILE = "file"


class Markup(enum.StrEnum):
    """How a channel shows text."""

    PLAIN = "plain"
    MARKDOWN = "markdown"


class State(enum.StrEnum):
    """How far a message has come at the other side."""

    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


class Capabilities(msgspec.Struct, frozen=True, kw_only=True):
    """What a channel can carry. `text_max` counts characters; None is no limit of its own."""

    text_max: int | None
    media: tuple[Media, ...] = ()
    files_per_message: int = 0
    markup: Markup = Markup.PLAIN
    can_start_conversation: bool = False
    typing: bool = False
    receipts: bool = False


class Correspondent(msgspec.Struct, frozen=True, kw_only=True):
    """The customer, as a channel knows him. `address` is unique in the inbox: a number, a chat id, a mail address."""

    address: str
    name: str = ""
    email: str | None = None
    phone_number: str | None = None
    identifier: str | None = None
    avatar_url: str | None = None
    attributes: Mapping[str, Any] = {}


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a message. `source` says where its bytes are: an address, or the provider's own reference."""

    media: Media
    source: str
    name: str = ""
    content_type: str = ""
    size: int | None = None


class Inbound(msgspec.Struct, frozen=True, kw_only=True):
    """A message from the customer. The same `external_id` in one inbox is the same message."""

    sender: Correspondent
    external_id: str
    text: str | None = None
    parts: tuple[Part, ...] = ()
    thread: str | None = None
    reply_to: str | None = None
    sent_at: int | None = None
    attributes: Mapping[str, Any] = {}


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """How a message of ours fared. `external_id` is its name at the provider, None where it gets none."""

    external_id: str | None = None
    state: State = State.SENT
    reason: str | None = None


class Outbound(msgspec.Struct, frozen=True, kw_only=True):
    """A message to the customer.

    `delivery` names this delivery and stays the same at every try, so that the receiver can tell a repetition.
    `fact` is the message in the public vocabulary, as webhooks carry it.
    """

    message_id: int
    delivery: str
    recipient: Correspondent
    text: str | None = None
    parts: tuple[Part, ...] = ()
    reply_to: str | None = None
    fact: Json = EMPTY_OBJECT
