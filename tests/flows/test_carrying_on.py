"""A conversation in the chat goes on by mail when the visitor has left, and comes back to the same conversation."""

from typing import Any

import pytest

from balcao.domain.conversations.actions import carrying, unproven
from balcao.kit.clock import DAY, HOUR, MINUTE
from balcao.outbox.emit import Wake
from balcao.work.carry import look_for_left
from tests.support.clock import HandClock
from tests.support.people import mailbox_of
from tests.support.posting import Shop, letter
from tests.support.visiting import Guest, add_inbox, arrive
from tests.support.waiting import until


@pytest.fixture
def site(shop: Shop) -> Any:
    return add_inbox(shop.client, shop.admin, name="Site", continuity_inbox_id=shop.inbox["id"])


@pytest.fixture
def guest(shop: Shop, site: Any) -> Guest:
    guest = arrive(shop.client, site["website_token"])
    guest.call("PATCH", "/contact", json={"email": "ana@fora.example"})
    return guest


def answer(shop: Shop, number: int, text: str) -> Any:
    return shop.post(f"conversations/{number}/messages", json={"content": text})


def look(shop: Shop) -> None:
    shop.client.run(look_for_left(shop.client.house))


def grey_lines(shop: Shop, number: int) -> list[str]:
    found = shop.get(f"conversations/{number}/messages")["payload"]
    return [one["content"] for one in found if one["message_type"] == 2]


def test_an_answer_that_nobody_has_seen_goes_by_mail_once(shop: Shop, guest: Guest, clock: HandClock) -> None:
    number = guest.say("Compre em evil.example")["conversation_id"]
    answer(shop, number, "Chega amanhã.")
    answer(shop, number, "Precisa de mais alguma coisa?")
    look(shop)
    clock.advance(3 * MINUTE)
    look(shop)
    look(shop)
    (taken,) = shop.smtp.wait(1)
    text = taken.mail.get_body(("plain",)).get_content()  # pyright: ignore[reportOptionalMemberAccess]
    assert taken.recipients == ["ana@fora.example"]
    assert "Chega amanhã." in text
    assert "mais alguma coisa" in text
    # WID-13: what was typed in the chat does not go to an address that nobody has proven.
    assert b"evil.example" not in taken.raw
    until(shop.client, lambda: any("ana@fora.example" in line for line in grey_lines(shop, number)))
    look(shop)
    assert len(shop.smtp.accepted) == 1


def test_those_who_write_meanwhile_do_not_hide_an_answer_that_waits(
    shop: Shop, guest: Guest, site: Any, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many conversations of an inbox move, each answer's turn comes."""
    monkeypatch.setattr(carrying, "_MOST", 1)
    answer(shop, guest.say("Oi")["conversation_id"], "Chega amanhã.")
    clock.advance(3 * MINUTE)
    arrive(shop.client, site["website_token"]).say("Bom dia")
    look(shop)
    assert b"Chega amanh" in shop.smtp.wait(1)[0].raw


def test_what_the_visitor_has_seen_is_not_mailed(shop: Shop, guest: Guest, clock: HandClock) -> None:
    number = guest.say("Oi")["conversation_id"]
    answer(shop, number, "Olá!")
    clock.advance(MINUTE)
    guest.call("POST", "/conversations/update_last_seen")
    clock.advance(3 * MINUTE)
    look(shop)
    assert shop.smtp.accepted == []


def test_the_answer_by_mail_comes_back_to_the_chat(shop: Shop, guest: Guest, clock: HandClock) -> None:
    number = guest.say("Oi")["conversation_id"]
    answer(shop, number, "Chega amanhã.")
    clock.advance(3 * MINUTE)
    look(shop)
    sent = shop.smtp.wait(1)[0].mail
    shop.receives(letter(shop.address, "Obrigada!", In_Reply_To=sent["Message-ID"], subject=f"Re: {sent['Subject']}"))
    said = shop.thread_of(number, 3)[2]
    assert (said["content"].strip(), said["sender"]["email"]) == ("Obrigada!", "ana@fora.example")
    assert "doubt" not in said["content_attributes"]
    assert [one["content"].strip() for one in guest.thread()][-1] == "Obrigada!"
    # She is at her mail program now: the next answer does not wait.
    answer(shop, number, "De nada!")
    look(shop)
    assert b"De nada!" in shop.smtp.wait(2)[1].raw


def test_somebody_else_who_has_the_mail_is_a_stranger_and_the_visitor_does_not_see_it(
    shop: Shop, guest: Guest, clock: HandClock
) -> None:
    """EML-08, EML-09: the proof in a mail finds the conversation; it makes nobody the customer."""
    number = guest.say("Oi")["conversation_id"]
    answer(shop, number, "Chega amanhã.")
    clock.advance(3 * MINUTE)
    look(shop)
    sent = shop.smtp.wait(1)[0].mail
    shop.receives(letter(shop.address, "Sou eu", sender="eve@evil.example", In_Reply_To=sent["Message-ID"]))
    said = shop.thread_of(number, 3)[2]
    assert (said["sender"]["email"], said["content_attributes"]["doubt"]) == ("eve@evil.example", "other_sender")
    assert "Sou eu" not in [one["content"] for one in guest.thread()]


def test_who_has_answered_by_mail_may_have_the_whole_conversation_but_not_what_a_stranger_wrote(
    shop: Shop, guest: Guest, clock: HandClock
) -> None:
    """WID-13: her own mail proves her address. EML-09: what somebody else sent into the conversation is not hers."""
    box = mailbox_of(shop.client)
    number = guest.say("Oi")["conversation_id"]
    answer(shop, number, "Chega amanhã.")
    clock.advance(3 * MINUTE)
    look(shop)
    sent = shop.smtp.wait(1)[0].mail
    shop.receives(letter(shop.address, "Sou eu", sender="eve@evil.example", In_Reply_To=sent["Message-ID"]))
    shop.thread_of(number, 3)
    assert "transcript" not in guest.get("/conversations")
    shop.receives(letter(shop.address, "Obrigada!", In_Reply_To=sent["Message-ID"]))
    shop.thread_of(number, 4)
    assert guest.get("/conversations")["transcript"] is True
    assert guest.call("POST", "/conversations/transcript").status_code == 200
    own = box.next()
    assert own.to == "ana@fora.example"
    assert "Obrigada!" in own.text
    assert "Sou eu" not in own.text + own.html


def leave(shop: Shop, site: Any, clock: HandClock, email: str, text: str = "Chega amanhã.") -> int:
    """Another visitor claims an address, asks, and leaves; the team answers."""
    guest = arrive(shop.client, site["website_token"])
    guest.call("PATCH", "/contact", json={"email": email})
    number = guest.say("Oi")["conversation_id"]
    answer(shop, number, text)
    clock.advance(3 * MINUTE)
    look(shop)
    return number


def told(shop: Shop, number: int, line: str) -> None:
    until(shop.client, lambda: any(line in one for one in grey_lines(shop, number)))


def test_an_address_that_nobody_has_proven_gets_one_mail_a_day(shop: Shop, site: Any, clock: HandClock) -> None:
    """WID-13: whoever types a victim's address into chats has it mailed once; the team sees what did not go."""
    first = leave(shop, site, clock, "ana@fora.example")
    shop.smtp.wait(1)
    answer(shop, first, "Mais uma coisa.")
    clock.advance(3 * MINUTE)
    look(shop)
    told(shop, first, "no máximo um e-mail por dia")
    second = leave(shop, site, clock, "a.na+loja@fora.example")
    told(shop, second, "a.na+loja@fora.example não foi confirmado")
    leave(shop, site, clock, "bia@fora.example")
    assert [taken.recipients for taken in shop.smtp.wait(2)] == [["ana@fora.example"], ["bia@fora.example"]]
    clock.advance(DAY)
    leave(shop, site, clock, "an.a@fora.example", "De novo.")
    assert b"De novo." in shop.smtp.wait(3)[2].raw


def test_once_she_has_answered_by_mail_she_gets_every_answer(shop: Shop, guest: Guest, clock: HandClock) -> None:
    """WID-13: the limit is for addresses that nobody has proven."""
    number = guest.say("Oi")["conversation_id"]
    answer(shop, number, "Chega amanhã.")
    clock.advance(3 * MINUTE)
    look(shop)
    sent = shop.smtp.wait(1)[0].mail
    shop.receives(letter(shop.address, "Obrigada!", In_Reply_To=sent["Message-ID"]))
    shop.thread_of(number, 3)
    for nth in (2, 3):
        answer(shop, number, f"Resposta {nth}")
        look(shop)
        shop.smtp.wait(nth)


@pytest.mark.parametrize("limit", ["PER_ACCOUNT", "PER_INSTALLATION"])
def test_all_of_them_together_get_so_many(
    shop: Shop, site: Any, clock: HandClock, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    """WID-13: many addresses are no way around it."""
    monkeypatch.setattr(unproven, limit, 1)
    leave(shop, site, clock, "ana@fora.example")
    shop.smtp.wait(1)
    number = leave(shop, site, clock, "bia@fora.example")
    told(shop, number, "foi atingido o limite de e-mails para endereços não confirmados")
    clock.advance(DAY if limit == "PER_INSTALLATION" else HOUR)
    leave(shop, site, clock, "caio@fora.example")
    assert [taken.recipients for taken in shop.smtp.wait(2)] == [["ana@fora.example"], ["caio@fora.example"]]


def test_a_mail_that_is_tried_again_counts_once(shop: Shop, site: Any, clock: HandClock) -> None:
    """WID-13, R-4: a server that was busy does not use up the day."""
    shop.smtp.script["MAIL"] = "451 4.3.2 Busy"
    leave(shop, site, clock, "ana@fora.example")
    query = "SELECT count(*) FROM jobs WHERE kind = 'carry_on' AND state = 'ready' AND last_error IS NOT NULL"
    until(shop.client, lambda: shop.client.query(lambda tx: tx.conn.exec_driver_sql(query).scalar()) == 1)
    shop.smtp.script.clear()
    clock.advance(MINUTE)
    shop.client.house.bus.tell(Wake(None))
    assert shop.smtp.wait(1)[0].recipients == ["ana@fora.example"]


def test_an_inbox_of_another_kind_or_account_carries_nothing_on(shop: Shop, site: Any) -> None:
    """TEN-03: the inbox that a setting names must be the account's own, and be able to do it."""
    path = f"{shop.admin.account}/inboxes/{site['id']}"
    for other in (site["id"], 9999):
        reply = shop.client.patch(path, headers=shop.admin.headers, json={"channel": {"continuity_inbox_id": other}})
        assert (reply.status_code, reply.json()["attributes"]) == (422, ["continuity_inbox_id"])
