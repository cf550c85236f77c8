"""A visitor's chat in a real browser, on a shop's page of another origin."""

import re
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.support.office import Office, open_account
from tests.support.server import Server
from tests.support.shop import BUBBLE, FRAME, Chat, Storefront, answer, contents, conversation, open_shop, visit


def test_first_conversation(chat: Chat, office: Office, inbox: dict[str, Any]) -> None:
    """Asked, answered, typed to, read, and not a word of a private note (TEN-24) or an activity line (TEN-25)."""
    chat.open().say("Vocês abrem no sábado?")
    expect(chat.sent("Vocês abrem no sábado?")).to_be_visible()
    number = conversation(office, inbox)
    office.call("POST", f"conversations/{number}/toggle_typing_status", {"typing_status": "on"})
    expect(chat.inside.get_by_text("Ana Moura está digitando")).to_be_attached()
    answer(office, number, "nota-canário", private=True)
    office.call("POST", f"conversations/{number}/assignments", {"assignee_id": 1})
    answer(office, number, "Abrimos sim, **das 9h às 13h**.")
    expect(chat.inside.locator(".theirs strong")).to_have_text("das 9h às 13h")
    expect(chat.sent("Vocês abrem no sábado?")).to_have_class(re.compile("seen"))
    assert chat.texts() == ["Vocês abrem no sábado?", "Abrimos sim, das 9h às 13h."]
    assert "nota-canário" not in chat.frame.content()


def test_nothing_but_the_loader_before_the_first_click(page: Page, shop: Storefront, office: Office) -> None:
    """And looking at the chat makes no contact."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(office.url).split("?")[0]))
    chat = visit(page, shop.url)
    assert [path for path in asked if path.startswith("/")] == ["/packs/js/sdk.js", "/widget/settings"]
    before = office.call("GET", "contacts")["meta"]["count"]
    chat.open()
    assert office.call("GET", "contacts")["meta"]["count"] == before


def test_a_reload_keeps_the_conversation_and_another_visitor_never_sees_it(
    chat: Chat, shop: Storefront, browser: Browser, office: Office, inbox: dict[str, Any]
) -> None:
    """WID-07, from where a visitor stands."""
    chat.open().say("Só para mim")
    expect(chat.sent("Só para mim")).to_be_visible()
    answer(office, conversation(office, inbox), "Só para você")
    again = visit(chat.page, shop.url)
    again.open()
    expect(again.inside.locator(".bubble")).to_have_text(["Só para mim", "Só para você"])
    with browser.new_context() as stranger:
        other = visit(stranger.new_page(), shop.url).open()
        other.say("Quem está aí?")
        expect(other.sent("Quem está aí?")).to_be_visible()
        assert other.texts() == ["Quem está aí?"]


def test_unread_messages_show_on_the_closed_bubble_and_open_on_a_click(
    chat: Chat, shop: Storefront, office: Office, inbox: dict[str, Any]
) -> None:
    chat.open().say("Oi")
    expect(chat.sent("Oi")).to_be_visible()
    chat.page.click(BUBBLE)
    answer(office, conversation(office, inbox), "Voltei com a resposta")
    expect(chat.page.locator(BUBBLE)).to_have_attribute("aria-label", "Abrir o chat, 1 mensagem não lida")
    next_page = visit(chat.page, shop.page("/outra"))
    expect(next_page.inside.get_by_text("Voltei com a resposta")).to_be_visible()
    next_page.inside.get_by_role("button", name="Voltei com a resposta").click()
    expect(next_page.words).to_be_focused()
    expect(next_page.page.locator(BUBBLE)).to_have_attribute("aria-label", "Fechar o chat")
    expect(next_page.page.locator(".woot--dot")).to_be_empty()


def test_what_is_written_offline_goes_out_in_order_and_once(
    chat: Chat, context: BrowserContext, shop: Storefront, office: Office, inbox: dict[str, Any]
) -> None:
    chat.open().say("um")
    expect(chat.sent("um")).to_be_visible()
    context.set_offline(True)
    for text in ("dois", "três", "quatro"):
        chat.say(text)
    expect(chat.inside.get_by_text("Aguardando envio")).to_be_visible()
    context.set_offline(False)
    expect(chat.sent("quatro")).to_be_visible(timeout=30_000)
    assert contents(office, conversation(office, inbox)) == ["um", "dois", "três", "quatro"]


def test_what_was_not_sent_survives_a_reload(
    chat: Chat, shop: Storefront, office: Office, inbox: dict[str, Any]
) -> None:
    chat.open().say("um")
    expect(chat.sent("um")).to_be_visible()
    chat.page.route("**/api/v1/widget/messages*", lambda route: route.abort())
    chat.say("dois")
    expect(chat.inside.get_by_text("Aguardando envio")).to_be_visible()
    chat.words.fill("um rascunho")
    chat.page.unroute_all()
    again = visit(chat.page, shop.url).open()
    expect(again.sent("dois")).to_be_visible()
    expect(again.words).to_have_value("um rascunho")
    assert contents(office, conversation(office, inbox)) == ["um", "dois"]


def test_a_restarted_server_is_found_again_and_nothing_is_missed(tmp_path: Path, page: Page) -> None:
    """R-7: what was said while the line was cut arrives when it is back."""
    server = Server(tmp_path)
    with ExitStack() as stack:
        stack.callback(server.stop)
        account = open_account(server.data)
        office = Office(f"http://127.0.0.1:{server.port}", account["account_id"], account["access_token"])
        inbox = office.add_website()
        shop = stack.enter_context(open_shop(office.url, inbox["website_token"]))
        chat = visit(page, shop.url).open()
        chat.say("antes")
        expect(chat.sent("antes")).to_be_visible()
        number = conversation(office, inbox)
        server.kill()
        chat.say("durante")
        expect(chat.inside.get_by_text("Reconectando")).to_be_visible()
        server.restart()
        answer(office, number, "na volta")
        expect(chat.inside.get_by_text("na volta")).to_be_visible(timeout=30_000)
        expect(chat.sent("durante")).to_be_visible(timeout=30_000)
        assert contents(office, number) == ["antes", "durante"]


def test_two_tabs_are_one_visitor(
    chat: Chat, context: BrowserContext, shop: Storefront, office: Office, inbox: dict[str, Any]
) -> None:
    other = visit(context.new_page(), shop.url).open()
    chat.open().say("da primeira aba")
    expect(other.inside.get_by_text("da primeira aba")).to_be_visible()
    other.say("da segunda aba")
    expect(chat.inside.get_by_text("da segunda aba")).to_be_visible()
    assert contents(office, conversation(office, inbox)) == ["da primeira aba", "da segunda aba"]


def test_going_back_to_the_page_goes_on_with_the_chat(
    chat: Chat, shop: Storefront, office: Office, inbox: dict[str, Any]
) -> None:
    """With or without the back/forward cache."""
    chat.open().say("já volto")
    expect(chat.sent("já volto")).to_be_visible()
    chat.page.goto(shop.page("/produto"))
    answer(office, conversation(office, inbox), "sem pressa")
    chat.page.go_back()
    expect(chat.inside.get_by_text("sem pressa").first).to_be_visible(timeout=15_000)


def test_the_pre_chat_form_asks_first(chat: Chat, shop: Storefront, office: Office, inbox: dict[str, Any]) -> None:
    fields = [{"name": "emailAddress", "type": "email", "label": "Seu e-mail", "placeholder": "", "required": True,
               "enabled": True, "field_type": "standard"}]  # fmt: skip
    options = {"pre_chat_message": "Conte quem você é.", "pre_chat_fields": fields}
    change = {"channel": {"pre_chat_form_enabled": True, "pre_chat_form_options": options}}
    office.call("PATCH", f"inboxes/{inbox['id']}", change)
    asked = visit(chat.page, shop.url).open()
    asked.inside.get_by_label("Sua mensagem").fill("Olá")
    asked.inside.get_by_role("button", name="Iniciar conversa").click()
    expect(asked.inside.get_by_text("Preencha este campo.")).to_be_visible()
    asked.inside.get_by_label("Seu e-mail").fill("marina@example.com")
    asked.inside.get_by_role("button", name="Iniciar conversa").click()
    expect(asked.sent("Olá")).to_be_visible()
    found = office.call("GET", f"conversations/{conversation(office, inbox)}")
    assert found["meta"]["sender"]["email"] == "marina@example.com"


def test_files_are_sent_and_seen_on_both_sides(
    chat: Chat, tmp_path: Path, office: Office, inbox: dict[str, Any]
) -> None:
    note = tmp_path / "nota fiscal.pdf"
    note.write_bytes(b"%PDF-1.4\n%%EOF\n")
    bad = tmp_path / "programa.exe"
    bad.write_bytes(b"MZ")
    chat.open().inside.locator("input[type=file]").set_input_files([note, bad])
    expect(chat.inside.get_by_text("Arquivos deste tipo não podem ser enviados: programa.exe.")).to_be_visible()
    chat.say("segue a nota")
    expect(chat.inside.get_by_role("link", name="Baixar nota fiscal.pdf")).to_be_visible()
    message = office.call("GET", f"conversations/{conversation(office, inbox)}/messages")["payload"][0]
    assert [file["file_type"] for file in message["attachments"]] == ["file"]


def test_the_visitor_ends_the_conversation(chat: Chat, office: Office, inbox: dict[str, Any]) -> None:
    chat.open().say("era só isso")
    expect(chat.sent("era só isso")).to_be_visible()
    chat.inside.get_by_label("Mais opções").click()
    chat.inside.get_by_role("button", name="Encerrar conversa").click()
    chat.inside.get_by_role("button", name="Encerrar conversa").click()
    expect(chat.inside.get_by_text("Esta conversa foi encerrada.")).to_be_visible()
    assert office.call("GET", f"conversations/{conversation(office, inbox)}")["status"] == "resolved"


def test_keyboard_alone_will_do(chat: Chat) -> None:
    """Open, write, send, close; the focus comes back to the bubble."""
    page = chat.page
    page.focus(BUBBLE)
    page.keyboard.press("Enter")
    chat.inside.locator(".card").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(chat.words).to_be_focused()
    page.keyboard.type("só teclado")
    page.keyboard.press("Enter")
    expect(chat.sent("só teclado")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#cw-widget-holder")).to_be_hidden()
    expect(page.locator(BUBBLE)).to_be_focused()
    assert page.query_selector(FRAME)


def test_a_file_that_is_not_what_its_name_says_is_refused_in_the_visitors_language(chat: Chat, tmp_path: Path) -> None:
    """Only the server looks inside; its English sentence is not for visitors."""
    bad = tmp_path / "planta.pdf"
    bad.write_bytes(b"MZ\x00\x01" * 50)
    chat.open().inside.locator("input[type=file]").set_input_files(bad)
    chat.say("segue a planta")
    expect(chat.inside.get_by_text("Arquivos deste tipo não podem ser enviados: planta.pdf.")).to_be_visible()
    expect(chat.inside.get_by_text("not supported")).to_have_count(0)
