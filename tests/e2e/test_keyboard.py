"""A shift without a mouse: j, k, Enter, r, n, e, and a Tab order that goes round the room."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.desk import Desk
from tests.e2e.staff import PASSWORD, Staff


@pytest.fixture
def busy(desk: Desk, staff: Staff) -> Desk:
    """A desk with three conversations: c is on top."""
    site = staff.add_site()
    for name in ("a", "b", "c"):
        staff.conversation(site, f"assunto {name}", f"Cliente {name}")
    desk.open()
    expect(desk.rows).to_have_count(3)
    return desk


def focused_row(desk: Desk) -> str:
    return desk.page.evaluate("document.activeElement.closest('[data-row]')?.innerText ?? ''")


def test_through_the_list_into_a_reply_a_note_and_out(busy: Desk, staff: Staff) -> None:
    press = busy.page.keyboard.press
    press("j")
    press("j")
    press("j")
    press("k")
    assert "assunto b" in focused_row(busy)
    press("Enter")
    expect(busy.bubble("assunto b")).to_be_visible()
    press("r")
    expect(busy.reply).to_be_focused()
    busy.page.keyboard.type("respondido")
    press("Enter")
    expect(busy.bubble("respondido")).to_be_visible()
    press("Escape")
    press("n")
    expect(busy.note).to_be_focused()
    busy.page.keyboard.type("anotado: n, r, e e j aqui são letras")
    press("Enter")
    expect(busy.log.get_by_role("article", name="Nota privada de Você")).to_be_visible()
    press("Escape")
    press("e")
    expect(busy.rows).to_have_count(2)
    expect(busy.page.get_by_role("button", name="Reabrir", exact=True)).to_be_visible()
    press("e")
    expect(busy.rows).to_have_count(3)
    assert [message["private"] for message in staff.messages(2)] == [False, False, True]


def test_search_and_help_have_keys_and_escape_leaves_them(busy: Desk) -> None:
    press = busy.page.keyboard.press
    press("/")
    expect(busy.page.get_by_role("searchbox")).to_be_focused()
    press("Escape")
    expect(busy.page.get_by_role("searchbox")).to_have_count(0)
    press("?")
    help_dialog = busy.page.get_by_role("dialog", name="Atalhos do teclado")
    expect(help_dialog).to_be_visible()
    press("j")
    assert focused_row(busy) == ""
    press("Escape")
    expect(help_dialog).to_have_count(0)


def test_tab_goes_from_the_side_bar_through_the_list_to_the_composer_and_the_details(busy: Desk) -> None:
    """In the order in which the page is read; every stop can be seen."""
    busy.at(3)
    expect(busy.rows).to_have_count(3)
    order: list[str] = []
    for _ in range(80):
        busy.page.keyboard.press("Tab")
        place, seen = busy.page.evaluate(
            """() => {
              const at = document.activeElement;
              const room = at.closest('nav[aria-label="Navegação"], section[aria-label="Lista de conversas"], form.composer,'
                + ' [role=log], aside');
              const box = at.getBoundingClientRect();
              return [room?.getAttribute('aria-label') ?? '', box.width > 0 && box.height > 0];
            }"""
        )
        assert seen
        if place and (not order or order[-1] != place):
            order.append(place)
        if place == "Detalhes":
            break
    assert order == ["Navegação", "Lista de conversas", "Mensagens", "Responder", "Detalhes"]


def test_the_skip_link_comes_first(busy: Desk) -> None:
    busy.page.reload()
    expect(busy.rows).to_have_count(3)
    busy.page.keyboard.press("Tab")
    skip = busy.page.get_by_role("link", name="Ir para o conteúdo")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()


def test_a_dialog_keeps_the_focus_and_gives_it_back(desk: Desk) -> None:
    page = desk.open("/settings/agents/list").page
    opener = page.get_by_role("button", name="Convidar agente").first
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Convidar agente")
    expect(dialog).to_be_visible()
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('[role=dialog]') !== null")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(opener).to_be_focused()


def test_signing_in_needs_no_mouse(staff: Staff, outside: Callable[..., Page]) -> None:
    page = outside()
    page.goto(f"{staff.url}/app/login")
    page.get_by_label("E-mail").focus()
    page.keyboard.type(staff.owner.email)
    page.keyboard.press("Tab")
    while not page.get_by_label("Senha", exact=True).evaluate("field => field === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Conecte sua primeira caixa de entrada")).to_be_visible()
