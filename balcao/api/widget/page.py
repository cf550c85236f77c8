"""The page in the iframe, and what the loader asks before it draws its bubble."""

import html
from functools import lru_cache
from typing import Any

import msgspec
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from balcao.api.call import Call
from balcao.api.route import Room, Who
from balcao.api.static import WIDGET
from balcao.api.widget.channel import chat_locale, color_of, globals_of, page_globals
from balcao.api.widget.visitors import KIND, allowed_hosts, website_token, welcomes
from balcao.api.widget.welcome import Doorway, look, welcome
from balcao.domain.accounts import queries as accounts
from balcao.domain.accounts.rules import AccountStatus
from balcao.domain.inboxes import queries as inboxes
from balcao.kit.errors import Problem, not_found, refused
from balcao.kit.text import Json, loads
from balcao.store.tx import Tx

room = Room("/widget", Who.ANYONE)

_NOT_BUILT = "The widget has not been built yet: run `make setup`, then start again.\n"
_FOR_EVERY_SITE = {"Access-Control-Allow-Origin": "*", "Vary": "Origin"}
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})
_PAGE = """<!doctype html>
<html lang="{locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, \
interactive-widget=resizes-content">
<meta name="robots" content="noindex">
<title>{title}</title>
{head}
</head>
<body>
<div id="app"></div>
<script type="application/json" id="widget-boot">{boot}</script>
</body>
</html>
"""


class PageParams(msgspec.Struct, kw_only=True):
    """Which chat is opened, and by whom."""

    website_token: str = ""
    cw_conversation: str | None = None
    locale: str | None = None
    visitor: str = ""


class Manifest(msgspec.Struct):
    """What the widget's build made; paths below `/packs/widget/`."""

    entry: str
    css: list[str] = []
    preload: list[str] = []
    locales: dict[str, list[str]] = {}


@room.get(own=True, takes=PageParams)
async def page(call: Call[PageParams]) -> Response:
    """The chat. A stranger becomes a visitor at once unless `visitor=lazy` is asked for."""
    manifest = built()
    if manifest is None:
        return PlainTextResponse(_NOT_BUILT, 503)
    enter = look if call.p.visitor == "lazy" else welcome
    try:
        doorway = await enter(call, call.p.cw_conversation)
    except Problem as problem:
        raise refused("web widget does not exist", 404) if problem.status == not_found().status else problem from None
    locale = chat_locale(call.p.locale, doorway.account.locale)
    content = _PAGE.format(
        locale=locale, title=html.escape(doorway.inbox.name), head=head(manifest, locale), boot=boot(call, doorway)
    )
    return HTMLResponse(content, headers=page_headers(call.house.urls.base, doorway.inbox.settings))


def head(manifest: Manifest, locale: str) -> str:
    """Styles, preloads and the one script, all from our own files."""
    preload = [*manifest.preload, *manifest.locales.get(locale, [])]
    lines = [f'<link rel="stylesheet" href="{_address(path)}">' for path in manifest.css]
    lines += [f'<link rel="modulepreload" href="{_address(path)}">' for path in preload]
    return "\n".join([*lines, f'<script type="module" src="{_address(manifest.entry)}"></script>'])


def _address(path: str) -> str:
    return html.escape(f"/packs/widget/{path}")


def boot(call: Call[Any], doorway: Doorway) -> str:
    """The page's globals as inert JSON, in which nothing can end the script element."""
    guest, keyring = doorway.guest, call.house.keyring
    values = {
        "chatwootWebChannel": page_globals(doorway.face),
        "chatwootPubsubToken": keyring.token("contact", guest.address.id) if guest else "",
        "authToken": guest.token if guest else "",
        "globalConfig": globals_of(call.house),
    }
    return msgspec.json.encode(values).decode().translate(_ESCAPES)


def page_headers(base: str, inbox_settings: Json) -> dict[str, str]:
    """The page's own policy: no inline script or style, and only the allowed sites around it."""
    return {
        "Content-Security-Policy": "; ".join(
            (
                "default-src 'none'",
                "script-src 'self'",
                "style-src 'self'",
                f"connect-src 'self' {base} ws: wss:",
                f"img-src 'self' {base} data: blob: https:",
                f"media-src 'self' {base} blob: https:",
                "font-src 'self'",
                "base-uri 'none'",
                "form-action 'none'",
                f"frame-ancestors {ancestors(inbox_settings)}",
            )
        ),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }


def ancestors(inbox_settings: Json) -> str:
    """Who may frame the page: everybody, or the allowed sites and our own pages."""
    allowed = allowed_hosts(inbox_settings)
    if allowed is None:
        # A star means the schemes of the web; an app's own pages lie on the disk.
        return "* file:"
    # Without a port a source means the standard one; our patterns then mean all of them.
    ported = [host if ":" in host else f"{host}:*" for host in allowed]
    return " ".join(["'self'", *(f"{scheme}://{host}" for host in ported for scheme in ("https", "http"))])


def built() -> Manifest | None:
    """What the last build made; None before the first."""
    path = WIDGET / "manifest.json"
    return _manifest(path.stat().st_mtime_ns) if path.is_file() else None


@lru_cache(maxsize=1)
def _manifest(_changed: int) -> Manifest:
    return msgspec.json.decode((WIDGET / "manifest.json").read_bytes(), type=Manifest)


class LoaderSettings(msgspec.Struct, rename="camel"):
    """What the loader draws its bubble by; nothing is drawn unless `allowed`."""

    widget_color: str
    locale: str
    allowed: bool


@room.get("/settings", gives=LoaderSettings)
def settings(tx: Tx, call: Call[None]) -> LoaderSettings:
    """Public, for any site, and kept by browsers for a minute."""
    inbox = inboxes.by_public_key(tx, website_token(call), KIND)
    if inbox is None:
        raise Problem(404, not_found().body, _FOR_EVERY_SITE)
    call.reply_headers |= {**_FOR_EVERY_SITE, "Cache-Control": "public, max-age=60, stale-while-revalidate=86400"}
    account, origin = accounts.account(tx, inbox.account_id), call.headers.get("origin")
    allowed = account.status != AccountStatus.SUSPENDED
    if origin is not None:
        allowed = allowed and welcomes(call, allowed_hosts(inbox.settings), origin)
    return LoaderSettings(color_of(loads(inbox.settings)), account.locale, allowed)
