"""The fields of a posted form as bytes: a mail in one of them must come out exactly as it went in."""

import re
from binascii import a2b_qp
from typing import Any, Final

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from balcao.channels.contract import Hook
from balcao.kit.errors import refused

FIELDS_MOST: Final = 200
_PIECE = 64 * 1024
_BROKEN = re.compile(rb"%(?![0-9A-Fa-f]{2})")


def fields(hook: Hook) -> dict[str, bytes]:
    """By name; the first of those with one name. Raises a 422 `Problem` for what is no form."""
    kind, options = parse_options_header(hook.headers.get("content-type", ""))
    if kind == b"application/x-www-form-urlencoded":
        return _urlencoded(hook.body)
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        raise refused("This address takes a form: multipart/form-data", 415)
    return _multipart(hook.body, boundary)


def _urlencoded(body: bytes) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for pair in body.split(b"&", FIELDS_MOST)[:FIELDS_MOST]:
        name, _, value = pair.partition(b"=")
        found.setdefault(_decoded(name).decode("utf-8", "replace"), _decoded(value))
    return found


def _decoded(text: bytes) -> bytes:
    if _BROKEN.search(text):
        raise refused("The form cannot be read: an escape is not whole")
    found, at = bytearray(), 0
    while at < len(text):
        end = at + _PIECE
        # No escape is cut in two.
        if (cut := text.rfind(b"%", end - 2, end)) >= 0:
            end = cut
        # Quoted-printable is the same but for its mark, and is decoded ten times as fast as what Python has for this.
        piece = text[at:end].replace(b"+", b" ").replace(b"=", b"=3D").replace(b"%", b"=")
        found += a2b_qp(piece)
        at = end
    return bytes(found)


def _multipart(body: bytes, boundary: bytes) -> dict[str, bytes]:
    parts = _Parts()
    try:
        parser = MultipartParser(boundary, parts.callbacks())
        parser.write(body)
        parser.finalize()
    except FormParserError as error:
        raise refused(f"The form cannot be read: {error}") from None
    return parts.found


class _Parts:
    def __init__(self) -> None:
        self.found: dict[str, bytes] = {}
        self._name = self._header = self._value = b""
        self._data: list[bytes] = []

    def callbacks(self) -> Any:
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._say_header,
            "on_header_value": self._say_value,
            "on_header_end": self._end_header,
            "on_part_data": self._add,
            "on_part_end": self._end,
        }

    def _begin(self) -> None:
        self._name, self._data = b"", []

    def _say_header(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _say_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end_header(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._name = parse_options_header(self._value)[1].get(b"name", b"")
        self._header = self._value = b""

    def _add(self, data: bytes, start: int, end: int) -> None:
        self._data.append(data[start:end])

    def _end(self) -> None:
        if len(self.found) >= FIELDS_MOST:
            raise refused("The form has too many fields")
        self.found.setdefault(self._name.decode("utf-8", "replace"), b"".join(self._data))
