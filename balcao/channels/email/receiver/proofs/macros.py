"""The signs in an SPF record that stand for something of the mail at hand (RFC 7208, 7)."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from balcao.channels.email.receiver.proofs.resolver import Address

_MACRO = r"%\{[slodiphcrtv](?:\d{1,3})?r?[-.+,/_=]*\}"
_STRING = rf"(?:{_MACRO}|%%|%_|%-|[!-$&-~])*"
_MACRO_STRING: Final = re.compile(_STRING, re.IGNORECASE)
_IN_DOMAIN = re.compile(r"%\{([slodiphv])(\d*)(r?)([-.+,/_=]*)\}|%([%_-])", re.IGNORECASE)
_ONLY_EXPLAINING = re.compile(r"%\{[crt]", re.IGNORECASE)
_NOTHING = re.compile(r"%\{.0+r?[-.+,/_=]*\}", re.IGNORECASE)
# What ends a name: a macro, or a label that is no number.
_END: Final = re.compile(
    rf"(?:{_MACRO}|\.(?:[a-z0-9]*[a-z][a-z0-9]*|[a-z0-9]+-[a-z0-9-]*[a-z0-9])\.?)\Z", re.IGNORECASE
)
_SIGNS: Final = {"%": "%", "_": " ", "-": "%20"}
_NAME_MOST = 253


@dataclass(slots=True)
class Mail:
    """What the signs stand for. `validated` finds out the name of the address, which takes questions."""

    sender: str
    helo: str
    address: Address
    validated: Callable[[str], Awaitable[str]]

    async def value(self, letter: str, domain: str) -> str:
        """What a letter stands for while this domain is asked."""
        local, _, own = self.sender.rpartition("@")
        if letter == "p":
            return await self.validated(domain)
        family = "in-addr" if self.address.version == 4 else "ip6"
        return {"s": self.sender, "l": local, "o": own, "d": domain, "h": self.helo, "v": family, "i": self.dotted}[
            letter
        ]

    @property
    def dotted(self) -> str:
        """The address with a dot between what has a name of its own in DNS."""
        if self.address.version == 4:
            return str(self.address)
        return ".".join(self.address.exploded.replace(":", ""))


def is_macro_string(text: str) -> bool:
    """Whether all signs in it are known."""
    return _MACRO_STRING.fullmatch(text) is not None and _NOTHING.search(text) is None


def is_domain_spec(text: str) -> bool:
    """Whether a domain can come out of it."""
    return is_macro_string(text) and _END.search(text) is not None and _ONLY_EXPLAINING.search(text) is None


async def expanded(text: str, mail: Mail, domain: str) -> str:
    """The domain that is meant; one that is too long loses labels at its front."""
    pieces: list[str] = []
    at = 0
    for found in _IN_DOMAIN.finditer(text):
        pieces += [text[at : found.start()], await _meant(found, mail, domain)]
        at = found.end()
    name = "".join([*pieces, text[at:]]).rstrip(".").lower()
    while len(name) > _NAME_MOST and "." in name:
        name = name.partition(".")[2]
    return name


async def _meant(found: re.Match[str], mail: Mail, domain: str) -> str:
    letter, keep, reverse, between, sign = found.groups()
    if sign:
        return _SIGNS[sign]
    value = await mail.value(letter.lower(), domain)
    labels = re.split(f"[{re.escape(between or '.')}]", value)
    if reverse:
        labels.reverse()
    name = ".".join(labels[-int(keep) :] if keep else labels)
    return quote(name, safe="-._~") if letter.isupper() else name
