"""The form of a mail inbox asks for what it needs, and says what could not work before anybody relies on it."""

from playwright.sync_api import Locator, Page, expect

from tests.e2e.desk import PHONE, Desk, fits, size
from tests.e2e.mailing import TeamMailbox
from tests.e2e.staff import Staff
from tests.e2e.test_mail import fill_wizard
from tests.support.dovecot import PASSWORD

FETCHING = ("Servidor IMAP", "Porta IMAP", "Usuário IMAP", "Pastas a ler", "Dias anteriores a importar")


def switch(page: Page, name: str) -> Locator:
    return page.get_by_role("switch", name=name)


def test_what_is_not_fetched_is_not_asked_about(staff: Staff, desk: Desk, mailbox: TeamMailbox) -> None:
    made = staff.office.call("POST", "inboxes", {"name": "Entregas", "channel": mailbox.settings()})
    page = desk.open(f"/settings/inboxes/{made['id']}?tab=receiving").page
    for name in FETCHING:
        expect(page.get_by_label(name)).to_be_visible()
    switch(page, "Receber por IMAP").click()
    for name in FETCHING:
        expect(page.get_by_label(name)).to_have_count(0)
    switch(page, "Receber por IMAP").click()
    expect(page.get_by_label("Pastas a ler")).to_have_value("INBOX")


def test_an_inbox_that_could_not_answer_is_not_made(staff: Staff, desk: Desk, mailbox: TeamMailbox) -> None:
    """This installation sends no mail itself; the reason stands at the switch, and turning it on is enough."""
    page = desk.open("/settings/inboxes/new/email").page
    fill_wizard(page, mailbox, PASSWORD)
    switch(page, "Enviar pelo seu servidor SMTP").click()
    page.get_by_role("button", name="Criar caixa de entrada").click()
    expect(page.get_by_text("Esta instalação não tem um servidor que envie e-mails.")).to_be_in_viewport()
    page.set_viewport_size(size(PHONE))  # pyright: ignore[reportArgumentType] - a size
    assert fits(page)
    assert staff.office.call("GET", "inboxes")["payload"] == []
    switch(page, "Enviar pelo seu servidor SMTP").click()
    page.get_by_role("button", name="Criar caixa de entrada").click()
    expect(page.get_by_role("heading", name="Quem vai atender?")).to_be_visible()
