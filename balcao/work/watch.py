"""Keep watch over the inboxes whose channels go and look for messages themselves: one watch an inbox, wherever it runs."""

import asyncio
import contextlib
import random

import structlog

from balcao.channels.contract import Watching
from balcao.channels.outcomes import Disconnected, Retry
from balcao.domain.arrivals import actions
from balcao.domain.arrivals import queries as arrivals
from balcao.domain.arrivals.rules import Condition
from balcao.domain.inboxes import queries as inboxes
from balcao.domain.inboxes.actions import tell_changed
from balcao.domain.inboxes.events import InboxConnected
from balcao.domain.inboxes.queries import InboxRow
from balcao.house import House
from balcao.kit.clock import SECOND
from balcao.kit.crypto import random_token
from balcao.kit.text import loads
from balcao.outbox.bus import Missed, Note
from balcao.store.tx import Tx
from balcao.work.desks import InboxDesk

LEASE = 45 * SECOND
ROUND = 15.0
"""Seconds between two looks at which inboxes there are; a change of one wakes at once."""
PAUSES = (1.0, 5.0, 15.0, 30.0, 60.0)
AFTER_DISCONNECTION = 300.0
SETTLED = 30.0
"""Seconds that a watch must have lasted for the next trouble to count as the first."""

log = structlog.get_logger()


class Watch:
    """`start` and `stop` belong to one event loop."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._kinds = [one.about.kind for one in house.channels if one.watching is not None]
        self._holder = random_token()
        self._watched: dict[int, tuple[int, asyncio.Task[None]]] = {}
        self._bell = asyncio.Event()
        self._connected = set[int]()
        self._round: asyncio.Task[None] | None = None
        house.bus.listen(self._hear)

    async def start(self) -> None:
        """Begin to watch."""
        if self._kinds:
            self._round = asyncio.get_running_loop().create_task(self._go_round())

    async def stop(self) -> None:
        """Watch nothing any more, and let others."""
        if self._round is None:
            return
        await _end([self._round, *(task for _, task in self._watched.values())])
        self._watched.clear()
        await self._house.store.write(lambda tx: actions.let_go(tx, self._holder))

    def _hear(self, note: Note) -> None:
        if isinstance(note, Missed | InboxConnected):
            if isinstance(note, InboxConnected):
                self._connected.add(note.inbox_id)
            self._bell.set()

    async def _go_round(self) -> None:
        while True:
            self._bell.clear()
            try:
                await self._look_after()
            except Exception:
                log.exception("inboxes cannot be looked after; trying again")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(ROUND):
                    await self._bell.wait()

    async def _look_after(self) -> None:
        """Start what should be watched, end what should not, and start anew what was changed or connected."""
        connected, self._connected = self._connected, set()
        rows = await self._house.store.read(lambda tx: inboxes.of_kinds(tx, self._kinds))
        wanted = {row.id: row for row in rows if self._watching(row).wants(loads(row.settings))}
        changed = [
            one
            for one, (mark, task) in self._watched.items()
            if one in connected or task.done() or _mark(wanted.get(one)) != mark
        ]
        await _end([self._watched.pop(one)[1] for one in changed])
        held = await self._house.store.write(lambda tx: self._lease(tx, list(wanted.values())))
        await _end([self._watched.pop(one)[1] for one in list(self._watched) if one not in held])
        for one in held - self._watched.keys():
            task = asyncio.get_running_loop().create_task(self._keep_watching(wanted[one]))
            self._watched[one] = (_mark(wanted[one]), task)

    def _lease(self, tx: Tx, rows: list[InboxRow]) -> set[int]:
        """Those that this process may watch."""
        until = tx.now + LEASE
        return {row.id for row in rows if actions.lease(tx, row.account_id, row.id, self._holder, until)}

    def _watching(self, row: InboxRow) -> Watching:
        watching = self._house.channels.of(row.kind).watching
        assert watching is not None
        return watching

    async def _keep_watching(self, row: InboxRow) -> None:
        """Watch until cancelled; after a trouble pause, longer each time."""
        loop, troubles = asyncio.get_running_loop(), 0
        while True:
            began = loop.time()
            pause = await self._watch_once(row)
            troubles = 1 if loop.time() - began > SETTLED else troubles + 1
            usual = PAUSES[min(troubles, len(PAUSES)) - 1]
            await asyncio.sleep((pause or usual) * random.uniform(0.8, 1.2))  # noqa: S311 - to spread the load

    async def _watch_once(self, row: InboxRow) -> float | None:
        """One watch, to its end; how long to pause then, None for the usual time."""
        house = self._house
        found = await house.store.read(lambda tx: (inboxes.by_id(tx, row.account_id, row.id), _cursor(tx, row)))
        inbox, cursor = found
        if inbox is None:
            return AFTER_DISCONNECTION
        try:
            await self._watching(inbox).watch(house.line(inbox), InboxDesk(house, inbox, cursor))
        except Retry as trouble:
            await self._note(inbox, Condition.FAILING, trouble.reason)
            return trouble.after / SECOND if trouble.after else None
        except Disconnected as trouble:
            await self._note(inbox, Condition.DISCONNECTED, trouble.reason)
            return AFTER_DISCONNECTION
        except Exception as error:
            log.exception("a watch ended", inbox=inbox.id)
            await self._note(inbox, Condition.FAILING, f"{type(error).__name__}: {error}")
        return None

    async def _note(self, inbox: InboxRow, condition: Condition, problem: str) -> None:
        log.warning("an inbox is in trouble", inbox=inbox.id, condition=condition.value, problem=problem)

        def unit(tx: Tx) -> None:
            if actions.note_trouble(tx, inbox.account_id, inbox.id, condition, problem):
                tell_changed(tx, inbox.account_id)

        await self._house.store.write(unit)


def _mark(row: InboxRow | None) -> int:
    """What tells that somebody has changed an inbox; a token that its provider has renewed does not count."""
    return 0 if row is None else row.updated_at


def _cursor(tx: Tx, row: InboxRow) -> dict[str, object]:
    found = arrivals.connection(tx, row.account_id, row.id)
    return loads(found.cursor) if found else {}


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
