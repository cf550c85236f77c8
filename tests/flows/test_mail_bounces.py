"""A mail comes back from some of those to whom it went: the others have it, and nobody gets it twice."""

from typing import Any

import pytest

from balcao.kit.clock import DAY, HOUR, MINUTE
from balcao.outbox.emit import Wake
from tests.support.bouncing import bounce, spoken_bounce
from tests.support.clock import HandClock
from tests.support.people import jobs_of
from tests.support.posting import Shop, letter
from tests.support.smtp_server import Taken
from tests.support.waiting import until

ANA, BIA, CAIO, DORA = (f"{name}@fora.example" for name in ("ana", "bia", "caio", "dora"))
LATER = "450 4.2.0 Greylisted, please come back"
FULL = "The mailbox is full (5.2.2). The server said: 552 5.2.2 Mailbox over quota"
NAMES = ("refused", "put_off", "delivery_note", "external_error", "maybe_returned")


@pytest.fixture
def number(shop: Shop) -> int:
    """A conversation with Ana."""
    shop.receives(letter(shop.address))
    return shop.conversation()["id"]


def says(shop: Shop, number: int, content: str = "Sai hoje.", **more: Any) -> dict[str, Any]:
    """A message that has left."""
    said = shop.post(f"conversations/{number}/messages", json={"content": content, **more})
    until(shop.client, lambda: named(shop, number, said["id"])["source_id"] is not None)
    return named(shop, number, said["id"])


def named(shop: Shop, number: int, message_id: int) -> dict[str, Any]:
    return next(one for one in shop.thread(number) if one["id"] == message_id)


def told(shop: Shop, number: int, message_id: int) -> dict[str, Any]:
    """What the message says of how it fared, and its state."""
    message = named(shop, number, message_id)
    said = {name: message["content_attributes"][name] for name in NAMES if name in message["content_attributes"]}
    return {"status": message["status"], **said}


def comes(shop: Shop, raw: bytes) -> None:
    """A mail comes in, and was read."""
    before = read(shop)
    shop.receives(raw)
    until(shop.client, lambda: read(shop) == before + 1)


def read(shop: Shop) -> int:
    path = f"inboxes/{shop.inbox['id']}/arrivals?state="
    return sum(shop.get(path + state)["meta"]["count"] for state in ("read", "ignored"))


def again(shop: Shop, number: int, message_id: int) -> dict[str, Any]:
    return shop.post(f"conversations/{number}/messages/{message_id}/retry")


def plain(taken: Taken) -> str:
    body = taken.mail.get_body(("plain",))
    assert body is not None
    return body.get_content()


def test_who_did_not_get_it_is_told_and_gets_it_alone(shop: Shop, number: int) -> None:
    """EML-03: a bounce of one of four is no failure of the whole; trying again mails nobody else, the blind copy least."""
    said = says(shop, number, cc_emails=[BIA, CAIO], bcc_emails=[DORA])
    shop.post(f"conversations/{number}/toggle_status", json={"status": "resolved"})
    comes(shop, bounce(shop.address, said["source_id"], BIA.upper()))
    assert told(shop, number, said["id"]) == {
        "status": "sent", "refused": [BIA], "delivery_note": f"{BIA}: {FULL}",
    }  # fmt: skip
    assert shop.conversation()["status"] == "open", "somebody has to see it"
    asked = again(shop, number, said["id"])
    assert (asked["status"], asked["content_attributes"]["put_off"]) == ("sent", [BIA])
    first, second = shop.smtp.wait(2)
    assert (first.recipients, second.recipients) == ([ANA, BIA, CAIO, DORA], [BIA])
    assert [second.mail[name] for name in ("Message-ID", "To", "Cc")] == [
        first.mail[name] for name in ("Message-ID", "To", "Cc")
    ]
    assert plain(second) == plain(first)
    until(shop.client, lambda: told(shop, number, said["id"]) == {"status": "sent"} and jobs_of(shop.client) == [])
    again(shop, number, said["id"])
    assert jobs_of(shop.client) == [], "everybody has it"


def test_only_what_came_back_from_everybody_has_failed(shop: Shop, number: int) -> None:
    """EML-03: whether in one report or in several; then everybody gets it again."""
    said = says(shop, number, cc_emails=[BIA, CAIO])
    comes(shop, bounce(shop.address, said["source_id"], BIA))
    comes(shop, bounce(shop.address, said["source_id"], BIA))
    assert told(shop, number, said["id"])["delivery_note"] == f"{BIA}: {FULL}", "once"
    comes(shop, bounce(shop.address, said["source_id"], CAIO, ANA))
    whole = "\n".join(f"{one}: {FULL}" for one in (BIA, CAIO, ANA))
    assert told(shop, number, said["id"]) == {"status": "failed", "external_error": whole}
    again(shop, number, said["id"])
    assert [taken.recipients for taken in shop.smtp.wait(2)] == [[ANA, BIA, CAIO]] * 2
    until(shop.client, lambda: told(shop, number, said["id"]) == {"status": "sent"})


def test_a_second_no_is_told_too(shop: Shop, number: int) -> None:
    said = says(shop, number, cc_emails=[BIA])
    comes(shop, bounce(shop.address, said["source_id"], BIA))
    shop.smtp.refused[BIA] = "550 5.1.1 No such user"
    again(shop, number, said["id"])
    until(shop.client, lambda: "refused" in told(shop, number, said["id"]))
    assert "bia@fora.example does not exist" in told(shop, number, said["id"])["delivery_note"]
    assert told(shop, number, said["id"])["status"] == "sent"


def test_it_has_failed_when_the_last_who_waited_refuses_it(shop: Shop, number: int, clock: HandClock) -> None:
    said = says(shop, number, cc_emails=[BIA])
    comes(shop, bounce(shop.address, said["source_id"], BIA))
    shop.smtp.refused[BIA] = LATER
    again(shop, number, said["id"])
    until(shop.client, lambda: any(error for _, error in in_hand(shop)))
    comes(shop, bounce(shop.address, said["source_id"], ANA))
    assert told(shop, number, said["id"])["status"] == "sent", "Bia may still get it"
    shop.smtp.refused[BIA] = "550 5.1.1 No such user"
    pass_time(shop, clock)
    until(shop.client, lambda: told(shop, number, said["id"])["status"] == "failed")
    assert ANA in told(shop, number, said["id"])["external_error"]
    assert BIA in told(shop, number, said["id"])["external_error"]


def in_hand(shop: Shop) -> list[Any]:
    """The jobs: how each stands, and what went wrong last."""
    query = "SELECT state, last_error FROM jobs"
    return shop.client.query(lambda tx: tx.conn.exec_driver_sql(query).fetchall())


def pass_time(shop: Shop, clock: HandClock, wait: int = MINUTE) -> None:
    """Once nothing is in hand, which would look abandoned."""
    until(shop.client, lambda: not any(state == "running" for state, _ in in_hand(shop)))
    clock.advance(wait)
    shop.client.house.bus.tell(Wake(None))


def test_who_is_tried_again_does_not_wait_for_who_was_put_off(shop: Shop, number: int, clock: HandClock) -> None:
    """And neither of them gets it twice."""
    shop.smtp.refused[CAIO] = "451 4.7.1 Greylisted, try again in 30 minutes"
    said = says(shop, number, cc_emails=[BIA, CAIO])
    comes(shop, bounce(shop.address, said["source_id"], BIA))
    assert told(shop, number, said["id"])["put_off"] == [CAIO]
    again(shop, number, said["id"])
    assert shop.smtp.wait(2)[1].recipients == [BIA]
    until(shop.client, lambda: told(shop, number, said["id"]) == {"status": "sent", "put_off": [CAIO]})
    assert shop.smtp.said.count(f"RCPT TO:<{CAIO}>") == 1, "his time has not come"
    shop.smtp.refused.clear()
    pass_time(shop, clock, HOUR)
    assert shop.smtp.wait(3)[2].recipients == [CAIO]
    until(shop.client, lambda: told(shop, number, said["id"]) == {"status": "sent"} and jobs_of(shop.client) == [])


def test_a_bounce_that_names_nobody_fails_nothing_that_went_to_several(shop: Shop, number: int) -> None:
    said = says(shop, number, cc_emails=[BIA])
    text = f"This is the qmail-send program.\r\nThe mailbox is full.\r\nMessage-ID: <{said['source_id']}>"
    comes(shop, spoken_bounce(shop.address, text))
    assert set(told(shop, number, said["id"])) == {"status", "delivery_note"}
    assert told(shop, number, said["id"])["status"] == "sent"


def test_a_bounce_without_a_proof_is_hearsay(shop: Shop, number: int) -> None:
    """EML-04: it names an address, which anybody knows. It is shown at the latest mail that went there, and fails nothing."""
    says(shop, number, "Antes")
    said = says(shop, number, cc_emails=[BIA])
    shop.post(f"conversations/{number}/toggle_status", json={"status": "resolved"})
    for _ in range(2):
        comes(shop, spoken_bounce(shop.address, "Leia evil.example", BIA))
    comes(shop, spoken_bounce(shop.address, "Leia evil.example", "x@fora.example"))
    assert told(shop, number, said["id"]) == {"status": "sent", "maybe_returned": [BIA]}
    assert shop.conversation()["status"] == "resolved"
    assert [told(shop, number, one["id"]) for one in shop.thread(number)[1:2]] == [{"status": "sent"}]
    comes(shop, spoken_bounce(shop.address, "Leia evil.example", ANA))
    assert told(shop, number, said["id"])["maybe_returned"] == [BIA, ANA], "also when that is everybody"
    assert told(shop, number, said["id"])["status"] == "sent"
    ignored = shop.get(f"inboxes/{shop.inbox['id']}/arrivals?state=ignored")["payload"]
    assert all("does not say which mail it is about" in one["reason"] for one in ignored)


def test_hearsay_about_an_old_mail_or_another_inbox_is_not_shown(shop: Shop, number: int, clock: HandClock) -> None:
    """EML-04, EML-10."""
    said = says(shop, number)
    first, shop.address = shop.inbox, "outra@example.test"
    shop.connect()
    shop.watched()
    comes(shop, spoken_bounce(shop.address, "failed", ANA))
    assert told(shop, number, said["id"]) == {"status": "sent"}
    shop.inbox, shop.address = first, first["email"]
    clock.advance(6 * DAY)
    comes(shop, spoken_bounce(shop.address, "failed", ANA))
    assert told(shop, number, said["id"]) == {"status": "sent"}


def test_nobody_makes_up_what_came_back(shop: Shop, number: int) -> None:
    given = {"maybe_returned": [ANA], "refused": [ANA]}
    sent = shop.post(f"conversations/{number}/messages", json={"content": "x", "content_attributes": given})
    assert sent["content_attributes"] == {}
