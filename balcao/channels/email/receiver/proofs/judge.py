"""Whether a mail comes from the domain that it names: what only proofs of that domain itself can show (DMARC, RFC 9989)."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from itertools import islice
from typing import Final, Literal

import structlog

from balcao.channels.email.mime.addresses import addresses
from balcao.channels.email.mime.headers import read_headers
from balcao.channels.email.receiver.proofs import dkim, spf
from balcao.channels.email.receiver.proofs.policy import Tree, climb
from balcao.channels.email.receiver.proofs.resolver import Address, Names, Unanswered, domain_name, unmapped
from balcao.channels.email.receiver.proofs.signed import SignedMail
from balcao.channels.email.receiver.terms import USUAL, Handed, Terms
from balcao.kit.clock import Clock, seconds, wall_clock

log: Final = structlog.get_logger()
Result = Literal["pass", "fail", "none", "temperror"]

_ON_TOP = 50
_SIGNATURES_MOST = 10
_AUTHORS_MOST = 3
# The worst first: a mail is as credible as the least credible of its authors.
_WORST: Final[tuple[Result, ...]] = ("fail", "temperror", "none", "pass")
_UNSAFE = re.compile(r"[^a-z0-9._-]")


@dataclass(slots=True)
class _Case:
    """A mail before the judge."""

    mail: SignedMail
    address: Address | None
    """Of the server that sent it, where that tells anything."""

    handed: Handed
    said: list[str] = field(default_factory=list[str])

    @property
    def identity(self) -> str:
        """By whom it was sent as the envelope has it."""
        return self.handed.sender or f"postmaster@{self.handed.helo}"

    def signatures(self) -> Iterator[dkim.Signature]:
        """Those on top; no honest mail has more."""
        return islice(dkim.signatures_of(self.mail), _ON_TOP)


class Judge:
    """Asks name servers, within a time, and gives its findings in the words of RFC 8601."""

    def __init__(self, names: Names, called: str, terms: Terms = USUAL, clock: Clock = wall_clock) -> None:
        self._names = names
        self._called = called
        self._near: list[IPv4Network | IPv6Network] = [ip_network(one) for one in terms.near]
        self._patience = terms.asking
        self._clock = clock

    async def findings(self, raw: bytes, handed: Handed) -> str:
        """What stands behind `Authentication-Results:`. Never raises: what cannot be found out is no fault of the mail."""
        case = _Case(SignedMail(raw), self._address(handed.peer), handed)
        try:
            async with asyncio.timeout(self._patience):
                found = await self._judged(raw, case)
        except (TimeoutError, Unanswered) as error:
            log.warning("name servers do not answer about a sender", problem=str(error) or "too slow")
            found = "dmarc=temperror"
        except Exception:
            log.exception("the proofs of a mail cannot be judged")
            found = "dmarc=temperror"
        return "; ".join([self._called, found, *case.said])

    def _address(self, peer: str) -> Address | None:
        try:
            address = unmapped(ip_address(peer.partition("%")[0]))
        except ValueError:
            return None
        return None if any(address in network for network in self._near) else address

    async def _judged(self, raw: bytes, case: _Case) -> str:
        headers, _ = read_headers(raw)
        authors = dict.fromkeys(one.address.rpartition("@")[2] for one in addresses(headers.all(b"from")))
        if not authors:
            return "none"
        if len(headers.all(b"from")) > 1 or len(authors) > _AUTHORS_MOST:
            # Everybody may show another of them, and a signature covers only one.
            return f"dmarc=fail (several authors) header.from={_safe(next(iter(authors)))}"
        told = [(await self._of_author(author, case), author) for author in authors]
        (result, note), author = min(told, key=lambda one: _WORST.index(one[0][0]))
        return f"dmarc={result}{note} header.from={_safe(author)}"

    async def _of_author(self, domain: str, case: _Case) -> tuple[Result, str]:
        if case.address is None and not any(case.signatures()):
            return "none", " (handed over from nearby)"
        tree = await climb(self._names, domain)
        policy = tree.policy
        if policy is None:
            return "none", ""
        note = f" (p={tree.wish})"
        by_dkim = await self._by_dkim(tree, case, strict=policy.dkim_strict)
        if by_dkim == "pass":
            return "pass", note
        by_spf = await self._by_spf(tree, case, strict=policy.spf_strict)
        return by_spf if by_spf == "pass" or by_dkim == "fail" else by_dkim, note

    async def _by_dkim(self, tree: Tree, case: _Case, *, strict: bool) -> Result:
        """Only signatures that could speak for the author are looked at: nobody else keeps us busy with theirs."""
        result: Result = "fail"
        own = (one for one in case.signatures() if _may_speak(one.domain, tree, strict=strict))
        for one in islice(own, _SIGNATURES_MOST):
            told = await dkim.check(self._names, case.mail, one, seconds(self._clock()))
            case.said.append(f"dkim={told} header.d={one.domain} header.s={one.selector}")
            if told == "pass" and await self._is_of(tree, one.domain):
                return "pass"
            result = "temperror" if told == "temperror" else result
        return result

    async def _by_spf(self, tree: Tree, case: _Case, *, strict: bool) -> Result:
        if case.address is None:
            return "none"
        domain = domain_name(case.identity.rpartition("@")[2])
        if not _may_speak(domain, tree, strict=strict):
            return "fail"
        told = await spf.check(self._names, case.address, case.identity, case.handed.helo)
        case.said.append(f"spf={told} smtp.{'mailfrom' if case.handed.sender else 'helo'}={domain}")
        if told == "pass" and await self._is_of(tree, domain):
            return "pass"
        return "temperror" if told == "temperror" else "fail"

    async def _is_of(self, tree: Tree, domain: str) -> bool:
        """Whether a domain belongs to whoever the author's belongs to."""
        if domain in (tree.domain, tree.organisation):
            return True
        return (await climb(self._names, domain)).organisation == tree.organisation


def _may_speak(domain: str, tree: Tree, *, strict: bool) -> bool:
    if strict:
        return domain == tree.domain
    return domain == tree.organisation or domain.endswith(f".{tree.organisation}")


def _safe(name: str) -> str:
    return _UNSAFE.sub("?", name)
