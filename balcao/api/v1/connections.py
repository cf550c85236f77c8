"""How an inbox's connection fares, and what was brought for it: for administrators."""

import asyncio
from typing import Any

import msgspec
from starlette.responses import Response

from balcao.api.call import Call
from balcao.api.limits import Limit
from balcao.api.route import Room, Who
from balcao.api.v1.originals import as_file, original_of
from balcao.channels.about import Words
from balcao.channels.contract import Health
from balcao.channels.outcomes import Disconnected
from balcao.domain.arrivals import actions, queries
from balcao.domain.arrivals.rules import State
from balcao.domain.conversations import queries as conversations
from balcao.domain.inboxes import queries as inboxes
from balcao.house import House
from balcao.kit.clock import SECOND, seconds
from balcao.kit.errors import invalid, not_found
from balcao.kit.text import loads
from balcao.shapes.connection import state_of
from balcao.store.tx import Tx

room = Room("/api/v1/accounts/{account_id}/inboxes/{inbox_id}", Who.ADMIN)

GLANCE = 64 * 1024
"""Bytes of an arrival that a list looks at: its title and sender stand at the beginning."""


class InboxParams(msgspec.Struct, kw_only=True):
    """Which inbox."""

    inbox_id: int


class ListParams(msgspec.Struct, kw_only=True):
    """Which inbox, and which of its arrivals."""

    inbox_id: int
    state: str = State.DEAD.value
    page: int = 1


class ArrivalParams(msgspec.Struct, kw_only=True):
    """One arrival of an inbox."""

    inbox_id: int
    id: int


class Folder(msgspec.Struct):
    """A folder at the provider, and how far it was read."""

    name: str
    last_uid: int | None
    uidvalidity: int | None


class InboxHealth(msgspec.Struct):
    """How an inbox fares. Moments are unix seconds; `lag_seconds` is the age of the oldest arrival that was not read yet."""

    state: str
    problem: str | None
    problem_since: int | None
    checked_at: int | None
    arrived_at: int | None
    lag_seconds: int
    waiting: int
    dead: int
    undelivered: int
    folders: list[Folder] | None


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


class Check(msgspec.Struct):
    """Whether the provider lets us in just now; `reason` says why not, `words` the same in each language."""

    ok: bool
    reason: str | None
    words: Words | None
    detail: str | None


class ReadAgain(msgspec.Struct):
    """An arrival that is read once more."""

    id: int
    state: str


@room.get("/health", takes=InboxParams, gives=InboxHealth)
def health(tx: Tx, call: Call[InboxParams]) -> InboxHealth:
    """How the connection of an inbox fares."""
    inbox = inboxes.show(tx, call.member, call.p.inbox_id)
    found = queries.connection(tx, inbox.account_id, inbox.id)
    counts = queries.tally(tx, inbox.account_id, inbox.id)
    oldest = queries.oldest_waiting(tx, inbox.account_id, inbox.id)
    return InboxHealth(
        state=state_of(found, sought=_is_sought(call.house, inbox)),
        problem=found and found.problem,
        problem_since=_seconds(found and found.problem_since),
        checked_at=_seconds(found and found.checked_at),
        arrived_at=_seconds(found and found.arrived_at),
        lag_seconds=0 if oldest is None else max(0, (tx.now - oldest) // SECOND),
        waiting=counts.get(State.WAITING, 0),
        dead=counts.get(State.DEAD, 0),
        undelivered=conversations.undelivered(tx, inbox.account_id, inbox.id),
        folders=_folders(loads(found.cursor)) if found else None,
    )


def _is_sought(house: House, inbox: inboxes.InboxRow) -> bool:
    watching = house.channels.of(inbox.kind).watching
    return watching is not None and watching.wants(loads(inbox.settings))


def _folders(cursor: dict[str, Any]) -> list[Folder] | None:
    kept = cursor.get("folders")
    if not isinstance(kept, dict):
        return None
    return [Folder(str(name), one.get("uid"), one.get("uidvalidity")) for name, one in kept.items()]


@room.post("/check", takes=InboxParams, gives=Check, own=True, limits=(Limit("checks", 30, 60),))
async def check(call: Call[InboxParams]) -> Check:
    """Try the connection now."""
    inbox = await call.house.store.read(lambda tx: inboxes.show(tx, call.member, call.p.inbox_id))
    try:
        found = await call.house.channels.of(inbox.kind).setup.health(call.house.line(inbox))
    except Disconnected as closed:
        found = Health(False, closed.reason)
    return Check(found.ok, found.reason, found.words, found.detail)


@room.get("/arrivals", takes=ListParams, gives=BroughtPage, own=True)
async def arrivals(call: Call[ListParams]) -> BroughtPage:
    """What was brought and is `dead` (could not be read), `ignored`, `read` or `waiting`; 25 a page."""
    p, number = call.p, max(1, call.p.page)
    if p.state not in {state.value for state in State}:
        raise invalid(f"State {p.state} is not one of waiting, read, ignored, dead", "state")

    def unit(tx: Tx) -> tuple[int, list[queries.ArrivalRow], dict[int, int]]:
        inbox = inboxes.show(tx, call.member, p.inbox_id)
        count, rows = queries.page(tx, inbox.account_id, inbox.id, p.state, number)
        ids = [row.conversation_id for row in rows if row.conversation_id]
        return count, rows, {one.id: one.display_id for one in conversations.by_ids(tx, inbox.account_id, ids).values()}

    count, rows, numbers = await call.house.store.read(unit)
    found = [await _brought(call.house, row, numbers) for row in rows]
    return BroughtPage(BroughtMeta(count, number), found)


async def _brought(house: House, row: queries.ArrivalRow, numbers: dict[int, int]) -> Brought:
    title, sender = "", ""
    try:
        original = await original_of(house, row, await asyncio.to_thread(house.raw_of, row, GLANCE))
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

    def unit(tx: Tx) -> queries.ArrivalRow:
        inbox = inboxes.show(tx, call.member, call.p.inbox_id)
        return queries.show(tx, inbox.account_id, inbox.id, call.p.id)

    row = await call.house.store.read(unit)
    try:
        data = await asyncio.to_thread(call.house.raw_of, row)
    except FileNotFoundError:
        raise not_found() from None
    return as_file(data, await original_of(call.house, row, data), f"arrival-{row.id}")


@room.post("/arrivals/{id}/retry", takes=ArrivalParams, gives=ReadAgain)
def retry(tx: Tx, call: Call[ArrivalParams]) -> ReadAgain:
    """Read an arrival once more that was put aside or ignored."""
    inbox = inboxes.show(tx, call.member, call.p.inbox_id)
    row = actions.read_again(tx, inbox.account_id, inbox.id, call.p.id)
    return ReadAgain(row.id, row.state)


def _seconds(moment: int | None) -> int | None:
    return None if moment is None else seconds(moment)
