"""Large arrivals do not fill the memory: a batch has a weight, and heavy batches take turns."""

import threading
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import func, select, update

from balcao.domain.arrivals import actions
from balcao.domain.arrivals.rules import State
from balcao.domain.arrivals.tables import arrivals
from balcao.envelope import Arrival
from balcao.kit.clock import DAY, MINUTE
from balcao.outbox.emit import Wake
from balcao.outbox.tables import jobs
from balcao.store.tx import Tx
from balcao.work import intake
from tests.support.clock import HandClock
from tests.support.pigeons import Post, Scribe
from tests.support.waiting import until


def test_a_batch_is_bounded_by_bytes_and_keeps_the_order(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """EML-16, MAS: twenty mails of 50 MB are not one batch; one that is larger than a batch is read all the same."""
    batches: list[tuple[str, list[str]]] = []
    usual = intake._understand_all

    def noted(house: Any, incoming: Any, line: Any, rows: Sequence[Any]) -> Any:
        batches.append((threading.current_thread().name, [row.key for row in rows]))
        return usual(house, incoming, line, rows)

    monkeypatch.setattr(intake, "_understand_all", noted)
    monkeypatch.setattr(intake, "BATCH_BYTES", 700)
    monkeypatch.setattr(intake, "HEAVY", 600)
    keys = [post.brings("x" * size) for size in (10, 10, 400, 2000, 10)]
    assert [post.settled(key).state for key in keys] == [State.READ] * 5
    read = [key for _, batch in batches for key in batch]
    assert [key for key in keys if key in read] == keys
    assert all(len(batch) == 1 for _, batch in batches if "n4" in batch)
    assert all(thread.startswith("heavy") for thread, batch in batches if "n4" in batch)
    texts = [one["messages"][0]["content"][:1] for one in post.conversations()]
    assert len(texts) == 5


def test_what_ends_the_program_does_so_three_times_at_most(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """EML-21, MAS: an arrival during which the program was killed twice before is put aside unread; the others are read."""
    read: list[str] = []
    usual = Scribe.read

    def noted(self: Scribe, arrival: Arrival, line: Any) -> Any:
        read.append(arrival.key)
        return usual(self, arrival, line)

    monkeypatch.setattr(Scribe, "read", noted)
    account, inbox = post.admin.account_id, post.inbox["id"]
    told = b'{"sender": {"address": "a@b.example", "email": "a@b.example"}, "text": "oi"}'

    def killed_before(tx: Tx) -> None:
        actions.keep(tx, account, inbox, [Arrival(key=key, raw=told, way="hook") for key in ("killer", "other")])
        tx.run(update(arrivals).where(arrivals.c.key == "killer").values(attempts=2))
        tx.run(update(jobs).where(jobs.c.kind == actions.READ).values(begun_at=tx.now))

    post.client.house.store.write_now(killed_before)
    assert post.settled("other").state == State.READ
    killer = post.arrival("killer")
    assert (killer.state, killer.reason) == (State.DEAD, "The program ended while this was read")
    assert read == ["other"]


def test_what_could_not_be_read_for_a_day_still_waits_to_be_read(
    post: Post, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-4: a disk that is full for longer than jobs are tried loses no mail, and needs no other mail to go on."""
    usual, full = intake._understand_all, True

    def noted(*told: Any) -> Any:
        if full:
            raise OSError(28, "No space left on device")
        return usual(*told)

    def count(state: str) -> int:
        tried = (jobs.c.state == state) & (jobs.c.attempts > 0)
        return post.client.query(lambda tx: tx.value(select(func.count()).select_from(jobs).where(tried)))

    monkeypatch.setattr(intake, "_understand_all", noted)
    key = post.brings()
    for state, pause in (("ready", 2 * DAY), ("dead", MINUTE)):
        until(post.client, lambda state=state: count(state) == 1 and count("ready") == 1)
        full = state == "ready"
        clock.advance(pause)
        post.client.house.bus.tell(Wake(None))
    assert post.settled(key).state == State.READ
