"""What a message was made of: the original as it came, and the pictures that it would have loaded from elsewhere."""

import asyncio
from html import escape
from typing import Any

import msgspec
from starlette.responses import Response

from balcao.api.call import Call
from balcao.api.files import disposition
from balcao.api.limits import Limit
from balcao.api.route import Room, Who
from balcao.channels.contract import Original
from balcao.domain.arrivals import queries as arrivals
from balcao.domain.conversations import queries as q
from balcao.domain.inboxes import queries as inboxes
from balcao.envelope import Arrival
from balcao.house import House
from balcao.kit.errors import not_found, refused
from balcao.kit.media_types import HEAD, media_type
from balcao.kit.text import flag, loads
from balcao.kit.web import Ask, WebError
from balcao.store.tx import Tx

room = Room("/api/v1/accounts/{account_id}/conversations/{conversation_id}/messages/{id}", Who.MEMBER)

SHOWN = 512 * 1024
PICTURE_MOST = 5 << 20
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
_NO_PICTURE = "There is no picture at this address"
_GUARDED = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, max-age=3600",
}


class OriginalParams(msgspec.Struct, kw_only=True):
    """Which message; `download` gives the bytes as a file."""

    conversation_id: int
    id: int
    download: str | bool = False


class PictureParams(msgspec.Struct, kw_only=True):
    """Which message, and the address of a picture that stands in it."""

    conversation_id: int
    id: int
    url: str


class OriginalMessage(msgspec.Struct):
    """A message as it came. `source` is at most 512 kB of its bytes as text; `html` its body, made safe."""

    headers: list[tuple[str, str]]
    source: str
    size: int
    truncated: bool
    html: str | None


@room.get("/original", takes=OriginalParams, gives=OriginalMessage, own=True)
async def show(call: Call[OriginalParams]) -> OriginalMessage | Response:
    """The original of a message: headers, source and HTML, or (`download`) a file. Not found where none was kept."""
    kind, row = await call.house.store.read(lambda tx: _kept(tx, call))
    try:
        raw = await asyncio.to_thread(call.house.raw_of, row)
    except FileNotFoundError:
        raise not_found() from None
    original = await original_of(call.house, kind, row, raw)
    if flag(call.p.download):
        return as_file(raw, original, f"mail-{call.p.id}")
    return OriginalMessage(list(original.headers), source_of(raw), len(raw), len(raw) > SHOWN, original.html)


def _kept(tx: Tx, call: Call[Any]) -> tuple[str, arrivals.ArrivalRow]:
    """The kind of the channel that brought it, and what it brought."""
    row = q.show(tx, call.member, call.p.conversation_id)
    message = q.message(tx, row.account_id, call.p.id)
    found = arrivals.of_message(tx, row.account_id, call.p.id)
    inbox = inboxes.by_id(tx, row.account_id, found.inbox_id) if found else None
    if message is None or found is None or inbox is None or message.conversation_id != row.id:
        raise not_found()
    return inbox.kind, found


async def original_of(house: House, kind: str, row: arrivals.ArrivalRow, raw: bytes) -> Original:
    """What an arrival says to a person. Not found where its channel has nothing to show."""
    originals = house.channels.of(kind).originals
    if originals is None:
        raise not_found()
    arrival = Arrival(key=row.key, raw=raw, way=row.way, facts=loads(row.facts))
    return await asyncio.to_thread(originals.show, arrival)


def source_of(raw: bytes) -> str:
    """As much of the bytes as a person looks at."""
    return raw[:SHOWN].decode("utf-8", "replace").replace("\0", "")


def as_file(raw: bytes, original: Original, name: str) -> Response:
    """The bytes as a download; a browser never opens them in place."""
    headers = {**_GUARDED, "Content-Disposition": disposition("attachment", f"{name}.{original.ending}")}
    return Response(raw, headers=headers, media_type=original.content_type)


@room.get("/image", takes=PictureParams, own=True, limits=(Limit("remote_pictures", 600, 60),))
async def picture(call: Call[PictureParams]) -> Response:
    """A picture that stands in a message, fetched here so that its owner learns nothing of who looks (XSS-03)."""
    await call.house.store.read(lambda tx: _check_stands_there(tx, call))
    try:
        answer = await call.house.web.send(Ask(call.p.url, seconds=10.0, most=PICTURE_MOST, redirects=3))
    except WebError:
        # One sentence for all that can go wrong: whoever sends mails here must not scan a network with it (SSR-11).
        raise refused(_NO_PICTURE) from None
    kind = media_type(answer.body[:HEAD])
    if not answer.ok or kind not in PICTURES:
        raise refused(_NO_PICTURE)
    return Response(answer.body, headers=_GUARDED, media_type=kind)


def _check_stands_there(tx: Tx, call: Call[PictureParams]) -> None:
    row = q.show(tx, call.member, call.p.conversation_id)
    message = q.message(tx, row.account_id, call.p.id)
    if message is None or message.conversation_id != row.id:
        raise not_found()
    address = escape(call.p.url, quote=False).replace('"', "&quot;")
    wanted = f'data-remote-src="{address}"'
    if not _stands_in(loads(message.content_attributes), wanted):
        raise not_found()


def _stands_in(value: Any, wanted: str) -> bool:
    if isinstance(value, str):
        return wanted in value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(_stands_in(one, wanted) for one in inner)
