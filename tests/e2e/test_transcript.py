"""A conversation leaves for a mailbox: as a transcript that somebody asks for, or because the visitor has left."""

import json
import sqlite3
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from balcao.kit.crypto import hmac_hex
from tests.e2e.desk import PHONE, Desk, fits, size
from tests.e2e.mailing import TeamMailbox
from tests.e2e.staff import Staff, address, until
from tests.support.office import PATIENCE
from tests.support.posting import letter
from tests.support.server import Server
from tests.support.shop import Chat, Storefront, conversation, open_shop, visit

THREE_MINUTES = 180_000_000


def mail_to(staff: Staff, to: str) -> dict[str, Any]:
    """The newest mail of the house's own to somebody, as soon as there is one."""

    def newest() -> dict[str, Any] | None:
        request = urllib.request.Request(f"{staff.url}/dev/mail", headers={"Accept": "application/json"})
        with urllib.request.urlopen(request, timeout=PATIENCE) as reply:
            return next((each for each in json.load(reply) if each["to"] == to), None)

    return until(newest)


def asking(desk: Desk) -> Locator:
    """The dialog behind the menu of the conversation."""
    desk.page.locator("header").get_by_role("button", name="Mais opções").click()
    desk.page.get_by_role("menuitem", name="Enviar transcrição por e-mail…").click()
    return desk.page.get_by_role("dialog", name="Enviar transcrição por e-mail")


def signed_page(shop: Storefront, inbox: dict[str, Any], email: str) -> str:
    """A page of the shop that says, with the site's signature, who is on it."""
    user = {"email": email, "name": "Vera", "identifier_hash": hmac_hex(inbox["hmac_token"], email)}
    call = f"$chatwoot.setUser({json.dumps(email)}, {json.dumps(user)})"
    return shop.page("/conta", head=f"<script>addEventListener('chatwoot:ready', () => {call})</script>")


def chat_menu(chat: Chat) -> Locator:
    chat.inside.get_by_role("button", name="Mais opções").click()
    return chat.inside.get_by_role("button", name="Enviar conversa por e-mail")


def test_an_agent_mails_the_transcript_to_somebody(staff: Staff, desk: Desk, site: dict[str, Any]) -> None:
    number = staff.conversation(site, "Vocês abrem no sábado?")
    staff.answer(number, "Abrimos às 9h")
    staff.answer(number, "CANARY-NOTE", private=True)
    to = address("Contadora")
    dialog = asking(desk.at(number))
    expect(dialog.get_by_role("radio", name="Eu")).to_be_checked()
    dialog.get_by_role("radio", name="Outro endereço").check()
    field = dialog.get_by_label("Endereço de e-mail")
    field.fill("contadora@")
    field.press("Enter")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    field.fill(to)
    field.press("Enter")
    expect(desk.heard(f"A transcrição está a caminho de {to}.")).to_be_visible()
    expect(dialog).to_have_count(0)
    mail = mail_to(staff, to)
    assert "Vocês abrem no sábado?" in mail["text"]
    assert "Abrimos às 9h" in mail["text"]
    assert "CANARY-NOTE" not in json.dumps(mail)


def test_a_refused_transcript_says_when_to_try_again_and_keeps_the_words(
    staff: Staff, desk: Desk, site: dict[str, Any]
) -> None:
    def refuse(route: Route) -> None:
        route.fulfill(status=429, headers={"Retry-After": "400"}, body="Retry later\n")

    dialog = asking(desk.at(staff.conversation(site)))
    desk.page.route("**/transcript", refuse)
    dialog.get_by_role("radio", name="Outro endereço").check()
    dialog.get_by_label("Endereço de e-mail").fill("contadora@fora.example")
    dialog.get_by_role("button", name="Enviar").click()
    expect(dialog.get_by_role("alert")).to_have_text("Muitas tentativas seguidas. Tente de novo em 7 minutos.")
    expect(dialog.get_by_label("Endereço de e-mail")).to_have_value("contadora@fora.example")
    desk.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_dialog_fits_a_phone(staff: Staff, enter: Callable[..., Desk], site: dict[str, Any], scheme: str) -> None:
    number = staff.conversation(site)
    desk = enter(viewport=size(PHONE), color_scheme=scheme).at(number)
    dialog = asking(desk)
    dialog.get_by_role("radio", name="Outro endereço").check()
    expect(dialog.get_by_label("Endereço de e-mail")).to_be_in_viewport()
    assert fits(desk.page)


def test_a_visitor_who_is_known_mails_the_conversation_to_herself(
    staff: Staff, site: dict[str, Any], shop: Storefront, outside: Callable[..., Page]
) -> None:
    """WID-13: the entry is there for a visitor whose site has signed for her, and for nobody else."""
    stranger = visit(outside(), shop.url).open()
    stranger.say("Oi")
    expect(stranger.sent("Oi")).to_be_visible()
    with stranger.page.expect_response("**/api/v1/widget/conversations?*"):
        entry = chat_menu(stranger)
    expect(stranger.inside.get_by_role("button", name="Encerrar conversa")).to_be_visible()
    expect(entry).to_have_count(0)
    email = address("Vera")
    chat = visit(outside(), signed_page(shop, site, email)).open()
    chat.say("Quero a nota fiscal")
    expect(chat.sent("Quero a nota fiscal")).to_be_visible()
    chat_menu(chat).click()
    expect(chat.inside.get_by_role("status").filter(has_text="Enviamos a conversa para o seu e-mail.")).to_be_visible()
    assert "Quero a nota fiscal" in mail_to(staff, email)["text"]


def test_a_site_goes_on_by_mail_through_an_inbox_that_is_chosen(
    staff: Staff, desk: Desk, site: dict[str, Any], mailbox: TeamMailbox
) -> None:
    """Only an inbox that can do it is offered; where there is none, the page says what to do first."""
    staff.office.call("POST", "inboxes", {"name": "Aplicativo", "channel": {"type": "api"}})
    page = desk.open(f"/settings/inboxes/{site['id']}?tab=continuity").page
    expect(page.get_by_role("group", name="Caixa de e-mail que envia")).to_contain_text("Conecte uma primeiro.")
    page.get_by_role("link", name="Conectar E-mail").click()
    expect(page.get_by_label("Endereço de e-mail", exact=True)).to_be_visible()
    through = staff.office.call("POST", "inboxes", {"name": "Entregas", "channel": mailbox.settings()})
    desk.open(f"/settings/inboxes/{site['id']}?tab=continuity")
    choice = page.get_by_label("Caixa de e-mail que envia")
    expect(choice.get_by_role("option")).to_have_text(["Nenhuma", "Entregas"])
    choice.select_option(label="Entregas")
    page.get_by_role("group", name="Alterações não salvas").get_by_role("button", name="Salvar").click()
    expect(desk.heard("Alterações salvas")).to_be_visible()
    page.reload()
    expect(choice).to_have_value(str(through["id"]))


def test_a_visitor_who_has_left_goes_on_by_mail_in_the_same_conversation(
    staff: Staff, desk: Desk, mailbox: TeamMailbox, shared_server: Server, outside: Callable[..., Page]
) -> None:
    """Asked in the chat, answered after it was closed, read and answered in a mail program, read at the same place."""
    through = staff.office.call("POST", "inboxes", {"name": "Entregas", "channel": mailbox.settings()})
    site = staff.add_site("Loja", continuity_inbox_id=through["id"])
    email = address("Vera")
    ask_and_leave(staff, site, email, outside)
    number = conversation(staff.office, site)
    desk.at(number).say("Chega amanhã, até as 18h.")
    expect(desk.bubble("até as 18h")).to_be_visible()
    let_time_pass(shared_server, number, staff)
    (taken,) = mailbox.smtp.wait(1, 40)
    assert taken.recipients == [email]
    assert "até as 18h" in taken.mail.get_body(("plain",)).get_content()  # pyright: ignore[reportOptionalMemberAccess]
    expect(desk.log.get_by_text(email)).to_be_visible()
    reply = letter(mailbox.address, "Combinado!", f"Vera <{email}>", In_Reply_To=taken.mail["Message-ID"])
    mailbox.receives(reply)
    expect(desk.log.get_by_role("article", name="E-mail de Vera")).to_contain_text("Combinado!")
    expect(desk.rows).to_have_count(1)


def ask_and_leave(staff: Staff, site: dict[str, Any], email: str, outside: Callable[..., Page]) -> None:
    """She asks in the chat and closes the page."""
    with open_shop(staff.url, site["website_token"]) as shop:
        page = outside()
        chat = visit(page, signed_page(shop, site, email)).open()
        chat.say("Quando chega?")
        expect(chat.sent("Quando chega?")).to_be_visible()
        page.close()


def let_time_pass(server: Server, number: int, staff: Staff) -> None:
    """All that was said in a conversation was said three minutes earlier."""
    mine = "(SELECT id FROM conversations WHERE account_id = ? AND display_id = ?)"
    who = (THREE_MINUTES, staff.office.account_id, number)
    with sqlite3.connect(server.data / "balcao.db", timeout=10) as store:
        store.execute(f"UPDATE messages SET created_at = created_at - ? WHERE conversation_id = {mine}", who)
        store.execute(
            f"UPDATE conversations SET contact_last_seen_at = contact_last_seen_at - ? WHERE id = {mine}",
            who,
        )
    store.close()
