"""The addresses in SMTP commands (RFC 5321, 4.1.2), and the names by which a mail asks to be read twice."""

import re
from typing import Final

NOBODY: Final = "<>"
"""The empty path: the sender of a bounce."""

_PATH = re.compile(
    r"<(?:@[^<>:\s]*:)?(?P<path>(?:\"(?:[^\"\\]|\\.)*\"|[^<>\s\"])*)>(?P<rest>(?:\s.*)?)|(?P<bare>[^<>\s\"]+)(?P<more>(?:\s.*)?)"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_PATH_MOST = 320


def path_in(text: str) -> tuple[str, str] | None:
    """The address, `<>` for the empty one, and what stands behind it; None for what is no address."""
    found = _PATH.fullmatch(text.strip())
    if found is None:
        return None
    path = found["bare"] or found["path"]
    if len(path) > _PATH_MOST or _CONTROL.search(path) or not _is_text(path):
        return None
    return path or NOBODY, (found["rest"] or found["more"] or "").strip()


def _is_text(text: str) -> bool:
    """Bytes that are no UTF-8 come as lone surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


_SECOND_END = re.compile(rb"[\r\n]\.[\r\n]")


def ends_twice(text: bytes, *, at_start: bool) -> bool:
    """Whether some text, in which no CRLF is followed by a dot, holds what other servers take for the end of a mail.

    What follows would be read there as another mail, with a sender of the attacker's choice (SMTP smuggling).
    """
    if at_start and text[:1] == b"." and text[1:2] in (b"\r", b"\n"):
        return True
    return (b"\n." in text or b"\r." in text) and _SECOND_END.search(text) is not None
