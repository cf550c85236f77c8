"""A customer mails about a delivery, the agent answers in the dashboard, and the customer reads it in the own mailbox."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.desk import PHONE, Desk, fits, settled, size
from tests.e2e.mailing import TeamMailbox
from tests.e2e.pictures import Album
from tests.e2e.staff import Staff, until
from tests.support.dovecot import PASSWORD
from tests.support.posting import letter


def line(place: Page | Locator, name: str) -> Locator:
    """Where addresses are typed: Para, Cc or Cco."""
    return place.get_by_role("combobox", name=name, exact=True)


def connected(staff: Staff, mailbox: TeamMailbox) -> dict[str, Any]:
    """An inbox of that mailbox, which is being watched."""
    inbox = staff.office.call("POST", "inboxes", {"name": "Entregas", "channel": mailbox.settings()})
    staff.office.call("PATCH", "inbox_members", {"inbox_id": inbox["id"], "user_ids": [staff.owner.user_id]})
    until(lambda: staff.office.call("GET", f"inboxes/{inbox['id']}/health")["state"] == "ok" or None)
    return inbox


def test_from_the_customers_mail_to_the_answer_in_the_mailbox(
    staff: Staff, desk: Desk, mailbox: TeamMailbox, album: Album
) -> None:
    connected(staff, mailbox)
    desk.open()
    mail = letter(mailbox.address, "Onde está o meu pedido?\n\nAna", subject="Pedido 1042 não chegou")
    mailbox.receives(mail)
    row = desk.row("Pedido 1042 não chegou")
    row.click()
    page = desk.page
    expect(desk.log.get_by_text("Onde está o meu pedido?")).to_be_visible()
    page.get_by_role("button", name="Cc/Cco").click()
    line(page, "Cc").fill("beto@fora.example")
    line(page, "Cc").press("Enter")
    desk.say("Sai **hoje**, até as 18h.")
    (taken,) = mailbox.smtp.wait(1)
    assert taken.recipients == ["ana@fora.example", "beto@fora.example"]
    expect(desk.bubble("até as 18h")).to_be_visible()
    expect(desk.log.get_by_text("beto@fora.example")).to_be_visible()
    reply = letter(
        mailbox.address, "Obrigada!\n\nEm ter., 24 de nov. de 2026 às 10:00, Entregas <x@example.test> escreveu:\n> Sai hoje.",
        subject="Re: Pedido 1042 não chegou", In_Reply_To=taken.mail["Message-ID"],
    )  # fmt: skip
    mailbox.receives(reply)
    expect(desk.log.get_by_text("Obrigada!")).to_be_visible()
    album.take(page, "pt-BR/e-mail")
    page.get_by_role("button", name="Mostrar texto citado").last.click()
    expect(desk.log.get_by_text("Sai hoje.").last).to_be_visible()
    expect(desk.rows).to_have_count(1)


def test_html_is_shown_without_loading_anything_from_elsewhere(staff: Staff, desk: Desk, mailbox: TeamMailbox) -> None:
    """XSS-03, EML-18: no script runs, no picture of a stranger is loaded, and the original can be looked at."""
    connected(staff, mailbox)
    mail = letter(mailbox.address, "Texto", subject="Boletim")
    mail.add_alternative(
        "<h1>Novidades</h1><script>window.top.hacked = 1</script><img src='https://canary.invalid/x.png' onerror='hacked=1'>"
        "<p style='position:fixed;top:0'>Tudo <b>novo</b></p>",
        subtype="html",
    )
    asked: list[str] = []
    desk.page.on("request", lambda request: asked.append(request.url))
    mailbox.receives(mail)
    desk.open()
    desk.row("Boletim").click()
    frame = desk.log.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="Novidades")).to_be_visible()
    expect(desk.page.get_by_text("As imagens externas foram bloqueadas.")).to_be_visible()
    assert desk.page.evaluate("window.hacked") is None
    assert not any("canary.invalid" in url for url in asked)
    desk.log.get_by_role("button", name="Opções da mensagem").first.click()
    desk.page.get_by_role("menuitem", name="Mostrar original").click()
    original = desk.page.get_by_role("dialog", name="E-mail original")
    original.get_by_role("tab", name="Cabeçalhos").click()
    expect(original).to_contain_text("Boletim")


def test_a_new_mail_is_written_to_two_people(staff: Staff, desk: Desk, mailbox: TeamMailbox) -> None:
    connected(staff, mailbox)
    page = desk.open().page
    page.get_by_role("button", name="Novo e-mail").first.click()
    dialog = page.get_by_role("dialog")
    line(dialog, "Para").fill("ana@fora.example, beto@fora.example")
    line(dialog, "Para").press("Enter")
    dialog.get_by_label("Assunto").fill("Sua entrega")
    dialog.get_by_role("textbox", name="Mensagem").fill("Chega amanhã.")
    dialog.get_by_role("button", name="Enviar").click()
    (taken,) = mailbox.smtp.wait(1)
    assert taken.recipients == ["ana@fora.example", "beto@fora.example"]
    assert taken.mail["Subject"] == "Sua entrega"
    expect(desk.bubble("Chega amanhã.")).to_be_visible()


def test_the_wizard_says_what_is_wrong_and_keeps_what_was_typed(
    staff: Staff, desk: Desk, mailbox: TeamMailbox, album: Album
) -> None:
    """The form tries the mailbox: a refused password is marked at its field, in Portuguese, and the rest stays."""
    page = desk.open("/settings/inboxes/new/email").page
    fill_wizard(page, mailbox, password="errada")
    page.get_by_role("button", name="Criar caixa de entrada").click()
    field = page.get_by_label("Senha IMAP", exact=True)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()
    album.take(page, "pt-BR/e-mail-senha")
    expect(page.get_by_label("Endereço de e-mail", exact=True)).to_have_value(mailbox.address)
    field.fill(PASSWORD)
    page.get_by_role("button", name="Criar caixa de entrada").click()
    expect(page.get_by_role("heading", name="Quem vai atender?")).to_be_visible()


def fill_wizard(page: Page, mailbox: TeamMailbox, password: str) -> None:
    """Fill in the form of a mailbox with a password."""
    page.get_by_label("Nome da caixa de entrada", exact=True).fill("Entregas")
    page.get_by_label("Endereço de e-mail", exact=True).fill(mailbox.address)
    page.get_by_label("Endereço de e-mail", exact=True).press("Tab")
    for way, port in (("IMAP", mailbox.dovecot.imap), ("SMTP", mailbox.smtp.port)):
        page.get_by_label(f"Servidor {way}", exact=True).fill("127.0.0.1")
        page.get_by_label(f"Porta {way}").fill(str(port))
        page.get_by_label(f"Proteção da conexão {way}").select_option(label="Sem proteção")
    page.get_by_label("Usuário IMAP").fill(mailbox.address)
    page.get_by_label("Senha IMAP", exact=True).fill(password)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_mail_fits_a_phone(
    staff: Staff, enter: Callable[..., Desk], mailbox: TeamMailbox, scheme: str, tmp_path: Path
) -> None:
    connected(staff, mailbox)
    mail = letter(mailbox.address, "Texto", subject="Um assunto bastante comprido que não cabe numa linha só")
    mail.add_alternative("<table width=900><tr><td>larga</td></tr></table>", subtype="html")
    mailbox.receives(mail)
    desk = enter(viewport=size(PHONE), color_scheme=scheme).open()
    desk.row("Um assunto").click()
    expect(desk.log.frame_locator("iframe").get_by_text("larga")).to_be_visible()
    settled(desk.page)
    assert fits(desk.page)
