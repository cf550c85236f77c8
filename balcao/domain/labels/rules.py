"""Titles and colours of labels. Pure."""

import re

TITLE_MAX = 255
_TITLE = re.compile(r"[\w-]+")
_COLOR = re.compile(r"#[0-9a-f]{6}")


def tidy_title(value: str) -> str:
    """As it is kept and compared: trimmed, lower case."""
    return value.strip().lower()


def is_title(value: str) -> bool:
    """Letters, digits, `_` and `-`, without spaces."""
    return len(value) <= TITLE_MAX and bool(_TITLE.fullmatch(value))


def is_color(value: str) -> bool:
    """`#rrggbb`."""
    return bool(_COLOR.fullmatch(value))
