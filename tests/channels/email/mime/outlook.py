"""Writes `winmail.dat` as Outlook does, and packs rich text for it."""

import struct
from collections.abc import Iterable

SIGNATURE = b"\x78\x9f\x3e\x22\x01\x00"
BODY, CODE_PAGE, MESSAGE, NEW_FILE, TITLE, DATA, FILE = (
    0x0002800C, 0x00069007, 0x00069003, 0x00069002, 0x00018010, 0x0006800F, 0x00069005,
)  # fmt: skip
STRING, WIDE, BINARY, LONG, OBJECT = 0x1E, 0x1F, 0x102, 0x03, 0x0D


def attribute(tag: int, data: bytes) -> bytes:
    return struct.pack("<BII", 2, tag, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def properties(*some: tuple[int, int, bytes]) -> bytes:
    """Of kind, number and value each."""
    return struct.pack("<I", len(some)) + b"".join(_property(*one) for one in some)


def _property(kind: int, number: int, value: bytes) -> bytes:
    name = b"\0" * 16 + struct.pack("<II", 1, 6) + "abc".encode("utf-16-le") + b"\0\0" if number >= 0x8000 else b""
    head = struct.pack("<HH", kind, number) + name
    if kind == LONG:
        return head + value.ljust(4, b"\0")
    return head + struct.pack("<II", 1, len(value)) + value + b"\0" * (-len(value) % 4)


def winmail(*attributes: bytes) -> bytes:
    return SIGNATURE + attribute(CODE_PAGE, struct.pack("<II", 1252, 0)) + b"".join(attributes)


def file(name: str, data: bytes, *more: tuple[int, int, bytes]) -> Iterable[bytes]:
    """A file under a short name of old times and the real one."""
    return [
        attribute(NEW_FILE, b"\0" * 14),
        attribute(TITLE, b"SHORT~1.DAT\0"),
        attribute(DATA, data),
        attribute(FILE, properties((LONG, 0x3705, b"\1"), *more, (WIDE, 0x3707, f"{name}\0".encode("utf-16-le")))),
    ]


def packed_rtf(text: bytes) -> bytes:
    """Rich text in the packing, each character for itself; ends as the packing ends."""
    tokens = [text[at : at + 8] for at in range(0, len(text), 8)]
    body = b"".join(b"\0" + token for token in tokens[:-1])
    last = tokens[-1]
    place = (207 + len(text)) % 4096
    end = struct.pack(">H", place << 4)
    body += bytes([1 << len(last)]) + last + end if len(last) < 8 else b"\0" + last + b"\1" + end
    return struct.pack("<IIII", len(body) + 12, len(text), 0x75465A4C, 0) + body
