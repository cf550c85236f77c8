"""The one door: any accepted request shape becomes a call of one declared route."""

import asyncio
import inspect
from collections.abc import Iterable
from functools import partial
from typing import Any

import msgspec
from sqlalchemy.exc import OperationalError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from balcao.api import auth, params
from balcao.api.bodies import Bodies
from balcao.api.call import Call
from balcao.api.errors import answer
from balcao.api.fitting import fill, has_root
from balcao.api.limits import Limit, Limiter
from balcao.api.route import Route, Unit, Who
from balcao.house import House
from balcao.kit.origin import address_key, caller_ip
from balcao.kit.uploads import keep
from balcao.store.tx import Tx

_NOT_FOUND = {"error": "Resource could not be found"}
_EVERY_CALL = Limit("any", 3000, 60)


class Door:
    """An ASGI app that serves the declared routes; `matches` tells whether a path is one of them."""

    def __init__(self, house: House, routes: Iterable[Route], limiter: Limiter | None = None) -> None:
        self._house = house
        self._limiter = limiter or Limiter()
        self._bodies = Bodies()
        self._tree = Tree()
        for route in routes:
            self._tree.add(route)

    def matches(self, path: str) -> bool:
        """Whether some verb is declared on this path."""
        return self._tree.find(path)[0] is not None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            response = await self._serve(request)
        except ClientDisconnect:
            return
        except Exception as error:  # noqa: BLE001 - the outermost door: whatever happens has an answer
            response = answer(error, f"{request.method} {scope['path']}")
        finally:
            self._bodies.let_go(request)
            await request.close()
        await response(scope, receive, send)

    async def _serve(self, request: Request) -> Response:
        verbs, path = self._tree.find(request.scope["path"])
        route = (verbs or {}).get("GET" if request.method == "HEAD" else request.method)
        if route is None:
            return JSONResponse(_NOT_FOUND, 404)
        call = self._begin(request, path)
        try:
            await self._open(request, route, call)
            response = await self._carry_out(route, call)
        except (asyncio.CancelledError, OperationalError):
            # The unit may have been committed all the same. Files that no row names are swept away later.
            raise
        except BaseException:
            self._forget(kept.key for items in call.files.values() for kept in items)
            raise
        self._forget(call.dropped)
        return response

    def _forget(self, keys: Iterable[str]) -> None:
        for key in keys:
            self._house.files.remove(key)

    def _begin(self, request: Request, path: dict[str, str]) -> Call[Any]:
        house = self._house
        headers = headers_of(request.scope)
        peer = request.client.host if request.client else None
        ip = caller_ip(peer, headers.get("x-forwarded-for", ""), house.terms.trusted_proxies)
        return Call(house, None, path, {}, headers, ip, limiter=self._limiter)

    async def _open(self, request: Request, route: Route, call: Call[Any]) -> None:
        self._limit(call, (_EVERY_CALL,))
        if route.raw:
            call.called, call.query = request.url.path, request.url.query
            call.body = partial(self._bodies.read, request)
            call.params = dict(call.path)
            self._limit(call, route.limits)
            return
        if params.is_multipart(request) and route.who is not Who.ANYONE:
            call.params = {**params.of_query(request), **call.path}
            await self._identify_first(route, call)
        limit = self._house.terms.upload_limit
        values, uploads, is_json = await params.read(request, upload_limit=limit)
        call.params = {**params.unwrap(values, route.wrap), **call.path}
        self._limit(call, route.limits)
        call.rootless = not (uploads or has_root(route, values, is_json=is_json))
        for name, items in uploads.items() if route.files else ():
            kept = call.files.setdefault(name, [])
            for item in items:
                kept.append(await keep(self._house.files, item, limit))

    async def _identify_first(self, route: Route, call: Call[Any]) -> None:
        # Nothing of a stranger's is written to disk, not even while it is read.
        await self._house.store.read(lambda tx: auth.identify(tx, route.who, call))

    def _limit(self, call: Call[Any], limits: tuple[Limit, ...]) -> None:
        if not self._house.terms.limits_enabled:
            return
        for limit in limits:
            if (key := limit_key(limit, call)) is not None:
                self._limiter.take(limit, key)

    async def _carry_out(self, route: Route, call: Call[Any]) -> Response:
        if route.unit is Unit.OWN:
            return await self._on_its_own(route, call)

        def unit(tx: Tx) -> Response:
            auth.identify(tx, route.who, call)
            fill(route, call)
            return _respond(route, call, route.handler(tx, call))

        store = self._house.store
        return await (store.write(unit) if route.unit is Unit.WRITE else store.read(unit, kind=route.handler))

    async def _on_its_own(self, route: Route, call: Call[Any]) -> Response:
        if route.who is not Who.ANYONE:
            await self._house.store.read(lambda tx: auth.identify(tx, route.who, call))
        fill(route, call)
        result = route.handler(call)
        return _respond(route, call, await result if inspect.isawaitable(result) else result)


def headers_of(scope: Scope) -> dict[str, str]:
    """Header names in lower case, `_` as `-`. The proper spelling wins: proxies overwrite that one and not the other."""
    named = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
    loose = {name.replace("_", "-"): value for name, value in named if "_" in name}
    return loose | {name: value for name, value in named if "_" not in name}


def limit_key(limit: Limit, call: Call[Any]) -> str | None:
    """What a limit counts this call by; None where the call has no such thing."""
    if limit.by == "ip":
        return address_key(call.ip)
    if limit.by == "token":
        return call.headers.get("x-auth-token") or call.headers.get("api-access-token") or call.headers.get("uid")
    value = call.params.get(limit.by)
    return str(value).strip().lower() if value is not None else None


def _respond(route: Route, call: Call[Any], result: Any) -> Response:
    if isinstance(result, Response):
        result.headers.update(call.reply_headers)
        return result
    if result is None and route.gives is None:
        return Response(status_code=route.status, headers=call.reply_headers)
    body = msgspec.json.encode(result)
    return Response(body, route.status, call.reply_headers, "application/json; charset=utf-8")


class Tree:
    """Routes by the parts of their paths. Trailing slashes and `.json` are the same path."""

    def __init__(self) -> None:
        self._root: dict[str, Any] = {}

    def add(self, route: Route) -> None:
        """Declare a route; a second one on the same verb and path is a mistake."""
        node = self._root
        names: list[str] = []
        for part in filter(None, route.path.split("/")):
            if part.startswith("{"):
                names.append(part.strip("{}"))
                part = "{}"  # noqa: PLW2901 - every parameter is the same branch
            node = node.setdefault(part, {})
        verbs, known = node.setdefault("/", ({}, names))
        if route.method in verbs:
            raise ValueError(f"{route.key} is declared twice")
        if names != known:
            raise ValueError(f"{route.key} names its parameters {names}, another verb on the same path {known}")
        verbs[route.method] = route

    def find(self, path: str) -> tuple[dict[str, Route] | None, dict[str, str]]:
        """The verbs on a path, and its parameters."""
        parts = [part for part in path.removesuffix("/").removesuffix(".json").split("/") if part]
        found = _walk(self._root, parts, [])
        if found is None:
            return None, {}
        (verbs, names), values = found
        return verbs, dict(zip(names, values, strict=True))


def _walk(node: dict[str, Any], parts: list[str], values: list[str]) -> tuple[Any, list[str]] | None:
    if not parts:
        return (node["/"], values) if "/" in node else None
    head, *rest = parts
    if head in node and head not in ("/", "{}") and (found := _walk(node[head], rest, values)):
        return found
    return _walk(node["{}"], rest, [*values, head]) if "{}" in node else None
