"""What a mail says: as plain text and as HTML, with what was said before quoted below. Pure."""

from dataclasses import dataclass
from html import escape
from typing import Final
from zoneinfo import ZoneInfo

from balcao.channels.contract import Line
from balcao.channels.email.body import named_pictures, plain_of, quoted_below, safe_html, to_html
from balcao.channels.email.compose.files import Files, with_pictures
from balcao.channels.email.compose.words import language, wording
from balcao.envelope import Outbound

_PAGE: Final = (
    '<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8"></head>\n<body>{body}</body></html>\n'
)


@dataclass(frozen=True, slots=True)
class Content:
    """The same thing twice."""

    text: str
    html: str


def said(message: Outbound) -> Content:
    """The new text alone."""
    given = message.details.get("email_html_content")
    if isinstance(given, str) and given.strip():
        html = safe_html(given)
        return Content(message.text or plain_of(html), html)
    text = message.text or ""
    html = to_html(text)
    return Content(plain_of(named_pictures(html)), html)


def whole(new: Content, message: Outbound, line: Line, files: Files) -> Content:
    """The new text, where its large files are, and what was said before."""
    links, quoted = _links(files, line), _quoted(message, line)
    text = "\n\n".join(part for part in (new.text.strip(), links.text, quoted.text) if part)
    body = with_pictures(new.html, message, files) + links.html + quoted.html
    return Content(f"{text}\n", _PAGE.format(language=language(line), body=body))


def _quoted(message: Outbound, line: Line) -> Content:
    # A machine's answer carries nothing on of what a stranger has written (WID-13).
    if message.automatic or line.settings.get("quote_history") is False or not message.earlier:
        return Content("", "")
    zone = ZoneInfo(str(line.settings.get("timezone") or "UTC"))
    return Content(*quoted_below(message.earlier, language(line), zone))


def _links(files: Files, line: Line) -> Content:
    if not files.linked:
        return Content("", "")
    intro = wording(line).large
    text = "\n".join([intro, *(f"{part.name}: {part.source}" for part in files.linked)])
    items = "".join(
        f'<li><a href="{escape(part.source)}">{escape(part.name or part.source)}</a></li>' for part in files.linked
    )
    return Content(text, f"<p>{escape(intro)}</p><ul>{items}</ul>")
