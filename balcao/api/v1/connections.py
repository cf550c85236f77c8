"""What was brought for an inbox: for administrators."""

import asyncio

import msgspec
from starlette.responses import Response

from balcao.api.call import Call
from balcao.api.route import Room, Who
from balcao.api.v1.originals import as_file, original_of
from balcao.domain.arrivals import actions, queries
from balcao.domain.arrivals.rules import State
from balcao.domain.conversations import queries as conversations
from balcao.domain.inboxes import queries as inboxes
from balcao.house import House
from balcao.kit.clock import seconds
from balcao.kit.errors import invalid, not_found
from balcao.store.tx import Tx

room = Room("/api/v1/accounts/{account_id}/inboxes/{inbox_id}", Who.ADMIN)

GLANCE = 64 * 1024
"""Bytes of an arrival that a list looks at: its title and sender stand at the beginning."""


class ListParams(msgspec.Struct, kw_only=True):
    """Which inbox, and which of its arrivals."""

    inbox_id: int
    state: str = State.DEAD.value
    page: int = 1


class ArrivalParams(msgspec.Struct, kw_only=True):
    """One arrival of an inbox."""

    inbox_id: int
    id: int


class Brought(msgspec.Struct):
    """Something that was brought."""

    id: int
    state: str
    reason: str | None
    way: str
    size: int
    subject: str
    sender: str
    received_at: int
    attempts: int
    conversation_id: int | None


class BroughtMeta(msgspec.Struct):
    """How many there are, and which page this is."""

    count: int
    current_page: int


class BroughtPage(msgspec.Struct):
    """A page of what was brought, the newest first."""

    meta: BroughtMeta
    payload: list[Brought]


class ReadAgain(msgspec.Struct):
    """An arrival that is read once more."""

    id: int
    state: str


@room.get("/arrivals", takes=ListParams, gives=BroughtPage, own=True)
async def arrivals(call: Call[ListParams]) -> BroughtPage:
    """What was brought and is `dead` (could not be read), `ignored`, `read` or `waiting`; 25 a page."""
    p, number = call.p, max(1, call.p.page)
    if p.state not in {state.value for state in State}:
        raise invalid(f"State {p.state} is not one of waiting, read, ignored, dead", "state")

    def unit(tx: Tx) -> tuple[str, int, list[queries.ArrivalRow], dict[int, int]]:
        inbox = inboxes.show(tx, call.member, p.inbox_id)
        count, rows = queries.page(tx, inbox.account_id, inbox.id, p.state, number)
        ids = [row.conversation_id for row in rows if row.conversation_id]
        talks = conversations.by_ids(tx, inbox.account_id, ids)
        return inbox.kind, count, rows, {one.id: one.display_id for one in talks.values()}

    kind, count, rows, numbers = await call.house.store.read(unit)
    found = [await _brought(call.house, kind, row, numbers) for row in rows]
    return BroughtPage(BroughtMeta(count, number), found)


async def _brought(house: House, kind: str, row: queries.ArrivalRow, numbers: dict[int, int]) -> Brought:
    title, sender = "", ""
    try:
        original = await original_of(house, kind, row, await asyncio.to_thread(house.raw_of, row, GLANCE))
        title, sender = original.title, original.sender
    except FileNotFoundError:
        pass
    return Brought(
        row.id, row.state, row.reason, row.way, row.size, title, sender, seconds(row.created_at), row.attempts,
        numbers.get(row.conversation_id or 0),
    )  # fmt: skip


@room.get("/arrivals/{id}/raw", takes=ArrivalParams, own=True)
async def raw(call: Call[ArrivalParams]) -> Response:
    """An arrival as it came, as a download."""

    def unit(tx: Tx) -> tuple[str, queries.ArrivalRow]:
        inbox = inboxes.show(tx, call.member, call.p.inbox_id)
        return inbox.kind, queries.show(tx, inbox.account_id, inbox.id, call.p.id)

    kind, row = await call.house.store.read(unit)
    try:
        data = await asyncio.to_thread(call.house.raw_of, row)
    except FileNotFoundError:
        raise not_found() from None
    return as_file(data, await original_of(call.house, kind, row, data), f"arrival-{row.id}")


@room.post("/arrivals/{id}/retry", takes=ArrivalParams, gives=ReadAgain)
def retry(tx: Tx, call: Call[ArrivalParams]) -> ReadAgain:
    """Read an arrival once more that was put aside or ignored."""
    inbox = inboxes.show(tx, call.member, call.p.inbox_id)
    row = actions.read_again(tx, inbox.account_id, inbox.id, call.p.id)
    return ReadAgain(row.id, row.state)
