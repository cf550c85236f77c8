"""A call that ends before its answer: what was committed keeps its files, what was not leaves none."""

import asyncio
import threading
from typing import Any

import httpx2
import pytest

from balcao.api.call import Call
from balcao.api.door import Door
from balcao.api.route import Room, Who
from balcao.house import House
from balcao.kit.errors import refused
from balcao.store.tx import Tx
from tests.live.rig import BASE

FILE = {"attachments[]": ("carta.txt", b"Prezados,", "text/plain")}


def kept(house: House) -> list[str]:
    return [path.name for path in house.files.root.rglob("*") if path.is_file()]


async def test_a_call_that_is_cancelled_keeps_the_files_of_what_was_committed(house: House) -> None:
    room, inside, go_on = Room("/letters", Who.ANYONE), asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    @room.post(files=True)
    def create(tx: Tx, call: Call[Any]) -> None:
        loop.call_soon_threadsafe(inside.set)
        assert go_on.wait(10)

    async with client(house, room) as caller, asyncio.timeout(20):
        calling = asyncio.create_task(caller.post("/letters", files=FILE))
        await inside.wait()
        calling.cancel()
        with pytest.raises(asyncio.CancelledError):
            await calling
        go_on.set()
        # The store carries out units in order: when this one is done, so is that of the call.
        await house.store.write(lambda tx: None)
    assert len(kept(house)) == 1


async def test_a_call_that_is_refused_leaves_no_file(house: House) -> None:
    room = Room("/letters", Who.ANYONE)

    @room.post(files=True)
    def create(tx: Tx, call: Call[Any]) -> None:
        assert len(kept(house)) == 1
        raise refused("No letters today")

    async with client(house, room) as caller:
        assert (await caller.post("/letters", files=FILE)).status_code == 422
    assert kept(house) == []


def client(house: House, room: Room) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=Door(house, room.routes)), base_url=BASE)
