"""Access tokens of the providers where one signs in: kept for an hour, renewed before they end, by one at a time."""

import asyncio
import weakref
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

import msgspec

from balcao.channels.contract import Line, Site
from balcao.channels.outcomes import Disconnected, Retry
from balcao.kit.clock import MINUTE, SECOND, wall_clock
from balcao.kit.web import Answer, Ask, WebError

EARLY = 5 * MINUTE
_JUST_NOW = MINUTE // 2
_SECONDS = 15.0
_OVER = frozenset({"invalid_grant", "interaction_required", "consent_required", "login_required"})


@dataclass(frozen=True, slots=True)
class Provider:
    """Where one signs in, and which servers take the token. `authorize` and `token` are paths below `base`."""

    name: str
    authorize: str
    token: str
    authorize_base: str
    token_base: str
    scopes: tuple[str, ...]
    imap: tuple[str, int, str]
    smtp: tuple[str, int, str]
    terms: Mapping[str, str] = field(default_factory=dict[str, str])


# https://developers.google.com/identity/protocols/oauth2/web-server and .../gmail/imap/xoauth2-protocol
GOOGLE = Provider(
    name="google",
    authorize_base="https://accounts.google.com",
    authorize="/o/oauth2/v2/auth",
    token_base="https://oauth2.googleapis.com",  # noqa: S106 - an address
    token="/token",  # noqa: S106 - a path
    scopes=("https://mail.google.com/", "openid", "email"),
    imap=("imap.gmail.com", 993, "tls"),
    smtp=("smtp.gmail.com", 587, "starttls"),
    # Without consent no refresh token is given to somebody who signed in before.
    terms={"access_type": "offline", "prompt": "consent"},
)
# https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth
MICROSOFT = Provider(
    name="microsoft",
    authorize_base="https://login.microsoftonline.com",
    authorize="/{tenant}/oauth2/v2.0/authorize",
    token_base="https://login.microsoftonline.com",  # noqa: S106 - an address
    token="/{tenant}/oauth2/v2.0/token",  # noqa: S106 - a path
    scopes=(
        "https://outlook.office.com/IMAP.AccessAsUser.All", "https://outlook.office.com/SMTP.Send", "offline_access",
        "openid", "email", "profile",
    ),
    imap=("outlook.office365.com", 993, "tls"),
    smtp=("smtp.office365.com", 587, "starttls"),
    terms={"prompt": "select_account"},
)  # fmt: skip
PROVIDERS = {one.name: one for one in (GOOGLE, MICROSOFT)}


class Tokens(msgspec.Struct, frozen=True, kw_only=True):
    """What a provider gives, as it lies in the inbox's `oauth`. `expires_at` in microseconds."""

    access_token: str
    refresh_token: str = ""
    expires_at: int = 0
    scope: str = ""


class Refused(Exception):
    """The provider gives no token. `over`: only a person who signs in again can change that."""

    def __init__(self, reason: str, *, over: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.over = over


class _Given(msgspec.Struct):
    """The answer of a token address (RFC 6749, 5.1 and 5.2)."""

    access_token: str = ""
    refresh_token: str = ""
    expires_in: int | str = 3600
    scope: str = ""
    id_token: str = ""
    error: str = ""
    error_description: str = ""


def is_configured(provider: str, site: Site) -> bool:
    """Whether the operator has registered this installation at the provider."""
    return bool(site.keys.get(f"{provider}_client_id") and site.keys.get(f"{provider}_client_secret"))


def place(provider: Provider, site: Site, what: str) -> str:
    """The address at the provider where one `authorize`s, or gets a `token`."""
    base, path = getattr(provider, f"{what}_base"), getattr(provider, what)
    tenant = site.keys.get(f"{provider.name}_tenant") or "common"
    return (site.keys.get(f"oauth_{provider.name}_base") or base) + path.replace("{tenant}", tenant)


async def access_token(line: Line, *, fresh: bool = False) -> str:
    """A token that mail servers take now. `fresh`: the one at hand was refused.

    Raises `Retry` while the provider is away, `Disconnected` when somebody has to sign in again.
    """
    provider, kept = PROVIDERS.get(str(line.settings.get("provider"))), line.settings.get("oauth")
    if provider is None or not isinstance(kept, Mapping):
        raise Disconnected("Nobody has signed in at the provider yet")
    # Whoever asked may be called off; a token that the provider has rotated meanwhile must be kept all the same.
    asking = asyncio.create_task(_token(provider, msgspec.convert(dict(kept), Tokens), line, fresh=fresh))
    asking.add_done_callback(lambda done: done.cancelled() or done.exception())
    return await asyncio.shield(asking)


async def ask_for_tokens(provider: Provider, site: Site, terms: Mapping[str, str], now: int) -> tuple[Tokens, str]:
    """Exchange a code or a refresh token; the tokens, and the `id_token` if one came. Raises `Refused`."""
    body = urlencode(
        {
            "client_id": site.keys.get(f"{provider.name}_client_id", ""),
            "client_secret": site.keys.get(f"{provider.name}_client_secret", ""),
            **terms,
        }
    ).encode()
    headers = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
    try:
        answer = await site.web.send(Ask(place(provider, site, "token"), "POST", body, headers, _SECONDS))
    except WebError as failure:
        raise Refused(f"{provider.name}: {failure}", over=False) from None
    given = _read(provider, answer)
    expires_at = now + int(given.expires_in) * SECOND
    tokens = Tokens(
        access_token=given.access_token, refresh_token=given.refresh_token, expires_at=expires_at, scope=given.scope
    )
    return tokens, given.id_token


def _read(provider: Provider, answer: Answer) -> _Given:
    try:
        given = msgspec.json.decode(answer.body, type=_Given)
        int(given.expires_in)
    except (msgspec.DecodeError, ValueError):
        raise Refused(f"{provider.name} answered with status {answer.status}", over=False) from None
    if not answer.ok or not given.access_token:
        said = (given.error_description or given.error or f"status {answer.status}").splitlines()[0][:300]
        raise Refused(f"{provider.name}: {said}", over=given.error in _OVER)
    return given


@dataclass(slots=True, weakref_slot=True)
class _Desk:
    """Where an inbox's token is renewed: whoever comes second finds what the first has brought."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    latest: Tokens | None = None
    renewed_at: int = 0


_desks: dict[tuple[int, str], tuple[weakref.ref[asyncio.AbstractEventLoop], _Desk]] = {}


def _desk_of(line: Line) -> _Desk:
    # The secret is the inbox's own, so that two installations in one process never meet here.
    name, loop = (line.inbox_id, line.secret), asyncio.get_running_loop()
    found = _desks.get(name)
    if found is None or found[0]() is not loop:
        found = _desks[name] = (weakref.ref(loop), _Desk())
    return found[1]


async def _token(provider: Provider, stored: Tokens, line: Line, *, fresh: bool) -> str:
    desk = _desk_of(line)
    async with desk.lock:
        held, now = _newest(stored, desk.latest), _now(line)
        if held.expires_at - EARLY > now and not (fresh and now - desk.renewed_at > _JUST_NOW):
            return held.access_token
        desk.latest = await _renewed(provider, held, line)
        desk.renewed_at = now
        return desk.latest.access_token


def _newest(stored: Tokens, latest: Tokens | None) -> Tokens:
    """Who has waited for another's renewal still holds the settings from before it."""
    return latest if latest is not None and latest.expires_at > stored.expires_at else stored


async def _renewed(provider: Provider, held: Tokens, line: Line) -> Tokens:
    if not held.refresh_token:
        raise Disconnected(f"{provider.name} gave no lasting access")
    if not is_configured(provider.name, line.site):
        raise Retry(f"{provider.name}: this installation has no client id and secret")
    terms = {"grant_type": "refresh_token", "refresh_token": held.refresh_token}
    try:
        given, _ = await ask_for_tokens(provider, line.site, terms, _now(line))
    except Refused as refusal:
        if refusal.over:
            raise Disconnected(refusal.reason) from None
        raise Retry(refusal.reason) from None
    renewed = msgspec.structs.replace(
        given, refresh_token=given.refresh_token or held.refresh_token, scope=given.scope or held.scope
    )
    # Kept before it is used: a provider that rotates the refresh token takes the old one no more.
    await line.remember({"oauth": msgspec.to_builtins(renewed)})
    return renewed


def _now(line: Line) -> int:
    # A watch holds one line for days; `line.now` is when it was made.
    return max(line.now, wall_clock())
