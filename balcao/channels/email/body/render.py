"""Pieces of HTML as plain text that reads well: lists, links, tables, quotes. What nobody can see is left out (EML-18). Pure."""

import re
from dataclasses import dataclass, field
from typing import Final

from balcao.channels.email.body.page import Piece
from balcao.channels.email.body.sight import PLAIN_SIGHT, Sight, inside
from balcao.channels.email.body.tags import Tag

LINK_MAX: Final = 120
QUOTE_DEPTH: Final = 5
_LISTS: Final = frozenset({"ul", "ol"})
_OF_THEIR_OWN: Final = _LISTS | {"li", "blockquote", "pre"}
_UNSEEN = re.compile("[\u034f\u200b\ufeff\u00ad\u2060]+|(?:[\u200c\u200d\u200e\u200f]\\s*){3,}")
_SCHEME = re.compile(r"(?:https?://|mailto:|tel:)(?:www\.)?", re.IGNORECASE)


@dataclass(slots=True)
class Rendered:
    """`starts[i]` is the piece with which line `i` begins."""

    lines: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def rendered(pieces: list[Piece], *, odd: bool = True) -> Rendered:
    """The lines of text; `pieces` need not be a whole document, only well-formed. `odd`: signs that nobody sees may be there."""
    return _Writer(odd=odd).read(pieces)


def plain(markup: str) -> str:
    """The characters of a piece of text or of an attribute."""
    if "&" not in markup:
        return markup
    for name, character in (("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", "\xa0"), ("&quot;", '"'), ("&amp;", "&")):
        markup = markup.replace(name, character)
    return markup


class _Writer:
    """`gap`: line ends owed before the next text. `inner`: for each open element, how one sees in it and the gap it ends with."""

    def __init__(self, *, odd: bool) -> None:
        self.odd = odd
        self.done = Rendered()
        self.line: list[str] = []
        self.start = self.at = self.gap = self.quotes = self.before = self.literal = 0
        self.bullet = ""
        self.cell = False
        self.lists: list[int | None] = []
        self.inner: list[tuple[Sight, int]] = [(PLAIN_SIGHT, 0)]
        self.hides = False
        self.link: tuple[str, int] | None = None

    def read(self, pieces: list[Piece]) -> Rendered:
        for self.at, piece in enumerate(pieces):
            if isinstance(piece, str):
                if not self.hides:
                    self.say(piece)
            elif piece.closes:
                self.end(piece.element)
            elif not piece.alone:
                self.begin(piece)
            elif not self.hides:
                self.void(piece)
        self.finish()
        return self.done

    def begin(self, tag: Tag) -> None:
        sight, gap = self.inner[-1][0], tag.gap
        if tag.dress:
            sight = inside(sight, tag.dress)
            self.hides = sight.hides
        if gap:
            if self.lists and tag.element in _LISTS:
                gap = 1
            self.apart(gap)
            self.link = None
            if tag.element in _OF_THEIR_OWN:
                self.enter(tag)
        elif tag.element in {"td", "th"}:
            self.cell = bool(self.line) and not self.gap
        elif tag.element == "a":
            self.link = (plain(tag.told), len(self.line)) if tag.told else None
        self.inner.append((sight, gap))

    def enter(self, tag: Tag) -> None:
        if tag.element in _LISTS:
            begin = tag.told if tag.told.isdecimal() and len(tag.told) <= 6 else "1"
            self.lists.append(None if tag.element == "ul" else int(begin))
        elif tag.element == "li":
            self.item()
        elif tag.element == "blockquote":
            self.finish()
            self.quotes += 1
        else:
            self.literal += 1

    def item(self) -> None:
        number = self.lists[-1] if self.lists else None
        if number is not None:
            self.lists[-1] = number + 1
        self.bullet = "  " * min(max(len(self.lists) - 1, 0), 8) + ("- " if number is None else f"{number}. ")

    def end(self, element: str) -> None:
        gap = self.inner.pop()[1]
        if gap:
            if element in _OF_THEIR_OWN:
                self.leave(element)
            self.apart(gap)
        elif element == "a" and self.link:
            self.refer(*self.link)
            self.link = None
        self.hides = self.inner[-1][0].hides

    def leave(self, element: str) -> None:
        if element == "blockquote":
            self.finish()
            self.quotes -= 1
        elif element == "pre":
            self.literal -= 1
        elif element in _LISTS:
            self.lists.pop()
        elif element == "li":
            self.bullet = ""

    def apart(self, gap: int) -> None:
        if gap > self.gap and not self.hides:
            self.gap = gap

    def void(self, tag: Tag) -> None:
        if tag.element == "br":
            self.gap += 1
        elif tag.element == "hr":
            self.gap = max(self.gap, 2)
        elif words := tag.told.strip():
            self.say(f"[{words}]")

    def say(self, markup: str) -> None:
        text = plain(markup) if "&" in markup else markup
        if self.odd and not text.isascii():
            text = _UNSEEN.sub("", text)
        if self.literal and "\n" in text:
            self.recite(text)
            return
        words = text if self.literal else " ".join(text.split())
        if not words:
            self.pause(text)
            return
        if self.gap or not self.line:
            self.turn()
        elif self.cell:
            self.line.append(" | ")
        elif text[0].isspace():
            self.line.append(" ")
        self.cell = False
        self.line.append(words)
        if text[-1].isspace():
            self.line.append(" ")

    def pause(self, text: str) -> None:
        """Space alone: between words, or the hard space with which programs write an empty line."""
        if self.gap or not self.line:
            self.gap += "\xa0" in text
        elif text:
            self.line.append(" ")

    def recite(self, text: str) -> None:
        first, *others = text.split("\n")
        for number, part in enumerate([first, *others]):
            if number:
                self.gap += 1
            if part.strip():
                if self.gap or not self.line:
                    self.turn()
                self.line.append(part)

    def turn(self) -> None:
        """Begins a line, after an empty one where that is owed."""
        gap = self.gap
        if self.line:
            self.finish()
        if gap > 1 and self.done.lines:
            self.done.lines.append(("> " * min(self.quotes, self.before, QUOTE_DEPTH)).rstrip())
            self.done.starts.append(self.at)
        self.gap = 0
        self.start = self.at
        if self.bullet:
            self.line.append(self.bullet)
            self.bullet = ""

    def finish(self) -> None:
        if self.line:
            text = "".join(self.line) if self.literal or len(self.line) == 1 else _squeezed(self.line)
            quoted = "> " * min(self.quotes, QUOTE_DEPTH) if self.quotes else ""
            self.done.lines.append((quoted + text).rstrip())
            self.done.starts.append(self.start)
            self.line, self.before = [], self.quotes
            self.gap = self.gap or 1

    def refer(self, address: str, since: int) -> None:
        """Adds where a link leads, unless its text says so or it is too long to read."""
        text = "".join(self.line[since:]).strip() if not self.gap else ""
        if not text or len(address) > LINK_MAX or self.hides:
            return
        bare = _SCHEME.sub("", address).rstrip("/")
        if bare and bare not in text and bare.split("?")[0] not in text:
            tail = " " if self.line[-1] == " " else ""
            self.line.append(f"{'' if tail else ' '}({address}){tail}")


def _squeezed(parts: list[str]) -> str:
    """One space where two pieces each brought one; the indent of a list stays."""
    kept: list[str] = []
    for part in parts:
        if part == " " and kept and kept[-1].endswith(" "):
            continue
        kept.append(part)
    return "".join(kept)
