"""Where the signature of a mail begins. Pure."""

from typing import Final

from balcao.channels.email.body.words import DEVICE_LINE, LINKED

MOST_LINES: Final = 15
MOST_TEXT: Final = 1_200
DEVICE_MAX: Final = 160


def signature_at(lines: list[str]) -> int:
    """The line at which the text ends and a signature begins; the number of lines when there is none.

    A long «signature» is none: somebody wrote below the dashes.
    """
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    found = _dashes(lines, end)
    return _device(lines, len(lines) if found == end else found)


def _dashes(lines: list[str], end: int) -> int:
    for number in range(end - 1, max(end - 2 - MOST_LINES, -1), -1):
        line = lines[number]
        if line in {"-- ", "--", "--\xa0", "—"} and _is_short(lines[number + 1 : end], exact=line == "-- "):
            return number
    return end


def _is_short(lines: list[str], *, exact: bool) -> bool:
    """Without the space that the standard asks for, the dashes may be somebody's rule: then a name at most follows."""
    count, size = len(lines), sum(map(len, lines))
    return count <= MOST_LINES and size <= MOST_TEXT if exact else 0 < count <= 8 and size <= MOST_TEXT // 2


def _device(lines: list[str], end: int) -> int:
    """Above `end`: what the program says of the device it runs on."""
    at = end
    while True:
        last = at
        while last and not lines[last - 1].strip():
            last -= 1
        if not last or len(lines[last - 1]) > DEVICE_MAX or not _is_device(lines[last - 1]):
            return at
        at = last - 1


def _is_device(line: str) -> bool:
    """Links in it are read as what they are called."""
    bare = LINKED.sub(r"\1\2", line) if "http" in line else line
    return DEVICE_LINE.match(bare) is not None
