"""What a picture's header says about it: size, frames, which way is up. Nothing here decodes a pixel."""

import mmap
import struct
from collections.abc import Iterator
from dataclasses import dataclass

PIXELS_MAX = 50_000_000
FRAMES_MAX = 200
MEASURED = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"})
"""The types whose headers are read; others are plain files."""

Data = bytes | mmap.mmap


@dataclass(frozen=True, slots=True)
class Picture:
    """`orientation` as EXIF numbers it: 1 is upright, from 5 on width and height are swapped."""

    width: int
    height: int
    frames: int = 1
    orientation: int = 1

    @property
    def harmless(self) -> bool:
        """Whether every screen may be asked to show it."""
        return self.width * self.height <= PIXELS_MAX and self.frames <= FRAMES_MAX

    @property
    def upright(self) -> "Picture":
        """The same picture after it was turned."""
        return Picture(self.height, self.width, self.frames) if self.orientation >= 5 else self


def measure(data: Data, content_type: str) -> Picture | None:
    """Read the header; None for a type that is not measured, or a header that is broken."""
    read = _READERS.get(content_type)
    try:
        found = read(data) if read else None
    except (struct.error, IndexError, ValueError):
        return None
    return found if found and found.width and found.height else None


def jpeg_segments(data: Data) -> Iterator[tuple[int, int, int]]:
    """Marker, start and end of each segment up to the first scan; the scan's marker comes last."""
    at = 2
    while data[at] == 0xFF:
        while data[at + 1] == 0xFF:
            at += 1
        marker, size = data[at + 1], _big(data, at + 2)
        if size < 2:
            raise ValueError(marker)
        yield marker, at, at + 2 + size
        if marker == 0xDA:
            return
        at += 2 + size
    raise ValueError(at)


def png_chunks(data: Data) -> Iterator[tuple[bytes, int, int]]:
    """Name, start and end of each chunk, `IEND` included."""
    at = 8
    while at + 12 <= len(data):
        end = at + 12 + struct.unpack_from(">I", data, at)[0]
        name = data[at + 4 : at + 8]
        yield name, at, end
        if name == b"IEND":
            return
        at = end


def webp_chunks(data: Data) -> Iterator[tuple[bytes, int, int]]:
    """Name, start and end (padding included) of each chunk."""
    at = 12
    while at + 8 <= len(data):
        size = struct.unpack_from("<I", data, at + 4)[0]
        end = at + 8 + size + (size & 1)
        yield data[at : at + 4], at, end
        at = end


def _big(data: Data, at: int) -> int:
    return struct.unpack_from(">H", data, at)[0]


def _png(data: Data) -> Picture:
    width, height = struct.unpack_from(">II", data, 16)
    frames = 1
    for name, start, _ in png_chunks(data):
        if name == b"IDAT":
            return Picture(width, height, frames)
        if name == b"acTL":
            frames = struct.unpack_from(">I", data, start + 8)[0]
    raise ValueError("no image data")


_FRAME_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def _jpeg(data: Data) -> Picture:
    orientation, size = 1, (0, 0)
    for marker, start, end in jpeg_segments(data):
        if marker == 0xE1 and data[start + 4 : start + 10] == b"Exif\0\0":
            orientation = _orientation(data[start + 10 : end])
        if marker in _FRAME_MARKERS:
            size = (_big(data, start + 7), _big(data, start + 5))
    return Picture(*size, orientation=orientation)


def _orientation(tiff: bytes) -> int:
    """Tag 0x0112 of the first directory."""
    order = "<" if tiff[:2] == b"II" else ">"
    try:
        at = struct.unpack_from(order + "I", tiff, 4)[0]
        for entry in range(struct.unpack_from(order + "H", tiff, at)[0]):
            tag, _, _, value = struct.unpack_from(order + "HHIH", tiff, at + 2 + entry * 12)
            if tag == 0x0112:
                return value if 1 <= value <= 8 else 1
    except struct.error:
        pass
    return 1


def _gif(data: Data) -> Picture:
    width, height, flags = struct.unpack_from("<HHB", data, 6)
    at, frames = 13 + _palette(flags), 0
    while data[at] != 0x3B and frames <= FRAMES_MAX:
        if data[at] == 0x2C:
            frames += 1
            at += 11 + _palette(data[at + 9])
        elif data[at] == 0x21:
            at += 2
        else:
            raise ValueError(data[at])
        at = _after_blocks(data, at)
    return Picture(width, height, max(frames, 1))


def _palette(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _after_blocks(data: Data, at: int) -> int:
    while size := data[at]:
        at += size + 1
    return at + 1


def _webp(data: Data) -> Picture:
    size, frames = (0, 0), 0
    for name, start, _ in webp_chunks(data):
        body = start + 8
        if name == b"VP8X":
            size = (_three(data, body + 4) + 1, _three(data, body + 7) + 1)
        elif name == b"ANMF":
            frames += 1
        elif size == (0, 0) and name == b"VP8 ":
            size = (
                struct.unpack_from("<H", data, body + 6)[0] & 0x3FFF,
                struct.unpack_from("<H", data, body + 8)[0] & 0x3FFF,
            )
        elif size == (0, 0) and name == b"VP8L":
            bits = struct.unpack_from("<I", data, body + 1)[0]
            size = ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    return Picture(*size, frames=max(frames, 1))


def _three(data: Data, at: int) -> int:
    return int.from_bytes(data[at : at + 3], "little")


def _bmp(data: Data) -> Picture:
    if struct.unpack_from("<I", data, 14)[0] == 12:
        return Picture(*struct.unpack_from("<HH", data, 18))
    width, height = struct.unpack_from("<ii", data, 18)
    return Picture(abs(width), abs(height))


_READERS = {"image/png": _png, "image/jpeg": _jpeg, "image/gif": _gif, "image/webp": _webp, "image/bmp": _bmp}
