"""The header lines of a mail, written out by ourselves: one value, one line, whatever somebody typed (EML-12). Pure."""

import base64
import re
from collections.abc import Iterable, Iterator
from typing import Final

from balcao.kit.text import plain

WIDTH: Final = 76
LONGEST: Final = 900

_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_WORD_BYTES = 42


def one_line(text: str, limit: int = 998) -> str:
    """Without line breaks and other controls, which could begin a header of somebody else's."""
    return " ".join(_BREAKS.sub(" ", plain(text)).split())[:limit].rstrip()


def header(name: str, words: Iterable[str]) -> bytes:
    """One header, folded between words; a word is never broken. Words are ASCII, or UTF-8 where the server takes it."""
    lines, width = [f"{name}:"], len(name) + 1
    for word in words:
        if width + len(word) + 1 > WIDTH and lines[-1].strip() != f"{name}:":
            lines.append("")
            width = 0
        lines[-1] += f" {word}"
        width += len(word) + 1
    return "\r\n".join(lines).encode() + b"\r\n"


def unstructured(text: str) -> list[str]:
    """The words of a free text such as a subject, encoded where they are not plain ASCII (RFC 2047)."""
    line = one_line(text)
    words = line.split(" ")
    simple = line.isascii() and "=?" not in line and all(len(word) <= LONGEST for word in words)
    return words if simple else list(_encoded(line))


def phrase(name: str) -> list[str]:
    """The words of a name before an address."""
    line = one_line(name, 255)
    if not line.isascii() or "=?" in line:
        return list(_encoded(line))
    if _ATOMS.fullmatch(line):
        return line.split(" ") if line else []
    quoted = line.replace("\\", "\\\\").replace('"', '\\"')
    return [f'"{quoted}"']


def mailboxes(addresses: Iterable[str], name: str = "") -> list[str]:
    """Addresses with commas between; `name` stands before the first."""
    shown = phrase(name)
    words = [f"<{address}>" if shown and not at else address for at, address in enumerate(addresses)]
    return [*shown, *(f"{word}," for word in words[:-1]), *words[-1:]]


def _encoded(text: str) -> Iterator[str]:
    """Encoded words of at most 75 characters; a character is never divided between two."""
    chunk = b""
    for char in text:
        raw = char.encode()
        if len(chunk) + len(raw) > _WORD_BYTES:
            yield _word(chunk)
            chunk = b""
        chunk += raw
    if chunk:
        yield _word(chunk)


def _word(raw: bytes) -> str:
    return f"=?utf-8?b?{base64.b64encode(raw).decode()}?="
