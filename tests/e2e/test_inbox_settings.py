"""An administrator changes an inbox, and visitors notice at once; what cannot be undone asks twice."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.desk import Desk
from tests.e2e.pictures import Album
from tests.e2e.staff import Staff
from tests.support.shop import BUBBLE, Storefront, visit


@pytest.fixture
def site(staff: Staff) -> dict[str, Any]:
    return staff.add_site("Loja da Serra")


def test_the_preview_follows_every_key_and_visitors_get_what_was_saved(
    desk: Desk, site: dict[str, Any], shop: Storefront, outside: Callable[..., Page], album: Album
) -> None:
    page = desk.open(f"/settings/inboxes/{site['id']}").page
    preview = page.get_by_role("complementary", name="Como o visitante vê")
    page.get_by_label("Título de boas-vindas").press_sequentially("Oi, tudo bem?")
    expect(preview).to_contain_text("Oi, tudo bem?")
    page.get_by_label("Frase de boas-vindas").fill("Fale com a nossa torrefação.")
    page.get_by_role("textbox", name="Cor do widget").fill("#7a4a2b")
    album.take(page, "pt-BR/look")
    page.get_by_role("group", name="Alterações não salvas").get_by_role("button", name="Salvar").click()
    expect(desk.heard("Alterações salvas")).to_be_visible()

    visitor = outside()
    visit(visitor, shop.url)
    visitor.click(BUBBLE)
    chat = visitor.frame_locator("#chatwoot_live_chat_widget")
    expect(chat.get_by_role("heading", name="Oi, tudo bem?")).to_be_visible()
    expect(chat.get_by_text("Fale com a nossa torrefação.")).to_be_visible()
    expect(visitor.locator(BUBBLE)).to_have_css("background-color", "rgb(122, 74, 43)")


def test_the_code_that_is_copied_works_on_a_site_of_its_own(
    desk: Desk, staff: Staff, site: dict[str, Any], shop: Storefront, outside: Callable[..., Page]
) -> None:
    """Copied by its button, pasted as it is, on another origin; what is asked there is answered here."""
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.open(f"/settings/inboxes/new/{site['id']}/finish").page.get_by_role("button", name="Copiar").click()
    code = desk.page.evaluate("navigator.clipboard.readText()")
    shop.paths["/colada"] = {}, f"<!doctype html><title>Loja</title><body><h1>Loja</h1>{code}</body>"
    page = outside()
    chat = visit(page, f"http://127.0.0.1:{shop.port}/colada").open()
    chat.say("Vim do outro site")
    desk.open().row("Vim do outro site").click()
    expect(desk.details).to_contain_text(f"http://127.0.0.1:{shop.port}/colada")
    desk.say("Bem-vindo!")
    expect(chat.inside.get_by_text("Bem-vindo!")).to_be_visible()


def test_leaving_with_unsaved_changes_asks_first(desk: Desk, site: dict[str, Any]) -> None:
    page = desk.open(f"/settings/inboxes/{site['id']}").page
    page.get_by_label("Título de boas-vindas").fill("meio escrito")
    page.get_by_role("navigation", name="Navegação").get_by_role("link", name="Todas").click()
    dialog = page.get_by_role("dialog", name="Sair sem salvar?")
    dialog.get_by_role("button", name="Continuar editando").click()
    expect(page.get_by_label("Título de boas-vindas")).to_have_value("meio escrito")
    page.get_by_role("navigation", name="Navegação").get_by_role("link", name="Todas").click()
    dialog.get_by_role("button", name="Sair sem salvar").click()
    expect(page.get_by_role("region", name="Lista de conversas")).to_be_visible()


def test_an_inbox_is_deleted_only_by_its_typed_name(desk: Desk, staff: Staff, site: dict[str, Any]) -> None:
    """And its conversations leave every open list without a reload."""
    staff.conversation(site, "vai embora junto")
    staff.conversation(staff.add_site("Clube"), "fica aqui")
    watching = Desk(desk.page.context.new_page(), desk.home).open()
    expect(watching.row("vai embora junto")).to_be_visible()
    page = desk.open(f"/settings/inboxes/{site['id']}").page
    page.get_by_role("button", name="Mais opções").click()
    page.get_by_role("menuitem", name="Excluir caixa de entrada").click()
    dialog = page.get_by_role("dialog", name="Excluir esta caixa de entrada?")
    confirm = dialog.get_by_role("button", name="Excluir caixa de entrada")
    expect(confirm).to_be_disabled()
    dialog.get_by_label("Para confirmar, digite Loja da Serra").fill("Loja")
    expect(confirm).to_be_disabled()
    dialog.get_by_label("Para confirmar, digite Loja da Serra").fill("Loja da Serra")
    confirm.click()
    expect(desk.heard("Caixa de entrada excluída: Loja da Serra")).to_be_visible()
    menu = watching.page.get_by_role("navigation", name="Navegação")
    expect(menu.get_by_role("link", name="Loja da Serra")).to_have_count(0)
    expect(menu.get_by_role("link", name="Todas 1")).to_be_visible()
    expect(watching.row("fica aqui")).to_be_visible()
    expect(watching.row("vai embora junto")).to_have_count(0)


def test_members_are_chosen_and_see_the_inbox_without_a_reload(
    desk: Desk, staff: Staff, site: dict[str, Any], enter: Callable[..., Desk]
) -> None:
    rafael = staff.hire("Rafael Nogueira")
    theirs = enter(rafael).open()
    expect(theirs.page.get_by_text("Ainda não há conversas para você")).to_be_visible()
    page = desk.open(f"/settings/inboxes/{site['id']}?tab=members").page
    page.get_by_role("checkbox", name="Rafael Nogueira").check()
    page.get_by_role("button", name="Salvar", exact=True).click()
    expect(desk.heard("Alterações salvas")).to_be_visible()
    menu = theirs.page.get_by_role("navigation", name="Navegação")
    expect(menu.get_by_role("link", name="Loja da Serra")).to_be_visible()


def test_an_api_inbox_shows_what_a_program_needs(desk: Desk, album: Album) -> None:
    page = desk.open("/settings/inboxes/new").page
    page.get_by_role("link", name="API").click()
    page.get_by_label("Nome da caixa de entrada").fill("Aplicativo")
    page.get_by_role("button", name="Criar caixa de entrada").click()
    page.get_by_role("checkbox", name="Ana Moura").check()
    page.get_by_role("button", name="Continuar").click()
    expect(page.get_by_role("heading", name="Tudo pronto: Aplicativo")).to_be_visible()
    expect(page.get_by_role("region", name="Identificador da caixa de entrada")).to_have_text(re.compile(r"^\w{24}$"))
    expect(page.get_by_role("link", name="Abrir página de teste")).to_have_count(0)
    album.take(page, "pt-BR/api")


def test_a_wrong_address_is_named_at_its_field_and_nothing_typed_is_lost(desk: Desk) -> None:
    page = desk.open("/settings/inboxes/new/web_widget").page
    page.get_by_label("Nome da caixa de entrada").fill("Loja")
    page.get_by_label("Endereço do site").fill("não é um endereço")
    page.get_by_role("button", name="Criar caixa de entrada").click()
    expect(page.get_by_text("Informe um endereço válido")).to_be_visible()
    expect(page.get_by_label("Nome da caixa de entrada")).to_have_value("Loja")
