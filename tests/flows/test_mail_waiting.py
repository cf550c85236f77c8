"""An answer that has not left yet: it has no name at the provider until somebody has taken it, and it can be called back."""

from typing import Any

import pytest

from balcao.channels.email import ABOUT
from balcao.kit.clock import MINUTE
from balcao.outbox.bus import Note
from balcao.outbox.emit import Wake
from tests.support.bouncing import bounce
from tests.support.clock import HandClock
from tests.support.posting import Shop, letter
from tests.support.waiting import until

BUSY = "451 4.3.2 Please try again later"


@pytest.fixture
def number(shop: Shop) -> int:
    """A conversation whose answers the mail server does not take for now."""
    shop.receives(letter(shop.address))
    found = shop.conversation()["id"]
    shop.smtp.script["MAIL"] = BUSY
    return found


def say(shop: Shop, number: int, text: str = "Sai hoje.") -> dict[str, Any]:
    return shop.post(f"conversations/{number}/messages", json={"content": text})


def jobs(shop: Shop) -> list[tuple[str, str]]:
    query = "SELECT state, last_error FROM jobs WHERE kind = 'deliver'"
    return [tuple(row) for row in shop.client.query(lambda tx: tx.conn.exec_driver_sql(query).fetchall())]


def tried(shop: Shop) -> None:
    until(shop.client, lambda: any(state == "ready" and error for state, error in jobs(shop)))


def later(shop: Shop, clock: HandClock) -> None:
    clock.advance(MINUTE)
    note: Note = Wake(None)
    shop.client.house.bus.tell(note)


def changes(shop: Shop) -> int:
    query = "SELECT count(*) FROM events WHERE name = 'message.updated'"
    return shop.client.query(lambda tx: tx.conn.exec_driver_sql(query).scalar()) or 0


def test_the_channel_says_that_its_messages_get_a_name_when_they_are_taken() -> None:
    """By this the desk knows what waits; it asks for no kind of channel."""
    assert ABOUT.capabilities.names_sent


def test_what_waits_has_no_name_and_the_desk_hears_when_it_gets_one(shop: Shop, number: int, clock: HandClock) -> None:
    said = say(shop, number)
    tried(shop)
    waiting = shop.thread(number)[1]
    assert (waiting["status"], waiting["source_id"], said["source_id"]) == ("sent", None, None)
    shop.smtp.script.clear()
    before = changes(shop)
    later(shop, clock)
    (taken,) = shop.smtp.wait(1)
    until(shop.client, lambda: shop.thread(number)[1]["source_id"] is not None)
    assert taken.mail["Message-ID"] == f"<{shop.thread(number)[1]['source_id']}>"
    assert changes(shop) == before + 1


def test_what_waits_for_its_inbox_leaves_as_soon_as_that_is_connected_again(shop: Shop, number: int) -> None:
    """Nobody has to wait for the next try; what the desk says of the message is true."""
    shop.smtp.script["MAIL"] = "530 5.7.0 Authentication required"
    say(shop, number)
    path = f"inboxes/{shop.inbox['id']}"
    until(shop.client, lambda: shop.get(path)["reauthorization_required"])
    shop.smtp.script.clear()
    change = {"channel": {"imap_since_days": 2}}
    reply = shop.client.patch(f"{shop.admin.account}/{path}", headers=shop.admin.headers, json=change)
    assert reply.json()["reauthorization_required"] is False
    shop.smtp.wait(1)


def test_what_is_sent_again_waits_again(shop: Shop, number: int, clock: HandClock) -> None:
    """A bounce of the first try must not end the second."""
    shop.smtp.script.clear()
    said = say(shop, number)
    until(shop.client, lambda: shop.thread(number)[1]["source_id"] is not None)
    name = shop.thread(number)[1]["source_id"]
    shop.receives(bounce(shop.address, name, "ana@fora.example"))
    until(shop.client, lambda: shop.thread(number)[1]["status"] == "failed")
    shop.smtp.script["MAIL"] = BUSY
    again = shop.post(f"conversations/{number}/messages/{said['id']}/retry")
    assert (again["status"], again["source_id"]) == ("sent", None)
    tried(shop)
    shop.receives(bounce(shop.address, name, "ana@fora.example"))
    path = f"inboxes/{shop.inbox['id']}/arrivals?state=ignored"
    until(shop.client, lambda: shop.get(path)["meta"]["count"] == 1)
    shop.smtp.script.clear()
    later(shop, clock)
    shop.smtp.wait(2)
    until(shop.client, lambda: shop.thread(number)[1]["source_id"] == name)


def test_what_is_deleted_while_it_waits_is_not_sent(shop: Shop, number: int, clock: HandClock) -> None:
    said = say(shop, number, "Não era para você.")
    tried(shop)
    path = f"{shop.admin.account}/conversations/{number}/messages/{said['id']}"
    assert shop.client.delete(path, headers=shop.admin.headers).status_code == 200
    shop.smtp.script.clear()
    later(shop, clock)
    until(shop.client, lambda: jobs(shop) == [])
    say(shop, number, "Sai hoje.")
    (taken,) = shop.smtp.wait(1)
    assert b"Sai hoje." in taken.raw
    until(shop.client, lambda: shop.get(f"inboxes/{shop.inbox['id']}/health")["undelivered"] == 0)
