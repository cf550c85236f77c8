"""What was said before, quoted below a new mail. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from html import escape
from typing import Any, Final, NamedTuple

from balcao.channels.email.body.markdown import to_html
from balcao.channels.email.body.marks import OWN
from balcao.channels.email.body.reading import plain_of, quotable
from balcao.envelope import Said
from balcao.kit.text import name

MOST: Final = 10
MOST_TEXT: Final = 60_000
_MONTHS: Final = {
    "pt": "jan. fev. mar. abr. mai. jun. jul. ago. set. out. nov. dez.",
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "es": "ene feb mar abr may jun jul ago sep oct nov dic",
}
_DATES: Final = {"pt": "{d} de {m} de {y} às {t}", "en": "{m} {d}, {y} at {t}", "es": "{d} {m} {y} a las {t}"}
_LINES: Final = {"pt": "Em {}, {} escreveu:", "en": "On {}, {} wrote:", "es": "El {}, {} escribió:"}
_STYLE: Final = 'style="margin:0 0 0 .8ex;border-left:1px solid #cccccc;padding-left:1ex"'


class Quoted(NamedTuple):
    """The same history twice; both empty when nothing was said."""

    text: str
    html: str


def quoted_below(earlier: Sequence[Said], language: str, zone: tzinfo = UTC) -> Quoted:
    """`earlier`: public messages, the newest first; each is quoted inside the one that followed it. `language`: `pt`, `en`, `es` or a locale."""
    tongue = language[:2].lower() if language[:2].lower() in _LINES else "pt"
    chosen = _chosen(earlier)
    lines: list[str] = []
    html = ""
    for said in reversed(chosen):
        who = attribution(said, tongue, zone)
        body = said.text if said.incoming and said.text else plain_of(_html_of(said))
        below = ["", *lines] if lines else []
        lines = [
            who,
            "",
            *(
                f">{line}" if line.startswith(">") else f"> {line}".rstrip()
                for line in [*body.strip("\n").splitlines(), *below]
            ),
        ]
        html = (
            f'<div class="{OWN}"><p>{escape(who, quote=False)}</p>'
            f'<blockquote type="cite" class="{OWN}" {_STYLE}>{_html_of(said)}{html}</blockquote></div>'
        )
    return Quoted("\n".join(lines), html)


def attribution(said: Said, tongue: str, zone: tzinfo) -> str:
    """Who wrote it and when; one line, whatever the author calls himself."""
    at = datetime.fromtimestamp(said.said_at // 1_000_000, zone)
    time = f"{at:%H:%M}{' UTC' if zone is UTC else ''}"
    date = _DATES[tongue].format(d=at.day, m=_MONTHS[tongue].split()[at.month - 1], y=at.year, t=time)
    return _LINES[tongue].format(date, name(said.author, 100) or "?")


def _chosen(earlier: Sequence[Said]) -> list[Said]:
    chosen: list[Said] = []
    size = 0
    for said in earlier:
        if said.incoming and said.details.get("doubt"):
            # Somebody else may have written it, and what others send here is not the recipient's to read (EML-09).
            continue
        size += len(said.text or "") + len(_given(said))
        if len(chosen) == MOST or (chosen and size > MOST_TEXT):
            break
        if said.text or _given(said):
            chosen.append(said)
    return chosen


def _given(said: Said) -> str:
    """The HTML that came with it: of an incoming mail its new part, of an outgoing one what the interface was given."""
    mail: Any = said.details.get("email")
    content: Any = mail.get("html_content") if isinstance(mail, dict) and said.incoming else None
    html: Any = content.get("reply") if isinstance(content, dict) else said.details.get("email_html_content")
    return html if isinstance(html, str) and len(html) <= MOST_TEXT else ""


def _html_of(said: Said) -> str:
    html = quotable(_given(said))
    if html.strip():
        return html
    text = said.text or ""
    return (
        "<p>" + escape(text, quote=False).strip("\n").replace("\n", "<br>") + "</p>" if said.incoming else to_html(text)
    )
