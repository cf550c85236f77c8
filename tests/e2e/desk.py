"""The desk in one person's browser, by the words that a Brazilian agent reads on it."""

import json
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Locator, Page

from tests.e2e.staff import Person, Staff

WIDE = (1440, 900)
TABLET = (1024, 768)
PHONE = (390, 844)


@dataclass(frozen=True)
class Desk:
    """One page of the desk. `home` is the address of the account."""

    page: Page
    home: str

    def open(self, path: str = "/conversations?assignee_type=all") -> "Desk":
        self.page.goto(self.home + path)
        return self

    def at(self, number: int) -> "Desk":
        """Open a conversation and wait until it can be read."""
        self.open(f"/conversations/{number}?assignee_type=all")
        self.log.get_by_role("article").first.wait_for()
        return self

    @property
    def rows(self) -> Locator:
        """The conversations in the list, as far as they are drawn."""
        return self.page.locator("[data-row]")

    def row(self, text: str) -> Locator:
        return self.rows.filter(has_text=text)

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log", name="Mensagens")

    @property
    def bubbles(self) -> Locator:
        return self.log.locator(".bubble")

    def bubble(self, text: str) -> Locator:
        return self.bubbles.filter(has_text=text)

    @property
    def reply(self) -> Locator:
        return self.page.get_by_role("textbox", name="Resposta ao cliente")

    @property
    def note(self) -> Locator:
        return self.page.get_by_role("textbox", name="Nota privada, só para a equipe")

    @property
    def details(self) -> Locator:
        return self.page.get_by_role("complementary", name="Detalhes")

    def say(self, text: str) -> None:
        """Answer the customer."""
        self.reply.fill(text)
        self.reply.press("Enter")

    def note_down(self, text: str) -> None:
        """Write for the team only."""
        self.turn("Nota privada")
        self.note.fill(text)
        self.note.press("Enter")

    def turn(self, mode: str) -> None:
        """Reply or private note."""
        self.page.get_by_role("group", name="O que você escreve").get_by_role("button", name=mode).click()

    def mark(self) -> None:
        """Remember this document: see `is_same`."""
        self.page.evaluate("window.sameDocument = true")

    def is_same(self) -> bool:
        """Whether nothing has loaded the page again since `mark`."""
        return self.page.evaluate("window.sameDocument === true")

    def heard(self, text: str) -> Locator:
        """A toast that says this."""
        return self.page.get_by_role("region", name="Avisos").get_by_text(text)


def browser_of(browser: Browser, staff: Staff, person: Person | None = None, **options: object) -> BrowserContext:
    """A browser in which somebody (the owner, unless told) is signed in already."""
    kept = [{"name": "balcao.session", "value": json.dumps((person or staff.owner).session)}]
    state = {"cookies": [], "origins": [{"origin": staff.url, "localStorage": kept}]}
    chosen = {"locale": "pt-BR", "viewport": size(WIDE), **options}
    return browser.new_context(storage_state=state, **chosen)  # pyright: ignore[reportArgumentType]


def desk_of(context: BrowserContext, staff: Staff) -> Desk:
    """A new page of the desk in that browser, not yet opened."""
    return Desk(context.new_page(), f"{staff.url}/app/accounts/{staff.office.account_id}")


def size(pixels: tuple[int, int]) -> dict[str, int]:
    return {"width": pixels[0], "height": pixels[1]}


def fits(page: Page) -> bool:
    """Nothing is wider than the screen."""
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def settled(page: Page) -> None:
    """Wait until nothing moves any more: fonts are there, pictures drawn, transitions over."""
    page.wait_for_load_state("networkidle")
    page.evaluate("""async () => {
        await document.fonts.ready;
        // What was just set begins to move with the next frame.
        for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
        const moving = () => document.getAnimations().filter(
          (one) => one.effect?.getComputedTiming().iterations !== Infinity && one.playState === 'running');
        await Promise.allSettled(moving().map((one) => one.finished));
    }""")
