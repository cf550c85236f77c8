"""Units of work: what is answered is committed, what fails fails alone, and nobody waits for ever."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, OperationalError

from balcao.domain.accounts.tables import accounts
from balcao.outbox.tables import counters
from balcao.store import dialect
from balcao.store.engine import Store, open_store
from balcao.store.hooks import Hooks
from balcao.store.sqlite import SqliteStore
from balcao.store.tx import Tx


def add(name: str | None) -> Any:
    def unit(tx: Tx) -> int:
        return tx.add(
            accounts, name=name, locale="pt-BR", settings={}, custom_attributes={}, created_at=tx.now, updated_at=tx.now
        )

    return unit


def names(store: Store) -> list[str]:
    return store.read_now(lambda tx: tx.values(select(accounts.c.name).order_by(accounts.c.id)))


async def test_what_was_answered_is_there(store: Store):
    await asyncio.gather(*(store.write(add(str(n))) for n in range(200)))
    assert sorted(names(store), key=int) == [str(n) for n in range(200)]


async def test_a_row_gets_its_number_and_what_was_left_out(store: Store):
    made = await store.write(add("a"))
    found = store.read_now(lambda tx: tx.first(select(accounts.c.id, accounts.c.name, accounts.c.status)))
    assert found is not None
    assert (found.id, found.name, found.status) == (made, "a", "active")


async def test_a_row_that_is_there_is_skipped(store: Store):
    account_id = await store.write(add("a"))

    def count(tx: Tx) -> tuple[bool, bool]:
        row: dict[str, Any] = {"account_id": account_id, "name": "things", "value": 0}
        return tx.add_or_skip(counters, ["account_id", "name"], **row), tx.add_or_skip(counters, **row)

    assert await store.write(count) == (True, False)


async def test_a_poison_unit_fails_alone(store: Store):
    answers = await asyncio.gather(
        store.write(add("a")), store.write(add(None)), store.write(add("b")), return_exceptions=True
    )
    assert [type(answer) for answer in answers] == [int, IntegrityError, int]
    assert sorted(names(store)) == ["a", "b"]


async def test_a_unit_that_fails_half_way_leaves_nothing(store: Store):
    def half(tx: Tx) -> None:
        add("half")(tx)
        raise ValueError("half way")

    with pytest.raises(ValueError, match="half way"):
        await store.write(half)
    assert names(store) == []


async def test_a_failed_batch_is_replayed_one_by_one(engine_url: str, monkeypatch: pytest.MonkeyPatch):
    """The lock could not be had for all at once: each gets its own try, and each its own answer."""
    store = open_store(engine_url)
    begin, refusals = dialect.begin_write, [OperationalError("BEGIN", None, Exception("locked"))]

    def sometimes(raw: Any) -> None:
        if refusals:
            raise refusals.pop()
        begin(raw)

    monkeypatch.setattr(dialect, "begin_write", sometimes)
    answers = await asyncio.gather(*(store.write(add(str(n))) for n in range(5)), return_exceptions=True)
    refused = [answer for answer in answers if isinstance(answer, Exception)]
    assert len(refused) <= 1
    assert len(names(store)) == 5 - len(refused)
    store.close()


async def test_nobody_waits_for_ever_when_the_news_cannot_be_told(engine_url: str):
    def broken(_: object) -> None:
        raise RuntimeError

    store = open_store(engine_url, hooks=Hooks(committed=broken))
    for name in ("a", "b"):
        assert await asyncio.wait_for(store.write(add(name)), 10)
    assert names(store) == ["a", "b"]
    store.close()


async def test_a_reader_sees_one_moment(store: Store):
    """A snapshot does not change while it is read, whatever is written meanwhile."""
    store.write_now(add("before"))

    def read(tx: Tx) -> tuple[int, int]:
        first = len(tx.values(select(accounts.c.id)))
        store.write_now(add("during"))
        return first, len(tx.values(select(accounts.c.id)))

    assert await store.read(read) == (1, 1)
    assert names(store) == ["before", "during"]


async def test_the_only_writer_lives_on_when_not_even_the_way_back_is_open(
    engine_url: str, monkeypatch: pytest.MonkeyPatch
):
    store = open_store(engine_url)
    if isinstance(store, SqliteStore):

        def blocked(*_: object) -> None:
            raise OperationalError("ROLLBACK", None, Exception("disk I/O error"))

        with monkeypatch.context() as broken:
            broken.setattr(dialect, "begin_write", blocked)
            broken.setattr(store, "_replay", blocked)
            with pytest.raises(OperationalError):
                await asyncio.wait_for(store.write(add("lost")), 10)
        assert await asyncio.wait_for(store.write(add("kept")), 10)
        assert names(store) == ["kept"]
    store.close()


async def test_an_error_does_not_tell_the_values_of_its_statement(store: Store):
    with pytest.raises(IntegrityError) as failure:
        await store.write(lambda tx: tx.add(accounts, name=None, locale="segredo-7f3a"))
    assert "segredo-7f3a" not in str(failure.value).split("[SQL")[1]
