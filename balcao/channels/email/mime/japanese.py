"""Japanese in seven bits as Windows writes it: with signs in it that the standard, and so Python's codec, does not have."""

import re

_SHIFT = re.compile(rb"\x1b(\$[@B]|\([BJI])")


def from_seven_bits(data: bytes) -> str:
    """The text of what calls itself ISO-2022-JP; every pair is looked up in the larger set of Windows."""
    out: list[str] = []
    wide, at = False, 0
    for shift in _SHIFT.finditer(data):
        out.append(_segment(data[at : shift.start()], wide=wide))
        wide, at = shift[1].startswith(b"$"), shift.end()
    out.append(_segment(data[at:], wide=wide))
    return "".join(out)


def _segment(data: bytes, *, wide: bool) -> str:
    if not wide:
        return data.decode("cp932", "replace")
    lines = data.split(b"\n")
    return "\n".join(_shifted(line).decode("cp932", "replace") for line in lines)


def _shifted(pairs: bytes) -> bytes:
    """The same pairs in the order of Shift-JIS."""
    out = bytearray()
    for high, low in zip(pairs[0::2], pairs[1::2], strict=False):
        if not (0x21 <= high <= 0x7E and 0x21 <= low <= 0x7E):
            out += bytes((high, low))
            continue
        lead = ((high - 0x21) >> 1) + 0x81
        trail = low + 0x7E if high % 2 == 0 else low + 0x1F + (low >= 0x60)
        out += bytes((lead + 0x40 if lead > 0x9F else lead, trail))
    return bytes(out)
