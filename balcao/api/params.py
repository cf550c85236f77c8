"""Make one dictionary of whatever shape a request has: query, JSON, form, multipart; for every verb alike."""

from collections.abc import AsyncGenerator
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from balcao.kit.errors import Problem
from balcao.kit.text import plain, pruned

JSON_LIMIT = 1024 * 1024
FILES_MOST = 15
_REFUSED_KEYS = {"__proto__", "constructor", "prototype"}
DEEPEST = 8
MULTIPART = "multipart/form-data"

Params = dict[str, Any]
Uploads = dict[str, list[UploadFile]]


async def read(request: Request, *, upload_limit: int) -> tuple[Params, Uploads, bool]:
    """Query and body merged (the body wins); uploads by the last name of their key; whether the body was JSON."""
    params, kind = of_query(request), _kind(request)
    if kind == MULTIPART:
        body, uploads = await _multipart(request, upload_limit)
        return merge(params, body), uploads, False
    raw = await _body(request)
    if kind == "application/x-www-form-urlencoded":
        pairs = parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True)
        return merge(params, nested(pairs)), {}, False
    return (merge(params, _json(raw)) if raw.strip() else params), {}, True


def of_query(request: Request) -> Params:
    """What stands in the address."""
    return nested(parse_qsl(request.url.query, keep_blank_values=True)) if request.url.query else {}


def is_multipart(request: Request) -> bool:
    """Whether the body may carry files."""
    return _kind(request) == MULTIPART


def _kind(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def _body(request: Request) -> bytes:
    length = request.headers.get("content-length", "0")
    if length.isdigit() and int(length) > JSON_LIMIT:
        raise _too_large()
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > JSON_LIMIT:
            raise _too_large()
        chunks.append(chunk)
    return b"".join(chunks)


def _json(raw: bytes) -> Params:
    try:
        value = msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise Problem(400, {"error": f"The request body is not valid JSON: {error}"}) from None
    if not isinstance(value, dict):
        raise Problem(400, {"error": "The request body must be a JSON object"})
    return pruned(value)


async def _multipart(request: Request, upload_limit: int) -> tuple[Params, Uploads]:
    _cut(request, upload_limit * FILES_MOST + JSON_LIMIT)
    try:
        form = await request.form(max_files=FILES_MOST + 1, max_fields=500, max_part_size=JSON_LIMIT)
    except MultiPartException as error:
        raise Problem(422, {"error": f"The upload cannot be read: {error.message}"}) from None
    fields, uploads = [], dict[str, list[UploadFile]]()
    for key, value in form.multi_items():
        if isinstance(value, UploadFile):
            uploads.setdefault(last_name(key), []).append(value)
        else:
            fields.append((key, value))
    return nested(fields), uploads


def _cut(request: Request, most: int) -> None:
    """Read no more than `most` bytes of the body, also where nobody says how long it is."""
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > most:
        raise _too_large()
    whole = request.stream

    async def stream() -> AsyncGenerator[bytes, None]:
        size = 0
        async for chunk in whole():
            size += len(chunk)
            if size > most:
                raise _too_large()
            yield chunk

    request.stream = stream


def last_name(key: str) -> str:
    """`message[attachments][]` → `attachments`."""
    names = [name for name in key.replace("]", "").split("[") if name]
    return names[-1] if names else key


def nested(pairs: list[tuple[str, str]]) -> Params:
    """Bracket syntax as structure: `a[b]=1`, `ids[]=1&ids[]=2`. Repeated plain keys keep the last value."""
    out: Params = {}
    for key, value in pairs:
        _place(out, key.replace("]", "").split("["), plain(value))
    return out


def _place(out: Params, names: list[str], value: str) -> None:
    names = [plain(name) for name in names[:DEEPEST]]
    if any(name in _REFUSED_KEYS for name in names):
        return
    for position, name in enumerate(names[:-1]):
        following = names[position + 1]
        if following == "" and position + 2 == len(names):
            items = out.setdefault(name, [])
            if isinstance(items, list):
                items.append(value)
            return
        inner = out.setdefault(name, {})
        if not isinstance(inner, dict):
            return
        out = inner
    out[names[-1]] = value


def merge(left: Params, right: Params) -> Params:
    """Both; the right one wins, objects are merged."""
    merged = {**left}
    for key, value in right.items():
        mine = merged.get(key)
        merged[key] = merge(mine, value) if isinstance(mine, dict) and isinstance(value, dict) else value
    return merged


def unwrap(params: Params, root: str | None) -> Params:
    """Lift what lies under the root key, so that wrapped and flat bodies are one."""
    inner = params.get(root) if root else None
    return {**params, **inner} if isinstance(inner, dict) else params


def _too_large() -> Problem:
    return Problem(413, {"error": "The request is too large"})
