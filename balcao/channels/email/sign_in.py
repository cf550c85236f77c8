"""Signing in at Google or Microsoft: the address that asks for access, and what its answer opens."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import msgspec

from balcao.channels.contract import Site, Visit
from balcao.channels.email.oauth import MICROSOFT, PROVIDERS, Provider, Refused, ask_for_tokens, is_configured, place
from balcao.kit.addresses import tidy_address
from balcao.kit.clock import wall_clock
from balcao.kit.errors import refused


class _Identity(msgspec.Struct):
    """Whose mailbox it is (OpenID Connect, core 2)."""

    aud: str = ""
    email: str = ""
    preferred_username: str = ""


class EmailSignIn:
    """OAuth 2 with a code, and a proof (PKCE, RFC 7636) that the code comes back to who asked for it."""

    def providers(self, site: Site) -> Sequence[str]:
        """Those for which the operator has registered this installation."""
        return [name for name in PROVIDERS if is_configured(name, site)]

    def address(self, visit: Visit, email: str | None) -> str:
        """Where to send the browser. Nobody can sign in as a shared mailbox, so that its address is no hint."""
        here, site, state = PROVIDERS[visit.provider], visit.site, visit.state
        hint = None if email == _shared(visit) else email
        asked = {
            "client_id": site.keys[f"{here.name}_client_id"],
            "redirect_uri": _way_back(here, site),
            "response_type": "code",
            "scope": " ".join(here.scopes),
            "state": state,
            "code_challenge": _base64(hashlib.sha256(_verifier(here, site, state).encode()).digest()),
            "code_challenge_method": "S256",
            **here.terms,
            **({"login_hint": hint} if hint else {}),
        }
        return f"{place(here, site, 'authorize')}?{urlencode(asked)}"

    async def redeem(self, visit: Visit, code: str) -> dict[str, Any]:
        """The mailbox of who has signed in, or the shared one, which his token opens under its own address.

        Raises `Problem`, whose sentence names what the provider said.
        """
        here, site, state = PROVIDERS[visit.provider], visit.site, visit.state
        terms = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": _way_back(here, site),
            "code_verifier": _verifier(here, site, state),
        }
        try:
            tokens, identity = await ask_for_tokens(here, site, terms, wall_clock())
        except Refused as refusal:
            raise refused(refusal.reason) from None
        if not tokens.refresh_token:
            raise refused(f"{here.name} gave no lasting access")
        shared, own = _shared(visit), _mailbox(identity, site.keys[f"{here.name}_client_id"])
        opened = {"provider": here.name, "email": shared or own, "oauth": msgspec.to_builtins(tokens)}
        return {**opened, **({"shared_mailbox": shared} if shared else {})}


def _shared(visit: Visit) -> str | None:
    """The mailbox that somebody else opens: with his token, and its own address as the user name."""
    return visit.chosen.get("shared_mailbox") if visit.provider == MICROSOFT.name else None


def _way_back(provider: Provider, site: Site) -> str:
    return f"{site.base}/{provider.name}/callback"


def _verifier(provider: Provider, site: Site, state: str) -> str:
    # Made of what only we know, so that nothing has to be kept while the browser is away.
    key = site.keys[f"{provider.name}_client_secret"].encode()
    return _base64(hmac.new(key, b"pkce|" + state.encode(), hashlib.sha256).digest())


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _mailbox(token: str, client_id: str) -> str:
    """The address in an identity token that came from the provider itself, over TLS: its signature tells nothing new."""
    try:
        body = token.split(".")[1]
        raw = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
        who = msgspec.json.decode(raw, type=_Identity)
    except (IndexError, binascii.Error, msgspec.DecodeError, UnicodeError):
        raise refused("The provider did not say whose mailbox it is") from None
    address = tidy_address(who.email or who.preferred_username)
    if who.aud != client_id or address is None:
        raise refused("The provider did not say whose mailbox it is")
    return address
