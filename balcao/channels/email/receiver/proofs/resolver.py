"""Questions to name servers. An answer that does not come is something else than one that there is nothing."""

import re
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any, Final, Protocol

import dns.asyncresolver
import dns.exception
import dns.resolver
import dns.reversename
import idna

Address = IPv4Address | IPv6Address
Servers = Sequence[tuple[str, int]]

_ONE_QUESTION = 3.0
_ONE_TRY = 1.5
_PAYLOAD = 1232
_REMEMBERED: Final = 512
_NAME_MOST = 253
_HOST = re.compile(r"[a-z0-9._-]+")


class Unanswered(Exception):
    """No name server has said anything: it may, later."""


class Names(Protocol):
    """All of it raises `Unanswered`, and gives nothing where there is nothing."""

    async def texts(self, name: str) -> list[str]:
        """TXT records."""
        ...

    async def addresses(self, name: str, version: int) -> list[Address]:
        """A or AAAA records: `version` is 4 or 6."""
        ...

    async def exchangers(self, name: str) -> list[str]:
        """MX records, the preferred first."""
        ...

    async def called(self, address: Address) -> list[str]:
        """PTR records."""
        ...


class NameServers:
    """Those of the machine, or the given ones. What they said is remembered for as long as they allow, within bounds."""

    def __init__(self, servers: Servers = ()) -> None:
        self._servers = servers
        self._remembered = dns.resolver.LRUCache(_REMEMBERED)

    async def texts(self, name: str) -> list[str]:
        """TXT records; a byte that is no ASCII becomes a sign that no record may hold."""
        return [b"".join(one.strings).decode("ascii", "replace") for one in await self._ask(name, "TXT")]

    async def addresses(self, name: str, version: int) -> list[Address]:
        """A or AAAA records."""
        return [ip_address(one.address) for one in await self._ask(name, "A" if version == 4 else "AAAA")]

    async def exchangers(self, name: str) -> list[str]:
        """MX records, the preferred first."""
        found = sorted(await self._ask(name, "MX"), key=lambda one: one.preference)
        return [_bare(one.exchange) for one in found]

    async def called(self, address: Address) -> list[str]:
        """PTR records."""
        return [_bare(one.target) for one in await self._ask(str(dns.reversename.from_address(str(address))), "PTR")]

    async def _ask(self, name: str, kind: str) -> list[Any]:
        plain = ascii_name(name)
        if not plain:
            return []
        try:
            answer = await self._resolver().resolve(f"{plain}.", kind, raise_on_no_answer=False, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.YXDOMAIN, dns.exception.SyntaxError, ValueError):
            return []
        except (dns.exception.DNSException, OSError, EOFError) as error:
            raise Unanswered(f"{kind} {plain}: {error}") from error
        return list(answer)

    def _resolver(self) -> dns.asyncresolver.Resolver:
        # Made anew, since the machine may have got other name servers meanwhile.
        resolver = dns.asyncresolver.Resolver(configure=not self._servers)
        if self._servers:
            resolver.nameservers = [host for host, _ in self._servers]
            resolver.nameserver_ports = dict(self._servers)
        resolver.use_edns(0, payload=_PAYLOAD)
        resolver.cache = self._remembered
        resolver.timeout, resolver.lifetime = _ONE_TRY, _ONE_QUESTION
        return resolver


def ascii_name(name: str) -> str:
    """A domain as name servers know it, in lower case; empty for what cannot be one."""
    name = name.strip().rstrip(".").lower()
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode()
        except UnicodeError:
            return ""
    labels = name.split(".")
    return name if len(name) <= _NAME_MOST and all(0 < len(label) <= 63 for label in labels) else ""


def domain_name(name: str) -> str:
    """The same for what somebody says he is: of letters and digits, hyphens and underlines; empty for anything else."""
    plain = ascii_name(name)
    return plain if _HOST.fullmatch(plain) else ""


def unmapped(address: Address) -> Address:
    """An address of version 4 that came through a socket of version 6, as what it is."""
    return (address.version == 6 and address.ipv4_mapped) or address


def _bare(name: Any) -> str:
    return str(name).rstrip(".").lower()
