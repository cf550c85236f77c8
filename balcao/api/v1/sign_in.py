"""Connect an inbox by signing in at a provider (OAuth 2): the way there, and the way back.

The browser carries the state. It is signed, holds for ten minutes, and belongs to one account, one administrator and one
browser: whoever is sent somebody else's link brings home nothing.
"""

import base64
import re
import secrets
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import quote

import msgspec
import structlog
from starlette.responses import RedirectResponse, Response

from balcao.api.call import Call
from balcao.api.limits import Limit
from balcao.api.route import Room, Who
from balcao.api.v1.signing_in import Guest, Stranded, connect
from balcao.channels.checks import check
from balcao.channels.contract import Channel, Visit
from balcao.domain.inboxes import queries
from balcao.house import House
from balcao.kit.clock import MINUTE, SECOND
from balcao.kit.crypto import digest, same
from balcao.kit.errors import Problem, not_found
from balcao.kit.text import name as tidy_name
from balcao.store.tx import Tx

log = structlog.get_logger()

HOLDS = 10 * MINUTE
COOKIE = "balcao_sign_in"
_CODE = re.compile(r"[a-z_]{1,40}")


class Errand(msgspec.Struct):
    """Who is to sign in, and for which inbox; without one a new inbox is made, under this name.

    `values` are those settings that the channel takes along.
    """

    provider: str
    email: str | None = None
    inbox_id: int | None = None
    name: str | None = None
    values: dict[str, Any] = {}


class Address(msgspec.Struct):
    """Where to send the browser."""

    success: bool
    url: str


class Return(msgspec.Struct):
    """What a provider sends the browser back with (RFC 6749, 4.1.2)."""

    provider: str
    state: str = ""
    code: str = ""
    error: str = ""


class Trip(msgspec.Struct, array_like=True):
    """The state: whose errand it is, and until when. `browser` is the digest of what the browser was given."""

    provider: str
    account_id: int
    user_id: int
    kind: str
    inbox_id: int | None
    name: str
    until: int
    browser: str
    chosen: dict[str, Any] = {}


there = Room("/api/v1/accounts/{account_id}", Who.ADMIN)
back = Room("", Who.ANYONE)


@there.post(
    "/{provider}/authorization", takes=Errand, gives=Address, own=True, limits=(Limit("sign_in_there", 30, 600),)
)
async def begin(call: Call[Errand]) -> Address:
    """The address where the owner of a mailbox lets us in. It serves the browser that asked for it, for ten minutes."""
    house, p = call.house, call.p
    channel = _channel(house, p.provider)
    row = await house.store.read(lambda tx: _inbox(tx, call, channel)) if p.inbox_id else None
    nonce = secrets.token_urlsafe(24)
    trip = Trip(
        p.provider, call.member.account_id, call.member.user_id, channel.about.kind, p.inbox_id,
        tidy_name(p.name or ""), house.clock() + HOLDS, digest(nonce), _chosen(channel, row, p.values),
    )  # fmt: skip
    call.reply_headers["set-cookie"] = _cookie(house, p.provider, nonce)
    assert channel.sign_in is not None
    hint = p.email or (row.setting("email") if row else None)
    visit = Visit(p.provider, house.site, _signed(house, trip), trip.chosen)
    return Address(success=True, url=channel.sign_in.address(visit, hint))


@back.get("/{provider}/callback", takes=Return, own=True, limits=(Limit("sign_in_back", 30, 600),))
async def come_back(call: Call[Return]) -> Response:
    """The browser, back from a provider, is led on into the desk."""
    house, p = call.house, call.p
    channel, trip = _channel(house, p.provider), _read(house, p)
    if trip is None:
        return _led(house, "?error=invalid_state")
    trouble = _trouble(call, trip)
    if trouble is None:
        try:
            return _led(house, await _arrive(house, channel, trip, p))
        except Stranded as stranded:
            trouble = stranded.code
        except Problem as problem:
            log.warning("signing in at a provider failed", provider=p.provider, problem=problem.body)
            trouble = "refused"
    return _led(house, _way_to(trip, f"error={trouble}"))


async def _arrive(house: House, channel: Channel, trip: Trip, p: Return) -> str:
    assert channel.sign_in is not None
    given = await channel.sign_in.redeem(Visit(p.provider, house.site, p.state, trip.chosen), p.code)
    guest = Guest(trip.account_id, trip.user_id, trip.inbox_id, trip.name)
    inbox_id, is_new = await connect(house, channel, guest, given)
    where = f"new/{inbox_id}/agents" if is_new else f"{inbox_id}?tab=health"
    return f"accounts/{trip.account_id}/settings/inboxes/{where}"


def _way_to(trip: Trip, query: str) -> str:
    """The page from which the browser was sent out."""
    where = f"new/{trip.kind}?{query}" if trip.inbox_id is None else f"{trip.inbox_id}?tab=health&{query}"
    return f"accounts/{trip.account_id}/settings/inboxes/{where}"


def _led(house: House, path: str) -> Response:
    return RedirectResponse(house.urls.app(path), 302, {"cache-control": "no-store", "referrer-policy": "no-referrer"})


def _trouble(call: Call[Return], trip: Trip) -> str | None:
    """Why nothing comes of a return; None when all is well with it."""
    if trip.until < call.house.clock():
        return "expired"
    if not same(digest(_nonce(call.headers.get("cookie", ""))), trip.browser):
        return "other_browser"
    if call.p.error or not call.p.code:
        return call.p.error if _CODE.fullmatch(call.p.error) else "refused"
    return None


def _channel(house: House, provider: str) -> Channel:
    for channel in house.channels:
        if channel.sign_in is not None and provider in channel.sign_in.providers(house.site):
            return channel
    raise not_found()


def _inbox(tx: Tx, call: Call[Errand], channel: Channel) -> queries.InboxRow:
    row = queries.show(tx, call.member, call.p.inbox_id or 0)
    if row.kind != channel.about.kind:
        raise not_found()
    return row


def _chosen(channel: Channel, row: queries.InboxRow | None, sent: dict[str, Any]) -> dict[str, Any]:
    """What is taken along, as it will be kept; an inbox that is there has it already."""
    about = channel.about
    asked = (field for field in about.fields if field.key in about.sign_in_takes)
    found = {field.key: row.setting(field.key) if row else check(field, sent.get(field.key)) for field in asked}
    return {key: value for key, value in found.items() if value}


def _signed(house: House, trip: Trip) -> str:
    body = base64.urlsafe_b64encode(msgspec.json.encode(trip)).rstrip(b"=").decode()
    return f"{body}.{house.keyring.token('sign_in', body)}"


def _read(house: House, p: Return) -> Trip | None:
    """The state, if it is one of ours for this provider."""
    body, _, mark = p.state.partition(".")
    if not same(mark, house.keyring.token("sign_in", body)):
        return None
    trip = msgspec.json.decode(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)), type=Trip)
    return trip if trip.provider == p.provider else None


def _cookie(house: House, provider: str, nonce: str) -> str:
    secure = "; Secure" if house.urls.base.startswith("https:") else ""
    way = f"Path=/{quote(provider)}/callback; Max-Age={HOLDS // SECOND}"
    return f"{COOKIE}={nonce}; {way}; HttpOnly; SameSite=Lax{secure}"


def _nonce(cookies: str) -> str:
    try:
        found = SimpleCookie(cookies).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""
