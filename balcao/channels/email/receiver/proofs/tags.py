"""Lists of `name=value;` as DKIM and DMARC write them (RFC 6376, 3.2)."""

import re

_FOLDS = re.compile(r"[ \t\r\n]+")


def tags_of(text: str) -> dict[str, str] | None:
    """The values, inner spaces as they are; None for what is no such list, or says something twice."""
    found: dict[str, str] = {}
    for piece in text.split(";"):
        name, equals, value = piece.partition("=")
        name = name.strip()
        if not equals and not name:
            continue
        if not equals or name in found:
            return None
        found[name] = value.strip()
    return found


def close(value: str) -> str:
    """A value without the spaces that folding has put into it."""
    return _FOLDS.sub("", value)
