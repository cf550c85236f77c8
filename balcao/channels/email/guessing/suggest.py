"""What the form of an e-mail inbox probably holds, from its address alone: a few seconds at most."""

import asyncio
from collections.abc import Coroutine, Mapping
from typing import Any

from balcao.channels.about import Words
from balcao.channels.contract import Site
from balcao.channels.email.guessing.autoconfig import by_description
from balcao.channels.email.guessing.found import Found
from balcao.channels.email.guessing.names import Names, SystemNames, by_services
from balcao.channels.email.guessing.probing import by_trying
from balcao.channels.email.hints import SIGN_INS
from balcao.channels.email.oauth import is_configured
from balcao.channels.email.providers import Preset, of_domain, of_exchangers

SECONDS = 4.0
_SYSTEM = SystemNames()


async def suggest(settings: Mapping[str, Any], site: Site, names: Names = _SYSTEM) -> dict[str, Any]:
    """Settings, and under `note` what users of the provider must know. Empty where nothing has to be typed."""
    email = str(settings.get("email") or "")
    if not email or settings.get("provider", "other") != "other":
        return {}
    domain = email.rpartition("@")[2]
    preset = of_domain(domain) or of_exchangers(await names.exchangers(domain))
    found = _of_preset(preset, email) if preset else await _found(email, domain, site, names)
    return _filled(found, preset, email, sends="smtp_host" in site.keys) | _noted(preset, site)


def _of_preset(preset: Preset, email: str) -> Found:
    login = email if preset.login == "address" else email.rpartition("@")[0]
    return Found(preset.imap, preset.smtp, login, login)


async def _found(email: str, domain: str, site: Site, names: Names) -> Found:
    """What the domain describes, else what it announces, else what answers."""
    # All at once: whoever waits for the slowest of them waits once.
    described, announced, answering = await asyncio.gather(
        _in_time(by_description(site, email)), _in_time(by_services(names, domain)), _in_time(by_trying(site, domain))
    )
    return described | announced | answering


async def _in_time(search: Coroutine[Any, Any, Found]) -> Found:
    """What a search has found; nothing when it takes too long."""
    try:
        async with asyncio.timeout(SECONDS):
            return await search
    except TimeoutError:
        return Found()


def _filled(found: Found, preset: Preset | None, email: str, *, sends: bool) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for way, server, login in (("imap", found.imap, found.imap_login), ("smtp", found.smtp, found.smtp_login)):
        if server is not None:
            host, port, security = server
            values |= {
                f"{way}_enabled": True, f"{way}_address": host, f"{way}_port": port, f"{way}_security": security,
                f"{way}_login": login or email,
            }  # fmt: skip
    # Who chose a mailbox with a password is asked for its servers, also where nobody knows them.
    if preset is None or preset.imap is not None:
        values.setdefault("imap_enabled", True)
        # Where the installation sends nothing, nobody else would send what the team writes.
        values |= {} if sends else {"smtp_enabled": True}
        for key, usual in (("imap_login", email), ("imap_security", "tls"), ("smtp_security", "starttls")):
            values.setdefault(key, usual)
    if preset is not None:
        values["plus_addressing"] = preset.plus
    return values


def _noted(preset: Preset | None, site: Site) -> dict[str, Words]:
    if preset is None:
        return {}
    if preset.sign_in and is_configured(preset.sign_in, site):
        return {"note": SIGN_INS[preset.sign_in]}
    return {"note": preset.hint} if preset.hint else {}
