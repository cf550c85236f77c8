"""The line between processes lives on, whatever comes over it and however many files are open."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator

import psycopg
import pytest

from balcao.outbox.bus import Bus, Missed, Note
from balcao.outbox.emit import Wake
from balcao.outbox.reach import open_bus

PATIENCE = 15


@pytest.fixture
def engine() -> str:
    return "postgresql"


@pytest.fixture
def many_files() -> Iterator[None]:
    """So many open files that the next one has a number above 1023."""
    held = [os.open(os.devnull, os.O_RDONLY)]
    while held[-1] < 1100:
        held.append(os.dup(held[0]))
    yield
    for file in held:
        os.close(file)


@pytest.fixture
async def bus(engine_url: str) -> AsyncIterator[Bus]:
    bus = open_bus(engine_url)
    bus.start(asyncio.get_running_loop())
    yield bus
    await asyncio.to_thread(bus.stop)


async def hear(bus: Bus, engine_url: str, text: str, *wanted: Note) -> None:
    """Call from outside until the bus has heard what is wanted."""
    heard = asyncio.Queue[Note]()
    bus.listen(heard.put_nowait)
    missing = set(wanted)
    with psycopg.connect(engine_url, autocommit=True) as other:
        async with asyncio.timeout(PATIENCE):
            while missing:
                other.execute("SELECT pg_notify('balcao', %s)", (text,))
                missing.discard(await heard.get())


async def test_a_call_that_is_no_json_does_not_make_the_process_deaf(bus: Bus, engine_url: str) -> None:
    await hear(bus, engine_url, "nonsense {", Missed(line_was_down=True))
    await hear(bus, engine_url, "[8]", Wake(8))


async def test_a_server_with_many_sockets_still_hears(many_files: None, bus: Bus, engine_url: str) -> None:
    await hear(bus, engine_url, "[9]", Wake(9))
