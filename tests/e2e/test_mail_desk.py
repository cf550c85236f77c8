"""What a team does with its mail beside reading and answering: looks after the mailbox, writes anew, looks at pictures."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.desk import PHONE, Desk, fits, size
from tests.e2e.mailing import TeamMailbox
from tests.e2e.staff import Staff
from tests.e2e.test_mail import connected, line
from tests.support.browser import barriers
from tests.support.pictures import picture
from tests.support.posting import letter

READ_RECEIPT = """From: ana@fora.example
To: {to}
Subject: Lida: Pedido 1042
Message-ID: <lida.1@fora.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=disposition-notification; boundary=x

--x
Content-Type: text/plain

Lida.
--x
Content-Type: message/disposition-notification

Final-Recipient: rfc822; ana@fora.example
Disposition: manual-action/MDN-sent-manually; displayed

--x--
"""


@pytest.fixture
def gallery() -> Iterator[tuple[str, list[str]]]:
    """A stranger's web server with one picture; its address, and the paths that were asked for."""
    asked: list[str] = []

    class Gallery(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            there = self.path == "/foto.png"
            self.send_response(200 if there else 404)
            self.send_header("Content-Type", "image/png")
            self.end_headers()
            self.wfile.write(picture(size=(64, 32)) if there else b"")

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - so the library names it
            """Nothing is told."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Gallery) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


def new_mail(page: Page) -> Locator:
    """The window in which a mail is written, opened."""
    page.get_by_role("button", name="Novo e-mail").first.click()
    return page.get_by_role("dialog", name="Novo e-mail")


def test_pictures_from_elsewhere_come_when_they_are_asked_for(
    staff: Staff, desk: Desk, mailbox: TeamMailbox, gallery: tuple[str, list[str]]
) -> None:
    """EML-18: nobody is told that a mail was opened, until the reader wants to see its pictures."""
    connected(staff, mailbox)
    home, asked = gallery
    mail = letter(mailbox.address, "Texto", subject="Boletim")
    mail.add_alternative(f"<p>Novidades</p><img src='{home}/foto.png'><img src='{home}/sumiu.png'>", subtype="html")
    mailbox.receives(mail)
    desk.open()
    desk.row("Boletim").click()
    pictures = desk.log.frame_locator("iframe").locator("img")
    expect(pictures).to_have_count(2)
    assert asked == []
    desk.page.get_by_role("button", name="Mostrar imagens").click()
    expect(pictures.first).to_have_js_property("naturalWidth", 64)
    expect(desk.page.get_by_text("1 imagem não pôde ser carregada.")).to_be_visible()
    assert sorted(asked) == ["/foto.png", "/sumiu.png"]


def test_what_was_ignored_is_said_in_portuguese_and_can_be_run_again(
    staff: Staff, desk: Desk, mailbox: TeamMailbox
) -> None:
    inbox = connected(staff, mailbox)
    mailbox.dovecot.deliver(mailbox.address, READ_RECEIPT.format(to=mailbox.address).encode())
    page = desk.open(f"/settings/inboxes/{inbox['id']}?tab=health").page
    page.get_by_label("Mostrar", exact=True).select_option(label="Ignoradas")
    row = page.get_by_role("list", name="O que chegou").get_by_role("listitem")
    expect(row).to_contain_text("É uma confirmação de leitura")
    row.get_by_role("button", name="Ver original").click()
    expect(page.get_by_role("dialog", name="Lida: Pedido 1042")).to_contain_text("disposition-notification")
    assert barriers(page) == []
    page.keyboard.press("Escape")
    row.get_by_role("button", name="Rodar de novo").click()
    expect(desk.heard("Está sendo lida de novo")).to_be_visible()


def test_a_server_that_is_away_is_said_and_comes_back(staff: Staff, desk: Desk, mailbox: TeamMailbox) -> None:
    """The cause in the reader's language, on the page of the inbox; no word of it once it is over."""
    inbox = connected(staff, mailbox)
    mailbox.dovecot.stop()
    try:
        page = desk.open(f"/settings/inboxes/{inbox['id']}?tab=health").page
        expect(page.get_by_text("Recebimento com falhas. Continuamos tentando.")).to_be_visible()
        expect(page.get_by_text("recusou a conexão")).to_be_visible()
        page.get_by_role("button", name="Testar conexão agora").click()
        expect(page.get_by_text("não aceita conexões na porta")).to_be_visible()
        assert barriers(page) == []
    finally:
        mailbox.dovecot.start()
    page.get_by_role("button", name="Testar conexão agora").click()
    expect(page.get_by_text("A conexão está funcionando.")).to_be_visible()


def test_an_inbox_that_can_only_receive_says_so_until_sending_works_again(
    staff: Staff, desk: Desk, mailbox: TeamMailbox
) -> None:
    """R-20: what works is not shown as broken, what is broken not as working; the way out is where it is said."""
    inbox = connected(staff, mailbox)
    mailbox.receives(letter(mailbox.address, subject="Pedido 1042"))
    desk.open()
    desk.row("Pedido 1042").click()
    mailbox.smtp.script["MAIL"] = "535 5.7.8 Username and Password not accepted"
    desk.say("Sai hoje.")
    page = desk.page
    expect(page.get_by_text("perdeu o acesso ao provedor")).to_be_visible()
    desk.open(f"/settings/inboxes/{inbox['id']}?tab=health")
    expect(page.get_by_role("heading", name="Recebimento funcionando")).to_be_visible()
    expect(page.get_by_role("heading", name="Sem acesso para enviar.")).to_be_visible()
    expect(page.get_by_text("O servidor de e-mail não aceitou o usuário ou a senha.")).to_be_visible()
    expect(page.get_by_role("link", name="Atualizar a senha")).to_have_attribute("href", "?tab=sending")
    assert barriers(page) == []
    mailbox.smtp.script.clear()
    page.get_by_role("button", name="Testar conexão agora").click()
    expect(page.get_by_role("heading", name="Envio funcionando")).to_be_visible()
    expect(page.get_by_text("perdeu o acesso ao provedor")).to_be_hidden()
    mailbox.smtp.wait(1)


def test_an_answer_that_nobody_took_says_why_and_is_sent_again(staff: Staff, desk: Desk, mailbox: TeamMailbox) -> None:
    connected(staff, mailbox)
    mailbox.receives(letter(mailbox.address, subject="Pedido 1042"))
    desk.open()
    desk.row("Pedido 1042").click()
    mailbox.smtp.refused["ana@fora.example"] = "550 5.1.1 User unknown"
    desk.say("Sai hoje.")
    expect(desk.log.get_by_text("O endereço ana@fora.example não existe.")).to_be_visible()
    mailbox.smtp.refused.clear()
    desk.log.get_by_role("button", name="Tentar novamente").click()
    mailbox.smtp.wait(1)
    expect(desk.log.get_by_text("não existe")).to_have_count(0)


def test_who_of_several_did_not_get_it_is_said_and_gets_it_alone(
    staff: Staff, desk: Desk, mailbox: TeamMailbox
) -> None:
    """EML-03: the others are not written to again."""
    connected(staff, mailbox)
    mailbox.receives(letter(mailbox.address, subject="Pedido 1042", Cc="bia@fora.example"))
    desk.open()
    desk.row("Pedido 1042").click()
    mailbox.smtp.refused["bia@fora.example"] = "552 5.2.2 Over quota"
    desk.say("Sai hoje.")
    expect(desk.log.get_by_text("Não entregue a: bia@fora.example")).to_be_visible()
    expect(desk.log.get_by_text("A caixa de bia@fora.example está cheia")).to_be_visible()
    mailbox.smtp.refused.clear()
    desk.log.get_by_role("button", name="Tentar de novo com quem não recebeu").click()
    assert [taken.recipients for taken in mailbox.smtp.wait(2)] == [["ana@fora.example"], ["bia@fora.example"]]
    expect(desk.log.get_by_text("Não entregue a")).to_have_count(0)
    expect(desk.log.get_by_role("button", name="Tentar de novo")).to_have_count(0)


def test_a_code_of_another_service_is_not_to_be_passed_on(staff: Staff, desk: Desk, mailbox: TeamMailbox) -> None:
    """EML-09."""
    connected(staff, mailbox)
    text, sender = "Digite 482913 no aplicativo.", "Slack <no-reply@slack.example>"
    mailbox.receives(letter(mailbox.address, text, sender=sender, subject="Seu código de confirmação"))
    desk.open()
    desk.row("Seu código de confirmação").click()
    expect(desk.log.get_by_text("Código ou link de confirmação de outro serviço: não repasse.")).to_be_visible()


def test_a_draft_outlives_a_reload_and_a_refusal(staff: Staff, desk: Desk, mailbox: TeamMailbox) -> None:
    connected(staff, mailbox)
    page = desk.open().page
    dialog = new_mail(page)
    line(dialog, "Para").fill("ana@fora.example")
    line(dialog, "Para").press("Enter")
    dialog.get_by_label("Assunto").fill("Sua entrega")
    dialog.get_by_role("textbox", name="Mensagem").fill("Chega amanhã.")
    page.route(
        "**/api/v1/accounts/*/conversations",
        lambda route: route.fulfill(status=422, json={"message": "A mail has at most 50 recipients"}),
    )
    dialog.get_by_role("button", name="Enviar").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    page.unroute("**/api/v1/accounts/*/conversations")
    page.reload()
    dialog = new_mail(page)
    expect(dialog.get_by_label("Assunto")).to_have_value("Sua entrega")
    expect(dialog.get_by_role("textbox", name="Mensagem")).to_have_value("Chega amanhã.")
    assert barriers(page) == []
    dialog.get_by_role("button", name="Enviar").click()
    (taken,) = mailbox.smtp.wait(1)
    assert (taken.recipients, taken.mail["Subject"]) == (["ana@fora.example"], "Sua entrega")


def test_a_new_mail_fills_a_phone(staff: Staff, enter: Any, mailbox: TeamMailbox) -> None:
    """The whole screen to write on, and the button to send within reach however long the text grows."""
    connected(staff, mailbox)
    desk: Desk = enter(viewport=size(PHONE), has_touch=True, is_mobile=True).open()
    dialog = new_mail(desk.page)
    send = dialog.get_by_role("button", name="Enviar")
    box = send.bounding_box()
    assert box is not None and box["y"] > PHONE[1] - 120
    dialog.get_by_role("textbox", name="Mensagem").fill("Bom dia.\n" * 60)
    expect(send).to_be_in_viewport(ratio=1)
    assert fits(desk.page)


def test_a_long_mail_is_read_from_its_beginning(staff: Staff, desk: Desk, mailbox: TeamMailbox) -> None:
    connected(staff, mailbox)
    text = "\n\n".join(f"Parágrafo {number} de um e-mail comprido." for number in range(60))
    mailbox.receives(letter(mailbox.address, text, subject="Carta comprida"))
    desk.open()
    desk.row("Carta comprida").click()
    expect(desk.log.get_by_text("Parágrafo 0 de")).to_be_in_viewport()
    desk.log.press("End")
    expect(desk.log.get_by_text("Parágrafo 59 de")).to_be_in_viewport()
