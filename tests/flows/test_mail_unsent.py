"""Sending fares by itself: what receiving does says nothing of it, one try finds out, and a success releases all."""

from typing import Any

import pytest

from balcao.kit.clock import MINUTE
from balcao.outbox.bus import Note
from balcao.outbox.emit import Wake
from balcao.work.alarm import look_into_idle, ring
from tests.support.clock import HandClock
from tests.support.people import mailbox_of
from tests.support.posting import Shop, letter
from tests.support.waiting import until

REFUSED = "535 5.7.8 Username and Password not accepted"
BUSY = "451 4.3.2 Please try again later"
PEOPLE = 8


def health(shop: Shop) -> dict[str, Any]:
    return shop.get(f"inboxes/{shop.inbox['id']}/health")


def states(shop: Shop) -> tuple[str, str]:
    found = health(shop)
    return found["receiving"]["state"], found["sending"]["state"]


def sends(shop: Shop, state: str) -> None:
    until(shop.client, lambda: states(shop)[1] == state)


def say(shop: Shop, number: int, text: str = "Sai hoje.") -> dict[str, Any]:
    return shop.post(f"conversations/{number}/messages", json={"content": text})


def later(shop: Shop, clock: HandClock, minutes: float) -> None:
    clock.advance(int(minutes * MINUTE))
    note: Note = Wake(None)
    shop.client.house.bus.tell(note)


def signs_in(shop: Shop) -> int:
    return sum(line.startswith("AUTH") for line in shop.smtp.said)


def tries(shop: Shop) -> int:
    return sum(line.startswith("MAIL") for line in shop.smtp.said)


def is_quiet(shop: Shop) -> bool:
    """Nobody has anything in hand, and nothing is due."""
    now = shop.client.house.clock()
    busy = f"SELECT count(*) FROM jobs WHERE state = 'running' OR (state = 'ready' AND run_at <= {now})"
    return shop.client.query(lambda tx: tx.conn.exec_driver_sql(busy).scalar()) == 0


@pytest.fixture
def numbers(shop: Shop) -> list[int]:
    """Conversations with several customers."""
    for one in range(PEOPLE):
        shop.receives(letter(shop.address, f"oi {one}", f"c{one}@fora.example"))
    until(shop.client, lambda: len(shop.conversations()) == PEOPLE)
    return [one["id"] for one in shop.conversations()]


@pytest.fixture
def number(shop: Shop) -> int:
    shop.receives(letter(shop.address))
    return shop.conversation()["id"]


def test_receiving_does_not_end_the_trouble_of_sending(shop: Shop, number: int, clock: HandClock) -> None:
    shop.smtp.script["MAIL"] = "530 5.7.0 Authentication required"
    say(shop, number)
    sends(shop, "disconnected")
    clock.advance(MINUTE)
    shop.receives(letter(shop.address, "e agora?", "outra@fora.example"))
    until(shop.client, lambda: len(shop.conversations()) == 2)
    until(shop.client, lambda: health(shop)["checked_at"] >= clock.now // 1_000_000)
    assert states(shop) == ("ok", "disconnected")
    inbox = shop.get(f"inboxes/{shop.inbox['id']}")
    assert inbox["reauthorization_required"] is True
    connection = inbox["connection"]
    assert (connection["state"], connection["receiving"], connection["sending"]) == (
        "disconnected",
        "ok",
        "disconnected",
    )
    assert "wants a user name and password" in connection["problem"]


def test_a_success_ends_the_trouble_and_the_letter_goes_out_once(shop: Shop, number: int, clock: HandClock) -> None:
    """R-20: one trouble, one letter, about what does not work, in the reader's words and whole."""
    box = mailbox_of(shop.client)
    shop.smtp.script["MAIL"] = REFUSED
    say(shop, number)
    sends(shop, "disconnected")
    shop.client.run(ring(shop.client.house))
    told = box.next()
    assert told.subject == "A caixa de entrada Loja não consegue enviar respostas"
    reason = "O servidor de e-mail não aceitou o usuário ou a senha. (Resposta dele: 535 5"
    assert reason in told.text
    assert "Username and Password not accepted)" in told.text
    tried = tries(shop)
    later(shop, clock, 13)
    until(shop.client, lambda: tries(shop) > tried and is_quiet(shop))
    shop.client.run(ring(shop.client.house))
    assert box.is_empty, box.next()
    shop.smtp.script.clear()
    later(shop, clock, 61)
    shop.smtp.wait(1)
    until(shop.client, lambda: health(shop)["undelivered"] == 0)
    found = health(shop)
    assert (found["state"], found["problem"]) == ("ok", None)


def test_a_wrong_password_is_tried_once_for_all_that_waits(shop: Shop, numbers: list[int], clock: HandClock) -> None:
    """R-4: providers lock out who comes with a wrong password again and again."""
    shop.smtp.users["loja"] = "certa"
    change = {"channel": {"smtp_login": "loja", "smtp_password": "certa"}}
    path = f"{shop.admin.account}/inboxes/{shop.inbox['id']}"
    assert shop.client.patch(path, headers=shop.admin.headers, json=change).status_code == 200
    before = signs_in(shop)
    shop.smtp.script["AUTH"] = REFUSED
    for number in numbers:
        say(shop, number)
    sends(shop, "disconnected")
    until(shop.client, lambda: is_quiet(shop))
    assert signs_in(shop) == before + 1
    later(shop, clock, 13)
    until(shop.client, lambda: signs_in(shop) > before + 1 and is_quiet(shop))
    assert signs_in(shop) == before + 2
    shop.smtp.script.clear()
    later(shop, clock, 61)
    shop.smtp.wait(PEOPLE)


def test_a_check_that_goes_well_releases_what_waits(shop: Shop, number: int) -> None:
    """Nobody waits for the next try once it is known that the provider lets us in."""
    shop.smtp.script["MAIL"] = REFUSED
    say(shop, number)
    sends(shop, "disconnected")
    shop.smtp.script.clear()
    assert shop.post(f"inboxes/{shop.inbox['id']}/check")["ok"] is True
    shop.smtp.wait(1)
    sends(shop, "ok")


def test_a_server_that_takes_nothing_for_minutes_is_told_of(shop: Shop, numbers: list[int], clock: HandClock) -> None:
    """R-20: what waits for five minutes waits in nobody's silence; R-9: one message finds out, and all leave."""
    box = mailbox_of(shop.client)
    shop.smtp.script["MAIL"] = BUSY
    before = tries(shop)
    for number in numbers:
        say(shop, number)
    sends(shop, "failing")
    until(shop.client, lambda: is_quiet(shop))
    assert tries(shop) == before + 1
    shop.client.run(ring(shop.client.house))
    assert box.is_empty, "a server may be away for a moment"
    later(shop, clock, 6)
    until(shop.client, lambda: tries(shop) == before + 2 and is_quiet(shop))
    shop.client.run(ring(shop.client.house))
    assert "O servidor de e-mail não aceita o e-mail no momento" in box.next().text
    shop.client.run(ring(shop.client.house))
    assert box.is_empty, box.next()
    assert shop.get(f"inboxes/{shop.inbox['id']}")["connection"]["state"] == "failing"
    assert health(shop)["undelivered_seconds"] >= 360
    shop.smtp.script.clear()
    later(shop, clock, 7)
    shop.smtp.wait(PEOPLE)
    sends(shop, "ok")


def test_what_one_recipient_puts_off_is_no_trouble_of_the_inbox(shop: Shop, number: int) -> None:
    shop.smtp.refused["ana@fora.example"] = "450 4.2.0 Greylisted, try again later"
    say(shop, number)
    until(shop.client, lambda: any(line.startswith("RCPT") for line in shop.smtp.said) and is_quiet(shop))
    assert states(shop)[1] == "waiting"
    shop.receives(letter(shop.address, "oi", "rui@fora.example"))
    until(shop.client, lambda: len(shop.conversations()) == 2)
    (other,) = [one["id"] for one in shop.conversations() if one["id"] != number]
    say(shop, other)
    shop.smtp.wait(1)


def test_where_nothing_waits_any_more_the_house_asks_itself(shop: Shop, number: int) -> None:
    shop.smtp.script["MAIL"] = BUSY
    said = say(shop, number)
    sends(shop, "failing")
    path = f"{shop.admin.account}/conversations/{number}/messages/{said['id']}"
    assert shop.client.delete(path, headers=shop.admin.headers).status_code == 200
    shop.smtp.script.clear()
    gone = "DELETE FROM jobs WHERE kind = 'deliver'"
    shop.client.house.store.write_now(lambda tx: tx.conn.exec_driver_sql(gone))
    shop.client.run(look_into_idle(shop.client.house))
    assert states(shop) == ("ok", "waiting")


def test_what_failed_is_counted_beside_what_waits(shop: Shop, number: int, clock: HandClock) -> None:
    shop.smtp.script["DATA"] = "554 5.7.1 Spam"
    say(shop, number)
    until(shop.client, lambda: health(shop)["failed"] == 1)
    found = health(shop)
    assert (found["undelivered"], found["sending"]["state"]) == (0, "waiting")
    clock.advance(8 * 24 * 60 * MINUTE)
    assert health(shop)["failed"] == 0
