"""The pictures in the documents, taken by the tests that walk past what they show."""

from collections import Counter
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import FloatRect, Locator, Page

from tests.e2e.desk import settled

LARGEST = 150_000
Color = tuple[int, int, int]


@dataclass(frozen=True)
class Album:
    """Where pictures go; with no folder none are taken."""

    folder: Path | None

    def take(self, page: Page, name: str, *, of: Locator | None = None, width: int = 1440) -> None:
        """A picture of what is in sight, or of one part of it with a little air around, at most `width` pixels wide."""
        if not self.folder:
            return
        # Nothing lies under the pointer by chance.
        page.mouse.move(1, 1)
        settled(page)
        shot = page.screenshot(clip=_around(of, page), caret="hide")
        self._keep(Image.open(BytesIO(shot)), self.folder / f"{name}.png", width)

    def _keep(self, picture: Image.Image, path: Path, width: int) -> None:
        picture.thumbnail((width, width * 2), Image.Resampling.LANCZOS)
        path.parent.mkdir(parents=True, exist_ok=True)
        picture = picture.convert("RGB")
        picture.save(path, optimize=True)
        if path.stat().st_size > LARGEST:
            _lightened(picture).save(path, optimize=True)
        assert path.stat().st_size <= LARGEST, f"{path.name} weighs {path.stat().st_size} bytes"


def _lightened(picture: Image.Image) -> Image.Image:
    """The same in 256 colours: those that fill areas as they are, and a blend of the many at the edges of letters."""
    data = picture.tobytes()
    pixels = list(zip(data[0::3], data[1::3], data[2::3], strict=True))
    blend = picture.quantize(80, dither=Image.Dither.NONE).convert("RGB").tobytes()
    # A small bright mark is seen before many greys are.
    weight = {color: count * (32 + max(color) - min(color)) for color, count in Counter(pixels).items()}
    kept = sorted(weight, key=weight.__getitem__, reverse=True)[:176]
    kept += sorted(set(zip(blend[0::3], blend[1::3], blend[2::3], strict=True)) - set(kept))
    nearest = {color: _nearest(color, kept) for color in set(pixels)}
    light = Image.frombytes("P", picture.size, bytes(nearest[color] for color in pixels))
    light.putpalette([part for color in kept for part in color])
    return light


def _nearest(color: Color, kept: list[Color]) -> int:
    red, green, blue = color
    distances = [(red - r) ** 2 + (green - g) ** 2 + (blue - b) ** 2 for r, g, b in kept]
    return distances.index(min(distances))


def _around(part: Locator | None, page: Page, air: int = 16) -> FloatRect | None:
    if part is None:
        return None
    box, sight = part.bounding_box(), page.viewport_size
    assert box
    assert sight
    left, top = max(0, box["x"] - air), max(0, box["y"] - air)
    right = min(sight["width"], box["x"] + box["width"] + air)
    bottom = min(sight["height"], box["y"] + box["height"] + air)
    return {"x": left, "y": top, "width": right - left, "height": bottom - top}
