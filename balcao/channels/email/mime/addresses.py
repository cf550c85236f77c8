"""Who is named in a header. Identity is the address between the angle brackets; a name only ever decorates it (EML-19)."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

import idna

from balcao.channels.email.body.remembered import remembered
from balcao.channels.email.mime.encoded import unfolded, words
from balcao.kit.text import name as shown_name

ADDRESSES_MOST: Final = 500
ADDRESS_MOST: Final = 254
_VALUE_MOST = 65_536
_NAME_MOST = 255

# Every alternative ends at the next sign of its kind, so that no input is looked at twice.
_TOKEN = re.compile(
    r'(?P<word>=\?[^?\s]+\?[bBqQ]\?[^?]*\?=)|(?P<quoted>"[^"]*")|(?P<comment>\([^()]*\))|(?P<angle><[^<>]*>)'
    r'|(?P<comma>[,;])|(?P<colon>:)|(?P<text>[^",;:<()=]+|.)',
    re.DOTALL,
)
_BARE = re.compile(r'[^\s<>()",;:\\]{1,200}@[^\s<>()",;:\\]+')
_LOCAL = re.compile(r"[^\s@<>(),;:\\\"\[\]\x00-\x1f\x7f-\x9f]{1,200}")
_DOMAIN = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.ipv]+\]")
_SPOKEN_ADDRESS = re.compile(r"[^\s@＠﹫<>\"']+\s?[@＠﹫]\s?[^\s@＠﹫<>\"']+")


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox: its address as an identity (lower case, the domain in its ASCII form), and the name beside it."""

    address: str
    name: str = ""


@dataclass(slots=True)
class _Piece:
    """What stands between two commas."""

    text: list[str] = field(default_factory=list[str])
    comment: str = ""
    angle: str = ""
    has_at: bool = False

    def say(self, text: str) -> None:
        self.text.append(text)
        self.has_at = self.has_at or "@" in text

    @property
    def words(self) -> str:
        return "".join(self.text).replace('\\"', '"').replace("\\", "")


def addresses(values: Iterable[bytes]) -> list[Address]:
    """All mailboxes in the values of a header: groups opened, comments and quotes understood, nonsense left out."""
    found: list[Address] = []
    for value in values:
        found += _named(unfolded(value[:_VALUE_MOST]))[: ADDRESSES_MOST - len(found)]
    return found


@remembered
def _named(text: str) -> tuple[Address, ...]:
    """Remembered: every mail names the inbox, and the same people write again and again."""
    some = tuple(_mailboxes(text))
    if not some and "=?" in text:
        # A program that has encoded the address along with the name.
        return tuple(_mailboxes(words(text)))
    return some


def _mailboxes(text: str) -> Iterator[Address]:
    before = ""
    for piece in _pieces(text):
        address, said = _address_of(piece)
        if address is None:
            # `Silva, Ana <a@b>` without quotes: what has no address belongs to what follows.
            before = f"{before}{said}, " if said.strip() and len(before) < _NAME_MOST else before
            continue
        yield Address(address, _honest(before + said, address))
        before = ""


def _pieces(text: str) -> Iterator[_Piece]:
    piece = _Piece()
    for token in _TOKEN.finditer(text):
        kind, value = token.lastgroup, token[0]
        if kind == "comma":
            yield piece
            piece = _Piece()
        elif kind == "colon" and not piece.angle and not piece.has_at:
            # The name of a group, or `mailto:`.
            piece = _Piece()
        elif kind == "angle":
            piece.angle = value[1:-1] if "@" in value or not piece.angle else piece.angle
        elif kind == "comment":
            piece.comment = value[1:-1]
        elif kind == "quoted":
            is_local = text.startswith("@", token.end())
            piece.say(value[1:-1].replace(" ", "\0") if is_local else value[1:-1])
        else:
            piece.say(value)
    yield piece


def _address_of(piece: _Piece) -> tuple[str | None, str]:
    said = piece.words
    if "@" in piece.angle:
        route, _, last = piece.angle.rpartition(":")
        return normal(
            last if route.startswith("@") or route.lower() == "mailto" else piece.angle
        ), said or piece.comment
    if bare := _BARE.search(said):
        rest = said[: bare.start()] + said[bare.end() :]
        return normal(bare[0]), rest.strip(" <>") or piece.comment
    return None, said


def normal(address: str) -> str | None:
    """The address as an identity; None for what is no address."""
    local, at, domain = address.strip().rpartition("@")
    local = "".join(local.split()) if '"' not in local else local.strip().strip('"')
    domain = _ascii("".join(domain.split()).strip(".").lower())
    if not at or not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        return None
    whole = f"{unicodedata.normalize('NFC', local).lower()}@{domain}"
    return whole if len(whole) <= ADDRESS_MOST else None


def _ascii(domain: str) -> str:
    if domain.isascii() or len(domain) > 253:
        return domain
    try:
        return idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        return ""


def _honest(said: str, address: str) -> str:
    """A name that does not pass itself off as another address."""
    name = shown_name(words(said), _NAME_MOST).strip(' "<>')
    name = name[1:-1] if name[:1] == name[-1:] == "'" else name
    return "" if name.lower() == address or _SPOKEN_ADDRESS.search(name) else name
