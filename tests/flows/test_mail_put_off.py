"""A copy that is put off (greylisting is common) goes later, to nobody else, and keeps nobody waiting."""

from typing import Any

import pytest

from balcao.kit.clock import DAY, HOUR, MINUTE
from balcao.outbox.emit import Wake
from balcao.work import rest, runner
from tests.support.clock import HandClock
from tests.support.people import jobs_of
from tests.support.posting import Shop, letter
from tests.support.smtp_server import KEEP_AND_CUT, Taken
from tests.support.waiting import until

ANA, BIA, CAIO = "ana@fora.example", "bia@fora.example", "caio@fora.example"
LATER = "450 4.2.0 Greylisted, please come back"


@pytest.fixture
def number(shop: Shop) -> int:
    """A conversation with Ana."""
    shop.receives(letter(shop.address))
    return shop.conversation()["id"]


def says(shop: Shop, number: int, content: str = "Sai hoje.", **more: Any) -> dict[str, Any]:
    return shop.post(f"conversations/{number}/messages", json={"content": content, **more})


def told(shop: Shop, number: int, nth: int = 1) -> dict[str, Any]:
    """What the message says of its recipients, and its state."""
    message = shop.thread(number)[nth]
    names = ("put_off", "refused", "delivery_note", "external_error")
    return {name: message["content_attributes"].get(name) for name in names} | {"status": message["status"]}


def waits(shop: Shop, number: int, *whom: str) -> None:
    until(shop.client, lambda: told(shop, number)["put_off"] == (list(whom) or None) and not running(shop))


def running(shop: Shop) -> int:
    """Jobs in hand, and those that nobody has tried yet and are due."""
    query = "SELECT count(*) FROM jobs WHERE state = 'running' OR (state = 'ready' AND kind = 'deliver')"
    return shop.client.query(lambda tx: tx.conn.exec_driver_sql(query).scalar())


def later(shop: Shop, clock: HandClock, wait: int = MINUTE) -> None:
    """Time passes once nothing is in hand, which would look abandoned."""
    until(shop.client, lambda: not running(shop))
    clock.advance(wait)
    shop.client.house.bus.tell(Wake(None))


def asked(shop: Shop, address: str) -> int:
    """How often the mail server was asked for somebody."""
    return sum(said == f"RCPT TO:<{address}>" for said in shop.smtp.said)


def test_who_is_put_off_gets_it_later_and_alone(shop: Shop, clock: HandClock, number: int) -> None:
    """EML-22, R-1: the message counts as sent, the next one does not wait, and nobody gets it twice."""
    shop.smtp.refused[BIA] = LATER
    says(shop, number, cc_emails=[BIA], bcc_emails=[CAIO])
    waits(shop, number, BIA)
    assert told(shop, number) == {
        "status": "sent", "put_off": [BIA], "refused": None, "delivery_note": None, "external_error": None,
    }  # fmt: skip
    says(shop, number, "Mais uma coisa.")
    assert [taken.recipients for taken in shop.smtp.wait(2)] == [[ANA, CAIO], [ANA]]
    later(shop, clock)
    until(shop.client, lambda: asked(shop, BIA) == 2 and not running(shop))
    assert told(shop, number)["put_off"] == [BIA], "still not"
    shop.smtp.refused.clear()
    later(shop, clock, HOUR)
    first, _, third = shop.smtp.wait(3)
    assert third.recipients == [BIA]
    assert same_mail(first, third)
    waits(shop, number)
    assert told(shop, number)["status"] == "sent"
    assert jobs_of(shop.client) == []
    later(shop, clock, DAY)
    assert len(shop.smtp.accepted) == 3


def same_mail(one: Taken, two: Taken) -> bool:
    """One message for whoever gets both: nothing but the marks between its parts differs."""
    names = ("Message-ID", "Date", "From", "To", "Cc", "Subject", "In-Reply-To", "References")
    bodies = [taken.mail.get_body(("plain",)) for taken in (one, two)]
    texts = {body.get_content() for body in bodies if body is not None}
    return len(texts) == 1 and all(one.mail[name] == two.mail[name] for name in names)


def test_the_server_says_when(shop: Shop, clock: HandClock, number: int) -> None:
    shop.smtp.refused[BIA] = "451 4.7.1 Greylisted, try again in 5 minutes"
    says(shop, number, cc_emails=[BIA])
    waits(shop, number, BIA)
    later(shop, clock, 4 * MINUTE)
    says(shop, number, "Outra")
    shop.smtp.wait(2)
    assert asked(shop, BIA) == 1
    later(shop, clock, MINUTE)
    until(shop.client, lambda: asked(shop, BIA) == 2)


def test_several_who_are_put_off_are_served_as_they_are_taken(shop: Shop, clock: HandClock, number: int) -> None:
    shop.smtp.refused = {BIA: LATER, CAIO: LATER}
    says(shop, number, cc_emails=[BIA, CAIO])
    waits(shop, number, BIA, CAIO)
    del shop.smtp.refused[BIA]
    later(shop, clock)
    waits(shop, number, CAIO)
    del shop.smtp.refused[CAIO]
    later(shop, clock)
    waits(shop, number)
    assert [taken.recipients for taken in shop.smtp.accepted] == [[ANA], [BIA], [CAIO]]


def test_only_when_patience_ends_it_says_who_did_not_get_it(shop: Shop, clock: HandClock, number: int) -> None:
    shop.smtp.refused = {BIA: LATER, CAIO: "550 5.1.1 No such user"}
    says(shop, number, cc_emails=[BIA, CAIO])
    waits(shop, number, BIA)
    assert told(shop, number)["refused"] == [CAIO]
    later(shop, clock, 49 * HOUR)
    waits(shop, number)
    assert told(shop, number)["status"] == "sent", "Ana has it"
    assert told(shop, number)["refused"] == [CAIO, BIA]
    note = told(shop, number)["delivery_note"]
    assert "caio@fora.example does not exist" in note
    assert "Greylisted, please come back" in note
    later(shop, clock, DAY)
    says(shop, number, "Outra")
    shop.smtp.wait(2)
    assert asked(shop, BIA) == 2


def test_a_late_refusal_is_final(shop: Shop, clock: HandClock, number: int) -> None:
    shop.smtp.refused[BIA] = LATER
    says(shop, number, cc_emails=[BIA])
    waits(shop, number, BIA)
    shop.smtp.refused[BIA] = "550 5.1.1 No such user"
    later(shop, clock)
    waits(shop, number)
    assert told(shop, number)["refused"] == [BIA]
    assert "bia@fora.example does not exist" in told(shop, number)["delivery_note"]


def test_what_may_have_reached_them_is_not_sent_again(shop: Shop, clock: HandClock, number: int) -> None:
    """EML-22, R-4: also for those who were put off."""
    shop.smtp.refused[BIA] = LATER
    says(shop, number, cc_emails=[BIA])
    waits(shop, number, BIA)
    shop.smtp.refused.clear()
    shop.smtp.script["CONTENT"] = KEEP_AND_CUT
    later(shop, clock)
    waits(shop, number)
    assert "may have been delivered" in told(shop, number)["delivery_note"]
    later(shop, clock, DAY)
    assert [taken.recipients for taken in shop.smtp.accepted] == [[ANA], [BIA]]


def test_a_stop_between_their_yes_and_ours_is_told(
    shop: Shop, clock: HandClock, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-1: the database fails in the moment after the server has taken it; nobody knows, so nobody repeats it."""
    shop.smtp.refused[BIA] = LATER
    says(shop, number, cc_emails=[BIA])
    waits(shop, number, BIA)
    shop.smtp.refused.clear()

    def fail(*_told: Any) -> None:
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(rest, "_note", fail)
        later(shop, clock)
        shop.smtp.wait(2)
        until(shop.client, lambda: not running(shop))
    later(shop, clock)
    waits(shop, number)
    assert "may have arrived" in told(shop, number)["delivery_note"]
    assert len(shop.smtp.accepted) == 2


def test_a_stop_after_both_have_noted_it_leaves_no_doubt(
    shop: Shop, clock: HandClock, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-1: who has it is known together with who has not, so the rest is tried again by itself."""
    shop.smtp.refused = {BIA: LATER, CAIO: LATER}
    says(shop, number, cc_emails=[BIA, CAIO])
    waits(shop, number, BIA, CAIO)
    del shop.smtp.refused[BIA]
    left: list[object] = []

    def stop(*told: object) -> bool:
        left.append(told)
        raise RuntimeError("the power is gone")

    with monkeypatch.context() as patch:
        patch.setattr(runner, "_settle", stop)
        later(shop, clock)
        until(shop.client, lambda: bool(left))
    shop.smtp.refused.clear()
    clock.advance(MINUTE)
    shop.client.house.bus.tell(Wake(None))
    waits(shop, number)
    assert [taken.recipients for taken in shop.smtp.accepted] == [[ANA], [BIA], [CAIO]]
    assert told(shop, number)["delivery_note"] is None


def test_a_message_that_is_deleted_meanwhile_goes_to_nobody(shop: Shop, clock: HandClock, number: int) -> None:
    shop.smtp.refused[BIA] = LATER
    sent = says(shop, number, cc_emails=[BIA])
    waits(shop, number, BIA)
    path = f"{shop.admin.account}/conversations/{number}/messages/{sent['id']}"
    assert shop.client.delete(path, headers=shop.admin.headers).status_code == 200
    shop.smtp.refused.clear()
    later(shop, clock)
    until(shop.client, lambda: jobs_of(shop.client) == [])
    assert len(shop.smtp.accepted) == 1


def test_who_sends_it_to_everybody_again_asks_nobody_twice(shop: Shop, clock: HandClock, number: int) -> None:
    """A bounce makes it fail while a copy still waits: the agent's new try is the only one."""
    shop.smtp.refused[BIA] = LATER
    sent = says(shop, number, cc_emails=[BIA])
    waits(shop, number, BIA)
    fail = f"UPDATE messages SET status = 3 WHERE id = {sent['id']}"
    shop.client.house.store.write_now(lambda tx: tx.conn.exec_driver_sql(fail))
    shop.smtp.refused.clear()
    again = shop.post(f"conversations/{number}/messages/{sent['id']}/retry")
    assert "put_off" not in again["content_attributes"]
    assert [taken.recipients for taken in shop.smtp.wait(2)] == [[ANA], [ANA, BIA]]
    later(shop, clock, HOUR)
    until(shop.client, lambda: jobs_of(shop.client) == [])
    assert len(shop.smtp.accepted) == 2


def test_nobody_makes_up_who_waits(shop: Shop, number: int) -> None:
    """EML-20: what became of a message is said by this program alone."""
    given = {"put_off": ["eve@evil.example"], "refused": [ANA], "delivery_note": "x"}
    said = says(shop, number, content_attributes=given)
    assert said["content_attributes"] == {}
