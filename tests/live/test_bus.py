"""The bus of several processes: ids only, one call for what gathered, and a way back after the line was down."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import psycopg
import pytest

from balcao.domain.accounts.events import UserChanged
from balcao.domain.conversations.events import Typing
from balcao.outbox import notify
from balcao.outbox.bus import Bus, Missed, Note
from balcao.outbox.emit import Wake
from balcao.outbox.reach import open_bus
from balcao.store.hotline import CALL_BYTES

PATIENCE = 10
TYPING = Typing(1, 2, 3, on=True, user_id=4)


@pytest.fixture
def engine() -> str:
    return "postgresql"


class Post:
    """A running bus, and the notes that it delivered."""

    def __init__(self, bus: Bus) -> None:
        self.bus = bus
        self._heard: asyncio.Queue[Note] = asyncio.Queue()
        bus.listen(self._heard.put_nowait)

    async def until(self, wanted: Callable[[Note], bool]) -> list[Note]:
        """All notes up to the first that is wanted."""
        heard: list[Note] = []
        async with asyncio.timeout(PATIENCE):
            while not heard or not wanted(heard[-1]):
                heard.append(await self._heard.get())
        return heard


@asynccontextmanager
async def post(url: str) -> AsyncIterator[Post]:
    bus = open_bus(url)
    one = Post(bus)
    bus.start(asyncio.get_running_loop())
    try:
        await one.until(lambda note: isinstance(note, Missed))
        yield one
    finally:
        await asyncio.to_thread(bus.stop)


def test_a_database_in_a_file_has_no_line() -> None:
    assert type(open_bus("sqlite:////tmp/nothing.db")) is Bus


async def test_a_note_reaches_this_process_and_the_others_once(engine_url: str) -> None:
    async with post(engine_url) as one, post(engine_url) as two:
        one.bus.tell(Wake(7), Wake(None), TYPING, UserChanged(5))
        for hearer in (one, two):
            one.bus.tell(UserChanged(99))
            heard = await hearer.until(lambda note: note == UserChanged(99))
            real = [note for note in heard if not isinstance(note, Missed)]
            assert set(real) == {Wake(7), Wake(None), TYPING, UserChanged(5), UserChanged(99)}
            assert len(real) == len(set(real))


async def test_what_gathers_goes_in_calls_below_the_limit(engine_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    with psycopg.connect(engine_url, autocommit=True) as witness:
        witness.execute("LISTEN balcao")
        witness.add_notify_handler(lambda call: calls.append(call.payload))
        async with post(engine_url) as one:
            notes = [Wake(number) for number in range(10**9, 10**9 + 3000)]
            one.bus.tell(*notes, *notes, TYPING)
            one.bus.tell(*notes)
            await asyncio.to_thread(one.bus.stop)
        witness.execute("SELECT 1")
    assert len(calls) <= 12
    assert all(len(call) <= CALL_BYTES for call in calls)
    told = [item for call in calls for item in json.loads(call) if isinstance(item, int)]
    assert set(told) == set(range(10**9, 10**9 + 3000))


async def test_a_newer_versions_signal_is_passed_over(engine_url: str) -> None:
    async with post(engine_url) as one:
        with psycopg.connect(engine_url, autocommit=True) as other:
            other.execute("SELECT pg_notify('balcao', %s)", ('[{"t":"not yet"},{"t":"typing"},"x",8]',))
        assert (await one.until(lambda note: note == Wake(8)))[-1] == Wake(8)


async def test_a_line_that_breaks_is_called_again_and_says_so(engine_url: str) -> None:
    async with post(engine_url) as one, post(engine_url) as two:
        with psycopg.connect(engine_url, autocommit=True) as killer:
            killer.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'balcao bus' AND datname = current_database()"
            )
        for hearer in (one, two):
            await hearer.until(lambda note: note == Missed(line_was_down=True))
        one.bus.tell(Wake(11))
        assert (await two.until(lambda note: note == Wake(11)))[-1] == Wake(11)


async def test_every_two_seconds_one_looks_for_oneself(engine_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert notify.POLL <= 2.0
    monkeypatch.setattr(notify, "POLL", 0.05)
    async with post(engine_url) as one:
        for _ in range(3):
            await one.until(lambda note: note == Missed())
