"""SQLite's short reads run at once in the thread of the loop; long ones never hold it up, and never get lost."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from balcao.store.engine import open_store
from balcao.store.glance import LONG_SECONDS, Pace
from balcao.store.sqlite import SqliteStore
from balcao.store.tx import Tx
from tests.support.databases import Databases

COUNT = "with recursive n(i) as (select 1 union all select i + 1 from n where i < :top) select count(*) from n"
MANY = 2_000_000


@pytest.fixture
def embedded(databases: Databases, tmp_path: Path) -> Iterator[SqliteStore]:
    with databases.fresh("sqlite", tmp_path) as url:
        store = open_store(url)
        assert isinstance(store, SqliteStore)
        yield store
        store.close()


def counting(top: int) -> Any:
    """Reads so many rows; tells their number, and in which thread they were counted."""

    def unit(tx: Tx) -> tuple[int, threading.Thread]:
        counted = tx.value(text(COUNT).bindparams(top=top))
        return counted, threading.current_thread()

    return unit


async def test_a_short_read_needs_no_other_thread(embedded: SqliteStore) -> None:
    assert await embedded.read(counting(20)) == (20, threading.current_thread())


async def test_the_loop_lives_while_a_long_read_goes_on(embedded: SqliteStore) -> None:
    counted, loop_lives = threading.Event(), threading.Event()

    def unit(tx: Tx) -> tuple[int, bool]:
        number, _ = counting(MANY)(tx)
        counted.set()
        return number, loop_lives.wait(20)

    reading = asyncio.ensure_future(embedded.read(unit))
    await asyncio.to_thread(counted.wait, 20)
    loop_lives.set()
    assert await reading == (MANY, True)


async def test_a_read_that_was_stopped_leaves_the_next_ones_alone(embedded: SqliteStore) -> None:
    await embedded.read(counting(MANY), kind="long")
    assert await embedded.read(counting(20), kind="short") == (20, threading.current_thread())


async def test_an_error_of_the_read_itself_comes_out_as_it_is(embedded: SqliteStore) -> None:
    def unit(tx: Tx) -> None:
        raise ValueError(tx.now)

    with pytest.raises(ValueError, match=r"^\d+$"):
        await embedded.read(unit)
    assert (await embedded.read(counting(1)))[0] == 1


async def test_short_and_long_reads_all_get_their_answers(embedded: SqliteStore) -> None:
    tops = [MANY if n % 20 == 7 else n for n in range(1, 60)]
    found = await asyncio.gather(*(embedded.read(counting(top), kind=top == MANY) for top in tops))
    assert [counted for counted, _ in found] == tops


def test_only_what_is_long_again_and_again_is_avoided() -> None:
    pace, long = Pace(), LONG_SECONDS * 2
    pace.note(0, long)
    assert not pace.is_long(1), "once says little"
    pace.note(1, 1 + LONG_SECONDS / 2)
    pace.note(2, 2 + long)
    assert not pace.is_long(3)
    pace.note(3, 3 + long)
    assert pace.is_long(3.1)
    assert not pace.is_long(60), "it gets another chance"
