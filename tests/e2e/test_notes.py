"""A private note is the team's: it looks different, and not one byte of it travels to the visitor (TEN-24, WS-04)."""

from collections.abc import Callable

from playwright.sync_api import Page, Route, WebSocket, expect

from tests.e2e.desk import Desk
from tests.e2e.staff import Staff
from tests.support.shop import Storefront, visit

CANARY = "canario-4f1d9"


class Ear:
    """Everything that arrives in a visitor's browser: headers, bodies and frames. `heard` is all of it so far."""

    def __init__(self, page: Page) -> None:
        self.heard: list[str] = []
        # What is handed on below counts as come from the internet, which may not reach this machine unasked.
        page.context.grant_permissions(["local-network-access"])
        page.context.route("**/*", self._carry)
        page.on("websocket", self._attend)

    def _carry(self, route: Route) -> None:
        # Fetched here and handed on: a browser forgets bodies when it leaves a page.
        answer = route.fetch()
        self.heard.append(f"{answer.url} {answer.headers} {answer.body().decode(errors='replace')}")
        route.fulfill(response=answer)

    def _attend(self, socket: WebSocket) -> None:
        self.heard.append(socket.url)
        socket.on("framereceived", lambda frame: self.heard.append(str(frame)))


def test_ten_24_a_note_never_reaches_the_visitor(desk: Desk, outside: Callable[..., Page], shop: Storefront) -> None:
    page = outside()
    ear = Ear(page)
    chat = visit(page, shop.url).open()
    chat.say("Posso trocar o moedor?")
    expect(chat.sent("Posso trocar o moedor?")).to_be_visible()
    desk.open().row("Posso trocar o moedor?").click()
    desk.turn("Nota privada")
    desk.note.press_sequentially(f"{CANARY} cliente antiga")
    desk.note.press("Enter")
    expect(desk.bubble(CANARY)).to_be_visible()
    desk.turn("Responder")
    desk.say("Pode sim.")
    expect(chat.inside.get_by_text("Pode sim.")).to_be_visible()
    desk.note_down(f"{CANARY} depois da resposta")
    expect(desk.bubble(f"{CANARY} depois da resposta")).to_be_visible()
    # After a reload the last thing that was said is a note: the preview, the list and the history must not say it.
    again = visit(page, shop.url)
    expect(again.inside.get_by_text("Pode sim.").first).to_be_attached()
    again.open().say("Obrigada!")
    expect(again.sent("Obrigada!")).to_be_visible()
    everything = "\n".join(ear.heard)
    assert "message.created" in everything
    assert CANARY not in everything
    assert CANARY not in again.frame.content()


def test_a_note_looks_different_before_and_after(desk: Desk, staff: Staff) -> None:
    """While writing and in the thread: another ground, another name, a lock; and no receipt, for it goes nowhere."""
    number = staff.conversation(staff.add_site())
    desk.at(number)
    ground = "element => getComputedStyle(element).backgroundColor"
    form = desk.page.locator("form.composer")
    reply_ground: str = form.evaluate(ground)
    desk.say("para o cliente")
    desk.turn("Nota privada")
    expect(desk.note).to_have_attribute("placeholder", "Só a sua equipe verá esta nota…")
    desk.note.fill("para a equipe")
    expect(form).not_to_have_css("background-color", reply_ground)
    desk.page.get_by_role("button", name="Adicionar nota").click()
    note = desk.log.get_by_role("article", name="Nota privada de Você")
    answer = desk.log.get_by_role("article", name="Resposta de Você")
    expect(note).to_contain_text("Nota privada")
    assert note.locator(".bubble").evaluate(ground) != answer.locator(".bubble").evaluate(ground)
    expect(answer.get_by_text("Enviada", exact=True)).to_be_attached()
    expect(note.get_by_text("Enviada", exact=True)).to_have_count(0)
    assert [message["private"] for message in staff.messages(number)] == [False, False, True]


def test_what_is_written_as_a_note_stays_one_when_the_mode_is_turned(desk: Desk, staff: Staff) -> None:
    """Two sheets: nobody sends the customer what was meant for the team."""
    desk.at(staff.conversation(staff.add_site()))
    desk.turn("Nota privada")
    desk.note.fill("só nós")
    desk.turn("Responder")
    expect(desk.reply).to_have_value("")
    desk.turn("Nota privada")
    expect(desk.note).to_have_value("só nós")
