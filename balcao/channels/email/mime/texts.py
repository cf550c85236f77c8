"""What one mail says, divided into new and old, and cut to what the house keeps of it beside the original."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from balcao.channels.email.body import Folded, FoldedHtml, hands_on, read_html, read_text
from balcao.channels.email.mime.mail import Mail

TEXT_MOST: Final = 150_000
"""Characters of the text of a message."""

KEPT_MOST: Final = 256 * 1024
"""Bytes of plain text and HTML of one mail in the details of its message."""

_POOR = 0.2
_ENOUGH = 200


@dataclass(frozen=True, slots=True)
class Texts:
    """`text` is what the message says; the two mappings hold `full`, `reply` and `quoted`, `html` being empty without HTML."""

    text: str
    plain: Mapping[str, str]
    html: Mapping[str, str]
    remote_images: bool
    cut: bool


def texts_of(mail: Mail) -> Texts:
    """The texts of a mail. Where it has nothing to say its subject stands for it."""
    forwarded = hands_on(mail.subject)
    rich = read_html(mail.html, forwarded=forwarded) if mail.html else None
    plain = read_text(mail.text, forwarded=forwarded) if mail.text else None
    said = _said(plain, rich) or mail.subject
    inner = plain or (Folded(rich.text_full, rich.text_reply, rich.text_quoted) if rich else Folded("", "", ""))
    kept = _Budget(KEPT_MOST)
    html = (
        {"reply": kept.html(rich.reply), "full": kept.html(rich.full), "quoted": kept.html(rich.quoted)} if rich else {}
    )
    text = {"reply": kept.text(inner.reply), "full": kept.text(inner.full), "quoted": kept.text(inner.quoted)}
    return Texts(
        text=said[:TEXT_MOST],
        plain=text,
        html=html,
        remote_images=bool(rich and rich.remote_images),
        cut=kept.cut or len(said) > TEXT_MOST,
    )


def _said(plain: Folded | None, rich: FoldedHtml | None) -> str:
    """The new text; all of it where nothing is new. A plain form that is only an excuse gives way to the HTML."""
    from_html = (rich.text_reply.strip() or rich.text_full.strip()) if rich else ""
    from_text = (plain.reply.strip() or plain.full.strip()) if plain else ""
    is_poor = len(from_html) > _ENOUGH and len(from_text) < len(from_html) * _POOR
    return from_html if is_poor or not from_text else from_text


class _Budget:
    """Gives out what is left; what comes first is served first."""

    def __init__(self, most: int) -> None:
        self.left = most
        self.cut = False

    def text(self, value: str) -> str:
        if value.isascii() and len(value) <= self.left:
            self.left -= len(value)
            return value
        data = value.encode("utf-8", "replace")
        if len(data) <= self.left:
            self.left -= len(data)
            return value
        self.cut = True
        kept = data[: self.left].decode("utf-8", "ignore")
        self.left = 0
        return kept

    def html(self, value: str) -> str:
        """Cut between two elements, so that no half of a tag remains."""
        kept = self.text(value)
        return kept if len(kept) == len(value) else kept[: kept.rfind(">") + 1]
