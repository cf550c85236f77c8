"""The property lists inside `winmail.dat`, and the packing of the rich text in them."""

import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

from balcao.channels.email.mime.charsets import decode

BODY: Final = 0x1000
RTF: Final = 0x1009
BODY_HTML: Final = 0x1013
FILE_DATA: Final = 0x3701
FILE_NAME: Final = 0x3707
FILE_TYPE: Final = 0x370E
FILE_ID: Final = 0x3712

RTF_MOST: Final = 10_000_000
_PROPERTIES_MOST = 5_000
_VALUES_MOST = 10_000
_MANY = 0x1000
_WIDE = 0x001F
_SIZED = {0x001E, 0x001F, 0x0102, 0x000D}
_FIXED = {0x0002: 4, 0x0003: 4, 0x0004: 4, 0x000A: 4, 0x000B: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x0014: 8, 0x0040: 8,
          0x0048: 16, 0x0001: 0}  # fmt: skip
# With what the packing's window begins; both sides must agree on it.
_WINDOW_START = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans SerifSymbol"
    rb"ArialTimes New RomanCourier{\colortbl\red0\green0\blue0" + b"\r\n" + rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_PACKED, _STORED = 0x75465A4C, 0x414C454D


class Value(NamedTuple):
    """What a property says, and how its type is numbered."""

    kind: int
    value: bytes


def text(value: Value, page: str) -> str:
    """A property as text."""
    return decode(value.value, "utf-16-le" if value.kind == _WIDE else page).strip("\0")


def properties(data: bytes) -> Iterator[tuple[int, Value]]:
    """Each property with its first value; ends where the list is broken."""
    try:
        yield from _properties(data)
    except struct.error:
        return


def _properties(data: bytes) -> Iterator[tuple[int, Value]]:
    (count,) = struct.unpack_from("<I", data)
    at = 4
    for _ in range(min(count, _PROPERTIES_MOST)):
        kind, name = struct.unpack_from("<HH", data, at)
        at = _past_name(data, at + 4) if name >= 0x8000 else at + 4
        values = 1
        if kind & _MANY or kind in _SIZED:
            (values,) = struct.unpack_from("<I", data, at)
            at += 4
        for number in range(min(values, _VALUES_MOST)):
            start, size = _place(data, at, kind & ~_MANY)
            if number == 0:
                yield name, Value(kind & ~_MANY, data[start : start + size])
            at = start + size + (-size % 4)


def _past_name(data: bytes, at: int) -> int:
    (is_text,) = struct.unpack_from("<I", data, at + 16)
    (size,) = struct.unpack_from("<I", data, at + 20)
    return at + 24 + (size + (-size % 4) if is_text else 0)


def _place(data: bytes, at: int, kind: int) -> tuple[int, int]:
    if kind in _SIZED:
        return at + 4, struct.unpack_from("<I", data, at)[0]
    if kind not in _FIXED:
        raise struct.error(kind)
    return at, _FIXED[kind]


def unpacked_rtf(data: bytes) -> bytes:
    """The rich text of a message, at most `RTF_MOST` bytes of it; empty for what is none."""
    if len(data) < 16:
        return b""
    _, size, kind, _ = struct.unpack_from("<IIII", data)
    if kind == _STORED:
        return data[16 : 16 + min(size, RTF_MOST)]
    return _inflated(data, min(size, RTF_MOST)) if kind == _PACKED else b""


def _inflated(data: bytes, most: int) -> bytes:
    out, at, lead = bytearray(_WINDOW_START), 16, len(_WINDOW_START)
    while at < len(data) and len(out) < most + lead:
        flags = data[at]
        at += 1
        for bit in range(8):
            if at + 1 >= len(data):
                return bytes(out[lead : lead + most])
            if not flags >> bit & 1:
                out.append(data[at])
                at += 1
                continue
            pair = data[at] << 8 | data[at + 1]
            at += 2
            back = (len(out) - (pair >> 4)) % 4096
            if back == 0:
                return bytes(out[lead : lead + most])
            for _ in range((pair & 15) + 2):
                out.append(out[-back] if back <= len(out) else 32)
    return bytes(out[lead : lead + most])
