"""Where in a page the earlier mail stands, told by the structure that mail programs give it. Pure, linear."""

from dataclasses import dataclass, field
from typing import Final

from balcao.channels.email.body.attribution import attributes as says_who
from balcao.channels.email.body.page import Page
from balcao.channels.email.body.render import plain
from balcao.channels.email.body.spaced import spaced
from balcao.channels.email.body.words import FORWARD_LINE

NEAR: Final = 60
CLIMB: Final = 3
SIGNATURE_MAX: Final = 1_200
_INLINE: Final = spaced("a abbr b bdi bdo big cite code em font i mark s samp small span strike strong sub sup tt u")


@dataclass(slots=True)
class Folds:
    """Pieces that are no new text. `rest`: everything from there on.

    `answered`: new text stands between the quotes, so nothing is folded.
    """

    quotes: list[tuple[int, int]] = field(default_factory=list)
    signatures: list[tuple[int, int]] = field(default_factory=list)
    rest: int | None = None
    answered: bool = False


def found_in(page: Page) -> Folds:
    """The earlier mails and signatures of a page."""
    return _Search(page).folds() if page.marked else Folds()


def start_of_rest(page: Page, at: int) -> int:
    """The piece at which the rest begins, with the rule, the empty lines and the boxes around its beginning."""
    while at:
        before = at - 1
        mate = page.mate[before]
        if mate < before:
            if before - mate > NEAR or not page.is_empty(mate, before):
                break
            at = mate
        elif mate > before or page.is_blank(before):
            at = before
        else:
            break
    return at


class _Search:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.found = Folds()
        self.cites: list[tuple[int, int]] = []

    def folds(self) -> Folds:
        on: int | None = 0
        for at, piece in enumerate(self.page.pieces):
            if at < on:
                continue
            if isinstance(piece, str):
                if _forwards(piece):
                    break
            elif piece.said and (said := self.told(at, piece.said)):
                on = self.take(at, said)
                if on is None:
                    break
        self.found.answered |= self.answers_between()
        if self.found.answered:
            self.found.quotes = []
        return self.found

    def told(self, at: int, said: str) -> str | None:
        """A quote without a mark (Mail.ru) counts when it begins with when and by whom it was written."""
        if said != "unmarked":
            return said
        return "cite" if self.tells_who(at) else None

    def take(self, at: int, said: str) -> int | None:
        """Takes note of what a marked element is; the piece to go on with, None to look no further."""
        page = self.page
        after = page.mate[at] + 1
        if said == "rest":
            self.found.rest = start_of_rest(page, at)
            return None
        if said == "signature":
            return self.signed(at, after)
        if self.hands_on(at, after):
            return None
        if said != "quote":
            return self.announced(at, after) if said == "attribution" else self.cite(at, after)
        self.found.answered |= self.answered_within(at, after)
        self.found.quotes.append((at, after))
        return after

    def tells_who(self, at: int) -> bool:
        words = ""
        for place in range(at + 1, min(self.page.mate[at], at + 12)):
            element = self.page.element(place)
            words += plain(self.page.text(place))
            if element and element not in _INLINE and words.strip():
                break
        return says_who(" ".join(words.split()), quote_follows=False)

    def signed(self, at: int, after: int) -> int:
        """A long «signature» is none: some people write inside it."""
        if sum(len(self.page.text(place)) for place in range(at, min(after, at + 400))) > SIGNATURE_MAX:
            return at + 1
        self.found.signatures.append((at, after))
        return after

    def announced(self, at: int, after: int) -> int:
        """An attribution counts with the quote below it, which need not be marked itself."""
        page, below = self.page, after
        while below < min(len(page.pieces), after + NEAR) and page.is_blank(below):
            if page.element(below) == "blockquote" and page.opens(below):
                self.found.quotes.append((at, after))
                self.add_cite(below, page.mate[below] + 1)
                return page.mate[below] + 1
            below += 1
        return at + 1

    def cite(self, at: int, after: int) -> int | None:
        above = self.above(at)
        if above == "forward":
            return None
        if isinstance(above, tuple):
            first, stop = above
            if stop == at:
                self.add_cite(first, after)
                return after
            self.found.quotes.append((first, stop))
        self.add_cite(at, after)
        return after

    def add_cite(self, first: int, after: int) -> None:
        self.found.quotes.append((first, after))
        self.cites.append((first, after))

    def answers_between(self) -> bool:
        """New text between two quotes: apart from each other neither makes sense."""
        pairs = zip(self.cites, self.cites[1:], strict=False)
        return any(not self.page.is_empty(end, begin) for (_, end), (begin, _) in pairs)

    def answered_within(self, at: int, after: int) -> bool:
        """Gmail puts answers that are typed into the quote between the quotes of its one container."""
        page, place, quoted = self.page, at + 1, False
        while place < after:
            if page.element(place) == "blockquote" and page.opens(place):
                quoted, place = True, page.mate[place]
            elif quoted and (text := page.text(place)) and not page.is_blank(place):
                return not plain(text).lstrip().startswith(("--", "__"))
            place += 1
        return False

    def hands_on(self, at: int, after: int) -> bool:
        """Whether a mail is handed on here, not answered: then it is what the sender wants to show."""
        near = self.page.pieces[at : min(after, at + NEAR)]
        return any(isinstance(piece, str) and _forwards(piece) for piece in near)

    def above(self, at: int) -> tuple[int, int] | str | None:
        """The attribution over a quote, as pieces from and to; `forward` when a mail is handed on; else None."""
        page, stop, climbed = self.page, at, 0
        while stop and climbed <= CLIMB:
            before = stop - 1
            if page.mate[before] > before:
                stop, climbed = before, climbed + 1
            elif page.is_blank(before) and page.mate[before] == before:
                stop = before
            elif (
                page.mate[before] < before
                and page.element(before) not in _INLINE
                and page.is_empty(page.mate[before], before)
            ):
                stop = page.mate[before]
            else:
                return self.line_above(stop, at if not climbed else stop)
        return None

    def line_above(self, stop: int, end: int) -> tuple[int, int] | str | None:
        """Reads backwards from `stop`, over at most three lines."""
        page, words, place, lines = self.page, "", stop, 0
        while place and stop - place < NEAR:
            before = place - 1
            element = page.element(before)
            if text := page.text(before):
                words = plain(text) + words
                place = before
            elif page.mate[before] > before or (element == "br" and lines == 2):
                break
            elif element == "br":
                if self.judged(words):
                    break
                words, place, lines = " " + words, before, lines + 1
            elif element in _INLINE:
                first = page.mate[before]
                words, place = _text(page, first, before) + words, first
            elif words.strip():
                break
            else:
                first = page.mate[before]
                words, place = _text(page, first, before), first
                break
        judged = self.judged(words)
        return (place, end) if judged == "attribution" else judged

    def judged(self, words: str) -> str | None:
        text = " ".join(words.split())
        if _forwards(text):
            return "forward"
        return "attribution" if says_who(text, quote_follows=True) else None


def _text(page: Page, first: int, after: int) -> str:
    return "".join(plain(page.text(at)) or " " for at in range(first, min(after, first + NEAR)))


def _forwards(text: str) -> bool:
    if len(text) > 120 or not ("--" in text or "__" in text or text.rstrip().endswith((":", "："))):
        return False
    return FORWARD_LINE.match(plain(text)) is not None
