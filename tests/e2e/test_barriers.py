"""Every screen, on three sizes, light and dark: axe finds nothing, and nothing is wider than the screen."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.desk import PHONE, TABLET, WIDE, Desk, browser_of, desk_of, settled, size
from tests.e2e.staff import Staff, open_staff
from tests.support.browser import barriers
from tests.support.server import Server

Screen = Callable[[Desk, dict[str, Any]], object]


def button(name: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role("button", name=name, exact=True).first.click()


def thread(desk: Desk, made: dict[str, Any]) -> None:
    desk.at(made["talk"])


def after(screen: Screen, *steps: Callable[[Page], object]) -> Screen:
    """A screen, and what is pressed on it."""

    def go(desk: Desk, made: dict[str, Any]) -> None:
        screen(desk, made)
        for step in steps:
            step(desk.page)

    return go


def path(where: str) -> Screen:
    return lambda desk, made: desk.open(where.format(**made))


def edit(tab: str) -> Screen:
    return path(f"/settings/inboxes/{{site}}?tab={tab}")


def shortcut(key: str) -> Callable[[Page], None]:
    return lambda page: page.keyboard.press(key)


SCREENS: dict[str, Screen] = {
    "list": after(path("/conversations"), lambda page: page.locator("[data-row]").first.wait_for()),
    "list, nothing there": path("/conversations?assignee_type=unassigned&status=snoozed"),
    "list, nothing found": path("/conversations?q=unicornio"),
    "list, filters": after(path("/conversations"), button("Filtrar e ordenar")),
    "thread": thread,
    "thread, note": after(thread, button("Nota privada")),
    "thread, statuses": after(thread, button("Outras situações")),
    "thread, emoji": after(thread, button("Inserir emoji"), lambda page: page.locator("emoji-picker").wait_for()),
    "thread, keys": after(thread, shortcut("?")),
    "thread, missing": path("/conversations/999"),
    "inboxes": path("/settings/inboxes/list"),
    "channels": path("/settings/inboxes/new"),
    "website form": path("/settings/inboxes/new/web_widget"),
    "website form, refused": after(path("/settings/inboxes/new/web_widget"), button("Criar caixa de entrada")),
    "api form": path("/settings/inboxes/new/api"),
    "who serves": path("/settings/inboxes/new/{site}/agents"),
    "install": path("/settings/inboxes/new/{site}/finish"),
    "inbox, site": edit("site"),
    "inbox, chat": edit("chat"),
    "inbox, form": edit("pre_chat"),
    "inbox, security": edit("security"),
    "inbox, members": edit("members"),
    "inbox, conversations": edit("conversations"),
    "agents": path("/settings/agents/list"),
    "agents, invite": after(path("/settings/agents/list"), button("Convidar agente")),
    "account": path("/settings/general"),
    "profile": path("/profile/settings"),
    "nowhere": path("/nada"),
}
OUTSIDE = {
    "sign in": "/app/login",
    "sign up": "/app/auth/signup",
    "reset": "/app/auth/reset/password",
    "new password": "/app/auth/password/edit?reset_password_token=abc",
    "invitation": "/app/auth/invitation?invitation_token=abc",
    "confirmation": "/app/auth/confirmation?confirmation_token=abc",
    "mails": "/dev/mail",
    "test site": "/test-site/{token}",
    "api": "/api/reference",
}


@pytest.fixture(scope="module")
def furnished(shared_server: Server) -> tuple[Staff, dict[str, Any]]:
    """An account with something of everything."""
    staff = open_staff(shared_server.url)
    rafael = staff.hire("Rafael Nogueira")
    site = staff.add_site("Loja online", staff.owner, rafael)
    office = staff.office
    office.call("POST", "agents", {"name": "Camila", "email": "camila@example.com", "role": "agent"})
    for title, color in (("entrega", "#2f7cf6"), ("troca", "#e0803a"), ("elogio", "#1f9d61")):
        office.call("POST", "labels", {"title": title, "color": color, "show_on_sidebar": True})
    office.call("POST", "teams", {"name": "entregas"})
    talk = staff.conversation(site, "Oi! Meu pedido https://example.com/12 **não** chegou.", "Júlia Ramos")
    staff.answer(talk, "Já estou olhando.\n\n- pedido\n- rastreio `BR123`")
    staff.answer(talk, "Prometer para amanhã é seguro.", private=True)
    office.call("POST", f"conversations/{talk}/labels", {"labels": ["entrega", "troca"]})
    office.call("POST", f"conversations/{talk}/toggle_priority", {"priority": "urgent"})
    office.call("POST", f"conversations/{talk}/assignments", {"assignee_id": rafael.user_id})
    staff.conversation(site, "Vocês vendem para cafeterias?", "Otávio Leal")
    return staff, {"site": site["id"], "token": site["website_token"], "talk": talk}


@pytest.fixture(scope="module")
def inside(browser: Browser, furnished: tuple[Staff, dict[str, Any]]) -> Iterator[BrowserContext]:
    context = browser_of(browser, furnished[0], reduced_motion="reduce")
    yield context
    context.close()


# What begins in sight and ends beyond the right edge, where nothing scrolls sideways to reach it.
CUT_OFF = """() => [...document.querySelectorAll('a, button, input, textarea, p, h1, h2, h3, label, li, legend')]
  .filter((one) => {
    const box = one.getBoundingClientRect();
    if (box.width < 2 || box.right <= innerWidth + 1 || box.left >= innerWidth || !one.checkVisibility()) return false;
    return !one.closest('pre, nav, [role=tablist]');
  })
  .map((one) => one.outerHTML.slice(0, 120))"""


def look(page: Page) -> list[str]:
    """What is wrong on this screen, wherever it is shown."""
    found: list[str] = []
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        # Chromium mixes up colours for a moment when the theme and the size change in one frame.
        settled(page)
        for pixels in (WIDE, TABLET, PHONE):
            page.set_viewport_size(size(pixels))  # pyright: ignore[reportArgumentType]
            settled(page)
            found += [f"{theme} {pixels[0]}: {barrier}" for barrier in barriers(page)]
            found += [f"{theme} {pixels[0]}: out of sight: {part}" for part in page.evaluate(CUT_OFF)]
    return found


@pytest.mark.parametrize("screen", SCREENS)
def test_no_barriers_at_the_desk(screen: str, inside: BrowserContext, furnished: tuple[Staff, dict[str, Any]]) -> None:
    staff, made = furnished
    desk = desk_of(inside, staff)
    SCREENS[screen](desk, made)
    expect(desk.page.get_by_role("main").first).to_be_attached()
    assert look(desk.page) == []
    desk.page.close()


@pytest.mark.parametrize("screen", OUTSIDE)
def test_no_barriers_before_the_door(
    screen: str, outside: Callable[..., Page], furnished: tuple[Staff, dict[str, Any]]
) -> None:
    staff, made = furnished
    page = outside()
    page.goto(staff.url + OUTSIDE[screen].format(**made))
    assert look(page) == []


def test_no_barriers_on_the_first_day(desk: Desk) -> None:
    desk.open("/dashboard")
    expect(desk.page.get_by_role("heading", name="Conecte sua primeira caixa de entrada")).to_be_visible()
    assert look(desk.page) == []


def test_no_barriers_in_the_drawer_of_a_phone(desk: Desk, staff: Staff) -> None:
    staff.conversation(staff.add_site())
    desk.page.set_viewport_size(size(PHONE))  # pyright: ignore[reportArgumentType]
    desk.open()
    desk.page.get_by_role("button", name="Menu").click()
    desk.page.get_by_role("button", name="Ana Moura").click()
    expect(desk.page.get_by_role("menu")).to_be_visible()
    settled(desk.page)
    assert barriers(desk.page) == []
