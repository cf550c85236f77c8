"""The child of `darkroom.py`: one picture in, one picture out, then gone. Run as a script, never imported."""

import io
import resource
import sys

from PIL import Image, ImageOps

MEMORY = 256 * 1024 * 1024
SECONDS = 5
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")


def main(order: list[str]) -> None:
    """`thumb SIDE` or `upright`."""
    _limit()
    Image.MAX_IMAGE_PIXELS = 25_000_000  # Pillow refuses twice as much
    picture = Image.open(io.BytesIO(sys.stdin.buffer.read()), formats=FORMATS)
    out = _thumb(picture, int(order[1])) if order[0] == "thumb" else _upright(picture)
    sys.stdout.buffer.write(out)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _thumb(picture: Image.Image, side: int) -> bytes:
    # A JPEG can be decoded at an eighth of its size: little memory even for a large one.
    picture.draft("RGB", (side * 2, side * 2))
    turned = ImageOps.exif_transpose(picture)
    clear = turned.has_transparency_data
    small = turned.convert("RGBA" if clear else "RGB")
    small.thumbnail((side, side))
    return _saved(small, "PNG", optimize=True) if clear else _saved(small, "JPEG", quality=82, progressive=True)


def _upright(picture: Image.Image) -> bytes:
    profile = picture.info.get("icc_profile")
    turned = ImageOps.exif_transpose(picture)
    turned.info.clear()
    return _saved(turned, "JPEG", quality=90, optimize=True, icc_profile=profile, exif=b"")


def _saved(picture: Image.Image, kind: str, **terms: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **terms)
    return out.getvalue()


if __name__ == "__main__":
    main(sys.argv[1:])
