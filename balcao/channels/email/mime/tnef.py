"""`winmail.dat`: what Outlook wraps into one file of its own, unpacked within limits (EML-15)."""

import enum
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from balcao.channels.email.mime import mapi
from balcao.channels.email.mime.charsets import decode

SIGNATURE: Final = b"\x78\x9f\x3e\x22"
FILES_MOST: Final = 100
_ATTRIBUTES_MOST = 10_000
_DEPTH_MOST = 3


class Tag(enum.IntEnum):
    """How the attributes are numbered that are read."""

    CODE_PAGE = 0x00069007
    BODY = 0x0002800C
    MESSAGE_PROPERTIES = 0x00069003
    NEW_FILE = 0x00069002
    FILE_TITLE = 0x00018010
    FILE_DATA = 0x0006800F
    FILE_PROPERTIES = 0x00069005


@dataclass(slots=True)
class Wrapped:
    """One file inside."""

    name: str = ""
    content_type: str = ""
    content_id: str = ""
    data: bytes = b""


@dataclass(slots=True)
class Unpacked:
    """What was inside: files, and the message itself in the forms in which it is there."""

    text: str = ""
    html: str = ""
    rtf: bytes = b""
    files: list[Wrapped] = field(default_factory=list[Wrapped])


def unpacked(data: bytes, depth: int = 0) -> Unpacked | None:
    """The contents; None for what is no such file. What is cut off gives what is there."""
    if not data.startswith(SIGNATURE):
        return None
    found, page = Unpacked(), "cp1252"
    for name, value in _attributes(data):
        match name:
            case Tag.CODE_PAGE if len(value) >= 4:
                page = f"cp{struct.unpack_from('<I', value)[0]}"
            case Tag.BODY:
                found.text = found.text or decode(value.rstrip(b"\0"), page)
            case Tag.MESSAGE_PROPERTIES:
                _take_message(found, value, page)
            case Tag.NEW_FILE:
                if len(found.files) >= FILES_MOST:
                    break
                found.files.append(Wrapped())
            case Tag.FILE_TITLE | Tag.FILE_DATA | Tag.FILE_PROPERTIES if found.files:
                _take_file(found, name, value, page, depth)
            case _:
                pass
    found.files = [file for file in found.files if file.data]
    return found


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 6
    for _ in range(_ATTRIBUTES_MOST):
        if at + 9 > len(data):
            return
        _, name, size = struct.unpack_from("<BII", data, at)
        yield name, data[at + 9 : at + 9 + size]
        at += 9 + size + 2


def _take_message(found: Unpacked, value: bytes, page: str) -> None:
    for tag, data in mapi.properties(value):
        match tag:
            case mapi.BODY:
                found.text = mapi.text(data, page) or found.text
            case mapi.BODY_HTML:
                found.html = mapi.text(data, page) or found.html
            case mapi.RTF:
                found.rtf = mapi.unpacked_rtf(data.value) or found.rtf
            case _:
                pass


def _take_file(found: Unpacked, name: int, value: bytes, page: str, depth: int) -> None:
    file = found.files[-1]
    if name == Tag.FILE_TITLE:
        file.name = file.name or decode(value.rstrip(b"\0"), page)
    elif name == Tag.FILE_DATA:
        file.data = value
    else:
        _take_properties(found, file, value, page, depth)


def _take_properties(found: Unpacked, file: Wrapped, value: bytes, page: str, depth: int) -> None:
    for tag, data in mapi.properties(value):
        match tag:
            case mapi.FILE_NAME:
                file.name = mapi.text(data, page) or file.name
            case mapi.FILE_TYPE:
                file.content_type = mapi.text(data, page)
            case mapi.FILE_ID:
                file.content_id = mapi.text(data, page)
            case mapi.FILE_DATA if not file.data:
                # An embedded message is a wrapping of its own behind sixteen bytes that say so.
                inner = unpacked(data.value[16:], depth + 1) if depth < _DEPTH_MOST else None
                file.data = b"" if inner else data.value
                found.files[-1:] = [file, *(inner.files if inner else [])][: FILES_MOST + 1 - len(found.files)]
            case _:
                pass
