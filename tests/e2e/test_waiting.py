"""An answer that has not left yet looks like one, and becomes one that has left before the agent's eyes."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.desk import PHONE, Desk, fits, size
from tests.e2e.mailing import TeamMailbox
from tests.e2e.staff import Staff, until
from tests.e2e.test_mail import connected
from tests.support.posting import letter

LATER, CLOSED = "451 4.3.2 Please try again later", "530 5.7.0 Authentication required"
SOON = 30_000


@pytest.fixture
def inbox(staff: Staff, mailbox: TeamMailbox) -> Iterator[dict[str, Any]]:
    """A mail inbox in which a customer has asked something."""
    made = connected(staff, mailbox)
    mailbox.receives(letter(mailbox.address, "Onde está o meu pedido?"))
    until(lambda: staff.office.call("GET", "conversations")["data"]["payload"] or None)
    yield made
    mailbox.smtp.script.clear()


def ticks(desk: Desk) -> Locator:
    return desk.log.get_by_text("Enviada", exact=True)


def test_an_answer_that_the_mail_server_puts_off_waits_in_sight(
    inbox: dict[str, Any], desk: Desk, enter: Callable[..., Desk], mailbox: TeamMailbox
) -> None:
    phone = enter(viewport=size(PHONE), color_scheme="dark")
    desk.at(1)
    mailbox.smtp.script["MAIL"] = LATER
    desk.say("Sai hoje, até as 18h.")
    expect(desk.log.get_by_text("Aguardando envio")).to_be_visible()
    expect(ticks(desk)).to_have_count(0)
    phone.at(1)
    expect(phone.log.get_by_text("Aguardando envio")).to_be_visible()
    assert fits(phone.page)
    mailbox.smtp.script.clear()
    for one in (desk, phone):
        expect(ticks(one)).to_have_count(1, timeout=SOON)
        expect(one.log.get_by_text("Aguardando envio")).to_have_count(0)
    assert len(mailbox.smtp.accepted) == 1


def test_an_answer_of_an_inbox_that_lost_its_access_says_so_and_leaves_when_that_is_back(
    inbox: dict[str, Any], desk: Desk, staff: Staff, mailbox: TeamMailbox
) -> None:
    desk.at(1)
    mailbox.smtp.script["MAIL"] = CLOSED
    desk.say("Sai hoje, até as 18h.")
    lost = desk.log.get_by_text("A caixa de entrada está desconectada; será enviada quando reconectar")
    expect(lost).to_be_visible()
    mailbox.smtp.script.clear()
    staff.office.call("PATCH", f"inboxes/{inbox['id']}", {"channel": {"imap_since_days": 2}})
    expect(ticks(desk)).to_have_count(1)
    expect(lost).to_have_count(0)


def test_what_leaves_at_once_never_shows_a_clock(inbox: dict[str, Any], desk: Desk, mailbox: TeamMailbox) -> None:
    desk.at(1)
    watch_for(desk, "Aguardando envio")
    desk.say("Sai hoje, até as 18h.")
    expect(ticks(desk)).to_have_count(1)
    assert not desk.page.evaluate("window.seen")


def test_where_the_customer_reads_from_us_nothing_waits(desk: Desk, staff: Staff) -> None:
    """A website chat and an app that reads over the interface have nobody to hand a message to."""
    site = staff.conversation(staff.add_site())
    app = staff.office.call("POST", "inboxes", {"name": "App", "channel": {"type": "api"}})
    staff.office.call("POST", "contacts", {"inbox_id": app["id"], "name": "Rui", "source_id": "5511"})
    staff.office.call("PATCH", "inbox_members", {"inbox_id": app["id"], "user_ids": [staff.owner.user_id]})
    other = staff.office.call("POST", "conversations", {"source_id": "5511", "inbox_id": app["id"]})["id"]
    for number in (site, other):
        staff.answer(number, "Olá!")
        desk.at(number)
        expect(ticks(desk)).to_have_count(1)


def watch_for(desk: Desk, text: str) -> None:
    """Remember in `window.seen` whether a text was ever shown from now on."""
    desk.page.evaluate(
        """text => {
            window.seen = false;
            new MutationObserver(() => { window.seen ||= document.body.innerText.includes(text); })
              .observe(document.body, { childList: true, subtree: true, characterData: true });
        }""",
        text,
    )
