"""A mail as those have seen it who signed it: its header lines and its body, written in one way (RFC 6376, 3.4)."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from typing import Literal

from balcao.channels.email.mime.headers import read_headers

Way = Literal["simple", "relaxed"]
Line = tuple[bytes, bytes]
"""A name in lower case, and the whole line with its CRLF."""

_PIECE = 1 << 18
_LINE = re.compile(rb"([!-9;-~]+)[ \t]*:[^\n]*(?:\n[ \t][^\n]*)*(?:\n|\Z)")
_SPACES = re.compile(rb"[ \t]+")
_OWN_VALUE = re.compile(rb"(^|;)([ \t\r\n]*b[ \t\r\n]*=)[^;]*")


class SignedMail:
    """What signatures are about. `lines` is empty where readers of the mail see another header than its signers may have."""

    def __init__(self, raw: bytes) -> None:
        headers, at = read_headers(raw)
        self.lines = _lines(raw[:at], [name for name, _ in headers.pairs])
        self._raw, self._at = raw, at
        self._digests: dict[Way, bytes] = {}

    def digest(self, way: Way) -> bytes:
        """The SHA-256 of the body; once, however many have signed."""
        if way not in self._digests:
            self._digests[way] = _digest(_pieces(self._raw, self._at), way)
        return self._digests[way]

    @property
    def size(self) -> int:
        """Bytes of its body."""
        return len(self._raw) - self._at

    def text(self, names: Sequence[bytes], signature: Line, way: Way) -> bytes:
        """What a signature over these header lines has signed. Of several with a name, the lowest come first."""
        left: dict[bytes, list[bytes]] = {}
        for name, line in self.lines:
            left.setdefault(name, []).append(line)
        chosen = [(name, left[name].pop()) for name in names if left.get(name)]
        own = signature[0], _without_value(signature[1])
        return b"".join(_written(one, way) for one in [*chosen, own])[:-2]


def _lines(block: bytes, seen: list[bytes]) -> list[Line]:
    """The header lines of a block, as far as all of it is such lines and everybody reads it alike."""
    block = block.replace(b"\r\n", b"\n")
    found: list[Line] = []
    at = 0
    while at < len(block) and block[at] != 10:
        line = _LINE.match(block, at)
        if line is None or b"\r" in line[0]:
            return []
        found.append((line[1].lower(), line[0].rstrip(b"\n").replace(b"\n", b"\r\n") + b"\r\n"))
        at = line.end()
    return found if [name for name, _ in found] == seen else []


def _written(line: Line, way: Way) -> bytes:
    if way == "simple":
        return line[1]
    value = line[1].partition(b":")[2].replace(b"\r\n", b"")
    return line[0] + b":" + _SPACES.sub(b" ", value).strip(b" ") + b"\r\n"


def _without_value(line: bytes) -> bytes:
    """A signature's own line as it was before it was signed."""
    name, colon, value = line.rstrip(b"\r\n").partition(b":")
    return name + colon + _OWN_VALUE.sub(rb"\1\2", value, count=1) + b"\r\n"


def _digest(pieces: Iterator[bytes], way: Way) -> bytes:
    """Empty lines at the end do not count; one line end does, but for a body of nothing that is written freely."""
    digest, is_empty, line_ends = hashlib.sha256(), True, 0
    for piece in pieces:
        lines = piece.replace(b"\r\n", b"\n")
        lines = _closed_up(lines) if way == "relaxed" else lines
        text = lines.rstrip(b"\n")
        if text:
            digest.update((b"\n" * line_ends + text).replace(b"\n", b"\r\n"))
            is_empty, line_ends = False, 0
        line_ends += len(lines) - len(text)
    if way == "simple" or not is_empty:
        digest.update(b"\r\n")
    return digest.digest()


def _pieces(raw: bytes, at: int) -> Iterator[bytes]:
    """Whole lines, some at a time, so that others get their turn in between."""
    while at < len(raw):
        end = raw.find(b"\n", at + _PIECE) + 1 or len(raw)
        yield raw[at:end]
        at = end


def _closed_up(lines: bytes) -> bytes:
    """Spaces are one or none. A pattern would look at a long run again and again; this takes time in proportion to it."""
    lines = lines.replace(b"\t", b" ")
    while b"  " in lines:
        lines = lines.replace(b"  ", b" ")
    return lines.replace(b" \n", b"\n").removesuffix(b" ")
