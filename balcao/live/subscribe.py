"""Subscribe: prove who asks, find where the story was left, and go on from there."""

import asyncio
from dataclasses import dataclass, field

import msgspec
import structlog

from balcao.house import House
from balcao.live import frames
from balcao.live.admit import Page, prove
from balcao.live.frames import Wish
from balcao.live.here import Presences
from balcao.live.hub import Hub, Room, Standing, Subscription
from balcao.live.relay import Relay, catch_up
from balcao.live.socket import TRY_LATER, Socket
from balcao.outbox import log as events
from balcao.store.tx import Tx

PER_SOCKET = 10
CATCHING_UP = 4
FURTHEST_BACK = 10_000

log = structlog.get_logger()


@dataclass(slots=True)
class Seat:
    """A socket, where it was opened, and its subscriptions by identifier."""

    socket: Socket
    page: Page
    subscriptions: dict[str, Subscription] = field(default_factory=dict)


class _Found(msgspec.Struct, frozen=True):
    standing: Standing
    latest: int
    start: int | None
    """The number to go on from; None when the way back is gone."""


class Subscriber:
    """Takes subscriptions in, and lets them go."""

    def __init__(self, house: House, hub: Hub, relay: Relay, presences: Presences) -> None:
        self._house = house
        self._hub = hub
        self._relay = relay
        self._presences = presences
        self._gate = asyncio.Semaphore(CATCHING_UP)
        self._catching: set[asyncio.Task[None]] = set()

    async def subscribe(self, seat: Seat, identifier: str) -> None:
        """Confirm or reject. The same identifier again is no news."""
        known = seat.subscriptions.get(identifier)
        if known is not None and not known.has_left:
            return
        wish = frames.wish(identifier) if len(seat.subscriptions) < PER_SOCKET else None
        found = await self._house.store.read(lambda tx: _find(tx, self._house, wish, seat.page)) if wish else None
        if found is None or not await self._seat(seat, identifier, found):
            seat.socket.push(frames.opening(identifier), frames.REJECTION)

    async def update_presence(self, seat: Seat, identifier: str) -> None:
        """A sign of life on a subscription that stands."""
        one = seat.subscriptions.get(identifier)
        if one is not None and not one.has_left:
            await self._presences.answer(one)

    def unsubscribe(self, seat: Seat, identifier: str) -> None:
        """Let it go; fine when it is not there."""
        if one := seat.subscriptions.pop(identifier, None):
            self._hub.leave(one)

    def leave(self, seat: Seat) -> None:
        """Let all of a socket go."""
        for identifier in list(seat.subscriptions):
            self.unsubscribe(seat, identifier)

    async def stop(self) -> None:
        """Give up what is being caught up."""
        for task in self._catching:
            task.cancel()
        await asyncio.gather(*self._catching, return_exceptions=True)

    async def _seat(self, seat: Seat, identifier: str, found: _Found) -> bool:
        one, account_id = Subscription(seat.socket, identifier, found.standing), found.standing.account_id
        is_new = account_id not in self._hub.rooms
        room = self._hub.enter(one, found.latest)
        if room is None:
            return False
        seat.subscriptions[identifier] = one
        if is_new:
            # What happened since `latest` was read woke nobody here.
            self._relay.wake(account_id)
        one.say(frames.confirmation(found.latest))
        if found.start is None:
            one.say(frames.told("reset", b'{"account_id":%d}' % account_id, found.latest))
        self._go_on(room, one, found.latest if found.start is None else found.start)
        await self._presences.answer(one)
        return True

    def _go_on(self, room: Room, one: Subscription, start: int) -> None:
        one.seq = start
        one.is_live = start >= room.cursor
        if not one.is_live:
            task = asyncio.create_task(self._catch_up(room, one))
            self._catching.add(task)
            task.add_done_callback(self._catching.discard)

    async def _catch_up(self, room: Room, one: Subscription) -> None:
        try:
            async with self._gate:
                await catch_up(self._house, room, one)
        except Exception:
            log.exception("a subscription cannot catch up")
            one.socket.close(TRY_LATER, "try again later")


def _find(tx: Tx, house: House, wish: Wish, page: Page) -> _Found | None:
    standing = prove(tx, house.keyring, wish, page)
    if standing is None:
        return None
    latest = events.latest(tx, standing.account_id)
    return _Found(standing, latest, latest if wish.since is None else _way_back(tx, standing, wish.since, latest))


def _way_back(tx: Tx, standing: Standing, since: object, latest: int) -> int | None:
    if (
        not isinstance(since, int)
        or isinstance(since, bool)
        or not latest - FURTHEST_BACK <= since <= latest
        or since < 0
    ):
        return None
    if since == latest:
        return since
    oldest = events.oldest(tx, standing.account_id)
    return since if oldest is not None and oldest <= since + 1 else None
