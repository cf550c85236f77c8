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
    """What a channel can carry. `text_max` counts characters; None is no limit of its own.

    `carries_on`: a conversation of another channel may go on through it when the customer has left there. `subject` and
    `copies`: a message has a subject, and may go to others too. `names_sent`: a message has a name at the provider
    (`source_id`) as soon as that has taken it, and not before.
    """

    text_max: int | None
    media: tuple[Media, ...] = ()
    files_per_message: int = 0
    markup: Markup = Markup.PLAIN
    can_start_conversation: bool = False
    carries_on: bool = False
    subject: bool = False
    copies: bool = False
    names_sent: bool = False
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
    """A file of a message.

    `source` says where its bytes are: an address, or the provider's own reference; a provider that sends the bytes along
    fills `data`. `content_id` names a file that stands inside the text; the text refers to it as `cid:…`.
    """

    media: Media
    source: str = ""
    name: str = ""
    content_type: str = ""
    size: int | None = None
    data: bytes | None = None
    content_id: str | None = None


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """What a provider brought, exactly as it came; it is kept before anybody reads it.

    The same `key` in one inbox is the same thing brought twice (at most 255 characters). `way` says how it came (`imap`,
    `smtp`, `lmtp`, `hook`), `facts` what the raw bytes do not tell: folder and number, envelope, header lines of a call.
    """

    key: str
    raw: bytes
    way: str
    facts: Mapping[str, Any] = {}


class Inbound(msgspec.Struct, frozen=True, kw_only=True):
    """A message from the customer. The same `external_id` in one inbox is the same message.

    `answers`: provider's ids of messages that this one may answer, the best first; `conversation`: the uuid of the
    conversation to which a proof in the message leads (the channel has checked it); `number`: what it says the
    conversation is called, which proves nothing. `kind`, `details` and `opening` are the
    contract's `content_type`, `content_attributes` of the message, and `additional_attributes` of a conversation that it
    opens. `automatic`: a machine wrote it, so nothing answers and nothing is reopened. `doubt`: why the sender may be
    somebody else; such a message never changes what is known of a contact.
    """

    sender: Correspondent
    external_id: str
    text: str | None = None
    parts: tuple[Part, ...] = ()
    answers: tuple[str, ...] = ()
    conversation: str | None = None
    sent_at: int | None = None
    kind: str = "text"
    details: Mapping[str, Any] = {}
    opening: Mapping[str, Any] = {}
    automatic: bool = False
    doubt: str | None = None
    number: int | None = None


class Ignored(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was brought and becomes no message; `reason` says to an administrator why."""

    reason: str


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """How a message of ours fared. `external_id` is its name at the provider, None where it gets none.

    `recipient`: the one of several to whom this happened. A receipt that a stranger could have made up counts only when
    the message was sent to that recipient; a failure that comes in without a name is hearsay about that recipient, and
    fails nothing. `details`: what was really sent, kept with the message's content attributes.
    Of several recipients who were asked at once, `refused` did not take it, and `put_off` (address → why) may take it
    later: the house hands it over once more to `only` them, `after` so many microseconds where the provider says when.
    """

    external_id: str | None = None
    state: State = State.SENT
    reason: str | None = None
    recipient: str | None = None
    details: Mapping[str, Any] = {}
    refused: tuple[str, ...] = ()
    put_off: Mapping[str, str] = {}
    after: int | None = None


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """A public message that was said before, in either direction. `author` is a name for display."""

    incoming: bool
    author: str
    said_at: int
    text: str | None = None
    external_id: str | None = None
    details: Mapping[str, Any] = {}


class Outbound(msgspec.Struct, frozen=True, kw_only=True):
    """A message to the customer.

    `delivery` names this delivery and stays the same at every try, so that the receiver can tell a repetition.
    `fact` is the message in the public vocabulary, as webhooks carry it. `sender_name` is how the team shows itself;
    `earlier` is the conversation so far, the newest first; `details` and `opening` as in `Inbound`. `conversation` is its
    uuid, `number` what people call it by. `automatic`: the program wrote it, not a person. `only`: the recipients to whom it
    is handed over when the others have it; empty for all.
    """

    message_id: int
    delivery: str
    recipient: Correspondent
    text: str | None = None
    parts: tuple[Part, ...] = ()
    reply_to: str | None = None
    fact: Json = EMPTY_OBJECT
    sender_name: str = ""
    conversation: str = ""
    number: int = 0
    written_at: int = 0
    earlier: tuple[Said, ...] = ()
    details: Mapping[str, Any] = {}
    opening: Mapping[str, Any] = {}
    automatic: bool = False
    only: tuple[str, ...] = ()
