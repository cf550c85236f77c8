"""The protocol's ping: every three seconds for every socket, from one timer, a slice at a time."""

import asyncio

from balcao.house import House
from balcao.kit.clock import seconds
from balcao.live import frames
from balcao.live.socket import Socket

PERIOD = 3.0
SLICES = 100


class Heart:
    """Sockets are spread over the slices, so that thousands of pings never hold up a message."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._slices: list[set[Socket]] = [set() for _ in range(SLICES)]
        self._next = 0
        self._anybody = asyncio.Event()

    def __len__(self) -> int:
        return sum(map(len, self._slices))

    def sockets(self) -> list[Socket]:
        """All that are open."""
        return [socket for part in self._slices for socket in part]

    def add(self, socket: Socket) -> set[Socket]:
        """From now on, ping it; the slice to take it out of at its end."""
        part = self._slices[self._next % SLICES]
        self._next += 1
        part.add(socket)
        self._anybody.set()
        return part

    async def run(self) -> None:
        """Beat until cancelled."""
        turn = 0
        while True:
            if not any(self._slices):
                self._anybody.clear()
                await self._anybody.wait()
            await asyncio.sleep(PERIOD / SLICES)
            turn = (turn + 1) % SLICES
            frame = frames.ping(seconds(self._house.clock()))
            for socket in self._slices[turn]:
                socket.push(frame)
