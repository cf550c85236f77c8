"""What of a mail is said, and what is attached: every leaf of it is one or the other (EML-13, EML-15, EML-18)."""

import html
import re
from dataclasses import dataclass, field
from typing import Final

from balcao.channels.email.mime import tnef
from balcao.channels.email.mime.charsets import decode
from balcao.channels.email.mime.flowed import unflowed
from balcao.channels.email.mime.found import Found, found_in, wrapped
from balcao.channels.email.mime.parameters import parameters
from balcao.channels.email.mime.tree import Node

TEXT_MOST: Final = 1_000_000
"""Bytes of text that are read; the rest is in the kept original."""

_SPOKEN = {"text/plain", "text/html", "text/enriched", "text/richtext", "application/xhtml+xml"}
_WINMAIL = {"application/ms-tnef", "application/vnd.ms-tnef"}
# What only machines read: the other forms of the same text, signatures, half of a file for an old Macintosh.
_OVERHEARD = {
    "text/x-amp-html", "text/watch-html", "application/pgp-signature", "application/pkcs7-signature",
    "application/x-pkcs7-signature", "application/applefile",
}  # fmt: skip
_HTML_START = re.compile(r"\s*<(?:!doctype html|html[\s>])", re.IGNORECASE)
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([\w-]{1,40})""", re.IGNORECASE)


@dataclass(slots=True)
class Said:
    """A piece of the message, in the forms in which it is there."""

    text: str = ""
    html: str = ""


@dataclass(slots=True)
class Contents:
    """A mail's pieces of text and its files, in their order. `cut` says that some text was too long to be read."""

    said: list[Said] = field(default_factory=list[Said])
    found: list[Found] = field(default_factory=list[Found])
    too_deep: list[Node] = field(default_factory=list[Node])
    unpacked: list[tnef.Unpacked] = field(default_factory=list[tnef.Unpacked])
    cut: bool = False
    left: int = TEXT_MOST

    @property
    def html(self) -> str:
        """All of it as HTML; empty when no piece is."""
        if not any(one.html for one in self.said):
            return ""
        return "\n".join(
            one.html or f'<div style="white-space: pre-wrap">{html.escape(one.text)}</div>' for one in self.said
        )

    @property
    def text(self) -> str:
        """All of it as plain text; empty when a piece is there only as HTML."""
        if any(not one.text.strip() for one in self.said):
            return ""
        return "\n\n".join(one.text.strip("\n") for one in self.said)


def contents(root: Node) -> Contents:
    """The walk over all parts."""
    found = Contents()
    _walk(root, found)
    if not any(one.text.strip() or one.html.strip() for one in found.said):
        _look_inside(found)
    return found


def _walk(node: Node, into: Contents) -> None:
    if node.children:
        branch = _alternative if node.kind == "multipart/alternative" else _sequence
        branch(node, into)
    elif node.kind in _OVERHEARD:
        return
    elif node.kind.startswith("multipart/"):
        _hollow(node, into)
    elif node.kind in _SPOKEN and not _is_file(node):
        _say(node, into)
    else:
        _attach(node, into)


def _sequence(node: Node, into: Contents) -> None:
    for child in node.children:
        _walk(child, into)


def _alternative(node: Node, into: Contents) -> None:
    """One piece out of several forms: the first plain text, the last HTML; files of every form."""
    before, forms = into.said, list[Contents]()
    for child in node.children:
        into.said = []
        _walk(child, into)
        forms.append(Contents(said=into.said))
    into.said = before
    plain = next((form.text for form in forms if form.text), "")
    rich = next((form.html for form in reversed(forms) if form.html.strip()), "")
    if plain or rich:
        into.said.append(Said(plain, rich))


def _hollow(node: Node, into: Contents) -> None:
    """A multipart without parts: a boundary that never comes, or one level too many."""
    if node.parameters.get("boundary") and b"\n--" in node.raw[node.start : node.start + 65_536]:
        into.too_deep.append(node)
    else:
        _say(node, into)


def _is_file(node: Node) -> bool:
    disposition, extra = parameters(node.headers.get(b"content-disposition"))
    return disposition == "attachment" or bool(extra.get("filename") or node.parameters.get("name"))


def _say(node: Node, into: Contents) -> None:
    data = node.content()
    if len(data) > into.left:
        data, into.cut = data[: into.left], True
    into.left -= len(data)
    if not data.strip():
        return
    into.said.append(_read(node, data))


def _read(node: Node, data: bytes) -> Said:
    charset = node.parameters.get("charset")
    is_html = "html" in node.kind
    if is_html and not charset and (told := _META_CHARSET.search(data[:4096])):
        charset = told[1].decode("ascii")
    text = decode(data, charset)
    if is_html or _HTML_START.match(text):
        return Said(html=text)
    if node.parameters.get("format", "").lower() == "flowed":
        text = unflowed(text, delsp=node.parameters.get("delsp", "").lower() == "yes")
    return Said(text=text)


def _attach(node: Node, into: Contents) -> None:
    file = found_in(node)
    inside = None
    if file.kind in _WINMAIL or file.name.lower() == "winmail.dat":
        inside = tnef.unpacked(file.data())
    if inside is None:
        into.found.append(file)
        return
    into.found += wrapped(inside)
    into.unpacked.append(inside)


def _look_inside(into: Contents) -> None:
    """A mail that says nothing itself: what Outlook has wrapped up, or its first text that came as a named part."""
    for inside in into.unpacked:
        if inside.text.strip() or inside.html.strip():
            into.said.append(Said(inside.text, inside.html))
            return
        if inside.rtf:
            into.found.append(Found("message.rtf", "application/rtf", bytes_=inside.rtf))
    for file in into.found:
        if file.kind in _SPOKEN and file.node is not None and not file.is_attachment:
            into.found.remove(file)
            _say(file.node, into)
            return
