"""Pictures made for tests."""

import io
import struct
import zlib

from PIL import Image

HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
PDF = b"%PDF-1.4\n%%EOF\n"
MP4 = b"\0\0\0\x18ftypisom\0\0\0\0isomiso2" + bytes(64)
SECRET = "Rua-Secreta-7"


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **terms: object) -> bytes:
    """A picture whose pixels all differ a little."""
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, kind, **terms)
    return out.getvalue()


def photo(orientation: int = 1, size: tuple[int, int] = (40, 30), kind: str = "JPEG") -> bytes:
    """A photo as phones take it: with its place and maker in the metadata."""
    exif = Image.Exif()
    exif[0x010F] = SECRET
    exif[0x0112] = orientation
    exif.get_ifd(0x8825)[2] = (19.0, 55.0, 3.0)
    return picture(kind, size, exif=exif)


def animation(frames: int, kind: str = "GIF") -> bytes:
    """An animated picture."""
    pictures = [Image.new("RGB", (16, 16), (n * 97 % 256, n * 53 % 256, n * 151 % 256)) for n in range(frames)]
    out = io.BytesIO()
    pictures[0].save(out, kind, save_all=True, append_images=pictures[1:], duration=10, disposal=2)
    return out.getvalue()


def empty_png(width: int, height: int) -> bytes:
    """A few bytes that claim to be a picture of any size."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(b"")) + _chunk(b"IEND", b"")


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def opened(data: bytes) -> Image.Image:
    """The picture, decoded."""
    found = Image.open(io.BytesIO(data))
    found.load()
    return found
