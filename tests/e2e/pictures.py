"""The pictures in the documents, taken by the tests that walk past what they show."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import FloatRect, Locator, Page

from tests.e2e.desk import settled

LARGEST = 150_000


@dataclass(frozen=True)
class Album:
    """Where pictures go; with no folder none are taken."""

    folder: Path | None

    def take(self, page: Page, name: str, *, of: Locator | None = None, width: int = 1440) -> None:
        """A picture of what is in sight, or of one part of it with a little air around, at most `width` pixels wide."""
        if not self.folder:
            return
        settled(page)
        shot = page.screenshot(clip=_around(of, page), caret="hide")
        self._keep(Image.open(BytesIO(shot)), self.folder / f"{name}.png", width)

    def _keep(self, picture: Image.Image, path: Path, width: int) -> None:
        picture.thumbnail((width, width * 2), Image.Resampling.LANCZOS)
        path.parent.mkdir(parents=True, exist_ok=True)
        picture.convert("RGB").save(path, optimize=True)
        assert path.stat().st_size <= LARGEST, f"{path.name} weighs {path.stat().st_size} bytes"


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
