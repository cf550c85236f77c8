"""Take out of a picture what it tells about its maker: place, camera, serial number, comments. No pixel changes."""

import struct
from collections.abc import Iterator

from balcao.kit.pictures import Data, jpeg_segments, png_chunks, webp_chunks

_SPEAKING_PNG = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"})
_SPEAKING_WEBP = frozenset({b"EXIF", b"XMP "})
_EXIF_AND_XMP_FLAGS = 0x0C


def stripped(data: Data, content_type: str, orientation: int = 1) -> bytes:
    """The same picture without its metadata; `orientation` other than 1 stays as its only tag.

    Types that carry none come back as they are. Raises ValueError, IndexError or struct.error on a broken file.
    """
    if content_type == "image/jpeg":
        return b"".join(_jpeg(data, orientation))
    if content_type == "image/png":
        return data[:8] + b"".join(
            data[start:end] for name, start, end in png_chunks(data) if name not in _SPEAKING_PNG
        )
    return _webp(data) if content_type == "image/webp" else data[:]


def _jpeg(data: Data, orientation: int) -> Iterator[bytes]:
    yield data[:2]
    if orientation != 1:
        yield _only_orientation(orientation)
    scan = 0
    for marker, start, end in jpeg_segments(data):
        scan = start
        if marker != 0xDA and not _speaks(marker, data[start + 4 : start + 16]):
            yield data[start:end]
    yield data[scan : _end_of_scans(data, scan)]


def _speaks(marker: int, body: bytes) -> bool:
    """Comments and application segments, but for JFIF, colour profiles and Adobe's colour transform."""
    if marker == 0xE2:
        return not body.startswith(b"ICC_PROFILE\0")
    return marker == 0xFE or (0xE1 <= marker <= 0xEF and marker != 0xEE)


def _only_orientation(value: int) -> bytes:
    tiff = b"MM\0*\0\0\0\x08" + struct.pack(">HHHIHHI", 1, 0x0112, 3, 1, value, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", len(tiff) + 8) + b"Exif\0\0" + tiff


def _end_of_scans(data: Data, scan: int) -> int:
    """Where the picture ends: phones put films and more behind it."""
    at = scan + 2 + _length(data, scan)
    while (at := data.find(b"\xff", at)) != -1:
        marker = data[at + 1]
        if marker == 0xD9:
            return at + 2
        # Stuffing, restarts and fill belong to the scan; anything else is a segment between two scans.
        inside = marker in _OF_THE_SCAN
        at += 1 if inside else 2 + _length(data, at)
    return len(data)


_OF_THE_SCAN = frozenset({0x00, 0xFF, *range(0xD0, 0xD8)})


def _length(data: Data, at: int) -> int:
    return struct.unpack_from(">H", data, at + 2)[0]


def _webp(data: Data) -> bytes:
    chunks = [data[start:end] for name, start, end in webp_chunks(data) if name not in _SPEAKING_WEBP]
    if chunks and chunks[0].startswith(b"VP8X"):
        head = bytearray(chunks[0])
        head[8] &= ~_EXIF_AND_XMP_FLAGS
        chunks[0] = bytes(head)
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body
