"""A mail's HTML as the desk may show it: made safe, divided into what is new and what was said before, and as text."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

from balcao.channels.email.body.clean import cleaner
from balcao.channels.email.body.fold import found_in, start_of_rest
from balcao.channels.email.body.page import Page, Piece, written
from balcao.channels.email.body.quotes import cut
from balcao.channels.email.body.render import Rendered, rendered
from balcao.channels.email.body.signatures import signature_at
from balcao.channels.email.body.steady import is_usual, steady
from balcao.channels.email.body.tags import Tag

if TYPE_CHECKING:
    import css_inline

CSS_MAX: Final = 60_000
CSS_WORK: Final = 400_000
_BODY = re.compile(r"<body\b([^>]*)>", re.IGNORECASE)
_STYLE = re.compile(r"<style", re.IGNORECASE)
_STYLE_ENDS = re.compile(r"</style", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class FoldedHtml:
    """`full`, `reply` and `quoted` are safe HTML; `text_*` the same as text, without what a reader cannot see.

    `remote_images`: pictures stand as `data-remote-src`, to be loaded when somebody asks for them.
    """

    full: str
    reply: str
    text_reply: str
    remote_images: bool
    pieces: list[Piece]
    old: list[Piece]

    @property
    def quoted(self) -> str:
        """Empty when nothing is folded."""
        return written(self.old)

    # Made when they are asked for: most mails bring a plain form as well.
    @cached_property
    def text_full(self) -> str:
        return rendered(self.pieces).text if self.old else self.text_reply

    @cached_property
    def text_quoted(self) -> str:
        return rendered(self.old).text


def read_html(html: str, *, forwarded: bool = False) -> FoldedHtml:
    """Reads the HTML of a mail. `forwarded`: its subject says that it hands on another mail, so nothing is folded."""
    page = Page.of(cleaner("received").clean(prepared(html)))
    full = written(page.pieces)
    remote = " data-remote-src=" in full
    if not forwarded:
        reply, old, new = _divided(page)
        if not old or new.text or any(isinstance(piece, Tag) and piece.element == "img" for piece in reply):
            return FoldedHtml(full, written(reply) if old else full, new.text, remote, page.pieces, old)
    return FoldedHtml(full, full, rendered(page.pieces, odd=page.odd).text, remote, page.pieces, [])


def safe_html(html: str) -> str:
    """HTML that somebody gives to be sent: nothing in it runs, its pictures stay."""
    return cleaner("sent").clean(prepared(html))


def plain_of(html: str) -> str:
    """The text of HTML, for the plain part of a mail."""
    return rendered(Page.of(safe_html(html)).pieces).text


def quotable(html: str) -> str:
    """HTML to be quoted: its pictures are not sent along, so they are left out."""
    return cleaner("quoted").clean(html)


def prepared(html: str) -> str:
    """Before the sanitiser: nothing that takes it for ever, and the rules of style sheets written to the elements."""
    if not is_usual(html):
        html = steady(html)
    if first := _STYLE.search(html):
        html = _inlined(html, first.start())
    if (found := _BODY.search(html)) and "=" in found[1]:
        html = f"{html[: found.start()]}<div{found[1]}>{html[found.end() :]}"
    return html


def _inlined(html: str, first: int) -> str:
    """Mails lean on style sheets (Outlook's paragraphs, newsletters' hidden lines), which do not survive by themselves."""
    if html.find("</style", first) < 0 or not _is_bearable(html, first, len(html)):
        last = max((end.start() for end in _STYLE_ENDS.finditer(html, first)), default=-1)
        if not _is_bearable(html, first, last):
            return html
    try:
        return _inliner().inline(html)
    except ValueError:
        return html


def _is_bearable(html: str, first: int, last: int) -> bool:
    """Whether few enough rules stand between these places for all elements to be held against them."""
    tags = html.count("<")
    return first < last <= first + CSS_MAX + tags and html.count("{", first, last) * tags <= CSS_WORK


@lru_cache(maxsize=1)
def _inliner() -> "css_inline.CSSInliner":
    import css_inline  # noqa: PLC0415 - heavy; a server without mail never needs it

    return css_inline.CSSInliner(
        inline_style_tags=True, keep_style_tags=False, keep_link_tags=False, load_remote_stylesheets=False
    )


def _divided(page: Page) -> tuple[list[Piece], list[Piece], Rendered]:
    """New and old pieces, and the new ones as text: by structure first; where there is none, by the lines of text."""
    folds = found_in(page)
    reply, old = _without(page, sorted(folds.quotes + folds.signatures), folds.rest)
    new = rendered(reply, odd=page.odd)
    if not folds.quotes and folds.rest is None and not folds.answered:
        first, _ = cut(new.lines, marked=False)
        if first < len(new.lines):
            reply, tail = _cut_at(reply, new.starts[first])
            new, old = rendered(reply, odd=page.odd), old + tail
    end = signature_at(new.lines)
    if end < len(new.lines) and any(line.strip() for line in new.lines[:end]):
        reply, tail = _cut_at(reply, new.starts[end])
        new, old = rendered(reply, odd=page.odd), tail + old
    return reply, old, new


def _without(page: Page, cuts: list[tuple[int, int]], rest: int | None) -> tuple[list[Piece], list[Piece]]:
    reply: list[Piece] = []
    quoted: list[Piece] = []
    place = 0
    head, tail = (page.pieces, []) if rest is None else page.divided(rest)
    for first, after in cuts:
        if rest is not None and after > rest:
            break
        if after > place:
            reply += head[place : max(first, place)]
            quoted += head[max(first, place) : after]
            place = after
    return reply + head[place:], quoted + tail


def _cut_at(pieces: list[Piece], at: int) -> tuple[list[Piece], list[Piece]]:
    page = Page(pieces)
    return page.divided(start_of_rest(page, at))
