"""Put jobs into a house, carry them out, and see what became of them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import select

from balcao.house import House
from balcao.outbox import tables as t
from balcao.outbox.emit import NewJob, queue
from balcao.outbox.jobs import Job
from balcao.work.runner import Handlers, Runner

PATIENCE = 60
"""Seconds: nothing is measured by it; it ends what hangs."""


@asynccontextmanager
async def working(house: House, handlers: Handlers, **how: Any) -> AsyncIterator[Runner]:
    one = Runner(house, handlers, **how)
    await one.start()
    try:
        yield one
    finally:
        await one.stop()


async def put(house: House, *new: NewJob) -> None:
    def unit(tx: Any) -> None:
        for job in new:
            queue(tx, job)

    await house.store.write(unit)


def job(kind: str = "greet", key: str = "1", **more: Any) -> NewJob:
    return NewJob(kind=kind, key=key, payload={"key": key}, **more)


async def rows(house: House) -> dict[str, Any]:
    found = await house.store.read(lambda tx: tx.all(select(t.jobs)))
    return {row.key: row for row in found}


class Hands:
    """A handler that writes down what it was given, and can be told how to end."""

    def __init__(self, *endings: BaseException | None) -> None:
        self.done: list[str] = []
        self._endings = list(endings)
        self._queue: asyncio.Queue[str] = asyncio.Queue()

    async def __call__(self, _house: House, job: Job) -> None:
        key = job.read()["key"]
        self.done.append(key)
        self._queue.put_nowait(key)
        if self._endings and (ending := self._endings.pop(0)):
            raise ending

    async def next(self) -> str:
        async with asyncio.timeout(PATIENCE):
            return await self._queue.get()


async def settled(house: House, key: str, holds: Callable[[Any], bool]) -> Any:
    """Wait until the row of a job is as wanted; the row (None when it is gone)."""
    async with asyncio.timeout(PATIENCE):
        while not holds(row := (await rows(house)).get(key)):  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.005)
    return row


def is_gone(row: Any) -> bool:
    return row is None
