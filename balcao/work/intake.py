"""Read what providers have brought: understand it, keep its files, and put each message where it belongs."""

import asyncio
import io
import itertools
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import msgspec
import structlog
from sqlalchemy.exc import OperationalError

from balcao.channels.contract import Incoming, Line
from balcao.channels.outcomes import Retry
from balcao.domain.arrivals import actions as arrivals
from balcao.domain.arrivals import queries as q
from balcao.domain.arrivals.rules import State
from balcao.domain.contacts.actions import recognise
from balcao.domain.conversations import actions
from balcao.domain.conversations.actions.pace import WINDOW
from balcao.domain.conversations.rules import ATTACHMENTS_MAX
from balcao.domain.inboxes import queries as inboxes
from balcao.domain.inboxes.queries import InboxRow
from balcao.envelope import Arrival, Ignored, Inbound, Part, Receipt
from balcao.house import House
from balcao.kit.errors import Problem
from balcao.kit.files import Kept
from balcao.kit.text import loads, pruned
from balcao.kit.uploads import keep_now
from balcao.outbox.jobs import Job, begin
from balcao.store.tx import Tx
from balcao.work.alarm import tell_quarantine
from balcao.work.bounces import note_receipt
from balcao.work.drafting import draft_of

BATCH = 20
"""Arrivals of one unit: large enough to share a flush, small enough to let others write in between."""
SHIFT = 60.0
"""Seconds after which a long backlog gives way to other jobs, and is gone on with."""

BATCH_BYTES = 32 << 20
HEAVY = 4 << 20
"""Bytes of a batch that is understood only when no other such batch is: large mails at once would fill the memory."""

_one_by_one = ThreadPoolExecutor(1, thread_name_prefix="heavy")
log = structlog.get_logger()


@dataclass
class Understood:
    """An arrival, what it told, and the files that were kept of it."""

    row: q.ArrivalRow
    told: list[Inbound | Receipt | Ignored] = field(default_factory=list[Inbound | Receipt | Ignored])
    files: dict[int, list[Kept]] = field(default_factory=dict[int, list[Kept]])
    fault: str | None = None


async def read_arrivals(house: House, job: Job) -> None:
    """Job `read_arrivals`: everything that waits in one inbox, in the order in which it came."""
    where = job.read()
    account_id, inbox_id = where["account_id"], where["inbox_id"]
    inbox = await house.store.read(lambda tx: inboxes.by_id(tx, account_id, inbox_id))
    incoming = house.channels.of(inbox.kind).inbound if inbox else None
    if inbox is None or incoming is None:
        return
    if job.begun_at is not None:
        await _read_with_care(house, inbox, incoming)
    await house.store.write(lambda tx: begin(tx, job))
    # What could not be read stays and comes up in the next round, so often as it may.
    while await _read_once(house, inbox, incoming):
        pass


async def _read_with_care(house: House, inbox: InboxRow, incoming: Incoming) -> None:
    """The program ended while it read here. If it was one of these that ended it, that one is put aside the third time."""
    for row in await house.store.read(lambda tx: q.waiting(tx, inbox.account_id, inbox.id, BATCH)):
        if await house.store.write(lambda tx, row=row: _fail(tx, inbox, row, "The program ended while this was read")):
            await _put_all(house, inbox, await _understood(house, inbox, incoming, [row]))


async def read_later(house: House, job: Job, _reason: str) -> None:
    """Nothing could be read for a day: what waits goes on waiting."""
    where = job.read()
    await house.store.write(
        lambda tx: arrivals.have_read(tx, where["account_id"], where["inbox_id"], f"after:{job.id}")
    )


async def _read_once(house: House, inbox: InboxRow, incoming: Incoming) -> bool:
    """All that waits, each once; False when it was nothing. While one batch is written, the next is understood."""
    batch = await _next_batch(house, inbox, incoming, 0)
    if not batch:
        return False
    until = asyncio.get_running_loop().time() + SHIFT
    while batch:
        if asyncio.get_running_loop().time() > until:
            await _put_all(house, inbox, batch)
            raise Retry("There is more to read", 0)
        after = batch[-1].row.id
        _, batch = await asyncio.gather(_put_all(house, inbox, batch), _next_batch(house, inbox, incoming, after))
    return True


async def _next_batch(house: House, inbox: InboxRow, incoming: Incoming, after: int) -> list[Understood]:
    rows = await house.store.read(lambda tx: q.waiting(tx, inbox.account_id, inbox.id, BATCH, after))
    return await _understood(house, inbox, incoming, _as_much_as_fits(rows)) if rows else []


async def _understood(
    house: House, inbox: InboxRow, incoming: Incoming, rows: Sequence[q.ArrivalRow]
) -> list[Understood]:
    threads = _one_by_one if sum(row.size for row in rows) > HEAVY else None
    loop, line = asyncio.get_running_loop(), house.line(inbox)
    return await loop.run_in_executor(threads, _understand_all, house, incoming, line, rows)


def _as_much_as_fits(rows: Sequence[q.ArrivalRow]) -> list[q.ArrivalRow]:
    """The first of them, up to `BATCH_BYTES`; one that is larger comes alone."""
    sizes = itertools.accumulate(row.size for row in rows)
    return [row for at, (row, size) in enumerate(zip(rows, sizes, strict=True)) if not at or size <= BATCH_BYTES]


def _understand_all(house: House, incoming: Incoming, line: Line, rows: Sequence[q.ArrivalRow]) -> list[Understood]:
    return [_understand(house, incoming, line, row) for row in rows]


def _understand(house: House, incoming: Incoming, line: Line, row: q.ArrivalRow) -> Understood:
    found = Understood(row)
    try:
        arrival = Arrival(key=row.key, raw=house.raw_of(row), way=row.way, facts=loads(row.facts))
        for number, message in enumerate(incoming.read(arrival, line)):
            if isinstance(message, Inbound):
                found.files[number] = [_keep_file(house, part) for part in message.parts[:ATTACHMENTS_MAX]]
                message = _without_bytes(message)  # noqa: PLW2901 - the files have them
            found.told.append(message)
    except FileNotFoundError:
        found.fault = "What was brought is not here any more"
    except OSError:
        # The machine is in trouble, not the arrival: the job is tried again later.
        raise
    except Exception as error:
        log.exception("an arrival cannot be read", arrival=row.id, inbox=row.inbox_id)
        found.fault = f"{type(error).__name__}: {error}"
    return found


def _without_bytes(message: Inbound) -> Inbound:
    """A batch of large mails would fill the memory."""
    parts = tuple(msgspec.structs.replace(part, data=None) for part in message.parts)
    return msgspec.structs.replace(message, parts=parts)


@dataclass(frozen=True)
class _Upload:
    filename: str
    content_type: str
    file: io.BytesIO


def _keep_file(house: House, part: Part) -> Kept:
    data = part.data or b" "
    return keep_now(house.files, _Upload(part.name, part.content_type, io.BytesIO(data)), len(data))


async def _put_all(house: House, inbox: InboxRow, batch: list[Understood]) -> None:
    """All in one unit; if that fails, one by one, so that one bad arrival holds up no other (EML-21)."""
    try:
        await house.store.write(lambda tx: [_put(tx, house, inbox, one) for one in batch])
    except Exception:
        log.exception("a batch of arrivals is taken one by one", inbox=inbox.id)
        for one in batch:
            await _put_alone(house, inbox, one)


async def _put_alone(house: House, inbox: InboxRow, one: Understood) -> None:
    try:
        await house.store.write(lambda tx: _put(tx, house, inbox, one))
    except OperationalError:
        # The database is in trouble, not the arrival: the job is tried again later.
        raise
    except Exception as error:
        log.exception("an arrival cannot be put in its place", arrival=one.row.id, inbox=inbox.id)
        reason = str(error) if isinstance(error, Problem) else f"{type(error).__name__}: {error}"
        await house.store.write(lambda tx: _fail(tx, inbox, one.row, reason))


def _put(tx: Tx, house: House, inbox: InboxRow, one: Understood) -> None:
    if not arrivals.hold(tx, one.row):
        return
    if one.fault is not None:
        _fail(tx, inbox, one.row, one.fault)
        return
    became, reason = None, None
    for number, told in enumerate(one.told):
        if isinstance(told, Inbound):
            became = _bring(tx, house, inbox, one, number) or became
        elif isinstance(told, Receipt):
            reason = note_receipt(tx, inbox, told)
        else:
            reason = told.reason
    state = State.READ if became or reason is None else State.IGNORED
    arrivals.settle(tx, one.row, state, reason, became)


def _fail(tx: Tx, inbox: InboxRow, row: q.ArrivalRow, reason: str) -> bool:
    """Whether it may be tried again."""
    again = arrivals.fail(tx, row, reason)
    if not again:
        tell_quarantine(tx, inbox)
    return again


def _pace(house: House, inbox: InboxRow, told: Inbound, now: int) -> int | None:
    """How many messages a person would send; what comes late, when a mailbox is reached again, was sent at other times."""
    is_late = told.sent_at is not None and now - told.sent_at > WINDOW
    return None if is_late else house.channels.of(inbox.kind).pace


def _bring(tx: Tx, house: House, inbox: InboxRow, one: Understood, number: int) -> tuple[int, int]:
    told, files = one.told[number], one.files[number]
    assert isinstance(told, Inbound)
    sender = recognise(tx, house.keyring, (inbox.account_id, inbox.id), told.sender, trusted=told.doubt is None)
    brought = actions.Brought(
        draft=draft_of(tx, house, one.row, told, files), conversation=told.conversation, answers=told.answers,
        # Whoever writes in somebody else's name could count up to any number.
        number=told.number if told.doubt is None else None, most=_pace(house, inbox, told, tx.now),
        opening=actions.Opening(contact_inbox_id=sender.id, additional_attributes=pruned(dict(told.opening))),
    )  # fmt: skip
    received = actions.bring(tx, sender.visitor, brought)
    return received.conversation.id, received.message.id
