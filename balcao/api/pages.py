"""What is no declared route: the desk, the widget's files, and the interface's own description."""

from collections.abc import Sequence
from functools import lru_cache
from html import escape

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route as Page
from starlette.types import ASGIApp

from balcao.api.openapi import document
from balcao.api.route import Route
from balcao.api.static import static_routes
from balcao.house import House

_STYLE = """
:root{color-scheme:light dark}body{max-width:960px;margin:0 auto;padding:40px 16px;font:15px/1.5 system-ui,sans-serif}
h1{font-size:24px}h2{margin:40px 0 8px;font-size:17px}table{width:100%;border-collapse:collapse}
td{padding:6px 12px 6px 0;border-top:1px solid color-mix(in srgb,currentColor 14%,transparent);vertical-align:top}
code{font:13px ui-monospace,monospace;overflow-wrap:anywhere}small{opacity:.7}a{color:inherit}
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


def pages(house: House, routes: Sequence[Route]) -> ASGIApp:
    """The app for every path that the door does not know."""
    # Made when somebody asks: the start does not wait for it.
    described = lru_cache(lambda: msgspec.json.encode(document(routes)))
    readable = lru_cache(lambda: _readable(house.terms.name, routes))

    async def openapi(_request: Request) -> Response:
        return Response(described(), media_type="application/json", headers={"Access-Control-Allow-Origin": "*"})

    async def read(_request: Request) -> Response:
        return HTMLResponse(readable(), headers={"Content-Security-Policy": _POLICY})

    async def nothing(_request: Request, _error: Exception) -> Response:
        return JSONResponse({"error": "Resource could not be found"}, 404)

    own = [Page("/api/openapi.json", openapi), Page("/api/reference", read)]
    return Starlette(routes=[*own, *static_routes(house)], exception_handlers={404: nothing, 405: nothing})


def _readable(name: str, routes: Sequence[Route]) -> str:
    by_tag: dict[str, list[Route]] = {}
    for route in sorted(routes, key=lambda r: (r.path, r.method)):
        by_tag.setdefault(route.handler.__module__.rpartition(".")[2], []).append(route)
    sections = "".join(f"<h2>{escape(tag)}</h2><table>{_rows(found)}</table>" for tag, found in by_tag.items())
    title = f"{escape(name)} API"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head><body><main>'
        f'<h1>{title}</h1><p>For machines: <a href="/api/openapi.json">/api/openapi.json</a></p>{sections}</main>'
        "</body></html>"
    )


def _rows(routes: Sequence[Route]) -> str:
    return "".join(
        f"<tr><td><code>{route.method}</code></td><td><code>{escape(route.path)}</code><br>"
        f"{escape((route.handler.__doc__ or '').split(chr(10), 1)[0])}<br><small>{route.who}</small></td></tr>"
        for route in routes
    )
