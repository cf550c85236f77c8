"""The block of header lines, read by one pattern from the raw bytes: the ids in it must come out exactly as they are."""

import re
from typing import Final

HEADERS_MOST: Final = 200_000
"""Bytes of one header block; what comes after them is not looked at."""

_FIELD = re.compile(rb"(?!--)([!-9;-~]+)[ \t]*:((?:[^\n]*\n(?=[ \t]))*[^\n]*)(?:\n|\Z)")
# After a stray line the block goes on only with a name that mail really has.
_FAMILIAR = re.compile(
    rb"(?:received|return-path|delivered-to|from|to|cc|bcc|subject|date|message-id|in-reply-to|references|reply-to|sender"
    rb"|mime-version|content-[a-z-]+|x-[a-z0-9-]+|dkim-signature|arc-[a-z-]+|authentication-results|list-[a-z]+"
    rb"|auto-submitted|precedence|thread-[a-z]+|importance)[ \t]*:",
    re.IGNORECASE,
)
_BLANK = re.compile(rb"\n\r?\n")


class Headers:
    """Names (lower case) and raw values in their order."""

    __slots__ = ("_values", "pairs")

    def __init__(self) -> None:
        self.pairs: list[tuple[bytes, bytes]] = []
        self._values: dict[bytes, list[bytes]] = {}

    def add(self, name: bytes, value: bytes) -> None:
        """One more line at the end."""
        self.pairs.append((name, value))
        self._values.setdefault(name, []).append(value)

    def get(self, name: bytes) -> bytes | None:
        """The first value that says anything."""
        for value in self._values.get(name, ()):
            if value:
                return value
        return None

    def all(self, name: bytes) -> list[bytes]:
        """Every value, the topmost first."""
        return self._values.get(name, [])

    def __contains__(self, name: bytes) -> bool:
        return name in self._values

    def __len__(self) -> int:
        return len(self.pairs)


def read_headers(raw: bytes, start: int = 0) -> tuple[Headers, int]:
    """The header block at `start`, and where the body begins."""
    headers, at, end = Headers(), start, min(len(raw), start + HEADERS_MOST)
    while at < end:
        if raw.startswith((b"\n", b"\r\n"), at):
            return headers, at + (1 if raw[at] == 10 else 2)
        if field := _FIELD.match(raw, at, end):
            headers.add(field[1].lower(), field[2].strip())
            at = field.end()
            continue
        after = raw.find(b"\n", at, end) + 1
        if not after or raw.startswith(b"--", at):
            break
        is_envelope = at == start and raw.startswith((b"From ", b">From "), at)
        if not is_envelope and not _FAMILIAR.match(raw, after, end):
            break
        at = after
    return headers, at if end == len(raw) or at < end else _past(raw, at)


def _past(raw: bytes, at: int) -> int:
    """Where the body begins behind a block that is too long."""
    found = _BLANK.search(raw, at - 1)
    return found.end() if found else len(raw)
