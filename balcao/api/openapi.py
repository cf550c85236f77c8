"""The OpenAPI 3.1 document, derived from the routes."""

from collections.abc import Iterable
from types import UnionType
from typing import Any, get_args

import msgspec

from balcao import __version__
from balcao.api.route import Route, Who

_PLAIN = str.maketrans({"/": "_", "{": None, "}": None, ".": "_", "-": "_"})

_REF = "#/components/schemas/{name}"
_SCHEMES: dict[str, Any] = {
    "token": {"type": "apiKey", "in": "header", "name": "api_access_token", "description": "A user's access token"},
    "session": {"type": "apiKey", "in": "header", "name": "access-token", "description": "With `client` and `uid`"},
    "visitor": {"type": "apiKey", "in": "header", "name": "X-Auth-Token", "description": "A visitor's token"},
}
_SECURITY: dict[Who, list[dict[str, list[str]]]] = {
    Who.ANYONE: [],
    Who.CLIENT: [],
    Who.VISITOR: [{"visitor": []}],
    **{who: [{"token": []}, {"session": []}] for who in (Who.PERSON, Who.MEMBER, Who.ADMIN)},
}


def document(routes: Iterable[Route]) -> dict[str, Any]:
    """The whole document as plain values."""
    routes = list(routes)
    kinds = [part for route in routes for kind in (route.takes, route.gives) for part in parts_of(kind)]
    schemas, components = msgspec.json.schema_components(kinds, ref_template=_REF)
    described = dict(zip(map(id, kinds), schemas, strict=True))
    schema_of = {
        id(kind): _one_of([described[id(part)] for part in parts_of(kind)])
        for route in routes
        for kind in (route.takes, route.gives)
    }
    paths: dict[str, dict[str, Any]] = {}
    for route in sorted(routes, key=lambda r: (r.path, r.method)):
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, schema_of, components)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Balcão", "version": __version__, "description": "Derived from the routes themselves."},
        "paths": paths,
        "components": {"schemas": components, "securitySchemes": _SCHEMES},
    }


def parts_of(kind: Any) -> list[Any]:
    """The types of a union, or the one type; none for no type."""
    if kind is None:
        return []
    return list(get_args(kind)) if isinstance(kind, UnionType) else [kind]


def _one_of(schemas: list[Any]) -> Any:
    return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}


def _operation(route: Route, schema_of: dict[int, Any], components: dict[str, Any]) -> dict[str, Any]:
    text = (route.handler.__doc__ or route.key).strip()
    operation: dict[str, Any] = {
        "operationId": f"{route.method.lower()}{route.path.translate(_PLAIN)}",
        "summary": text.split("\n", 1)[0],
        "description": f"Who: {route.who}.",
        "tags": [route.handler.__module__.rpartition(".")[2]],
        "security": _SECURITY[route.who],
        "responses": _responses(route, schema_of),
    }
    takes = schema_of[id(route.takes)] if route.takes is not None else None
    names = [part.strip("{}") for part in route.path.split("/") if part.startswith("{")]
    properties = _properties(takes, components)
    operation["parameters"] = [_parameter(name, "path", properties.get(name), True) for name in names]
    if route.method == "GET":
        operation["parameters"] += [
            _parameter(name, "query", schema, False) for name, schema in properties.items() if name not in names
        ]
    elif takes is not None:
        kinds = ["application/json", *(["multipart/form-data"] if route.files else [])]
        operation["requestBody"] = {"content": {kind: {"schema": takes} for kind in kinds}}
    return operation


def _properties(schema: Any, components: dict[str, Any]) -> dict[str, Any]:
    if not schema:
        return {}
    name = schema.get("$ref", "").rpartition("/")[2]
    return components.get(name, schema).get("properties", {})


def _parameter(name: str, place: str, schema: Any, required: bool) -> dict[str, Any]:
    return {"name": name, "in": place, "required": required, "schema": schema or {"type": "string"}}


def _responses(route: Route, schema_of: dict[int, Any]) -> dict[str, Any]:
    good: dict[str, Any] = {"description": "Done"}
    if route.gives is not None:
        good["content"] = {"application/json": {"schema": schema_of[id(route.gives)]}}
    responses = {str(route.status): good}
    if route.who is not Who.ANYONE:
        responses["401"] = {"description": "Not signed in, or not allowed"}
    return responses
