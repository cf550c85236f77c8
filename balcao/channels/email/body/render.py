"""Pieces of HTML as plain text that reads well: lists, links, tables, quotes. What nobody can see is left out (EML-18). Pure."""

import re
from dataclasses import dataclass, field
from typing import Final

from balcao.channels.email.body.page import VOID, Piece
from balcao.channels.email.body.sight import PLAIN_SIGHT, Sight, inside, styled
from balcao.channels.email.body.spaced import spaced

LINK_MAX: Final = 120
QUOTE_DEPTH: Final = 5
_APART: Final = spaced("p h1 h2 h3 h4 h5 h6 ul ol dl blockquote pre figure details")
_BLOCKS: Final = _APART | spaced(
    "div article aside section header footer main nav center address table thead tbody tfoot tr caption li dt dd summary figcaption"
)
_HREF = re.compile(r' href="([^"]*)"')
_ALT = re.compile(r' alt="([^"]*)"')
_START = re.compile(r' start="(\d{1,6})"')
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


def rendered(pieces: list[Piece]) -> Rendered:
    """The lines of text; `pieces` need not be a whole document, only well-formed."""
    return _Writer().read(pieces)


def plain(markup: str) -> str:
    """The characters of a piece of text or of an attribute."""
    if "&" not in markup:
        return markup
    for name, character in (("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", "\xa0"), ("&quot;", '"'), ("&amp;", "&")):
        markup = markup.replace(name, character)
    return markup


class _Writer:
    """`gap`: line ends owed before the next text. `inner`: for each open element, how one sees in it and the gap it ends with."""

    def __init__(self) -> None:
        self.done = Rendered()
        self.line: list[str] = []
        self.start = self.at = self.gap = self.quotes = self.before = self.literal = 0
        self.bullet, self.indent = "", ""
        self.cell = False
        self.lists: list[int | None] = []
        self.inner: list[tuple[Sight, int]] = [(PLAIN_SIGHT, 0)]
        self.hides = False
        self.link: tuple[str, int] | None = None

    def read(self, pieces: list[Piece]) -> Rendered:
        for self.at, (slash, element, attributes, text) in enumerate(pieces):
            if text:
                if not self.hides:
                    self.say(text)
            elif slash:
                self.end(element)
            elif element in VOID:
                if not self.hides:
                    self.void(element, attributes)
            else:
                self.begin(element, attributes)
        self.finish()
        return self.done

    def begin(self, element: str, attributes: str) -> None:
        sight = self.inner[-1][0]
        if attributes and ("style=" in attributes or "color=" in attributes or " hidden" in attributes):
            sight = inside(sight, attributes)
            self.hides = sight.hides
        gap = self.gap_of(element, attributes) if element in _BLOCKS else 0
        self.inner.append((sight, gap))
        if gap:
            self.block(element, attributes, gap)
        elif element in {"td", "th"}:
            self.cell = bool(self.line) and not self.gap
        elif element == "a":
            found = _HREF.search(attributes)
            self.link = (plain(found[1]), len(self.line)) if found else None

    def gap_of(self, element: str, attributes: str) -> int:
        if element not in _APART or (element in {"ul", "ol"} and self.lists):
            return 1
        if element == "p" and "margin" in attributes and (style := styled(attributes)) and style.margin is False:
            return 1
        return 2

    def block(self, element: str, attributes: str, gap: int) -> None:
        self.apart(gap)
        self.link = None
        if element in {"ul", "ol"}:
            begin = _START.search(attributes)
            self.lists.append(None if element == "ul" else int(begin[1]) if begin else 1)
        elif element == "li":
            self.item()
        elif element == "blockquote":
            self.finish()
            self.quotes += 1
        elif element == "pre":
            self.literal += 1

    def item(self) -> None:
        number = self.lists[-1] if self.lists else None
        if number is not None:
            self.lists[-1] = number + 1
        self.bullet = "  " * min(max(len(self.lists) - 1, 0), 8) + ("- " if number is None else f"{number}. ")

    def end(self, element: str) -> None:
        gap = self.inner.pop()[1]
        if gap:
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
        elif element in {"ul", "ol"}:
            self.lists.pop()
        elif element == "li":
            self.bullet = ""

    def apart(self, gap: int) -> None:
        if not self.hides:
            self.gap = max(self.gap, gap)

    def void(self, element: str, attributes: str) -> None:
        if element == "br":
            self.gap += 1
        elif element == "hr":
            self.gap = max(self.gap, 2)
        elif element == "img" and (found := _ALT.search(attributes)) and found[1].strip():
            style = styled(attributes)
            if not (style and style.gone):
                self.say(f"[{found[1].strip()}]")

    def say(self, markup: str) -> None:
        text = plain(markup)
        if not text.isascii():
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
            text = "".join(self.line) if self.literal else _squeezed(self.line)
            self.done.lines.append(f"{'> ' * min(self.quotes, QUOTE_DEPTH)}{text}".rstrip())
            self.done.starts.append(self.start)
            self.line, self.before = [], self.quotes
            self.gap = max(self.gap, 1)

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
