"""The mails that were not sent, for whoever sits at the machine of an installation without a mail server.

They carry links that open accounts. So they are shown only where no proxy can stand between: to the loopback address, by a
loopback name, on an installation whose own address is a loopback one.
"""

import asyncio
import re
from html import escape
from ipaddress import ip_address
from string import Template
from typing import Any
from urllib.parse import urlsplit

import msgspec
from starlette.responses import HTMLResponse, Response

from balcao.api.call import Call
from balcao.api.route import Room, Who
from balcao.domain.accounts import rules
from balcao.kit.clock import iso
from balcao.kit.errors import not_found
from balcao.kit.mail import Letter, Tray

room = Room("/dev/mail", Who.ANYONE)

WORDS = {
    "pt-BR": ("E-mails", "Nenhum e-mail até agora.", "Para"),
    "en": ("Mail", "No mail so far.", "To"),
    "es": ("Correos", "Ningún correo hasta ahora.", "Para"),
}
_FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")
_LINK = re.compile(r"https?://[^\s<]+")
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}
_PAGE = Template("""<!doctype html>
<html lang="$locale"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title><style>
:root{color-scheme:light dark}
body{max-width:720px;margin:0 auto;padding:40px 16px;font:15px/1.55 system-ui,sans-serif}
article{margin:0 0 24px;padding:20px 24px;border:1px solid color-mix(in srgb,currentColor 18%,transparent);border-radius:12px}
h1{font-size:22px}h2{margin:0 0 4px;font-size:16px}small{opacity:.7}a{color:inherit}
pre{margin:16px 0 0;font:inherit;white-space:pre-wrap;overflow-wrap:anywhere}
</style></head><body><main><h1>$title</h1>$body</main></body></html>""")


class Shown(msgspec.Struct):
    """A letter that was not sent."""

    to: str
    subject: str
    text: str
    html: str
    written_at: str


@room.get(gives=list[Shown], own=True)
async def show(call: Call[Any]) -> Response | list[Shown]:
    """The latest letters, the newest first: a page, or JSON for whoever asks for it."""
    post = call.house.post
    if not may_be_read(call) or not isinstance(post, Tray):
        raise not_found()
    letters = await asyncio.to_thread(post.letters)
    if "application/json" in call.headers.get("accept", ""):
        call.reply_headers |= _HEADERS
        return [Shown(each.to, each.subject, each.text, each.html, iso(each.written_at)) for each in letters]
    locale = rules.preferred_locale(call.headers.get("accept-language", "")) or call.house.terms.default_locale
    return HTMLResponse(_page(letters, locale), headers=_HEADERS)


def may_be_read(call: Call[Any]) -> bool:
    """Whether this caller sits at the machine, and mails are kept at all."""
    return isinstance(call.house.post, Tray) and is_at_the_machine(call)


def is_at_the_machine(call: Call[Any]) -> bool:
    """Whether this call was certainly made on the installation's own machine, with no proxy between."""
    here = is_loopback(call.ip) and is_loopback(urlsplit(f"//{call.headers.get('host', '')}").hostname)
    forwarded = any(name in call.headers for name in _FORWARDED)
    own_address = urlsplit(call.house.urls.base).hostname
    return here and not forwarded and is_loopback(own_address)


def is_loopback(host: str | None) -> bool:
    """Whether a name or address means this very machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False


def _page(letters: list[Letter], locale: str) -> str:
    title, nothing, to = WORDS[locale]
    body = "".join(_article(letter, to) for letter in letters) or f"<p>{nothing}</p>"
    return _PAGE.substitute(locale=locale, title=title, body=body)


def _article(letter: Letter, to: str) -> str:
    text = _LINK.sub(lambda link: f'<a href="{link[0]}">{link[0]}</a>', escape(letter.text))
    about = f"{to} {escape(letter.to)} · {iso(letter.written_at)}"
    return f"<article><h2>{escape(letter.subject)}</h2><small>{about}</small><pre>{text}</pre></article>"
