"""The parts of a mail as bytes, with CRLF line ends and in seven bits, which every server takes. Pure."""

import base64
import binascii
import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from balcao.channels.email.compose.headers import LONGEST, header

_NAME_BYTES: Final = 700
_LINE: Final = 57
"""Bytes that make a line of 76 characters."""
_AT_ONCE: Final = _LINE * 1024
_BREAK = re.compile(r"\r\n|\r|\n")
_QUOTED = re.compile(r"[\x20-\x7e]*")


@dataclass(frozen=True, slots=True)
class Encoded:
    """A file in base64. Its lines are made when they go out: as a whole they would lie in memory several times."""

    data: bytes

    def __len__(self) -> int:
        return -(-len(self.data) // 3) * 4 + -(-len(self.data) // _LINE) * 2

    def __iter__(self) -> Iterator[bytes]:
        for start in range(0, len(self.data), _AT_ONCE):
            yield base64.encodebytes(self.data[start : start + _AT_ONCE]).replace(b"\n", b"\r\n")


Piece = bytes | Encoded
"""A stretch of a mail; each begins a line, and all but the last end one."""


def pieces(parts: Sequence[Piece]) -> tuple[Piece, ...]:
    """With what is written out already in one piece."""
    found, text = list[Piece](), list[bytes]()
    for part in parts:
        if isinstance(part, bytes):
            text.append(part)
        else:
            found += [b"".join(text), part]
            text = []
    return (*found, b"".join(text))


def text_part(text: str, subtype: str) -> list[Piece]:
    """Text of any script, in whichever encoding is short."""
    raw = "\r\n".join(_BREAK.split(text)).encode("utf-8", "replace")
    encoding, body = _encoded(raw)
    return _part(f"text/{subtype}", ['charset="utf-8"'], encoding, body)


def file_part(data: bytes, content_type: str, name: str, cid: str = "") -> list[Piece]:
    """A file; with `cid` one that stands inside the text."""
    place = header("Content-Disposition", _terms(["inline" if cid else "attachment", *_file_name(name)]))
    names = header("Content-ID", [f"<{cid}>"]) if cid else b""
    return _part(content_type, [], "base64", Encoded(data), place + names)


def multipart(subtype: str, parts: Sequence[list[Piece]]) -> list[Piece]:
    """Several parts as one; a single one stays by itself."""
    if len(parts) == 1:
        return parts[0]
    # `=_` occurs in no encoded text, and nobody can guess the rest.
    boundary = f"=_{secrets.token_hex(16)}"
    head = header("Content-Type", _terms([f"multipart/{subtype}", f'boundary="{boundary}"']))
    line = f"--{boundary}".encode()
    inside = [piece for part in parts for piece in (line, b"\r\n", *part, b"\r\n")]
    return [head, b"\r\n", *inside, line, b"--\r\n"]


def _part(content_type: str, terms: list[str], encoding: str, body: Piece, more: bytes = b"") -> list[Piece]:
    kind = header("Content-Type", _terms([content_type, *terms]))
    return [kind, header("Content-Transfer-Encoding", [encoding]), more, b"\r\n", body]


def _encoded(raw: bytes) -> tuple[str, bytes]:
    if raw.isascii() and b"\0" not in raw and all(len(line) <= LONGEST for line in raw.split(b"\r\n")):
        return "7bit", raw
    quoted = binascii.b2a_qp(raw, istext=True)
    if len(quoted) <= len(raw) * 1.4:
        return "quoted-printable", quoted
    return "base64", base64.encodebytes(raw).replace(b"\n", b"\r\n")


def _file_name(name: str) -> list[str]:
    """Plain where that is enough, else as RFC 2231 has it; the extension outlives a name that is too long."""
    if _QUOTED.fullmatch(name):
        shown = name.replace("\\", "\\\\").replace('"', '\\"')
        return [f'filename="{shown}"']
    stem, dot, extension = name.rpartition(".")
    while len(quote(name, safe="")) > _NAME_BYTES and stem:
        stem = stem[:-1]
        name = f"{stem}{dot}{extension[:20]}"
    return [f"filename*=utf-8''{quote(name, safe='')}"]


def _terms(values: list[str]) -> list[str]:
    return [*(f"{value};" for value in values[:-1]), values[-1]]
