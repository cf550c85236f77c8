"""The built desk and widget, as they lie on the disk: packed, cached for as long as they may be, and behind a strict policy."""

import asyncio
import base64
import gzip
import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from balcao.house import House

STATIC = Path(__file__).parents[1] / "static"
DESK, WIDGET = STATIC / "desk", STATIC / "widget"

FOR_EVER = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"
LOADER = "public, max-age=300, stale-while-revalidate=86400"

_PACKINGS = (("br", ".br"), ("gzip", ".gz"))
_SMALL, _PICTURES = 1024, ("image/png", "image/jpeg", "image/webp", "font/woff2", "audio/", "video/")
_INLINE = re.compile(rb"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)
_HASHED = re.compile(r"(^|/)(immutable|assets)/")
_FOR_EVERY_SITE = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
_NOT_BUILT = "The desk has not been built yet: run `make setup`, then start again.\n"


def static_routes(house: House) -> list[Route]:
    """`/`, the desk below `/app`, its icon for every other page, and the widget's files below `/packs`."""
    desk = Desk(house.urls.base)
    return [
        Route("/", _to_desk),
        Route("/favicon.ico", _icon),
        Route("/app", desk.page),
        Route("/app/{path:path}", desk.serve),
        Route("/packs/js/sdk.js", _loader),
        Route("/packs/widget/{path:path}", _widget),
    ]


async def _to_desk(_request: Request) -> Response:
    return RedirectResponse("/app", 302)


async def _icon(request: Request) -> Response:
    return await deliver(request, DESK, "favicon.svg", {"Cache-Control": "public, max-age=86400"})


async def _loader(request: Request) -> Response:
    return await deliver(request, WIDGET, "sdk.js", {**_FOR_EVERY_SITE, "Cache-Control": LOADER})


async def _widget(request: Request) -> Response:
    path = request.path_params["path"]
    caching = FOR_EVER if _HASHED.search(path) else REVALIDATE
    return await deliver(request, WIDGET, path, {**_FOR_EVERY_SITE, "Cache-Control": caching})


class Desk:
    """The agents' application: its files, and one page for every other address below `/app`."""

    def __init__(self, base: str) -> None:
        self._base = base

    async def serve(self, request: Request) -> Response:
        """A file where there is one, else the page."""
        path = request.path_params["path"]
        if (DESK / path).suffix and inside(DESK, path) is not None and path != "index.html":
            caching = FOR_EVER if _HASHED.search(path) else REVALIDATE
            return await deliver(request, DESK, path, {"Cache-Control": caching})
        return await self.page(request)

    async def page(self, request: Request) -> Response:
        """The page that starts the application."""
        if _wants_json(request):
            return JSONResponse({"error": "Please use API routes instead of dashboard routes for JSON requests"}, 406)
        index = DESK / "index.html"
        if request.path_params.get("path", "").startswith("_app/"):
            return PlainTextResponse("Not found\n", 404)
        if not index.is_file():
            return PlainTextResponse(_NOT_BUILT, 503)
        content = await asyncio.to_thread(packed, index, "", index.stat().st_mtime_ns)
        return await deliver(request, DESK, "index.html", page_headers(policy(self._base, content.data)))


def _wants_json(request: Request) -> bool:
    return request.url.path.endswith(".json") or request.headers.get("accept", "").startswith("application/json")


def page_headers(content_policy: str) -> dict[str, str]:
    """What goes with the page of the desk."""
    return {
        "Content-Security-Policy": content_policy,
        "Cache-Control": REVALIDATE,
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), payment=(), usb=()",
    }


@lru_cache(maxsize=8)
def policy(base: str, page: bytes) -> str:
    """The desk's content policy: of scripts only its own, and the ones that stand in the built page, by their hash."""
    hashes = " ".join(f"'sha256-{_sha256(script)}'" for script in _INLINE.findall(page))
    live = f"{'wss' if base.startswith('https:') else 'ws'}://{urlsplit(base).netloc}"
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {hashes}".rstrip(),
            "style-src 'self' 'unsafe-inline'",
            f"connect-src 'self' {base} {live}",
            f"img-src 'self' data: blob: https: {base}",
            f"media-src 'self' data: blob: {base}",
            "font-src 'self' data:",
            f"frame-src 'self' {base}",
            "worker-src 'self' blob:",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def _sha256(script: bytes) -> str:
    return base64.b64encode(hashlib.sha256(script).digest()).decode()


async def deliver(request: Request, root: Path, path: str, headers: Mapping[str, str]) -> Response:
    """A file below `root`, packed as the caller takes it. 304 for a caller that has it, 404 for anything else."""
    file = inside(root, path)
    if file is None:
        return PlainTextResponse("Not found\n", 404, {"Access-Control-Allow-Origin": "*"})
    accepted = {part.partition(";")[0].strip() for part in request.headers.get("accept-encoding", "").split(",")}
    packing = next((name for name, _ in _PACKINGS if name in accepted and _packs(file, name)), "")
    content = await asyncio.to_thread(packed, file, packing, file.stat().st_mtime_ns)
    every = {**headers, "ETag": content.tag, "Vary": "Accept-Encoding", "X-Content-Type-Options": "nosniff"}
    if content.tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=every)
    if packing:
        every["Content-Encoding"] = packing
    return Response(content.data, headers=every, media_type=kind_of(file))


def inside(root: Path, path: str) -> Path | None:
    """The file at `path`, unless it is none or lies elsewhere."""
    if "\0" in path:
        return None
    file = (root / path).resolve()
    return file if file.is_relative_to(root.resolve()) and file.is_file() else None


def kind_of(file: Path) -> str:
    """The media type by the name's ending, which is ours."""
    if file.suffix == ".js":
        return "text/javascript"
    return guess_type(file.name)[0] or "application/octet-stream"


def _packs(file: Path, packing: str) -> bool:
    """Brotli only where the build made it; gzip also made here."""
    if packing == "br":
        return file.with_name(f"{file.name}.br").is_file()
    return file.stat().st_size > _SMALL and not kind_of(file).startswith(_PICTURES)


class Packed:
    """Bytes as they are sent, and their tag."""

    __slots__ = ("data", "tag")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.tag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'


@lru_cache(maxsize=512)
def packed(file: Path, packing: str, _changed: int) -> Packed:
    """A file's bytes in a packing ("" for none), remembered until it changes."""
    built = next((file.with_name(file.name + ending) for name, ending in _PACKINGS if name == packing), file)
    if built.is_file():
        return Packed(built.read_bytes())
    return Packed(gzip.compress(file.read_bytes(), 9, mtime=0))
