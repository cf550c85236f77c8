"""The widget as a guest on somebody else's page: it harms nothing, trusts nobody, and copes with what it finds."""

import hashlib
import hmac
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.support.office import Office
from tests.support.shop import BUBBLE, FRAME, Chat, Storefront, answer, conversation, cookies, visit

_LAYOUT = """() => [...document.querySelectorAll('body, main, h1, p, #own')].map((element) => {
  const { x, y, width, height } = element.getBoundingClientRect();
  return [element.tagName, x, y, width, height, getComputedStyle(element).cssText];
}).concat([[document.documentElement.scrollWidth, document.documentElement.scrollHeight]])"""
_GLOBALS = "() => Object.keys(window).filter(isNaN)"
_OURS = {"chatwootSDK", "balcaoSDK", "$chatwoot", "$balcao"}
_OF_THE_SNIPPET = {"chatwootSettings", "heard"}


def test_the_page_stays_as_it_was(page: Page, shop: Storefront) -> None:
    shop.paths["/bare"] = {}, shop.paths["/"][1].replace('<script src="/.js" defer></script>', "")
    page.goto(f"{shop.url}/bare")
    layout, names = page.evaluate(_LAYOUT), set(page.evaluate(_GLOBALS))
    chat = visit(page, shop.url).open()
    expect(chat.words).to_be_visible()
    assert page.evaluate(_LAYOUT) == layout
    assert set(page.evaluate(_GLOBALS)) - names == _OURS | _OF_THE_SNIPPET


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
def test_a_closed_chat_takes_no_click_from_the_page(page: Page, shop: Storefront, size: tuple[int, int]) -> None:
    """Nor the keyboard's focus; opened again, it has the focus at once."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    button = '<button id="below" style="position:fixed;right:30px;bottom:300px">Frete</button>'
    chat = visit(page, shop.page("/", head=f"<body>{button}")).open()
    chat.words.press("Escape")
    page.locator("#below").click()
    expect(page.locator("#below")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") != "IFRAME"
    page.click(BUBBLE)
    expect(chat.words).to_be_focused()


def test_a_strict_policy_of_the_host_is_no_obstacle(page: Page, shop: Storefront) -> None:
    """WID-20: no inline style, no eval, no request but for the script and the frame; nothing is complained about."""
    policy = (
        f"default-src 'none'; script-src 'self' {shop.base}; frame-src {shop.base}; connect-src {shop.base}; "
        "style-src 'none'; require-trusted-types-for 'script'"
    )
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    address = shop.page("/strict", csp=policy)
    # The shop's own script sets `src` from a text, which trusted types forbid: it is put into the page instead.
    head = f'<script src="{shop.base}/packs/js/sdk.js"></script><script src="/run.js" defer></script>'
    run = f"chatwootSDK.run({{ websiteToken: '{shop.token}', baseUrl: '{shop.base}' }})"
    shop.paths["/run.js"] = {"Content-Type": "text/javascript"}, run
    headers, text = shop.paths["/strict"]
    shop.paths["/strict"] = headers, text.replace('<script src="/strict.js" defer></script>', head)
    chat = visit(page, address).open()
    chat.say("por trás da política")
    expect(chat.sent("por trás da política")).to_be_visible()
    assert [line for line in complaints if "favicon" not in line and "404" not in line] == []
    assert page.locator(BUBBLE).evaluate("(bubble) => getComputedStyle(bubble).position") == "fixed"


def test_a_page_that_bent_the_language_gets_a_straight_chat(
    page: Page, shop: Storefront, office: Office, inbox: dict[str, Any]
) -> None:
    """WID-20: libraries that extend the built-in prototypes."""
    bent = """<script>
      Array.prototype.toJSON = function () { return 'bent'; };
      Object.prototype.extra = function () { return 'bent'; };
      Array.prototype.last = function () { return this[this.length - 1]; };
    </script>"""
    chat = visit(page, shop.page("/bent", head=bent))
    page.evaluate("$chatwoot.setCustomAttributes({ plan: 'pro', carts: 3 })")
    chat.open().say("Oi")
    expect(chat.sent("Oi")).to_be_visible()
    sender = office.call("GET", f"conversations/{conversation(office, inbox)}")["meta"]["sender"]
    assert sender["custom_attributes"] == {"plan": "pro", "carts": 3}


def test_a_host_in_a_document_without_an_address(page: Page, shop: Storefront) -> None:
    """XSS-18: a `srcdoc` page speaks with the origin of the page around it."""
    inner = f"<body><script>{shop.snippet()}</script>".replace("&", "&amp;").replace('"', "&quot;")
    shop.paths["/box"] = {}, f'<!doctype html><iframe id="box" srcdoc="{inner}" width="900" height="700"></iframe>'
    page.goto(f"{shop.url}/box")
    box = page.frame_locator("#box")
    box.locator(BUBBLE).click()
    chat = box.frame_locator(FRAME)
    chat.locator(".card").click()
    chat.locator("textarea").fill("da caixa")
    chat.locator("textarea").press("Enter")
    expect(chat.locator(".tick")).to_be_visible()


def test_a_host_without_an_origin(page: Page, shop: Storefront, tmp_path: Path) -> None:
    """XSS-18: a page on the disk has the origin `null`, and no cookies to keep a visitor in."""
    file = tmp_path / "index.html"
    file.write_text(f"<!doctype html><body><h1>Loja</h1><script>{shop.snippet()}</script>")
    chat = visit(page, file.as_uri()).open()
    chat.say("do disco")
    expect(chat.sent("do disco")).to_be_visible()


def test_a_browser_that_keeps_nothing_for_frames(context: BrowserContext, shop: Storefront) -> None:
    """Third-party storage blocked: the host's cookie and storage carry the visitor over a reload."""
    context.add_init_script(
        """if (window !== top) for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'BroadcastChannel'])
          Object.defineProperty(window, name, { get() { throw new DOMException('blocked', 'SecurityError'); } });"""
    )
    chat = visit(context.new_page(), shop.url).open()
    chat.say("lembre-se de mim")
    expect(chat.sent("lembre-se de mim")).to_be_visible()
    chat.words.fill("um rascunho")
    again = visit(chat.page, shop.url).open()
    expect(again.inside.get_by_text("lembre-se de mim")).to_be_visible()
    expect(again.words).to_have_value("um rascunho")


def test_the_chat_in_a_window_of_its_own(chat: Chat, context: BrowserContext) -> None:
    """The same visitor; the token is handed over, never written into the address (WID-06)."""
    chat.open().say("no quadro")
    expect(chat.sent("no quadro")).to_be_visible()
    token = cookies(context)["cw_conversation"]
    with chat.page.expect_popup() as opening:
        chat.page.evaluate("$chatwoot.popoutChatWindow()")
    window = opening.value
    expect(window.get_by_text("no quadro")).to_be_visible()
    assert token not in window.url
    assert token not in (chat.page.get_attribute(FRAME, "src") or "")
    window.locator("textarea").fill("na janela")
    window.locator("textarea").press("Enter")
    chat.page.click(BUBBLE)
    expect(chat.inside.get_by_text("na janela")).to_be_visible()


def test_strangers_are_not_heard(chat: Chat, context: BrowserContext, shop: Storefront, office: Office) -> None:
    """XSS-18: neither the page nor the chat takes orders from another frame or origin."""
    chat.open().say("sou eu")
    expect(chat.sent("sou eu")).to_be_visible()
    before = cookies(context)
    order = """'chatwoot-widget:' + JSON.stringify(%s)"""
    steal = order % "{ event: 'setAuthCookie', data: { widgetAuthToken: 'e.v.il' } }"
    pin = order % "{ event: 'config-set', authToken: 'e.v.il', fresh: true }"
    shop.paths["/evil"] = (
        {},
        f"<script>parent.postMessage({steal}, '*'); top.frames[0].postMessage({pin}, '*')</script>",
    )
    with chat.page.expect_event("frameattached"):
        chat.page.evaluate(
            """(src) => new Promise((done) => {
              const frame = Object.assign(document.createElement('iframe'), { src, onload: done });
              document.body.append(frame);
            })""",
            f"http://127.0.0.1:{shop.port}/evil",
        )
    chat.say("ainda sou eu")
    expect(chat.sent("ainda sou eu")).to_be_visible()
    assert cookies(context) == before


def test_other_sites_do_not_get_the_chat(page: Page, shop: Storefront, office: Office, inbox: dict[str, Any]) -> None:
    """WID-09, where a visitor stands: no bubble, and no frame around the chat's page."""
    office.call("PATCH", f"inboxes/{inbox['id']}", {"channel": {"allowed_domains": "loja.example"}})
    with page.expect_console_message(lambda message: "may not show the chat" in message.text):
        page.goto(shop.url)
    assert page.locator(BUBBLE).count() == 0
    shop.paths["/framed"] = {}, f'<iframe src="{shop.base}/widget?website_token={shop.token}"></iframe>'
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.goto(f"{shop.url}/framed")


def test_a_user_is_known_by_a_signed_identifier_only(chat: Chat, office: Office, inbox: dict[str, Any]) -> None:
    """WID-01, where a site's developer stands."""
    office.call("PATCH", f"inboxes/{inbox['id']}", {"channel": {"hmac_mandatory": True}})
    page = chat.page
    page.evaluate("$chatwoot.setUser('cliente-7', { name: 'Marina', identifier_hash: 'f'.repeat(64) })")
    page.wait_for_function("heard.includes('error')")
    proof = hmac.new(inbox["hmac_token"].encode(), b"cliente-7", hashlib.sha256).hexdigest()
    page.evaluate("(hash) => $chatwoot.setUser('cliente-7', { name: 'Marina', identifier_hash: hash })", proof)
    chat.open().say("sou a Marina")
    expect(chat.sent("sou a Marina")).to_be_visible()
    sender = office.call("GET", f"conversations/{conversation(office, inbox)}")["meta"]["sender"]
    assert (sender["identifier"], sender["name"]) == ("cliente-7", "Marina")


def test_after_a_reset_somebody_else_begins(chat: Chat, context: BrowserContext) -> None:
    chat.open().say("segredo")
    expect(chat.sent("segredo")).to_be_visible()
    chat.words.fill("rascunho secreto")
    chat.page.evaluate("$chatwoot.reset()")
    assert cookies(context) == {}
    chat.open()
    expect(chat.words).to_have_value("")
    assert chat.texts() == []


def test_words_stay_words(chat: Chat, shop: Storefront, office: Office, inbox: dict[str, Any]) -> None:
    """XSS-01 to XSS-13, where a visitor stands: whatever an agent or a setting says, nothing of it runs."""
    payload = '"><img src=x onerror="top.postMessage(1337, `*`)"><svg onload=alert(1)>'
    change = {"channel": {"welcome_title": payload, "welcome_tagline": payload}, "name": "Loja <b>1</b>"}
    office.call("PATCH", f"inboxes/{inbox['id']}", change)
    struck: list[str] = []
    chat.page.on("dialog", lambda dialog: struck.append(dialog.message))
    fresh = visit(chat.page, shop.url)
    fresh.page.evaluate("addEventListener('message', (event) => event.data === 1337 && alert('struck'))")
    fresh.page.click(BUBBLE)
    expect(fresh.inside.locator("h1")).to_have_text(payload)
    fresh.inside.locator(".card").click()
    fresh.say(payload)
    expect(fresh.inside.locator(".tick")).to_be_visible()
    for text in (payload, f"[clique](javascript:alert(1)) {payload}", f"`{payload}`", f"**{payload}**"):
        answer(office, conversation(office, inbox), text)
    expect(fresh.inside.locator(".theirs .bubble")).to_have_count(4)
    assert fresh.inside.locator(".bubble").locator("img, svg, [onerror], a[href^=javascript]").count() == 0
    assert struck == []
