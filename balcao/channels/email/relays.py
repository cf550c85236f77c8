"""What mail relays post, each in its own words. Every call is verified before anything in it is believed."""

import base64
import binascii
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import msgspec

from balcao.channels.contract import Hook, Site
from balcao.channels.email.forms import fields
from balcao.channels.outcomes import Forged
from balcao.kit.clock import MINUTE, SECOND, Clock, wall_clock
from balcao.kit.crypto import hmac_hex, same
from balcao.kit.errors import Problem, refused

USER: Final = "actionmailbox"
"""Whom relays sign in as, since installations that come from elsewhere have told theirs so."""

FRESH: Final = 5 * MINUTE
_TOKENS_MOST = 50_000


@dataclass(frozen=True, slots=True)
class Posted:
    """A mail and, where the relay tells it, its envelope. `proof` is of this one call."""

    raw: bytes
    recipients: tuple[str, ...] = ()
    sender: str = ""
    proof: str = ""


class _Postmark(msgspec.Struct, rename="pascal"):
    raw_email: str = ""
    original_recipient: str = ""


class _Envelope(msgspec.Struct):
    to: list[str] = []
    sender: str = msgspec.field(name="from", default="")


class Relays:
    """The relays whose calls are understood, by the last part of their address."""

    def __init__(self, clock: Clock = wall_clock) -> None:
        self._clock = clock
        self._seen: OrderedDict[str, int] = OrderedDict()
        self._ways: dict[str, Callable[[Hook, Site], Posted]] = {
            "relay": _relay,
            "postmark": _postmark,
            "sendgrid": _sendgrid,
            "mailgun": self._mailgun,
            # Mailgun posts the whole mail only to addresses that end so.
            "mailgun-mime": self._mailgun,
        }

    def posted(self, way: str, hook: Hook, site: Site) -> Posted | None:
        """The mail in a call; None for an unknown way. Raises `Forged`, or a `Problem` that says what is missing."""
        read = self._ways.get(way)
        return read(hook, site) if read else None

    def note(self, posted: Posted) -> None:
        """From now on this call counts as made."""
        if not posted.proof:
            return
        self._seen[posted.proof] = self._clock()
        while self._seen and (len(self._seen) > _TOKENS_MOST or self._is_stale(next(iter(self._seen.values())))):
            self._seen.popitem(last=False)

    def _is_stale(self, moment: int) -> bool:
        return abs(self._clock() - moment) > 2 * FRESH

    def _mailgun(self, hook: Hook, site: Site) -> Posted:
        key = site.keys.get("mailgun_signing_key")
        if not key:
            raise _closed("BALCAO_MAILGUN_SIGNING_KEY")
        form = fields(hook)
        stamp, token, signature = (_text(form, name) for name in ("timestamp", "token", "signature"))
        if not same(signature, hmac_hex(key, stamp + token)):
            raise Forged("The signature is not Mailgun's")
        moment = int(stamp) * SECOND if stamp.isascii() and stamp.isdigit() and len(stamp) < 12 else 0
        if abs(self._clock() - moment) > FRESH:
            raise Forged("The call was signed more than five minutes ago: is the clock right?")
        if token in self._seen:
            raise Forged("The call was made before")
        recipient = _text(form, "recipient")
        return Posted(_mail(form, "body-mime"), (recipient,) if recipient else (), _text(form, "sender"), token)


def nobody(way: str) -> None:
    """Say that nobody here is meant so that this relay does not ask again. Returns where the usual 404 does."""
    # Mailgun gives up at a 406 alone, Postmark at a 403 alone; both would come back for hours.
    status = {"mailgun": 406, "mailgun-mime": 406, "postmark": 403}.get(way)
    if status:
        raise refused("No inbox here has this address", status)


def _relay(hook: Hook, site: Site) -> Posted:
    _check_password(hook, site)
    kind = hook.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "message/rfc822":
        raise refused("This address takes the mail itself, as message/rfc822", 415)
    if not hook.body.strip():
        raise refused("The mail is empty")
    told = (one.strip() for one in hook.query.get("recipient", "").split(","))
    return Posted(hook.body, tuple(one for one in told if one), hook.query.get("sender", ""))


def _postmark(hook: Hook, site: Site) -> Posted:
    _check_password(hook, site)
    try:
        told = msgspec.json.decode(hook.body, type=_Postmark)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise refused("This address takes the JSON of Postmark's inbound webhook") from None
    if not told.raw_email.strip():
        raise refused("RawEmail is missing: tick “Include raw email content in JSON payload” at Postmark")
    recipients = (told.original_recipient,) if told.original_recipient else ()
    return Posted(told.raw_email.encode("utf-8", "replace"), recipients)


def _sendgrid(hook: Hook, site: Site) -> Posted:
    _check_password(hook, site)
    form = fields(hook)
    try:
        envelope = msgspec.json.decode(form.get("envelope", b"{}"), type=_Envelope)
    except (msgspec.DecodeError, UnicodeDecodeError):
        envelope = _Envelope()
    return Posted(_mail(form, "email"), tuple(envelope.to), envelope.sender)


def _check_password(hook: Hook, site: Site) -> None:
    """HTTP Basic (RFC 7617)."""
    password = site.keys.get("mail_relay_password")
    if not password:
        raise _closed("BALCAO_MAIL_RELAY_PASSWORD")
    scheme, _, given = hook.headers.get("authorization", "").partition(" ")
    try:
        said = base64.b64decode(given.strip(), validate=True) if scheme.lower() == "basic" else b""
    except (binascii.Error, ValueError):
        said = b""
    if not same(said, f"{USER}:{password}".encode()):
        raise Forged(f"Sign in as {USER} with the relay password of this installation")


def _closed(setting: str) -> Problem:
    return refused(f"This installation takes no mail here: {setting} is not set", 404)


def _mail(form: dict[str, bytes], name: str) -> bytes:
    raw = form.get(name, b"")
    if not raw.strip():
        raise refused(f"The field {name} is missing: the relay must post the raw, full mail")
    return raw


def _text(form: dict[str, bytes], name: str) -> str:
    return form.get(name, b"").decode("utf-8", "replace").strip()
