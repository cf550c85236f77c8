"""What is new in a plain text, and what is the mail that it answers. Pure, one pass, linear (EML-17).

A wrong cut costs the reader one click, a lost word costs the customer's trust: in doubt everything stays.
"""

from dataclasses import dataclass
from typing import Final

from balcao.channels.email.body.attribution import ADDRESS, begins_at, ends_like_one, tells_time
from balcao.channels.email.body.signatures import signature_at
from balcao.channels.email.body.words import FORWARD_LINE, HEADER, ORIGINAL_LINE

LINE_MAX: Final = 1_000
HEADER_LINES: Final = 10
GAP: Final = 6
MOST_LINES: Final = 20_000
MOST_COLONS: Final = 2_000
_RULES = ("____", "----", "====", "****")


@dataclass(frozen=True, slots=True)
class Folded:
    """`reply` is what the reader sees first; `quoted` is everything else of `full`, signature and earlier mails."""

    full: str
    reply: str
    quoted: str


def read_text(text: str, *, forwarded: bool = False) -> Folded:
    """Divides the text of a mail. `forwarded`: its subject says that it hands on another mail, so nothing is cut."""
    full = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    lines = full.split("\n")
    if forwarded:
        return Folded(full, full, "")
    first, after = cut(lines)
    kept = lines[:first] + lines[after:]
    end = signature_at(kept)
    reply, rest = _joined(kept[:end]), [*kept[end:], *([""] if end < len(kept) else []), *lines[first:after]]
    if not reply:
        return Folded(full, full, "")
    return Folded(full, reply, _joined(rest))


def _joined(lines: list[str]) -> str:
    return "\n".join(lines).strip("\n").rstrip()


def cut(lines: list[str], *, marked: bool = True) -> tuple[int, int]:
    """From which line to which (not included) an earlier mail stands; the same twice when there is none.

    `marked`: quoted lines begin with `>`; otherwise only what says by itself that a mail begins is believed.
    """
    none = (len(lines), len(lines))
    colons = 0
    for number, line in enumerate(lines[:MOST_LINES]):
        if len(line) > LINE_MAX or not line or line[0] == ">":
            continue
        if _is_plain(line):
            continue
        if FORWARD_LINE.match(line):
            return none
        if ORIGINAL_LINE.match(line) or begins_block(lines, number):
            return above(lines, number), len(lines)
        colons += ends_like_one(line)
        if colons <= MOST_COLONS and ends_like_one(line) and (found := _attributed(lines, number, marked=marked)):
            return found
    return _bare_tail(lines) if marked else none


def _is_plain(line: str) -> bool:
    """Whether it holds none of the signs that every mark needs."""
    return not (":" in line or "--" in line or "：" in line or "__" in line or "**" in line or "==" in line)


def begins_block(lines: list[str], number: int) -> bool:
    """Whether the header lines of a mail begin here, as Outlook writes them: who, when, and to whom or about what.

    A person, too, fills in `De`, `Para`, `Data`, `Assunto`, but writes no time of day and no address.
    """
    found = HEADER.match(lines[number])
    if not found or found.lastgroup not in {"from", "sent"}:
        return False
    keys: set[str | None] = set()
    timed = False
    near = [line[:LINE_MAX] for line in lines[number : number + HEADER_LINES]]
    for line in near:
        if not line.strip() and len(keys) >= 3:
            break
        if key := HEADER.match(line):
            keys.add(key.lastgroup)
            timed = timed or (key.lastgroup == "sent" and tells_time(line[key.end() :]))
    told = ("subject" in keys and timed) or any(ADDRESS.search(line) for line in near)
    return {"from", "sent"} <= keys and len(keys) >= 3 and told


def above(lines: list[str], number: int) -> int:
    """Where the rule or the empty lines over a mark begin."""
    while number and (not lines[number - 1].strip() or _is_rule(lines[number - 1])):
        number -= 1
    return number


def _is_rule(line: str) -> bool:
    bare = line.strip()
    return bare.startswith(_RULES) and len(bare) <= 100 and not bare.strip(bare[0])


def _attributed(lines: list[str], number: int, *, marked: bool) -> tuple[int, int] | None:
    follows = next((at for at in range(number + 1, min(number + GAP + 1, len(lines))) if lines[at].strip()), None)
    if follows is None:
        return None
    quoted = marked and lines[follows].startswith(">")
    first = begins_at(lines, number, quote_follows=quoted)
    if first is None:
        return None
    if not quoted:
        return first, len(lines)
    after = _end_of_quote(lines, follows)
    # Something new between two quotes answers piece by piece; apart from each other neither makes sense.
    return (len(lines), len(lines)) if any(line[:1] == ">" for line in lines[after:]) else (first, after)


def _end_of_quote(lines: list[str], number: int) -> int:
    end = number
    for at in range(number, len(lines)):
        if lines[at][:1] == ">":
            end = at + 1
        elif lines[at].strip():
            break
    return end


def _bare_tail(lines: list[str]) -> tuple[int, int]:
    """A quote at the very end that nobody announced. Two lines at least: one may be a prompt or a citation."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    first = end
    while first and (lines[first - 1][:1] == ">" or (not lines[first - 1].strip() and _quoted_above(lines, first))):
        first -= 1
    none = (len(lines), len(lines))
    if end - first < 2 or first == 0 or any(line[:1] == ">" for line in lines[:first]):
        return none
    said = next((line for line in reversed(lines[:first]) if line.strip()), "")
    return none if lines[first - 1].strip() or ends_like_one(said) else (first, len(lines))


def _quoted_above(lines: list[str], number: int) -> bool:
    return number >= 2 and lines[number - 2][:1] == ">"
