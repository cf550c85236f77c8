"""What a domain has published about its senders: an SPF record, taken apart (RFC 7208, 4.6 and 12)."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Final

from balcao.channels.email.receiver.proofs.macros import is_domain_spec, is_macro_string

Network = IPv4Network | IPv6Network

_BEGINS: Final = re.compile(r"v=spf1(?: |$)", re.IGNORECASE)
_MODIFIER = re.compile(r"(?P<name>[a-z][a-z0-9_.-]*)=(?P<value>.*)", re.IGNORECASE | re.DOTALL)
_DIRECTIVE = re.compile(
    r"(?P<sign>[-+?~]?)(?P<name>all|include|a|mx|ptr|ip4|ip6|exists)(?::(?P<value>.*?))?"
    r"(?:/(?P<v4>0|[1-9]\d?))?(?://(?P<v6>0|[1-9]\d{0,2}))?",
    re.IGNORECASE | re.DOTALL,
)
_ADDRESS = re.compile(r"[0-9a-f.:]+(?:/(?:0|[1-9]\d{0,2}))?", re.IGNORECASE)


class Faulty(Exception):
    """The domain has made a mistake that only it can mend."""


@dataclass(frozen=True, slots=True)
class Term:
    """One mechanism. `value` names a domain, `network` stands in place of it; `v4` and `v6` are lengths of prefixes."""

    sign: str
    name: str
    value: str = ""
    network: Network | None = None
    v4: int = 32
    v6: int = 128

    def prefix(self, version: int) -> int:
        """How many bits of an address count."""
        return self.v4 if version == 4 else self.v6


@dataclass(frozen=True, slots=True)
class Record:
    """A whole record."""

    terms: tuple[Term, ...]
    redirect: str | None


def is_record(text: str) -> bool:
    """Whether a TXT record is one of SPF."""
    return _BEGINS.match(text) is not None


def record_of(text: str) -> Record:
    """A record, read to its end before any of it counts. Raises `Faulty`."""
    terms: list[Term] = []
    modifiers: dict[str, str] = {}
    for word in text[6:].split(" "):
        if not word:
            continue
        if modifier := _MODIFIER.fullmatch(word):
            _note(modifiers, modifier["name"].lower(), modifier["value"])
        else:
            terms.append(_term(word))
    return Record(tuple(terms), modifiers.get("redirect"))


def _note(modifiers: dict[str, str], name: str, value: str) -> None:
    if name not in ("redirect", "exp"):
        if not is_macro_string(value):
            raise Faulty(f"{name}={value}")
    elif name in modifiers or not is_domain_spec(value):
        raise Faulty(f"{name}={value}")
    else:
        modifiers[name] = value


def _term(word: str) -> Term:
    found = _DIRECTIVE.fullmatch(word)
    if found is None:
        raise Faulty(word)
    sign, name, value = found["sign"] or "+", found["name"].lower(), found["value"]
    if name in ("ip4", "ip6"):
        return Term(sign, name, network=_network(name, word))
    lengths = found["v4"], found["v6"]
    if any(lengths) and name not in ("a", "mx"):
        raise Faulty(word)
    v4, v6 = (int(told) if told else most for told, most in zip(lengths, (32, 128), strict=True))
    wants = {"all": value is None, "include": value is not None, "exists": value is not None}.get(name, True)
    if not wants or v4 > 32 or v6 > 128 or (value is not None and not is_domain_spec(value)):
        raise Faulty(word)
    return Term(sign, name, value or "", None, v4, v6)


def _network(name: str, word: str) -> Network:
    told = word.partition(":")[2]
    try:
        network = ip_network(told, strict=False) if _ADDRESS.fullmatch(told) else None
    except ValueError:
        network = None
    if network is None or network.version != int(name[2]):
        raise Faulty(word)
    return network
