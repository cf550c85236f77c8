"""A mail's HTML as the desk may show it: made safe, divided into what is new and what was said before, and as text."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from balcao.channels.email.body.clean import cleaner, shown
from balcao.channels.email.body.fold import found_in, start_of_rest
from balcao.channels.email.body.page import Page, Piece, written
from balcao.channels.email.body.quotes import cut
from balcao.channels.email.body.render import Rendered, rendered
from balcao.channels.email.body.signatures import signature_at
from balcao.channels.email.body.steady import is_usual, steady

if TYPE_CHECKING:
    import css_inline

CSS_MAX: Final = 60_000
CSS_WORK: Final = 400_000
_BODY = re.compile(r"<body\b([^>]*)>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FoldedHtml:
    """`full`, `reply` and `quoted` are safe HTML; `text_*` the same as text, without what a reader cannot see.

    `remote_images`: pictures stand as `data-remote-src`, to be loaded when somebody asks for them.
    """

    full: str
    reply: str
    quoted: str
    text_full: str
    text_reply: str
    text_quoted: str
    remote_images: bool


def read_html(html: str, *, forwarded: bool = False) -> FoldedHtml:
    """Reads the HTML of a mail. `forwarded`: its subject says that it hands on another mail, so nothing is folded."""
    page = Page.of(cleaner("received").clean(prepared(html)))
    whole = [_shown(piece) for piece in page.pieces]
    full, text = written(whole), rendered(whole)
    reply, quoted = (whole, []) if forwarded else _divided(page, whole, text)
    remote = " data-remote-src=" in full
    if quoted and (new := rendered(reply)) and (new.text or any(piece[1] == "img" for piece in reply)):
        return FoldedHtml(
            full, written(reply), written(quoted), text.text, new.text, rendered(quoted).text, remote_images=remote
        )
    return FoldedHtml(full, full, "", text.text, text.text, "", remote_images=remote)


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
    if "<style" in html or "<STYLE" in html:
        html = _inlined(html)
    if (found := _BODY.search(html)) and "=" in found[1]:
        html = f"{html[: found.start()]}<div{found[1]}>{html[found.end() :]}"
    return html


def _inlined(html: str) -> str:
    """Mails lean on style sheets (Outlook's paragraphs, newsletters' hidden lines), which do not survive by themselves."""
    first = html.lower().find("<style")
    last = html.lower().rfind("</style")
    rules = html.count("{", first, last)
    if last < first or rules * html.count("<") > CSS_WORK or last - first > CSS_MAX + html.count("<"):
        return html
    try:
        return _inliner().inline(html)
    except ValueError:
        return html


@lru_cache(maxsize=1)
def _inliner() -> "css_inline.CSSInliner":
    import css_inline  # noqa: PLC0415 - heavy; a server without mail never needs it

    return css_inline.CSSInliner(
        inline_style_tags=True, keep_style_tags=False, keep_link_tags=False, load_remote_stylesheets=False
    )


def _shown(piece: Piece) -> Piece:
    slash, element, attributes, text = piece
    return (slash, element, shown(element, attributes), text) if attributes else piece


def _divided(page: Page, whole: list[Piece], text: Rendered) -> tuple[list[Piece], list[Piece]]:
    """New and old pieces, by structure first; where there is none, by the lines of text."""
    folds = found_in(page)
    reply, quoted = _without(whole, sorted(folds.quotes + folds.signatures), folds.rest)
    if not folds.quotes and folds.rest is None and not folds.answered:
        reply, tail = _by_lines(reply, text if not folds.signatures else rendered(reply))
        quoted += tail
    new = text if len(reply) == len(whole) else rendered(reply)
    end = signature_at(new.lines)
    if end < len(new.lines) and any(line.strip() for line in new.lines[:end]):
        reply, tail = _cut_at(reply, new.starts[end])
        quoted = tail + quoted
    return reply, quoted


def _without(whole: list[Piece], cuts: list[tuple[int, int]], rest: int | None) -> tuple[list[Piece], list[Piece]]:
    reply: list[Piece] = []
    quoted: list[Piece] = []
    place = 0
    head, tail = whole, []
    if rest is not None:
        head, tail = Page(whole).divided(rest)
    for first, after in cuts:
        if rest is not None and after > rest:
            break
        if after > place:
            reply += head[place : max(first, place)]
            quoted += head[max(first, place) : after]
            place = after
    return reply + head[place:], quoted + tail


def _by_lines(pieces: list[Piece], text: Rendered) -> tuple[list[Piece], list[Piece]]:
    first, _ = cut(text.lines, marked=False)
    return _cut_at(pieces, text.starts[first]) if first < len(text.lines) else (pieces, [])


def _cut_at(pieces: list[Piece], at: int) -> tuple[list[Piece], list[Piece]]:
    page = Page(pieces)
    return page.divided(start_of_rest(page, at))
