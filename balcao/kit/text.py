"""Text at the door: what both engines must agree on, and JSON that stays bytes until somebody asks."""

import unicodedata
from typing import Any

import msgspec

Json = msgspec.Raw
"""JSON as it lies in the database: passed through to the wire without being parsed."""

EMPTY_OBJECT = msgspec.Raw(b"{}")

_BIDI = dict.fromkeys(
    map(ord, "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")
)


def plain(value: str) -> str:
    """Without NUL and lone surrogates, which the two engines treat differently."""
    text = value.replace("\0", "") if "\0" in value else value
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def name(value: str, limit: int = 255) -> str:
    """A name for display: one line, no direction or zero-width tricks, at most `limit` characters."""
    words = plain(value).translate(_BIDI)
    return " ".join("".join(" " if unicodedata.category(c) == "Cc" else c for c in words).split())[:limit]


def folded(text: str) -> str:
    """Without capitals and accents: as texts are compared in a search."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in parts if not unicodedata.combining(c))


def flag(value: Any) -> bool:
    """Whether a form or a JSON value says yes."""
    return str(value).lower() in ("true", "1")


def loads(raw: Json | bytes | str | None) -> Any:
    """Parse stored JSON; None gives an empty object."""
    return {} if raw is None else msgspec.json.decode(raw)


def dumps(value: Any) -> Json:
    """JSON ready to be stored or sent."""
    return msgspec.Raw(msgspec.json.encode(value))


def pruned(value: Any) -> Any:
    """The same JSON value with every string made `plain`."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, dict):
        return {plain(str(k)): pruned(v) for k, v in value.items()}  # pyright: ignore[reportUnknownVariableType,reportUnknownArgumentType]
    if isinstance(value, list):
        return [pruned(v) for v in value]  # pyright: ignore[reportUnknownVariableType]
    return value
