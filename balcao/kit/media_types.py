"""What kind of file some bytes are. What the sender claims can only narrow it down, never widen it."""

from dataclasses import dataclass

UNKNOWN = "application/octet-stream"
HEAD = 4096
"""How many bytes from the start of a file are looked at."""

_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"

# By the ending of its name, what a file may be. An ending that is missing here tells nothing.
_ENDINGS: dict[str, set[str]] = {
    "png": {"image/png"}, "jpg": {"image/jpeg"}, "jpeg": {"image/jpeg"}, "jfif": {"image/jpeg"}, "gif": {"image/gif"},
    "webp": {"image/webp"}, "bmp": {"image/bmp"}, "tif": {"image/tiff"}, "tiff": {"image/tiff"},
    "ico": {"image/x-icon"}, "avif": {"image/avif"}, "heic": {"image/heic"}, "heif": {"image/heic"},
    "mp4": {"video/mp4", "audio/mp4"}, "m4v": {"video/mp4"}, "m4a": {"audio/mp4"}, "mov": {"video/quicktime"},
    "3gp": {"video/3gpp", "video/mp4", "audio/mp4"}, "webm": {"video/webm", "audio/webm"}, "weba": {"audio/webm"},
    "mkv": {"video/x-matroska"}, "ogg": {"audio/ogg", "video/ogg"}, "oga": {"audio/ogg"}, "opus": {"audio/ogg"},
    "ogv": {"video/ogg"}, "mp3": {"audio/mpeg"}, "wav": {"audio/wav"}, "flac": {"audio/flac"}, "aac": {"audio/aac"},
    "amr": {"audio/amr"}, "pdf": {"application/pdf"}, "rtf": {"application/rtf"}, "zip": {"application/zip"},
    "7z": {"application/x-7z-compressed"}, "rar": {"application/vnd.rar"}, "gz": {"application/gzip"},
    "tar": {"application/x-tar"}, "doc": {"application/msword", "application/rtf"}, "xls": {"application/vnd.ms-excel"},
    "ppt": {"application/vnd.ms-powerpoint"}, "docx": {f"{_OFFICE}.wordprocessingml.document"},
    "xlsx": {f"{_OFFICE}.spreadsheetml.sheet"}, "pptx": {f"{_OFFICE}.presentationml.presentation"},
    "odt": {f"{_OPEN}.text"}, "ods": {f"{_OPEN}.spreadsheet"}, "odp": {f"{_OPEN}.presentation"},
    "txt": {"text/plain"}, "log": {"text/plain"}, "csv": {"text/csv"}, "md": {"text/markdown"},
    "json": {"application/json"}, "ics": {"text/calendar"}, "vcf": {"text/vcard"}, "html": {"text/html"},
    "htm": {"text/html"}, "xhtml": {"text/html"}, "svg": {"image/svg+xml"}, "xml": {"text/xml", "text/html"},
}  # fmt: skip


def _words(text: str) -> set[str]:
    return set(text.split())


def _types(endings: str) -> set[str]:
    return {kind for ending in endings.split() for kind in _ENDINGS[ending]}


# Endings of programs: whatever their bytes look like, they are shown as nothing else.
_PROGRAMS = _words(
    "apk app bat bin cgi cmd com cpl dll dmg exe gadget hta htaccess iso jar js jse lnk mjs msc msi pht phtml php php5 "
    "phar pif pl ps1 py reg scr sh shtml vb vbe vbs ws wsf"
)

# What a container or a plain text may also be, when the name's ending says so.
_NARROWER: dict[str, set[str]] = {
    "application/zip": _types("docx xlsx pptx odt ods odp"),
    "application/x-ole-storage": {"application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"},
    "text/plain": {"text/csv", "text/markdown", "application/json", "text/calendar", "text/vcard"},
    "video/mp4": {"audio/mp4"},
    "video/webm": {"audio/webm"},
}  # fmt: skip

_PICTURES = _types("png jpg gif webp bmp tiff ico avif heic")
_RECORDINGS = _types("mp4 mov 3gp webm mkv ogg mp3 wav flac aac amr")

_STARTS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"), (b"BM", "image/bmp"), (b"II*\0", "image/tiff"), (b"MM\0*", "image/tiff"),
    (b"\0\0\x01\0", "image/x-icon"), (b"ID3", "audio/mpeg"), (b"fLaC", "audio/flac"), (b"#!AMR", "audio/amr"),
    (b"%PDF-", "application/pdf"), (b"{\\rtf", "application/rtf"), (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"), (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"), (b"\x1f\x8b", "application/gzip"),
    (b"\xff\xfe", "text/plain"), (b"\xfe\xff", "text/plain"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
)  # fmt: skip

_BRANDS = {
    b"qt  ": "video/quicktime", b"M4A ": "audio/mp4", b"M4B ": "audio/mp4", b"avif": "image/avif",
    b"avis": "image/avif", b"heic": "image/heic", b"heix": "image/heic", b"mif1": "image/heic", b"msf1": "image/heic",
    b"3gp4": "video/3gpp", b"3gp5": "video/3gpp", b"3gp6": "video/3gpp",
}  # fmt: skip

_MARKUP = (
    b"<!doctype", b"<html", b"<head", b"<body", b"<script", b"<iframe", b"<h1", b"<div", b"<font", b"<table", b"<a ",
    b"<style", b"<title", b"<b>", b"<br", b"<p", b"<!--", b"<img", b"<form", b"<meta", b"<link", b"<object", b"<embed",
)  # fmt: skip

_TEXT_CONTROLS = frozenset(range(0x20)) - {0x09, 0x0A, 0x0C, 0x0D, 0x1B}


@dataclass(frozen=True, slots=True)
class Claim:
    """What the sender says about a file."""

    name: str = ""
    content_type: str = ""

    @property
    def ending(self) -> str:
        """The part after the last dot, in lower case."""
        return self.name.rpartition(".")[2].lower() if "." in self.name else ""

    @property
    def kind(self) -> str:
        """The claimed type without its parameters."""
        return self.content_type.partition(";")[0].strip().lower()

    @property
    def family(self) -> str:
        """`image` of `image/png`."""
        return self.kind.partition("/")[0]


def media_type(head: bytes, claim: Claim | None = None) -> str:
    """The type of a file that begins with `head`; `UNKNOWN` where bytes and claim contradict each other."""
    found = _by_bytes(head)
    return found if claim is None or found == UNKNOWN else _agreed(found, claim)


def _agreed(found: str, claim: Claim) -> str:
    if claim.ending in _PROGRAMS or not _same_family(found, claim.family):
        return UNKNOWN
    options, expected = {found} | _NARROWER.get(found, set()), _ENDINGS.get(claim.ending)
    fitting = options if expected is None else options & expected
    if not fitting:
        return found if _harmless_slip(found, expected or set()) else UNKNOWN
    if claim.kind in fitting:
        return claim.kind
    return found if found in fitting else min(fitting)


def _harmless_slip(found: str, expected: set[str]) -> bool:
    """A JPEG that is called `.png`, a film that is called `.mov`: common, and shown by its bytes."""
    return any(found in group and expected <= group for group in (_PICTURES, _RECORDINGS))


def _same_family(found: str, family: str) -> bool:
    mine = found.partition("/")[0]
    if family not in ("image", "audio", "video"):
        return True
    return mine == family or {mine, family} == {"audio", "video"}


def _by_bytes(head: bytes) -> str:
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    return _by_container(head) or _sound_or_text(head)


def _by_container(head: bytes) -> str | None:
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "video/mp4")
    if head[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(head[8:12], UNKNOWN)
    if head[:4] == b"OggS":
        return "video/ogg" if b"theora" in head[:512] else "audio/ogg"
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return _matroska(head)
    if head[257:262] == b"ustar":
        return "application/x-tar"
    return None


def _matroska(head: bytes) -> str:
    if b"webm" not in head[:64]:
        return "video/x-matroska"
    return "audio/webm" if b"A_" in head and b"V_" not in head else "video/webm"


def _sound_or_text(head: bytes) -> str:
    if len(head) > 2 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        # An MPEG frame: layer 0 is AAC in ADTS, the others are what everybody calls MP3.
        return "audio/aac" if head[1] & 0x06 == 0 else "audio/mpeg"
    return _text(head)


def _text(head: bytes) -> str:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\f\0").lower()
    if start.startswith((b"<svg", b"<?xml", b"<!doctype svg")) and b"<svg" in head.lower():
        return "image/svg+xml"
    if start.startswith(b"<?xml"):
        return "text/xml"
    if start.startswith(_MARKUP):
        return "text/html"
    return "text/plain" if _is_text(head) else UNKNOWN


def _is_text(head: bytes) -> bool:
    if not head or not _TEXT_CONTROLS.isdisjoint(head):
        return False
    try:
        # The last character may be cut in two.
        head[:-3].decode("utf-8") if len(head) == HEAD else head.decode("utf-8")
    except UnicodeDecodeError:
        return _is_latin(head)
    return True


def _is_latin(head: bytes) -> bool:
    """Old 8-bit text: mostly ASCII. Only a guess, and plain text is harmless."""
    return sum(byte < 0x80 for byte in head) > len(head) * 0.7


def ending_for(kind: str) -> str:
    """`.png` for `image/png`; empty for a type without an ending of its own."""
    return next((f".{ending}" for ending, kinds in _ENDINGS.items() if kind in kinds), "")
