"""Bytes to text, whatever a mail claims about them. Nothing is ever lost to an error: the worst is a replaced character."""

import codecs
import re
from encodings.aliases import aliases
from functools import lru_cache
from typing import Final

from balcao.channels.email.mime.japanese import from_seven_bits
from balcao.kit.text import plain

# No charsets, though Python calls them codecs; those that no alias names (`punycode`, `idna`) are not found at all.
_REFUSED = {
    "base64_codec", "bz2_codec", "hex_codec", "mbcs", "quopri_codec", "rot_13", "uu_codec", "zlib_codec",
}  # fmt: skip
_KNOWN: Final = {**aliases, **{name: name for name in aliases.values()}, "utf_8_sig": "utf_8_sig", "cp874": "cp874"}

# What a name means in mail: nearly always the larger set of which the named one is a part.
_MEANT: Final = {
    "ascii": "cp1252", "latin_1": "cp1252", "iso8859_1": "cp1252", "iso8859_9": "cp1254", "gb2312": "gb18030",
    "gbk": "gb18030", "x_gbk": "gb18030", "euc_kr": "cp949", "ks_c_5601": "cp949", "ks_c_5601_1987": "cp949",
    "shift_jis": "cp932", "x_sjis": "cp932", "windows_31j": "cp932", "iso2022_jp": "iso2022_jp_ext",
    "iso_2022_jp_ms": "iso2022_jp_ext", "cp50220": "iso2022_jp_ext", "cp50221": "iso2022_jp_ext",
    "x_euc_jp": "euc_jp", "tis_620": "cp874", "iso8859_11": "cp874", "windows_874": "cp874", "big5": "big5hkscs",
    "iso_8859_8_i": "iso8859_8", "iso_8859_8_e": "iso8859_8", "x_mac_roman": "mac_roman", "utf_8mb4": "utf_8",
    "unicode_1_1_utf_7": "utf_7", "unicode_1_1_utf_8": "utf_8", "x_unicode_2_0_utf_7": "utf_7", "unicode": "utf_16",
    "ansi": "cp1252", "iso_10646_ucs_2": "utf_16", "ucs_2": "utf_16", "utf8": "utf_8",
}  # fmt: skip
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf_8_sig"), (codecs.BOM_UTF32_LE, "utf_32"), (codecs.BOM_UTF32_BE, "utf_32"),
    (codecs.BOM_UTF16_LE, "utf_16"), (codecs.BOM_UTF16_BE, "utf_16"),
)  # fmt: skip
# One text may be right in both of these and in UTF-8, so the claim is heard first.
_WIDE = {"gb18030", "big5hkscs", "cp949", "cp932", "euc_jp", "johab", "hz", "euc_jis_2004", "shift_jis_2004"}
_STATEFUL = {"iso2022_jp_ext", "iso2022_kr", "hz", "utf_7"}
_NAME_JUNK = re.compile(r"[^a-z0-9]+")
_SEVEN_BITS: Final = bytes(range(0x80))
_SAMPLE = 16_384


@lru_cache(maxsize=256)
def codec(name: str | None) -> str | None:
    """The Python codec that a charset's name in a mail stands for; None for what nobody knows."""
    if not name:
        return None
    word = _NAME_JUNK.sub("_", name[:60].lower()).strip("_").removeprefix("charset_")
    for known in (word, word.replace("cp_", "cp"), word.removeprefix("x_")):
        found = _MEANT.get(known) or _KNOWN.get(known)
        if found and found not in _REFUSED:
            return _MEANT.get(found, found)
    return None


def decode(data: bytes, charset: str | None = None) -> str:
    r"""The text in `data`, with `\n` for every end of a line, without NUL and lone surrogates."""
    claimed = codec(charset)
    text = _decoded(data, claimed)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    # Only UTF-7 can bring half a surrogate pair.
    return plain(text) if "\0" in text or claimed == "utf_7" else text


def _decoded(data: bytes, claimed: str | None) -> str:
    if data.isascii() and b"\0" not in data and claimed not in _STATEFUL:
        return _escaped(data) or data.decode("ascii") if b"\x1b" in data else data.decode("ascii")
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, "replace")
    if wide := _without_mark(data, claimed):
        return data.decode(wide, "replace")
    if claimed == "iso2022_jp_ext" and b"\x1b" in data:
        return _strict(data, claimed) or from_seven_bits(data)
    if claimed in _WIDE or claimed in _STATEFUL:
        return _strict(data, claimed) or _strict(data, "utf_8") or data.decode(claimed, "replace")
    return _strict(data, "utf_8") or _guessed(data, claimed)


def _strict(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeError, LookupError):
        return None


def _escaped(data: bytes) -> str | None:
    """Japanese in seven bits that nobody has announced."""
    is_so = b"\x1b$" in data or b"\x1b(" in data
    return (_strict(data, "iso2022_jp_ext") or from_seven_bits(data)) if is_so else None


def _without_mark(data: bytes, claimed: str | None) -> str | None:
    """UTF-16 whose mark is missing shows by where its zeros stand."""
    announced = claimed in ("utf_16", "utf_16_le", "utf_16_be")
    if not announced and b"\0" not in data:
        return None
    sample = data[:_SAMPLE]
    high, low = sample[0::2].count(0), sample[1::2].count(0)
    if not announced and high + low < len(sample) * 0.3:
        return None
    if claimed in ("utf_32", "utf_32_le", "utf_32_be"):
        return claimed
    if high == low:
        return claimed if announced and claimed != "utf_16" else ("utf_16_be" if announced else None)
    return "utf_16_be" if high > low else "utf_16_le"


def _guessed(data: bytes, claimed: str | None) -> str:
    """Eight-bit text that is no UTF-8."""
    if claimed not in (None, "utf_8", "cp1252"):
        return data.decode(claimed, "replace")
    if _is_worn_utf8(data):
        return data.decode("utf-8", "replace")
    sample = data[:_SAMPLE]
    if claimed == "cp1252" or len(sample.translate(None, _SEVEN_BITS)) < len(sample) * 0.25:
        return _strict(data, "cp1252") or data.decode("latin-1")
    return _by_statistics(data)


def _is_worn_utf8(data: bytes) -> bool:
    """UTF-8 with a few broken places: cut in the middle of a character, or pasted together."""
    text = data[:_SAMPLE].decode("utf-8", "replace")
    broken = text.count("\ufffd")
    foreign = len(text) - len(text.encode("ascii", "ignore")) - broken
    return foreign > 4 * broken


def _by_statistics(data: bytes) -> str:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - heavy, and seldom needed

    best = from_bytes(data[:_SAMPLE]).best()
    name = codec(best.encoding) if best else None
    return data.decode(name or "cp1252", "replace")
