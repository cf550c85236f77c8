"""The mail server is away for days: people are told why, and when it is back everything is read, once."""

from collections.abc import Iterator

import pytest

from balcao.kit.clock import DAY
from balcao.work.alarm import ring
from tests.support.clock import HandClock
from tests.support.dovecot import Dovecot
from tests.support.people import mailbox_of
from tests.support.posting import Shop, letter
from tests.support.waiting import until

MISSED = 120


@pytest.fixture
def shop(shop: Shop, dovecot: Dovecot) -> Iterator[Shop]:
    """Its server runs again at the end, for those who come next."""
    yield shop
    if dovecot.process is None:
        dovecot.start()


def test_after_days_without_the_server_everything_is_read(shop: Shop, clock: HandClock) -> None:
    """R-4, R-20: no inbox stops in silence, and the gap is read when the server is back."""
    shop.receives(letter(shop.address, "antes"))
    shop.conversation()
    path, box = f"inboxes/{shop.inbox['id']}/health", mailbox_of(shop.client)
    shop.dovecot.stop()
    until(shop.client, lambda: shop.get(path)["state"] == "failing")
    began = clock.now
    clock.advance(3 * DAY)
    health = shop.get(path)
    assert health["problem"] == f"127.0.0.1:{shop.dovecot.imap} refused the connection"
    assert health["problem_since"] <= began // 1_000_000
    assert shop.get(f"inboxes/{shop.inbox['id']}")["connection"]["state"] == "failing"
    shop.client.run(ring(shop.client.house))
    assert "recusou a conexão" in box.next().text
    missed = [letter(shop.address, f"falta {n}", f"c{n}@fora.example") for n in range(MISSED)]
    shop.dovecot.drop(shop.address, map(bytes, missed))
    shop.dovecot.start()
    until(shop.client, lambda: shop.get(path)["state"] == "ok")
    counted = f"inboxes/{shop.inbox['id']}/arrivals?state=read"
    until(shop.client, lambda: shop.get(counted)["meta"]["count"] == 1 + MISSED)
    texts = shop.client.query(
        lambda tx: tx.conn.exec_driver_sql("select content from messages where kind = 0").fetchall()
    )
    assert sorted(row[0].strip() for row in texts) == sorted(["antes", *(f"falta {n}" for n in range(MISSED))])
    health = shop.get(path)
    assert (health["problem"], health["waiting"], health["dead"]) == (None, 0, 0)
    assert health["arrived_at"] >= health["checked_at"] - 15
    assert shop.dovecot.flags(shop.address) == [""] * (1 + MISSED)
