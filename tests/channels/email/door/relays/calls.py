"""Calls of relays, as each of them makes them."""

import base64
import hmac
import json
from typing import Any
from urllib.parse import urlencode

from balcao.channels.contract import Hook
from balcao.kit.clock import SECOND
from balcao.kit.crypto import hmac_hex
from tests.channels.email.door.conftest import DOMAIN, MAIL, site
from tests.support.amazon import as_posted
from tests.support.clock import HandClock

PASSWORD, KEY, WEBHOOK_KEYS = "a relay password of length", "key-of-mailgun", "key-of-one-route, key-of-another"
SITE = site(mail_relay_password=PASSWORD, mailgun_signing_key=KEY, mandrill_webhook_keys=WEBHOOK_KEYS)
FORWARD = f"k3y@{DOMAIN}"
TO_US = f"To: Loja <{FORWARD}>\r\n".encode() + MAIL
RAW = TO_US + b"..\r\n\xff\x00--x\r\n\r\n"
BOUNDARY = "xYzZY"
MANDRILL = "https://desk.loja.example/hooks/email/mandrill"


def basic(user: str = "actionmailbox", password: str = PASSWORD) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def form(**fields: bytes | str) -> tuple[bytes, str]:
    """A multipart body and its type."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
        + (value if isinstance(value, bytes) else value.encode())
        + b"\r\n"
        for name, value in fields.items()
    ]
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode(), f"multipart/form-data; boundary={BOUNDARY}"


def hook(body: bytes, kind: str, headers: dict[str, str] | None = None, **query: str) -> Hook:
    return Hook("POST", query, {"content-type": kind, **(headers or {})}, body)


def relay(raw: bytes = RAW, **query: str) -> Hook:
    return hook(raw, "message/rfc822", basic(), **query)


def postmark(**fields: Any) -> Hook:
    told = {"RawEmail": TO_US.decode(), "OriginalRecipient": FORWARD, **fields}
    return hook(json.dumps(told).encode(), "application/json", basic())


def sendgrid(**fields: bytes | str) -> Hook:
    envelope = json.dumps({"to": [FORWARD], "from": "ana@cliente.example"})
    return hook(*form(**{"email": RAW, "envelope": envelope, **fields}), headers=basic())


def mailgun(
    clock: HandClock, token: str = "t" * 50, age: int = 0, fields: dict[str, bytes | str] | None = None
) -> Hook:
    stamp = str((clock() - age) // SECOND)
    signed = {"timestamp": stamp, "token": token, "signature": hmac_hex(KEY, stamp + token)}
    told = {"body-mime": RAW, "recipient": FORWARD, "sender": "ana@cliente.example", **signed, **(fields or {})}
    return hook(*form(**told))


def inbound(raw: str = TO_US.decode(), email: str = FORWARD) -> dict[str, Any]:
    """An event of Mandrill."""
    told = {"raw_msg": raw, "email": email, "from_email": "ana@cliente.example", "headers": {"Subject": "Oi"}}
    return {"ts": 1_764_000_000, "event": "inbound", "msg": {**told, "spam_report": {"score": -0.1}}}


def sign_as_mandrill(key: str, url: str, fields: dict[str, bytes]) -> str:
    """https://mailchimp.com/developer/transactional/guides/track-respond-activity-webhooks/#authenticating-webhook-requests"""
    signed = url.encode() + b"".join(name.encode() + fields[name] for name in sorted(fields))
    return base64.b64encode(hmac.digest(key.encode(), signed, "sha1")).decode()


def mandrill(events: Any = None, key: str = "key-of-another", url: str = MANDRILL, **more: str) -> Hook:
    """A batch of Mandrill; `events` may be bytes, which are posted as they are."""
    told = events if isinstance(events, bytes) else json.dumps([inbound()] if events is None else events).encode()
    fields = {"mandrill_events": told, **{name: value.encode() for name, value in more.items()}}
    headers = {"x-mandrill-signature": sign_as_mandrill(key, url, fields)}
    kind = {"content-type": "application/x-www-form-urlencoded"}
    return Hook("POST", {}, {**headers, **kind}, urlencode(fields).encode(), MANDRILL)


def call(told: dict[str, Any], **headers: str) -> Hook:
    """A message of SNS."""
    head, body = as_posted(told, **headers)
    return Hook("POST", {}, head, body)
