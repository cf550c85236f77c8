"""From the log to the sockets: after a wake-up, read what is new and hand it out."""

import asyncio

import structlog

from balcao.house import House
from balcao.live import reel
from balcao.live.hub import Hub, Room, Subscription
from balcao.live.reel import Reel
from balcao.live.socket import TRY_LATER
from balcao.store.tx import Tx

ROOMS_AT_ONCE = 20
FRAMES_AT_ONCE = 1000
PAUSE_AFTER_FAILURE = 1.0
WAITING = 100
"""Frames that may wait for a socket that catches up, before more is read for it."""

log = structlog.get_logger()


class Relay:
    """One task for all rooms: what gathers while it reads is read together next time."""

    def __init__(self, house: House, hub: Hub) -> None:
        self._house = house
        self._hub = hub
        self._awake: dict[int, None] = {}
        self._bell = asyncio.Event()

    def wake(self, account_id: int) -> None:
        """Something happened in this account."""
        if account_id in self._hub.rooms:
            self._awake[account_id] = None
            self._bell.set()

    def wake_behind(self, latest: dict[int, int]) -> None:
        """Wake the rooms that are behind these numbers."""
        for account_id, seq in latest.items():
            room = self._hub.rooms.get(account_id)
            if room and room.cursor < seq:
                self.wake(account_id)

    async def run(self) -> None:
        """Relay until cancelled."""
        while True:
            await self._bell.wait()
            self._bell.clear()
            while self._awake:
                await self._turn()

    async def _turn(self) -> None:
        accounts = list(self._awake)[:ROOMS_AT_ONCE]
        for account_id in accounts:
            del self._awake[account_id]
        rooms = {account_id: room for account_id in accounts if (room := self._hub.rooms.get(account_id))}
        try:
            await self._relay(rooms)
        except Exception:
            log.exception("the event log cannot be read; trying again")
            self._awake.update(dict.fromkeys(accounts))
            await asyncio.sleep(PAUSE_AFTER_FAILURE)

    async def _relay(self, rooms: dict[int, Room]) -> None:
        asked = {account_id: room.cursor for account_id, room in rooms.items()}
        reels = await self._house.store.read(lambda tx: _read(tx, self._house, asked))
        for account_id, found in reels.items():
            # Moved before the frames go out: whoever joins meanwhile sees that these are not told to him any more.
            rooms[account_id].cursor = found.upto
            if found.is_full:
                self.wake(account_id)
            await _hand_out(rooms[account_id], found)


def _read(tx: Tx, house: House, asked: dict[int, int]) -> dict[int, Reel]:
    return {account_id: reel.read(tx, house, account_id, after) for account_id, after in asked.items()}


async def _hand_out(room: Room, found: Reel) -> None:
    sent = 0
    for told in found.told:
        for one in list(room.of(told.ears)):
            if one.is_live:
                _tell(one, told.seq, told.body)
                sent += 1
                if sent % FRAMES_AT_ONCE == 0:
                    await asyncio.sleep(0)


def _tell(one: Subscription, seq: int, body: bytes) -> None:
    try:
        one.tell(seq, body)
    except Exception:
        # The cursor has moved on: only by coming back does this one get what it missed.
        log.exception("a socket cannot be told")
        one.socket.close(TRY_LATER, "try again later")


async def catch_up(house: House, room: Room, one: Subscription) -> None:
    """Give a subscription what it missed after `one.seq`, until the relay takes over: no hole, no double."""
    standing = one.standing
    while not one.socket.closed and not one.has_left:
        after = one.seq
        found = await house.store.read(
            lambda tx, after=after: reel.read(tx, house, standing.account_id, after, standing)
        )
        for told in [told for told in found.told if standing in told.ears]:
            one.tell(told.seq, told.body)
            if one.socket.waiting > WAITING:
                await one.socket.drained()
        one.seq = found.upto
        if not found.is_full and one.seq >= room.cursor:
            one.is_live = not one.has_left
            return
