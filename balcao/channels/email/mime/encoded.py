"""Header text: folded lines, encoded words (also split in the middle of a character), and raw 8-bit text."""

import binascii
import re

from balcao.channels.email.mime.charsets import decode
from balcao.channels.email.mime.transfer import base64

WORD = re.compile(r"=\?([^?*\s]{1,60})(?:\*[^?\s]{0,40})?\?([bBqQ])\?([^?]*)\?=")
_FOLD = re.compile(rb"\r?\n")
_CONTROLS = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")
_TURNERS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
LINE_MOST = 998


def unfolded(raw: bytes) -> str:
    """A header's value as text, its encoded words untouched."""
    flat = _FOLD.sub(b"", raw) if b"\n" in raw else raw
    return flat.decode("ascii") if flat.isascii() else decode(flat)


def words(text: str) -> str:
    """With encoded words decoded. Neighbours of one charset are one text: a character may be cut between them."""
    if "=?" not in text:
        return text
    out: list[str] = []
    run, charset, end = bytearray(), "", 0
    for word in WORD.finditer(text):
        between = text[end : word.start()]
        joined = end and not between.strip()
        if not joined or word[1].lower() != charset:
            out += [decode(bytes(run), charset) if run else "", "" if joined else between]
            run, charset = bytearray(), word[1].lower()
        run += _bytes_of(word[2], word[3])
        end = word.end()
    out += [decode(bytes(run), charset) if run else "", text[end:]]
    return "".join(out)


def _bytes_of(kind: str, payload: str) -> bytes:
    data = payload.encode("utf-8", "surrogatepass")
    return base64(data) if kind in "bB" else binascii.a2b_qp(data, header=True)


def one_line(text: str) -> str:
    """Without anything that could begin a new header or turn the writing direction (EML-12)."""
    return _CONTROLS.sub(" ", _TURNERS.sub("", text)).strip()[:LINE_MOST]


def header_text(raw: bytes | None) -> str:
    """What a header says, on one line, ready to be shown."""
    return one_line(words(unfolded(raw))) if raw else ""
