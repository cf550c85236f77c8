"""What the name servers say of a domain: who takes its mail, and where its users fetch and hand in theirs (RFC 6186)."""

import asyncio
from typing import Any, Protocol

from balcao.channels.email.guessing.found import Found
from balcao.channels.email.providers import Server

SECONDS = 2.0
_INCOMING = (("_imaps._tcp", "tls"), ("_imap._tcp", "starttls"))
_OUTGOING = (("_submissions._tcp", "tls"), ("_submission._tcp", "starttls"))


class Names(Protocol):
    """Asks name servers. Both answer nothing where nothing is, or nobody answers."""

    async def exchangers(self, domain: str) -> list[str]:
        """The mail exchangers of a domain, the preferred first."""
        ...

    async def services(self, name: str) -> list[tuple[str, int]]:
        """Hosts and ports of a service, the preferred first."""
        ...


class SystemNames:
    """Asks those that the machine uses."""

    async def exchangers(self, domain: str) -> list[str]:
        """The mail exchangers of a domain, the preferred first."""
        answers = sorted(await _ask(domain, "MX"), key=lambda one: one.preference)
        return [str(one.exchange).rstrip(".") for one in answers]

    async def services(self, name: str) -> list[tuple[str, int]]:
        """Hosts and ports of a service, the preferred first; a service that the domain denies has none."""
        answers = sorted(await _ask(name, "SRV"), key=lambda one: (one.priority, -one.weight))
        return [(str(one.target).rstrip("."), one.port) for one in answers if str(one.target) != "."]


async def by_services(names: Names, domain: str) -> Found:
    """What the domain announces."""
    return Found(*await asyncio.gather(_first(names, domain, _INCOMING), _first(names, domain, _OUTGOING)))


async def _first(names: Names, domain: str, services: tuple[tuple[str, str], ...]) -> Server | None:
    for service, security in services:
        for host, port in await names.services(f"{service}.{domain}"):
            return host, port, security
    return None


async def _ask(name: str, kind: str) -> list[Any]:
    import dns.asyncresolver  # noqa: PLC0415 - loading it takes longer than the server's whole start
    import dns.exception  # noqa: PLC0415 - comes with it

    try:
        answer = await dns.asyncresolver.resolve(name, kind, lifetime=SECONDS)
    except (dns.exception.DNSException, OSError):
        return []
    return list(answer)
