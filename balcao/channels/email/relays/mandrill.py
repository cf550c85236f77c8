"""Mandrill (Mailchimp Transactional): a form with several events, signed together with the address that was called."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
import structlog

from balcao.channels.contract import Admission, Hook, Site
from balcao.channels.email.forms import fields
from balcao.channels.email.relays.common import LARGEST, Posted, beside, closed, listed
from balcao.channels.outcomes import Forged
from balcao.kit.crypto import same
from balcao.kit.errors import refused

log: Final = structlog.get_logger()

TEST_KEY: Final = "test-webhook"
"""What Mandrill signs the empty call with by which it tries an address; the real key is made after that."""

_TEST_MOST: Final = 4096


class _Message(msgspec.Struct):
    raw_msg: str = ""
    email: str = ""


class _Event(msgspec.Struct):
    event: str = ""
    msg: _Message | None = None


class Mandrill:
    """It takes 200 and nothing else for an answer: a batch whose mails are for nobody would come back for days."""

    nobody = 200

    def admit(self, hook: Hook, site: Site) -> Admission:
        """Whether there is a signature; an address must answer before there is a key to check it with."""
        if hook.method == "POST" and not hook.headers.get("x-mandrill-signature"):
            raise Forged("The header X-Mandrill-Signature is missing")
        if listed(site, "mandrill_webhook_keys"):
            return Admission(LARGEST)
        length = hook.headers.get("content-length", "")
        if length.isdigit() and int(length) > _TEST_MOST:
            raise closed("BALCAO_MANDRILL_WEBHOOK_KEYS")
        return Admission(_TEST_MOST)

    async def read(self, hook: Hook, site: Site) -> Sequence[Posted]:
        """The mails of a batch."""
        return await beside(self._read, hook, site)

    def note(self, posted: Sequence[Posted]) -> None:
        """A repeated call is harmless: a mail is kept once."""

    def _read(self, hook: Hook, site: Site) -> list[Posted]:
        form, keys = fields(hook), listed(site, "mandrill_webhook_keys")
        events = form.get("mandrill_events", b"")
        if _is_signed(hook, form, keys):
            return [posted for event in _events(events) if (posted := _posted(event))]
        if events.strip() == b"[]" and _is_signed(hook, form, [TEST_KEY]):
            return []
        if not keys:
            raise closed("BALCAO_MANDRILL_WEBHOOK_KEYS")
        raise Forged(f"The signature is not Mandrill's: it must be told to call exactly {hook.url}")


def _is_signed(hook: Hook, form: Mapping[str, bytes], keys: Sequence[str]) -> bool:
    given = hook.headers.get("x-mandrill-signature", "")
    return any(same(given, _signature(key, hook.url, form)) for key in keys)


def _signature(key: str, url: str, form: Mapping[str, bytes]) -> str:
    """The base64 HMAC-SHA1 of the address and every field, by name, with nothing between them."""
    mac = hmac.new(key.encode(), url.encode(), hashlib.sha1)
    for name in sorted(form):
        mac.update(name.encode())
        mac.update(form[name])
    return base64.b64encode(mac.digest()).decode()


def _events(raw: bytes) -> list[Any]:
    try:
        told = _parsed(raw)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, list):
        raise refused("The field mandrill_events is not a list of events")
    return told


def _parsed(raw: bytes) -> Any:
    try:
        return msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        # Half a character in one mail must not stop the others.
        return json.loads(raw.decode("utf-8", "replace"), strict=False)


def _posted(told: Any) -> Posted | None:
    """The mail in an event. One that cannot be read is no reason to lose the others, which came in the same call."""
    try:
        event = msgspec.convert(told, _Event)
    except msgspec.ValidationError:
        event = _Event("inbound")
    if event.event != "inbound":
        return None
    if event.msg is None or not event.msg.raw_msg.strip():
        log.warning("an event of mandrill without a mail was left out")
        return None
    return Posted(event.msg.raw_msg.encode("utf-8", "replace"), (event.msg.email,) if event.msg.email else ())
