"""What a domain asks of those who get mail in its name, and where in the tree of names it says so (DMARC, RFC 9989)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from balcao.channels.email.receiver.proofs.resolver import Names
from balcao.channels.email.receiver.proofs.tags import tags_of

Wish = Literal["none", "quarantine", "reject"]

_WISHES: Final[dict[str, Wish]] = {"none": "none", "quarantine": "quarantine", "reject": "reject"}
_LABELS_MOST = 7


@dataclass(frozen=True, slots=True)
class Policy:
    """The record of one domain."""

    domain: str
    wish: Wish
    below: Wish
    """For subdomains without a record of their own."""

    is_suffix: bool | None
    """Whether others register names directly below it; None where it does not say."""

    dkim_strict: bool
    spf_strict: bool


@dataclass(frozen=True, slots=True)
class Tree:
    """A domain, and the records on the way up from it, the nearest first."""

    domain: str
    records: tuple[Policy, ...]

    @property
    def organisation(self) -> str:
        """The domain whose owner all names below it belong to."""
        for one in self.records:
            if one.is_suffix is False:
                return one.domain
            if one.is_suffix and one.domain != self.domain:
                return _below(one.domain, self.domain)
        return self.records[-1].domain if self.records else self.domain

    @property
    def policy(self) -> Policy | None:
        """The one that counts: its own, its organisation's, or that of whoever registers such names."""
        own = self.organisation
        counting = (one for one in self.records if one.domain in (self.domain, own) or one.is_suffix)
        return next(counting, None)

    @property
    def wish(self) -> Wish:
        """What should become of mail that proves nothing."""
        found = self.policy
        if found is None:
            return "none"
        return found.wish if found.domain == self.domain else found.below


async def climb(names: Names, domain: str) -> Tree:
    """Ask upwards from a domain. Raises `Unanswered`."""
    records: list[Policy] = []
    for name in _way_up(domain):
        told = [one for one in await names.texts(f"_dmarc.{name}") if one.partition(";")[0].strip() == "v=DMARC1"]
        found = _policy(name, told[0]) if len(told) == 1 else None
        if found is None:
            continue
        records.append(found)
        if found.is_suffix is not None:
            break
    return Tree(domain, tuple(records))


def _way_up(domain: str) -> Iterator[str]:
    """The domain, then the names above it; of a very long one only the last labels."""
    labels = domain.split(".")
    yield domain
    for at in range(max(1, len(labels) - _LABELS_MOST), len(labels)):
        yield ".".join(labels[at:])


def _policy(domain: str, text: str) -> Policy | None:
    tags = tags_of(text)
    if tags is None:
        return None
    wish = _WISHES.get(tags.get("p", "").lower(), "none")
    return Policy(
        domain=domain,
        wish=wish,
        below=_WISHES.get(tags.get("sp", "").lower(), wish),
        is_suffix={"y": True, "n": False}.get(tags.get("psd", "").lower()),
        dkim_strict=tags.get("adkim", "").lower() == "s",
        spf_strict=tags.get("aspf", "").lower() == "s",
    )


def _below(suffix: str, domain: str) -> str:
    """The name with one label more than the suffix."""
    return f"{domain[: -len(suffix) - 1].rpartition('.')[2]}.{suffix}"
