"""How the widget looks and reads: phones, languages, light and dark, and what axe thinks of every view."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import barriers
from tests.support.office import Office
from tests.support.shop import BUBBLE, Chat, Storefront, answer, conversation, visit


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barriers_in_any_view(
    page: Page, shop: Storefront, office: Office, inbox: dict[str, Any], scheme: str
) -> None:
    chat = visit(page, shop.page("/", settings=f"{{ darkMode: '{scheme}' }}"))
    assert barriers(page) == []
    page.click(BUBBLE)
    expect(chat.inside.locator(".card")).to_be_visible()
    assert barriers(chat.frame) == []
    chat.inside.locator(".card").click()
    chat.say("Oi")
    expect(chat.sent("Oi")).to_be_visible()
    number = conversation(office, inbox)
    answer(office, number, "**Olá!** Veja https://example.com\n\n- um\n- dois")
    items = [{"title": "Sim", "value": "s"}, {"title": "Não", "value": "n"}]
    answer(office, number, "Serve?", content_type="input_select", content_attributes={"items": items})
    expect(chat.inside.get_by_role("button", name="Não")).to_be_visible()
    assert barriers(chat.frame) == []
    chat.inside.get_by_label("Emoji").click()
    expect(chat.inside.get_by_role("toolbar")).to_be_visible()
    assert barriers(chat.frame) == []
    page.click(BUBBLE)
    answer(office, number, "Ainda aí?")
    expect(chat.inside.get_by_role("region")).to_be_visible()
    assert barriers(chat.frame) == []
    assert barriers(page) == []


def test_on_a_phone_the_chat_fills_the_screen_and_has_its_own_way_out(browser: Browser, shop: Storefront) -> None:
    with browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True) as phone:
        chat = visit(phone.new_page(), shop.url)
        chat.page.tap(BUBBLE)
        chat.inside.locator(".card").tap()
        assert chat.page.locator("#cw-widget-holder").bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
        expect(chat.page.locator(BUBBLE)).to_be_hidden()
        chat.inside.get_by_label("Fechar o chat").tap()
        expect(chat.page.locator("#cw-widget-holder")).to_be_hidden()
        expect(chat.page.locator(BUBBLE)).to_be_visible()


@pytest.mark.parametrize(
    ("locale", "bubble", "card"),
    [
        ("pt_BR", "Abrir o chat", "Envie uma mensagem"),
        ("en", "Open chat", "Send us a message"),
        ("es-MX", "Abrir el chat", "Envíanos un mensaje"),
    ],
)
def test_it_speaks_the_language_that_the_host_chose(
    page: Page, shop: Storefront, locale: str, bubble: str, card: str
) -> None:
    chat = visit(page, shop.page("/", settings=f"{{ locale: '{locale}' }}"))
    expect(page.locator(BUBBLE)).to_have_attribute("aria-label", bubble)
    page.click(BUBBLE)
    expect(chat.inside.locator(".card")).to_contain_text(card)
    page.evaluate("$chatwoot.setLocale('es')")
    expect(chat.inside.locator(".card")).to_contain_text("Envíanos un mensaje")
    expect(page.locator(BUBBLE)).to_have_attribute("aria-label", "Cerrar el chat")


def test_the_look_that_the_host_chose(page: Page, shop: Storefront) -> None:
    settings = "{ position: 'left', type: 'expanded_bubble', launcherTitle: 'Fale conosco', welcomeTitle: 'Oi, gente' }"
    chat = visit(page, shop.page("/", settings=settings))
    box = page.locator(BUBBLE).bounding_box()
    assert box
    assert (box["x"], box["width"] > box["height"]) == (20, True)
    expect(page.locator(BUBBLE)).to_have_text("Fale conosco")
    page.click(BUBBLE)
    expect(chat.inside.locator("h1")).to_have_text("Oi, gente")
    page.evaluate("$chatwoot.toggleBubbleVisibility('hide')")
    expect(page.locator(BUBBLE)).to_be_hidden()
    expect(chat.inside.get_by_label("Fechar o chat")).to_be_visible()


def test_the_thread_stays_at_its_end_and_opens_upwards(chat: Chat, office: Office, inbox: dict[str, Any]) -> None:
    """60 messages: the newest in sight, the older ones one scroll away and without a jump."""
    chat.open().say("primeira")
    expect(chat.sent("primeira")).to_be_visible()
    number = conversation(office, inbox)
    for count in range(60):
        answer(office, number, f"resposta {count}")
    expect(chat.inside.get_by_text("resposta 59", exact=True)).to_be_in_viewport()
    again = visit(chat.page, chat.page.url).open()
    expect(again.inside.get_by_text("resposta 59", exact=True)).to_be_in_viewport()
    again.inside.get_by_text("resposta 59", exact=True).hover()
    while not again.inside.get_by_text("primeira", exact=True).is_visible():
        again.page.mouse.wheel(0, -400)
    again.inside.get_by_label("Novas mensagens").click()
    expect(again.inside.get_by_text("resposta 59", exact=True)).to_be_in_viewport()
