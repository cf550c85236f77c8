"""What a browser fetches: the widget's loader and chat, the desk's first load; gzip bytes."""

import gzip
import re
from pathlib import Path
from typing import Any

STATIC = Path(__file__).resolve().parent.parent / "balcao" / "static"


def bytes_on_the_wire() -> dict[str, Any]:
    """The figures, in gzip bytes."""
    return {"loader": _gzip(STATIC / "widget" / "sdk.js"), "chat": _chat(), "desk_first_load": _desk()}


def _chat() -> int:
    """The chat's entry with its style and one locale, as its manifest lists them."""
    import json  # noqa: PLC0415

    manifest = json.loads((STATIC / "widget" / "manifest.json").read_text("utf-8"))
    return sum(_gzip(STATIC / "widget" / name) for name in manifest["first_load"])


def _desk() -> int:
    """The page and all that it asks for before it shows the sign-in: scripts, their static imports, styles."""
    page = STATIC / "desk" / "index.html"
    todo = re.findall(r'(?:href|src)="(/app/[^"]+\.(?:js|css))"', page.read_text("utf-8"))
    todo += re.findall(r'import\("(/app/[^"]+\.js)"\)', page.read_text("utf-8"))
    seen: set[Path] = set()
    while todo:
        path = STATIC / "desk" / todo.pop().removeprefix("/app/")
        if path in seen or not path.exists():
            continue
        seen.add(path)
        todo += _imports(path)
    return _gzip(page) + sum(map(_gzip, seen))


def _imports(path: Path) -> list[str]:
    if path.suffix != ".js":
        return []
    found = re.findall(r'(?:from|import)\s*"(\.[^"]+\.js)"', path.read_text("utf-8"))
    return ["/app/" + str((path.parent / name).resolve().relative_to(STATIC / "desk")) for name in found]


def _gzip(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9)) if path.exists() else 0
