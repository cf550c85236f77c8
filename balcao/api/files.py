"""Stored files, for whoever has their address. A stranger's file never becomes a page of ours.

What is shown in the browser is on a short list; all else is downloaded. The type comes from the bytes each time, so that
neither an address nor a row in the database can make a picture into a program.
"""

import asyncio
import os
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.responses import FileResponse, Response
from starlette.types import Receive, Scope, Send

from balcao.api.call import Call
from balcao.api.route import Room, Who
from balcao.kit.darkroom import THUMB_SIDE, in_queue, thumbnail
from balcao.kit.errors import not_found
from balcao.kit.files import Files
from balcao.kit.media_types import HEAD, UNKNOWN, media_type
from balcao.kit.pictures import MEASURED, measure
from balcao.kit.uploads import file_name

room = Room("/files/{key}", Who.ANYONE)

SHOWN = frozenset(
    {"image/png", "image/jpeg", "image/gif", "image/webp", "video/mp4", "audio/mpeg", "audio/mp4", "application/pdf"}
)
"""What a browser may open in place."""

_SMALL_ENOUGH = 64 * 1024

_GUARDED = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
    ),
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "private, max-age=31536000, immutable",
}


class Blob(FileResponse):
    """A file under the name that stands in its address, with at most one range."""

    max_ranges = 1

    def __init__(self, path: Path, kind: str, key: str) -> None:
        shown = kind if kind.startswith(("image/", "audio/", "video/")) or kind in SHOWN else UNKNOWN
        shown = UNKNOWN if shown == "image/svg+xml" else shown
        super().__init__(path, headers={**_GUARDED, "ETag": f'"{key}"'}, media_type=shown)
        self._way, self._kind = ("inline" if kind in SHOWN else "attachment"), kind

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = str(scope["path"]).rstrip("/").split("/")[3:]
        self.headers["Content-Disposition"] = disposition(self._way, file_name(name[0] if name else "", self._kind))
        await super().__call__(scope, receive, send)


def disposition(way: str, name: str) -> str:
    """The header of RFC 6266: a plain name for old readers, the real one encoded."""
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%;' else "_" for c in name)
    return f"{way}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


@room.get("", own=True)
async def show_unnamed(call: Call[None]) -> Response:
    """A stored file without a name of its own: an avatar."""
    return await show(call)


@room.get("/{name}", own=True)
async def show(call: Call[None]) -> Response:
    """A stored file. One range at a time; 304 for a browser that has it."""
    key = call.path["key"]
    path = _path(call.house.files, key)
    if f'"{key}"' in call.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={**_GUARDED, "ETag": f'"{key}"'})
    return Blob(path, await asyncio.to_thread(_kind_of, path), key)


@room.get("/thumb", own=True)
async def show_small(call: Call[None]) -> Response:
    """A small rendition of a stored picture, made on the first call. Not found for what is no picture."""
    files, key = call.house.files, call.path["key"]
    path = _path(files, key)
    if await asyncio.to_thread(_kind_of, path) not in MEASURED:
        raise not_found()
    small = await in_queue(_small, files, key)
    return Blob(small, await asyncio.to_thread(_kind_of, small), f"{key}-thumb")


def _path(files: Files, key: str) -> Path:
    try:
        path = files.path(key)
    except FileNotFoundError:
        raise not_found() from None
    if not path.is_file():
        raise not_found()
    return path


@lru_cache(maxsize=4096)
def _kind_of(path: Path) -> str:
    """Blobs never change, so one look is enough. A picture that is too much for a screen is a plain file."""
    with path.open("rb") as file:
        kind = media_type(file.read(HEAD))
    if kind not in MEASURED:
        return kind
    picture = measure(path.read_bytes(), kind)
    return kind if picture is not None and picture.harmless else UNKNOWN


def _small(files: Files, key: str) -> Path:
    """The rendition's file; the picture itself where it is small, or where no rendition can be made."""
    path, small = files.path(key), files.rendition(key)
    if _is_small(path):
        return path
    if not small.exists():
        _keep(small, thumbnail(path) or b"")
    return small if small.stat().st_size else path


def _is_small(path: Path) -> bool:
    data = path.read_bytes()
    picture: Any = measure(data, _kind_of(path))
    return len(data) <= _SMALL_ENOUGH and max(picture.width, picture.height) <= THUMB_SIDE


def _keep(small: Path, data: bytes) -> None:
    """An empty file remembers that it cannot be made."""
    draft = small.with_suffix(f".{os.getpid()}")
    draft.write_bytes(data)
    draft.replace(small)
