"""Take back what no longer holds: a password was changed, a member left, an account was closed."""

import asyncio
from collections.abc import Sequence

import structlog

from balcao.house import House
from balcao.live.admit import still_valid
from balcao.live.frames import REJECTION, UNAUTHORIZED
from balcao.live.hub import Hub, Subscription
from balcao.live.socket import NOT_ALLOWED

ROUND = 60.0
AGAIN = 1.0

log = structlog.get_logger()


class Guard:
    """Asks the database again about subscriptions that stand: at a sign that one changed, and on a slow round."""

    def __init__(self, house: House, hub: Hub) -> None:
        self._house = house
        self._hub = hub
        self._users: set[int] = set()
        self._everybody = False
        self._bell = asyncio.Event()

    def look_at(self, user_id: int) -> None:
        """Rights or secrets of this user have changed."""
        if self._hub.of_user(user_id):
            self._users.add(user_id)
            self._bell.set()

    def look_at_everybody(self) -> None:
        """A sign may have been lost."""
        self._everybody = True
        self._bell.set()

    async def run(self) -> None:
        """Watch until cancelled."""
        while True:
            try:
                async with asyncio.timeout(ROUND):
                    await self._bell.wait()
            except TimeoutError:
                self._everybody = True
            self._bell.clear()
            try:
                await self._look()
            except Exception:
                log.exception("subscriptions cannot be checked; trying again")
                self._bell.set()
                await asyncio.sleep(AGAIN)

    async def _look(self) -> None:
        everybody, users = self._everybody, self._users
        # Taken before the look: what changes during it is a new sign, and looked at again.
        self._everybody, self._users = False, set()
        doubted = (
            self._hub.subscriptions() if everybody else [one for user_id in users for one in self._hub.of_user(user_id)]
        )
        try:
            valid = await self._house.store.read(lambda tx: still_valid(tx, [one.standing for one in doubted]))
        except Exception:
            self._everybody |= everybody
            self._users |= users
            raise
        self._end([one for one in doubted if one.standing not in valid])

    def _end(self, fallen: Sequence[Subscription]) -> None:
        for one in fallen:
            one.say(REJECTION)
            self._hub.leave(one)
        in_use = {one.socket for one in self._hub.subscriptions()} if fallen else set()
        for socket in {one.socket for one in fallen} - in_use:
            socket.push(UNAUTHORIZED)
            socket.close(NOT_ALLOWED, "unauthorized")
