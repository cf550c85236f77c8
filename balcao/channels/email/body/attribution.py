"""The line above a quoted mail: «Em 3 de mar. de 2025 às 14:05, Ana <ana@…> escreveu:». Pure; knows no language.

Thirty languages order the words of that line differently, yet each has a date, mostly a time or an address, and a colon
at its end. That is looked for, and not the words.
"""

import re
from typing import Final

from balcao.channels.email.body.words import WRITES

LONGEST: Final = 400
ADDRESS: Final = re.compile(r"[^\s<>()\[\]:,;\"]{1,64}@[^\s<>()\[\]:,;\"@]{1,190}")
_NAMED = re.compile(r"[<(\[](?:mailto:)?[^\s<>()\[\]:,;\"]{1,64}@[^\s<>()\[\]:,;\"@]{1,190}[>)\]]")
_DATE = re.compile(
    r"(?<!\d)\d{4}\s?[-/.年년]\s?\d{1,2}\s?[-/.月월]\s?\d{1,2}(?!\d)"
    r"|(?<!\d)\d{1,2}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?(?:\d{4}|\d{2})(?!\d)"
    r"|(?<!\d)\d{1,2}(?!\d)[^\d\n<>@:]{1,25}(?<!\d)\d{4}(?!\d)"
    r"|(?<!\d)\d{4}(?!\d)[^\d\n<>@:]{1,20}(?<!\d)\d{1,2}(?!\d)"
)
_TIME = re.compile(r"(?<![\d./-])\d{1,2}\s?[:.h時时点시]\s?\d{2}(?!\d|[./-]\d)")
_RULED = re.compile(r"[\s*_]*+-{2,}+ ?\w")
_ENDS = (":", "：")
_DRESS = " \t*_\u200e\u200f\xa0"


def ends_like_one(line: str) -> bool:
    """Cheap, to be asked of every line. Zoho draws a rule on both sides in place of a colon."""
    bare = line.rstrip(_DRESS)
    return bare.endswith(_ENDS) or (bare.endswith("--") and _RULED.match(bare) is not None)


def tells_time(text: str) -> bool:
    """Whether a time of day stands in it."""
    return _TIME.search(text) is not None


def attributes(text: str, *, quote_follows: bool) -> bool:
    """Whether `text` (one line, joined from up to three) says who wrote what follows.

    Without a visible quote below, it takes all three: a date, a time, and an address in brackets; or one without them,
    where a word for writing ends the line.
    """
    if len(text) > LONGEST or not ends_like_one(text):
        return False
    dated, named = _DATE.search(text), _NAMED.search(text)
    if not quote_follows:
        told = named or (dated and WRITES.search(text) and ADDRESS.search(text))
        return bool(dated and told and tells_time(text))
    return bool(named or (dated and (tells_time(text) or ADDRESS.search(text))))


def begins_at(lines: list[str], last: int, *, quote_follows: bool) -> int | None:
    """The first line of the attribution that ends with line `last`; None when it is none.

    The shortest that has all three signs is taken first: a wrapped line has the date above and the address below.
    """
    for strict in (True, False) if quote_follows else (True,):
        text = ""
        for first in range(last, max(last - 3, -1), -1):
            if not lines[first].strip() or lines[first].startswith(">"):
                break
            text = f"{lines[first].strip()} {text}".strip()
            if attributes(text, quote_follows=not strict):
                return first
    return None
