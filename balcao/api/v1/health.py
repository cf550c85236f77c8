"""How an inbox's connection fares in each direction, and a try on demand: for administrators."""

from typing import Any

import msgspec

from balcao.api.call import Call
from balcao.api.limits import Limit
from balcao.api.route import Room, Who
from balcao.channels.about import Words
from balcao.channels.contract import Health
from balcao.channels.outcomes import Disconnected
from balcao.domain.arrivals import actions, queries
from balcao.domain.arrivals.rules import TROUBLES, State
from balcao.domain.conversations import queries as conversations
from balcao.domain.inboxes import queries as inboxes
from balcao.domain.inboxes.actions import tell_changed
from balcao.domain.inboxes.events import InboxConnected
from balcao.house import House
from balcao.kit.clock import DAY, SECOND, seconds
from balcao.kit.text import loads
from balcao.shapes.connection import Direction, is_overdue, receiving, sending, whole
from balcao.store.tx import Tx

room = Room("/api/v1/accounts/{account_id}/inboxes/{inbox_id}", Who.ADMIN)

FAILED_WITHIN = 7 * DAY


class InboxParams(msgspec.Struct, kw_only=True):
    """Which inbox."""

    inbox_id: int


class Folder(msgspec.Struct):
    """A folder at the provider, and how far it was read."""

    name: str
    last_uid: int | None
    uidvalidity: int | None


class InboxHealth(msgspec.Struct):
    """How an inbox fares: `state` and `problem` are the worse of `receiving` and `sending`. Moments are unix seconds.

    `lag_seconds` is the age of the oldest arrival that was not read yet. `overdue` says that nobody has looked for new
    messages for too long, `warning` what could not be asked for while the rest is well. `undelivered` answers wait, the
    oldest for `undelivered_seconds`; `failed` could not be delivered in the last seven days.
    """

    state: str
    problem: str | None
    problem_since: int | None
    receiving: Direction
    sending: Direction | None
    warning: str | None
    overdue: bool
    checked_at: int | None
    arrived_at: int | None
    sent_at: int | None
    lag_seconds: int
    waiting: int
    dead: int
    undelivered: int
    undelivered_seconds: int
    failed: int
    folders: list[Folder] | None


class Check(msgspec.Struct):
    """Whether the provider lets us in just now; `reason` says why not, `words` the same in each language."""

    ok: bool
    reason: str | None
    words: Words | None
    detail: str | None


@room.get("/health", takes=InboxParams, gives=InboxHealth)
def health(tx: Tx, call: Call[InboxParams]) -> InboxHealth:
    """How the connection of an inbox fares."""
    inbox = inboxes.show(tx, call.member, call.p.inbox_id)
    account_id, sought = inbox.account_id, _is_sought(call.house, inbox)
    found = queries.connection(tx, account_id, inbox.id)
    counts = queries.tally(tx, account_id, inbox.id)
    queued = conversations.undelivered(tx, account_id, inbox.id)
    both = whole(found, sought=sought)
    return InboxHealth(
        state=both.state, problem=both.problem, problem_since=both.since,
        receiving=receiving(found, sought=sought),
        sending=sending(found) if call.house.channels.of(inbox.kind).outbound else None,
        warning=found and found.warning,
        overdue=is_overdue(found, tx.now, sought=sought),
        checked_at=_seconds(found and found.checked_at),
        arrived_at=_seconds(found and found.arrived_at),
        sent_at=_seconds(found and found.sent_at),
        lag_seconds=_age(tx, queries.oldest_waiting(tx, account_id, inbox.id)),
        waiting=counts.get(State.WAITING, 0),
        dead=counts.get(State.DEAD, 0),
        undelivered=queued.count,
        undelivered_seconds=_age(tx, queued.since),
        failed=conversations.failed(tx, account_id, inbox.id, tx.now - FAILED_WITHIN),
        folders=_folders(loads(found.cursor)) if found else None,
    )  # fmt: skip


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
    """Try the connection now. Where it works, whatever was in trouble is tried again at once."""
    store = call.house.store
    inbox = await store.read(lambda tx: inboxes.show(tx, call.member, call.p.inbox_id))
    try:
        found = await call.house.channels.of(inbox.kind).setup.health(call.house.line(inbox))
    except Disconnected as closed:
        found = Health(False, closed.reason)
    if found.ok:
        await store.write(lambda tx: _try_again(tx, inbox))
    return Check(found.ok, found.reason, found.words, found.detail)


def _try_again(tx: Tx, inbox: inboxes.InboxRow) -> None:
    row = queries.connection(tx, inbox.account_id, inbox.id)
    if row is None or not {row.state, row.sending} & set(TROUBLES):
        return
    if row.state in TROUBLES:
        actions.start_over(tx, inbox.account_id, inbox.id)
        tx.wakes.add(InboxConnected(inbox.id))
    else:
        actions.send_anew(tx, inbox.account_id, inbox.id)
    tell_changed(tx, inbox.account_id)


def _age(tx: Tx, since: int | None) -> int:
    return 0 if since is None else max(0, (tx.now - since) // SECOND)


def _seconds(moment: int | None) -> int | None:
    return None if moment is None else seconds(moment)
