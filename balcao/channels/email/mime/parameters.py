"""`Content-Type` and `Content-Disposition`: a value and its parameters, in every way in which they are written."""

import re
from collections.abc import Mapping
from urllib.parse import unquote_to_bytes

from balcao.channels.email.body.remembered import remembered
from balcao.channels.email.mime.charsets import decode
from balcao.channels.email.mime.encoded import unfolded, words

_PARAMETER = re.compile(r';\s*([^\s=;"*]+)(\*\d{0,3})?(\*)?\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;"\s][^;]*))?')
_ESCAPED = re.compile(r'\\(["\\])')
_MOST = 16_384


def parameters(raw: bytes | None) -> tuple[str, Mapping[str, str]]:
    """The value in lower case, and its parameters by name in lower case."""
    return _parsed(unfolded(raw[:_MOST])) if raw else ("", {})


@remembered
def _parsed(text: str) -> tuple[str, Mapping[str, str]]:
    value, _, rest = text.partition(";")
    return value.strip().lower(), _all(rest) if rest else {}


def _all(rest: str) -> dict[str, str]:
    found: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for hit in _PARAMETER.finditer(";" + rest):
        name, section, star, quoted, bare = hit.groups()
        value = _ESCAPED.sub(r"\1", quoted) if quoted is not None else (bare or "").strip()
        if section or star:
            number = int(section[1:] or 0) if section else 0
            pieces.setdefault(name.lower(), []).append((number, bool(star) or section == "*", value))
        else:
            found.setdefault(name.lower(), words(value))
    # The long form says exactly what the short one can only hint at.
    return found | {name: _joined(sorted(some)) for name, some in pieces.items()}


def _joined(pieces: list[tuple[int, bool, str]]) -> str:
    charset, data = "utf-8", b""
    for index, (_, is_encoded, value) in enumerate(pieces):
        rest = value
        if index == 0 and is_encoded and value.count("'") >= 2:
            charset, _, rest = value.split("'", 2)
        data += unquote_to_bytes(rest) if is_encoded else rest.encode("utf-8", "replace")
    return words(decode(data, charset or "utf-8"))
