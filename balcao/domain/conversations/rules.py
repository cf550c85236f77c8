"""What conversations and messages may be and become: pure."""

import enum
from collections.abc import Collection, Iterable
from typing import Any, cast

import msgspec

from balcao.kit.clock import HOUR
from balcao.kit.text import Json, loads


class Status(enum.IntEnum):
    """A conversation's state, as numbered in the database."""

    OPEN = 0
    RESOLVED = 1
    PENDING = 2
    SNOOZED = 3


class Priority(enum.IntEnum):
    """How urgent it is; higher is more urgent."""

    LOW = 0
    MEDIUM = 1
    HIGH = 2
    URGENT = 3


class Kind(enum.IntEnum):
    """A message's direction, numbered as on the wire."""

    INCOMING = 0
    OUTGOING = 1
    ACTIVITY = 2
    TEMPLATE = 3


class Delivery(enum.IntEnum):
    """How far a message has come. `QUEUED` shows as `sent` on the wire."""

    QUEUED = -1
    SENT = 0
    DELIVERED = 1
    READ = 2
    FAILED = 3


class ContentType(enum.StrEnum):
    """What a message's content is."""

    TEXT = "text"
    INPUT_TEXT = "input_text"
    INPUT_TEXTAREA = "input_textarea"
    INPUT_EMAIL = "input_email"
    INPUT_SELECT = "input_select"
    CARDS = "cards"
    FORM = "form"
    ARTICLE = "article"
    INCOMING_EMAIL = "incoming_email"
    INPUT_CSAT = "input_csat"
    INTEGRATIONS = "integrations"
    STICKER = "sticker"
    VOICE_CALL = "voice_call"


class SenderType(enum.StrEnum):
    """Who wrote a message."""

    USER = "User"
    CONTACT = "Contact"
    BOT = "AgentBot"


PAGE = 25
MESSAGE_PAGE = 20
MESSAGE_PAGE_AFTER = 100
MESSAGE_PAGE_BETWEEN = 1000
CONTENT_MAX = 150_000
VISITOR_CONTENT_MAX = 20_000
ATTACHMENTS_MAX = 15
UNREAD_SHOWN = 10
CARRIES_ON = "continuity_via_email"
"""The setting of an inbox whose conversations go on elsewhere when the contact has left."""
CARRIED_BY = "continuity_inbox_id"
"""The setting that says through which inbox."""
RECIPIENTS = ("to_emails", "cc_emails", "bcc_emails")
"""Where a message says to whom it goes beside the contact."""


def recipients_of(attributes: dict[str, Any], *, hidden: bool = True) -> set[str]:
    """To whom a message went, as it was asked for and as it was really sent; without those of a blind copy if not `hidden`."""
    asked = RECIPIENTS if hidden else RECIPIENTS[:-1]
    named = [*_listed(attributes, asked), *_listed(_sent(attributes), [one.removesuffix("_emails") for one in asked])]
    return {one.lower() for one in named}


def sent_to(attributes: dict[str, Any]) -> tuple[str, ...]:
    """To whom a message was really handed over, each once; empty where its channel does not say."""
    return tuple(dict.fromkeys(_listed(_sent(attributes), [one.removesuffix("_emails") for one in RECIPIENTS])))


def _sent(attributes: dict[str, Any]) -> dict[str, Any]:
    told: Any = attributes.get("email")
    return cast("dict[str, Any]", told) if isinstance(told, dict) else {}


def _listed(told: dict[str, Any], names: Iterable[str]) -> list[str]:
    found: list[Any] = [told.get(name) for name in names]
    return [str(one) for some in found if isinstance(some, list) for one in cast("list[Any]", some)]


class Fared(msgspec.Struct, frozen=True):
    """How those recipients fared who did not take a message: `put_off` may take it later, `refused` never, and why."""

    put_off: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    reason: str | None = None


OF_A_DELIVERY = frozenset({"external_error", "delivery_note", "put_off", "refused", "maybe_returned"})
"""What a message says of how it fared; another delivery begins without it."""


def with_recipients(attributes: dict[str, Any], news: Fared, asked: Collection[str] = ()) -> dict[str, Any]:
    """What a message says of its recipients after some were `asked` (again)."""
    waiting = [one for one in attributes.get("put_off", ()) if one not in asked]
    refused = list(dict.fromkeys((*attributes.get("refused", ()), *news.refused)))
    reason = "\n".join(filter(None, (attributes.get("delivery_note"), news.reason)))[:1000]
    told = {"put_off": [*waiting, *news.put_off], "refused": refused, "delivery_note": reason}
    others = {name: value for name, value in attributes.items() if name not in told}
    return {**others, **{name: value for name, value in told.items() if value}}


def is_refused_by_all(attributes: dict[str, Any]) -> bool:
    """Whether nobody to whom a message was sent has it, or may still take it."""
    return bool(everybody := sent_to(attributes)) and set(everybody) <= set(attributes.get("refused", ()))


def toggled(current: Status) -> Status:
    """Where a toggle without a target leads."""
    return Status.RESOLVED if current is Status.OPEN else Status.OPEN


def after_incoming(current: Status, *, blocked: bool) -> Status:
    """What a message from the contact makes of the conversation."""
    return current if blocked or current is Status.PENDING else Status.OPEN


def may_follow(current: Delivery, new: Delivery) -> bool:
    """Delivery never goes backwards; a failure is final unless the message is sent again."""
    if current is Delivery.FAILED:
        return False
    if new is Delivery.FAILED:
        return current in (Delivery.QUEUED, Delivery.SENT)
    return new > current


def opens_anew(current: Status, *, locked: bool, reopens: bool) -> bool:
    """Whether a contact's message starts a new conversation although there is an earlier one.

    An inbox locked to a single conversation never does; otherwise a resolved one is left alone where the inbox
    does not allow messages after resolving.
    """
    return current is Status.RESOLVED and not locked and not reopens


def can_reply(last_incoming_at: int | None, inbox_settings: Json, now: int) -> bool:
    """Whether the reply window is open. Only inboxes that set `agent_reply_time_window` (hours) have one."""
    if b"agent_reply_time_window" not in bytes(inbox_settings):
        return True
    extra: dict[str, Any] = loads(inbox_settings).get("additional_attributes") or {}
    hours = str(extra.get("agent_reply_time_window") or "")
    if not hours.isdigit():
        return True
    return last_incoming_at is not None and now - last_incoming_at < int(hours) * HOUR
