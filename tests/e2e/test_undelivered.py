"""R-4: nobody has to find out by himself that a customer never got the answer."""

import re

from playwright.sync_api import expect

from tests.e2e.desk import PHONE, Desk, fits
from tests.e2e.mailing import TeamMailbox
from tests.e2e.staff import Staff
from tests.e2e.test_mail import connected
from tests.support.browser import barriers
from tests.support.posting import letter


def test_what_was_not_delivered_is_told_listed_and_sent_again(staff: Staff, desk: Desk, mailbox: TeamMailbox) -> None:
    connected(staff, mailbox)
    page = desk.open().page
    expect(page.get_by_role("link", name="Não entregues")).to_have_count(0)
    mailbox.receives(letter(mailbox.address, subject="Girafa de pelúcia"))
    desk.row("Girafa").click()
    mailbox.smtp.refused["ana@fora.example"] = "550 5.1.1 No such user"
    desk.say("Sua girafa sai hoje.")
    # The author is told, with the contact's name and why.
    told = page.get_by_role("region", name="Avisos")
    expect(told).to_contain_text("Sua mensagem para Ana não foi entregue.")
    expect(told).to_contain_text("não existe")
    page.get_by_role("link", name=re.compile("^Não entregues 1$")).click()
    expect(page.get_by_role("heading", name="Não entregues")).to_be_visible()
    expect(desk.row("Girafa")).to_contain_text("Não entregue")
    assert barriers(page) == []
    told.get_by_role("button", name="Ver conversa").click()
    expect(desk.bubble("Sua girafa sai hoje.")).to_be_visible()
    page.go_back()
    # All of it again, after a question; when the server takes it, nothing is left to do.
    mailbox.smtp.refused.clear()
    page.get_by_role("button", name="Tentar todas de novo").click()
    ask = page.get_by_role("dialog", name="Tentar todas de novo")
    expect(ask).to_contain_text("Enviar de novo 1 mensagem")
    ask.get_by_role("button", name="Enviar de novo").click()
    expect(desk.heard("1 mensagem a caminho de novo")).to_be_visible()
    mailbox.smtp.wait(1)
    expect(page.get_by_text("Nada por entregar")).to_be_visible()
    expect(desk.rows).to_have_count(0)


def test_an_answer_with_another_subject_names_what_follows(staff: Staff, desk: Desk, mailbox: TeamMailbox) -> None:
    """The composer says as whom and about what the answer goes; the subject may be changed."""
    connected(staff, mailbox)
    mailbox.receives(letter(mailbox.address, subject="Girafa de pelúcia"))
    page = desk.open().page
    desk.row("Girafa").click()
    envelope = page.get_by_role("group", name="Destinatários")
    expect(envelope).to_contain_text("Re: Girafa de pelúcia")
    expect(envelope).to_contain_text(mailbox.address)
    desk.say("Vou olhar.")
    mailbox.smtp.wait(1)
    envelope.get_by_role("button", name="Re: Girafa de pelúcia").click()
    page.get_by_label("Assunto", exact=True).fill("Troca da girafa")
    assert barriers(page) == []
    desk.say("Pode trocar na loja.")
    first, second = mailbox.smtp.wait(2)
    assert (first.mail["Subject"], second.mail["Subject"]) == ("Re: Girafa de pelúcia", "Troca da girafa")
    assert second.mail["In-Reply-To"] == first.mail["In-Reply-To"], "it still answers the customer's mail"
    expect(desk.bubble("Pode trocar")).to_contain_text("Assunto: Troca da girafa")
    expect(envelope).to_contain_text("Re: Troca da girafa")
    expect(desk.row("Troca da girafa")).to_have_count(1)
    # A customer who answers about something else is read about that.
    other = letter(mailbox.address, "Segue a nota.", subject="RES: Nota fiscal", In_Reply_To=second.mail["Message-ID"])
    mailbox.receives(other)
    expect(desk.log.get_by_role("article").filter(has_text="Segue a nota.")).to_contain_text("Nota fiscal")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert fits(page)


def test_long_addresses_and_subjects_stay_in_their_place(staff: Staff, desk: Desk, mailbox: TeamMailbox) -> None:
    connected(staff, mailbox)
    host = "empresa-com-nome-muito-comprido-mesmo.example"
    subject = "Girafa de pelúcia que chegou sem uma orelha e com a etiqueta trocada na portaria do prédio errado " * 3
    mail = letter(
        mailbox.address, subject=subject.strip(), sender=f"Nina <nina.prado.de.albuquerque.e.vasconcelos@{host}>",
        Cc=f"atendimento-ao-cliente-da-loja-de-brinquedos-educativos@{host}",
    )  # fmt: skip
    mailbox.receives(mail)
    page = desk.open().page
    desk.row("Girafa").click()
    sheet = desk.log.get_by_role("article").first
    for width, height in ((1440, 900), PHONE):
        page.set_viewport_size({"width": width, "height": height})
        sheet.get_by_role("button", name="para ").scroll_into_view_if_needed()
        inner, outer = sheet.get_by_role("button", name="para ").bounding_box(), sheet.bounding_box()
        assert inner
        assert outer
        assert inner["x"] + inner["width"] <= outer["x"] + outer["width"], "the arrow is within the sheet"
        assert fits(page)
        # Two whole lines, and nothing of a third below them.
        shown = page.locator("p").filter(has_text="Girafa de pelúcia").first
        rest = "(p) => p.getBoundingClientRect().bottom - p.firstElementChild.getBoundingClientRect().bottom"
        lines = "(p) => Math.round(p.firstElementChild.clientHeight / parseFloat(getComputedStyle(p).lineHeight))"
        hidden = "(p) => getComputedStyle(p.firstElementChild).overflow === 'hidden'"
        assert (shown.evaluate(lines), shown.evaluate(hidden), shown.evaluate(rest) > 4) == (2, True, True)
