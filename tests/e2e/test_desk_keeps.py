"""Nothing an agent typed is lost, nothing is sent twice, and a desk that was cut off catches up exactly (R-2, R-7)."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.e2e.desk import Desk, browser_of, desk_of
from tests.e2e.staff import Staff, open_staff
from tests.e2e.watch import Watch
from tests.support.server import Server

BACK = 30_000


@pytest.fixture
def own_server(serve: Callable[..., Server]) -> Server:
    """A server that the test may kill."""
    return serve(env={"BALCAO_RATE_LIMITS": "false"})


@pytest.fixture
def own_staff(own_server: Server) -> Staff:
    return open_staff(own_server.url)


@pytest.fixture
def own_desk(browser: Browser, own_staff: Staff, watch: Watch) -> Iterator[Desk]:
    context = watch.over(browser_of(browser, own_staff))
    yield desk_of(context, own_staff)
    context.close()


def test_r2_what_was_sent_into_a_dead_server_is_kept_and_goes_out_once(
    own_desk: Desk, own_staff: Staff, own_server: Server
) -> None:
    desk, number = own_desk, own_staff.conversation(own_staff.add_site())
    desk.at(number)
    own_server.kill()
    desk.say("primeira")
    desk.say("segunda")
    expect(desk.log.get_by_text("Aguardando conexão")).to_have_count(2)
    expect(desk.page.get_by_text("Reconectando…")).to_be_visible()
    desk.reply.fill("um rascunho")
    own_server.restart()
    expect(unsent(desk)).to_have_count(0, timeout=BACK)
    expect(desk.reply).to_have_value("um rascunho")
    assert own_staff.texts(number) == ["Oi, tudo bem?", "primeira", "segunda"]
    expect(desk.bubbles).to_have_text(["Oi, tudo bem?", "primeira", "segunda"])


def test_what_waits_can_be_sent_by_hand_taken_back_or_thrown_away(desk: Desk, staff: Staff) -> None:
    number = staff.conversation(staff.add_site())
    desk.at(number)
    desk.page.route("**/messages", lambda route: route.abort())
    for text in ("enviar já", "corrigir", "esquecer"):
        desk.say(text)
    waiting = unsent(desk)
    expect(waiting.get_by_text("Aguardando conexão")).to_have_count(3)
    waiting.filter(has_text="esquecer").get_by_role("button", name="Descartar").click()
    waiting.filter(has_text="corrigir").get_by_role("button", name="Editar").click()
    expect(desk.reply).to_have_value("corrigir")
    desk.page.unroute_all()
    waiting.get_by_role("button", name="Tentar novamente").click()
    expect(waiting).to_have_count(0)
    assert staff.texts(number) == ["Oi, tudo bem?", "enviar já"]


def test_an_answer_that_was_lost_on_the_way_back_is_not_sent_twice(desk: Desk, staff: Staff) -> None:
    """R-2: the server had it; only the browser did not hear so."""
    number = staff.conversation(staff.add_site())
    desk.at(number)
    lost: list[str] = []

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        lost.append(route.request.url)
        route.abort()

    desk.page.route("**/messages", lose_the_answer, times=1)
    desk.say("só uma vez")
    expect(desk.log.get_by_text("Enviada", exact=True)).to_have_count(1, timeout=BACK)
    expect(desk.bubbles).to_have_text(["Oi, tudo bem?", "só uma vez"])
    assert lost
    assert staff.texts(number) == ["Oi, tudo bem?", "só uma vez"]


def test_unsent_words_and_files_survive_a_reload(desk: Desk, staff: Staff, tmp_path: Path) -> None:
    number = staff.conversation(staff.add_site())
    receipt = tmp_path / "recibo.txt"
    receipt.write_text("R$ 64,00")
    desk.at(number)
    desk.page.route("**/messages", lambda route: route.abort())
    desk.page.locator("input[type=file]").set_input_files(receipt)
    desk.say("segue o recibo")
    expect(desk.log.get_by_text("Aguardando conexão")).to_be_visible()
    desk.page.unroute_all()
    desk.page.reload()
    expect(desk.log.get_by_role("link", name="recibo.txt")).to_be_visible(timeout=BACK)
    sent = staff.messages(number)
    assert [message["content"] for message in sent] == ["Oi, tudo bem?", "segue o recibo"]
    assert len(sent[1]["attachments"]) == 1


def test_drafts_survive_a_reload_each_in_its_conversation_and_mode(desk: Desk, staff: Staff) -> None:
    site = staff.add_site()
    one, other = staff.conversation(site, "primeira conversa"), staff.conversation(site, "segunda conversa")
    desk.at(one)
    desk.reply.fill("resposta começada")
    desk.turn("Nota privada")
    desk.note.fill("nota começada")
    desk.row("segunda conversa").click()
    expect(desk.bubble("segunda conversa")).to_be_visible()
    expect(desk.reply).to_have_value("")
    desk.reply.fill("outra resposta")
    desk.page.reload()
    expect(desk.reply).to_have_value("outra resposta")
    desk.at(one)
    expect(desk.reply).to_have_value("resposta começada")
    desk.turn("Nota privada")
    expect(desk.note).to_have_value("nota começada")
    assert staff.texts(other) == ["segunda conversa"]


def test_r7_a_desk_that_was_away_catches_up_exactly(desk: Desk, staff: Staff) -> None:
    """What it shows after the gap is what a fresh desk shows, and it did not load the page again."""
    site = staff.add_site()
    first = staff.conversation(site, "já estava aqui", "Ana Clara")
    gone = staff.conversation(site, "vai ser resolvida", "Bento")
    desk.at(first).mark()
    expect(desk.rows).to_have_count(2)
    desk.page.context.set_offline(True)
    expect(desk.page.get_by_text("Você está sem internet")).to_be_visible()
    staff.answer(first, "enquanto isso")
    staff.answer(first, "só para nós", private=True)
    staff.office.call("POST", f"conversations/{gone}/toggle_status", {"status": "resolved"})
    staff.conversation(site, "chegou agora", "Caetano")
    desk.page.context.set_offline(False)
    expect(desk.bubble("só para nós")).to_be_visible(timeout=BACK)
    expect(desk.row("chegou agora")).to_be_visible()
    expect(desk.row("vai ser resolvida")).to_have_count(0)
    assert desk.is_same()
    kept = seen(desk.page)
    desk.page.reload()
    expect(desk.bubble("só para nós")).to_be_visible()
    expect(desk.rows).to_have_count(2)
    assert seen(desk.page) == kept


def unsent(desk: Desk) -> Locator:
    return desk.log.get_by_role("article", name="Sua mensagem, ainda não enviada")


def seen(page: Page) -> list[str]:
    """The list, its counts and the thread, as they are read."""
    tabs = page.get_by_role("navigation", name="Conversas por responsável").inner_text()
    rows = page.locator("[data-row] .name, [data-row] .words").all_inner_texts()
    return [tabs, *rows, *page.get_by_role("log").locator(".bubble").all_inner_texts()]
