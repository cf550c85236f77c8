"""The domain's own description of its servers, in the form that mail programs read.

https://www.ietf.org/archive/id/draft-bucksch-autoconfig-02.html
"""

import asyncio
import re
from typing import Any
from xml.etree import ElementTree as ET

from balcao.channels.contract import Site
from balcao.channels.email.guessing.found import Found
from balcao.channels.email.providers import Server
from balcao.kit.web import Ask, WebError

SECONDS = 3.0
MOST = 64 * 1024
_PLACES = (
    "https://autoconfig.{}/mail/config-v1.1.xml",
    "https://{}/.well-known/autoconfig/mail/config-v1.1.xml",
)
_SECURITIES = {"ssl": "tls", "starttls": "starttls"}
# Also in an encoding that hides it from a plain search: its letters with zeros between them.
_DOCTYPE = re.compile(rb"<\0*!\0*(?:D\0*O\0*C\0*T|E\0*N\0*T)", re.IGNORECASE)
_BY_PASSWORD = ("password-cleartext", "plain", "")


async def by_description(site: Site, email: str) -> Found:
    """What the domain describes, at the first place where it does. Only over TLS: a password follows it."""
    domain = email.rpartition("@")[2]
    read = await asyncio.gather(*(_read(site, place.format(domain), email) for place in _PLACES))
    return read[0] | read[1]


async def _read(site: Site, url: str, email: str) -> Found:
    try:
        answer = await site.web.send(Ask(url, seconds=SECONDS, most=MOST, redirects=2))
    except WebError:
        return Found()
    return understood(answer.body, email) if answer.ok else Found()


def understood(body: bytes, email: str) -> Found:
    """The first server of each way that is protected and takes a password."""
    # A description has no document type; what has one wants to make us read something else.
    if _DOCTYPE.search(body):
        return Found()
    try:
        root = ET.fromstring(body)  # noqa: S314 - without a document type there are no entities
    except (ET.ParseError, ValueError, LookupError):
        return Found()
    if root.tag != "clientConfig":
        return Found()
    imap = _server(root, "incomingServer", "imap", email)
    smtp = _server(root, "outgoingServer", "smtp", email)
    return Found(imap[0], smtp[0], imap[1], smtp[1])


def _server(root: Any, tag: str, kind: str, email: str) -> tuple[Server | None, str | None]:
    for one in root.iterfind(f"emailProvider/{tag}[@type='{kind}']"):
        security = _SECURITIES.get(_text(one, "socketType").lower())
        host, port = _filled(_text(one, "hostname"), email), _text(one, "port")
        takes = [(way.text or "").strip().lower() for way in one.iterfind("authentication")] or [""]
        is_place = bool(host) and port.isascii() and port.isdigit() and 0 < int(port) < 65536
        if security and is_place and any(way in _BY_PASSWORD for way in takes):
            return (host, int(port), security), _filled(_text(one, "username"), email) or None
    return None, None


def _text(node: Any, tag: str) -> str:
    return (node.findtext(tag) or "").strip()[:253]


def _filled(text: str, email: str) -> str:
    local, _, domain = email.rpartition("@")
    for mark, value in (("%EMAILADDRESS%", email), ("%EMAILLOCALPART%", local), ("%EMAILDOMAIN%", domain)):
        text = text.replace(mark, value)
    return text
