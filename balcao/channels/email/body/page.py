"""Sanitised HTML as a row of pieces, which can be cut anywhere and stays well-formed. Pure.

The sanitiser writes every element with its end, every attribute in double quotes and `>` never bare, so one pattern reads
its output exactly; no second parser has a say in what the browser will see.
"""

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Final

from balcao.channels.email.body.tags import Tag, understood

Piece = Tag | str
"""A tag, or text as it is written in HTML."""

_TAG = re.compile(r"(<[^>]*>)")


INVISIBLE: Final = "\u034f\u200b\ufeff\u00ad\u2060\u200c\u200d\u200e\u200f"


class Page:
    """Pieces in their order. `marked`: some tag means something for quotes. `odd`: there are signs that nobody sees."""

    def __init__(self, pieces: list[Piece], *, marked: bool = True, odd: bool = True) -> None:
        self.pieces = pieces
        self.marked = marked
        self.odd = odd

    @classmethod
    def of(cls, html: str) -> "Page":
        """`html` must be as the sanitiser writes it."""
        found: list[str] = _TAG.split(html)
        tags = understood(found[1::2])
        parts: list[Piece | None] = [*found]
        parts[1::2] = map(tags.__getitem__, found[1::2])
        marked = any(tag.said for tag in tags.values() if tag)
        return cls([piece for piece in parts if piece], marked=marked, odd=any(sign in html for sign in INVISIBLE))

    @cached_property
    def mate(self) -> list[int]:
        """For an element's begin the place of its end and the other way round; for a piece that stands alone, its own."""
        mate = list(range(len(self.pieces)))
        open_: list[int] = []
        for at, piece in enumerate(self.pieces):
            if isinstance(piece, str) or piece.alone:
                continue
            if piece.closes:
                begin = open_.pop()
                mate[begin], mate[at] = at, begin
            else:
                open_.append(at)
        return mate

    def text(self, at: int) -> str:
        """The text that this piece is; empty for a tag."""
        piece = self.pieces[at]
        return piece if isinstance(piece, str) else ""

    def element(self, at: int) -> str:
        """The element that begins or ends here; empty for text."""
        piece = self.pieces[at]
        return "" if isinstance(piece, str) else piece.element

    def opens(self, at: int) -> bool:
        """Whether an element begins here."""
        return self.mate[at] > at

    def is_blank(self, at: int) -> bool:
        """Whether this piece shows nothing by itself: space, a line break, an end, a rule."""
        piece = self.pieces[at]
        return not piece.replace("&nbsp;", "").strip() if isinstance(piece, str) else piece.element != "img"

    def is_empty(self, first: int, after: int) -> bool:
        """Whether nothing is shown by these pieces."""
        return all(self.is_blank(at) for at in range(first, after))

    def around(self, at: int) -> list[int]:
        """The begins of the elements in which this piece stands, the outermost first."""
        found: list[int] = []
        place, mate = 0, self.mate
        while place < at:
            if mate[place] > place:
                if mate[place] >= at:
                    found.append(place)
                else:
                    place = mate[place]
            place += 1
        return found

    def divided(self, at: int) -> tuple[list[Piece], list[Piece]]:
        """What stands before this piece and what from it on, both well-formed."""
        around = self.around(at)
        head = self.pieces[:at] + [self.pieces[self.mate[place]] for place in reversed(around)]
        return head, [self.pieces[place] for place in around] + self.pieces[at:]


def written(pieces: Iterable[Piece]) -> str:
    """As HTML."""
    return "".join([piece if isinstance(piece, str) else piece.written for piece in pieces])
