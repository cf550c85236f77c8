"""Sanitised HTML as a row of pieces, which can be cut anywhere and stays well-formed. Pure.

The sanitiser writes every element with its end, every attribute in double quotes and `>` never bare, so one pattern reads
its output exactly; no second parser has a say in what the browser will see.
"""

import re
from collections.abc import Iterable
from typing import Final

Piece = tuple[str, str, str, str]
"""`("/" or "", element, attributes as written, "")` for a tag, `("", "", "", text)` for text."""

VOID: Final = frozenset({"br", "hr", "img", "wbr", "col"})
_PIECE = re.compile(r"<(/?)([a-z][a-z0-9]*)([^>]*)>|([^<]+)")


class Page:
    """`mate[i]`: for an element's begin the place of its end and the other way round; a piece that stands alone, itself."""

    __slots__ = ("mate", "pieces")

    def __init__(self, pieces: list[Piece]) -> None:
        self.pieces = pieces
        self.mate = _mates(pieces)

    @classmethod
    def of(cls, html: str) -> "Page":
        """`html` must be as the sanitiser writes it."""
        return cls(_PIECE.findall(html))

    def opens(self, at: int) -> bool:
        """Whether an element begins here."""
        return self.mate[at] > at

    def is_blank(self, at: int) -> bool:
        """Whether this piece shows nothing by itself: space, a line break, an end, a rule."""
        _, element, _, text = self.pieces[at]
        return element != "img" if element else not text.replace("&nbsp;", "").strip()

    def is_empty(self, first: int, after: int) -> bool:
        """Whether nothing is shown by these pieces."""
        return all(self.is_blank(at) for at in range(first, after))

    def around(self, at: int) -> list[int]:
        """The begins of the elements in which this piece stands, the outermost first."""
        found: list[int] = []
        place = 0
        while place < at:
            if self.mate[place] > place:
                if self.mate[place] >= at:
                    found.append(place)
                else:
                    place = self.mate[place]
            place += 1
        return found

    def divided(self, at: int) -> tuple[list[Piece], list[Piece]]:
        """What stands before this piece and what from it on, both well-formed."""
        around = self.around(at)
        head = self.pieces[:at] + [self.pieces[self.mate[place]] for place in reversed(around)]
        return head, [self.pieces[place] for place in around] + self.pieces[at:]


def _mates(pieces: list[Piece]) -> list[int]:
    mate = list(range(len(pieces)))
    open_: list[int] = []
    for at, (slash, element, _, _) in enumerate(pieces):
        if slash:
            begin = open_.pop()
            mate[begin], mate[at] = at, begin
        elif element and element not in VOID:
            open_.append(at)
    return mate


def written(pieces: Iterable[Piece]) -> str:
    """As HTML."""
    return "".join([text or f"<{slash}{element}{attributes}>" for slash, element, attributes, text in pieces])
