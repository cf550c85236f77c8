"""Whose mail it is, and keeping it for them: the same for our own mail server and for what relays post."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from balcao.channels.contract import Line, Lobby, Site
from balcao.channels.email.arrivals import mail_key
from balcao.channels.email.mime.addresses import addresses
from balcao.channels.email.mime.headers import read_headers
from balcao.envelope import Arrival
from balcao.kit.text import plain

RECIPIENTS_MOST: Final = 100
PROOFS: Final = "authentication_results"
"""The fact that says what our own mail server has found out about a sender, as the header of that name would."""

_FACT_MOST = 320
_HEAVY = 1024 * 1024
# What a server on the way has written down of the envelope; only where it says nothing, what the sender has written.
_ENVELOPE: Final = (b"x-original-to", b"delivered-to", b"envelope-to", b"x-forwarded-to")
_WRITTEN: Final = (b"to", b"cc")


@dataclass(slots=True)
class Addressee:
    """An inbox for which a mail is, and the addresses that led there."""

    line: Line
    recipients: list[str] = field(default_factory=list[str])


def names_of(recipient: str, mail_domain: str | None) -> list[str]:
    """By what names to look for an inbox, the best first. What stands behind a `+` is a mark of ours or of the sender."""
    address = plain(recipient).strip().lower()
    local, at, domain = address.rpartition("@")
    if not at or not local:
        return []
    bare = local.partition("+")[0]
    own = [f"{bare}@"] if mail_domain and domain == mail_domain.lower() else []
    return list(dict.fromkeys([*own, f"{bare}@{domain}", address]))


async def inbox_of(recipient: str, site: Site, lobby: Lobby) -> Line | None:
    """The inbox that gets the mail of this address."""
    names = names_of(recipient, site.mail_domain)
    return await lobby.find(names) if names else None


async def addressees(recipients: Iterable[str], site: Site, lobby: Lobby) -> list[Addressee]:
    """The inboxes for which a mail is, each once."""
    found: dict[int, Addressee] = {}
    for recipient in list(dict.fromkeys(recipients))[:RECIPIENTS_MOST]:
        if line := await inbox_of(recipient, site, lobby):
            found.setdefault(line.inbox_id, Addressee(line)).recipients.append(recipient)
    return list(found.values())


def named_in(raw: bytes) -> tuple[list[str], list[str]]:
    """The recipients that servers on the way have noted in a mail, and those that its sender has named."""
    headers, _ = read_headers(raw)
    noted, written = ([value for name in names for value in headers.all(name)] for names in (_ENVELOPE, _WRITTEN))
    return [one.address for one in addresses(noted)], [one.address for one in addresses(written)]


async def keep(lobby: Lobby, to: Addressee, raw: bytes, way: str, facts: Mapping[str, Any]) -> None:
    """Keep a mail for one inbox, exactly as it came. When this returns, nothing can lose it."""
    told = {"recipients": [fact(one) for one in to.recipients], **facts}
    await lobby.keep(to.line, [Arrival(key=await key_of(raw), raw=raw, way=way, facts=told)])


async def key_of(raw: bytes) -> str:
    """The name under which a mail is kept."""
    return mail_key(raw) if len(raw) < _HEAVY else await asyncio.to_thread(mail_key, raw)


def fact(said: str) -> str:
    """What a stranger has said, fit to be kept."""
    return plain(said)[:_FACT_MOST]


def facts_of(mail_from: str, peer: str = "", helo: str = "") -> dict[str, Any]:
    """What the bytes of a mail do not tell. An empty `mail_from` is that of a bounce."""
    told = {"mail_from": mail_from, "peer": peer, "helo": helo}
    return {name: fact(value) for name, value in told.items()}
