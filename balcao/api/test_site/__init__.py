"""A small shop with the chat on it, so that a new inbox can be tried before there is a site."""

import base64
import hashlib
import html
import re
from pathlib import Path

from starlette.responses import HTMLResponse, Response

from balcao.api.call import Call
from balcao.api.route import Room, Who
from balcao.api.test_site.words import WORDS
from balcao.api.widget.channel import chat_locale
from balcao.api.widget.visitors import site
from balcao.shapes.inbox import inbox
from balcao.store.tx import Tx

room = Room("/test-site", Who.ANYONE)

_PAGE = Path(__file__).with_name("page.html").read_text("utf-8")
_PLACE = re.compile(r"\{\{(\w+)\}\}")
_SCRIPT = re.compile(r"<script[^>]*>(.*?)</script>", re.DOTALL)


@room.get("/{website_token}")
def show(tx: Tx, call: Call[None]) -> Response:
    """The shop with the very snippet that the inbox gives out. `locale` chooses its language."""
    row, account = site(tx, call)
    snippet = str(inbox(row, call.house.lens, is_admin=False)["web_widget_script"])
    locale = chat_locale(call.params.get("locale"), account.locale)
    return HTMLResponse(page(locale, snippet), headers=_headers(call.house.urls.base, snippet))


def page(locale: str, snippet: str) -> str:
    """The page in a language, with a snippet at its end."""
    words = {"locale": locale, **WORDS[locale]}

    def put(place: re.Match[str]) -> str:
        return snippet if place[1] == "script" else html.escape(words[place[1]])

    return _PLACE.sub(put, _PAGE)


def _headers(base: str, snippet: str) -> dict[str, str]:
    """A strict policy, as a careful shop would have: the chat works under it."""
    hashes = " ".join(f"'sha256-{_hash(script)}'" for script in _SCRIPT.findall(snippet))
    policy = (
        f"default-src 'none'; script-src 'self' {base} {hashes}; style-src 'self' 'unsafe-inline'; "
        f"img-src 'self' {base} data:; connect-src 'self' {base}; media-src 'self' {base}; "
        f"frame-src 'self' {base}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return {"Content-Security-Policy": policy, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
