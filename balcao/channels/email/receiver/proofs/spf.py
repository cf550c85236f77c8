"""Whether a server may send mail for a domain (SPF, RFC 7208)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import Final, Literal, TypeVar

from balcao.channels.email.receiver.proofs.macros import Mail, expanded
from balcao.channels.email.receiver.proofs.resolver import Address, Names, Unanswered, domain_name, unmapped
from balcao.channels.email.receiver.proofs.terms import Faulty, Record, Term, is_record, record_of

Result = Literal["pass", "fail", "softfail", "neutral", "none", "permerror", "temperror"]
_Found = TypeVar("_Found")

_BY_SIGN: Final[dict[str, Result]] = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}
_LOOKUPS_MOST = 10
_VOID_MOST = 2
_NAMES_MOST = 10


async def check(names: Names, address: Address, sender: str, helo: str) -> Result:
    """What the domain of `sender` says of the server at this address."""
    local, _, domain = sender.rpartition("@")
    plain = domain_name(domain)
    if "." not in plain:
        return "none"
    inquiry = _Inquiry(names, unmapped(address), f"{local or 'postmaster'}@{plain}", helo)
    try:
        return await inquiry.of(plain)
    except Unanswered:
        return "temperror"
    except Faulty:
        return "permerror"


@dataclass(slots=True)
class _Inquiry:
    """One mail. What it may ask of name servers is limited, however the records refer to each other."""

    names: Names
    address: Address
    sender: str
    helo: str
    lookups: int = 0
    voids: int = 0
    mail: Mail = field(init=False)

    def __post_init__(self) -> None:
        self.mail = Mail(self.sender, self.helo, self.address, self._own_name)

    async def of(self, domain: str) -> Result:
        """What a domain says. Raises `Unanswered`, and `Faulty` where its record is wrong."""
        record = await self._record(domain)
        if record is None:
            return "none"
        for term in record.terms:
            if await self._fits(term, domain):
                return _BY_SIGN[term.sign]
        if record.redirect is None:
            return "neutral"
        return await self._one_that_says(record.redirect, domain)

    async def _record(self, domain: str) -> Record | None:
        found = [one for one in await self.names.texts(domain) if is_record(one)]
        if len(found) > 1:
            raise Faulty(f"{domain} has several records")
        return record_of(found[0]) if found else None

    async def _one_that_says(self, spec: str, domain: str) -> Result:
        """What another domain says, that this one has named; it must say something."""
        self._count()
        told = await self.of(await expanded(spec, self.mail, domain))
        if told == "none":
            raise Faulty(f"{domain} refers to a domain without a record")
        return told

    async def _fits(self, term: Term, domain: str) -> bool:
        if term.name == "all" or term.network is not None:
            return term.network is None or self.address in term.network
        if term.name == "include":
            return await self._one_that_says(term.value, domain) == "pass"
        self._count()
        target = await expanded(term.value, self.mail, domain) if term.value else domain
        if term.name == "exists":
            return bool(self._seen(await self.names.addresses(target, 4)))
        if term.name == "ptr":
            return any(_is_within(one, target) for one in await self._own_names(target))
        if term.name == "mx":
            return await self._is_exchanger(target, term)
        return self._is_near(self._seen(await self.names.addresses(target, self.address.version)), term)

    async def _is_exchanger(self, domain: str, term: Term) -> bool:
        hosts = self._seen(await self.names.exchangers(domain))
        if len(hosts) > _NAMES_MOST:
            raise Faulty(f"{domain} has more than {_NAMES_MOST} mail exchangers")
        for host in hosts:
            if self._is_near(await self.names.addresses(host, self.address.version), term):
                return True
        return False

    def _is_near(self, found: Sequence[Address], term: Term) -> bool:
        length = term.prefix(self.address.version)
        return any(self.address in ip_network(f"{one}/{length}", strict=False) for one in found)

    async def _own_names(self, domain: str) -> list[str]:
        """The names of the address that lead back to it, those of the domain first."""
        try:
            told = (await self.names.called(self.address))[:_NAMES_MOST]
        except Unanswered:
            return []
        found: list[str] = []
        for name in sorted(told, key=lambda one: (one != domain, not _is_within(one, domain))):
            try:
                if self.address in await self.names.addresses(name, self.address.version):
                    found.append(name)
            except Unanswered:
                continue
        return found

    async def _own_name(self, domain: str) -> str:
        return next(iter(await self._own_names(domain)), "unknown")

    def _count(self) -> None:
        self.lookups += 1
        if self.lookups > _LOOKUPS_MOST:
            raise Faulty(f"More than {_LOOKUPS_MOST} look-ups")

    def _seen(self, found: list[_Found]) -> list[_Found]:
        """What was found, unless it was nothing too often."""
        self.voids += not found
        if self.voids > _VOID_MOST:
            raise Faulty(f"More than {_VOID_MOST} look-ups that found nothing")
        return found


def _is_within(name: str, domain: str) -> bool:
    return name == domain or name.endswith(f".{domain}")
