"""An agent's day: files, statuses, labels, search, what moves by itself, and all of it without a mouse."""

import base64
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.e2e.desk import Desk
from tests.e2e.staff import Staff

# 3 × 2 pixels.
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAE0lEQVR4nGP8z8DAwMDAxAADCAAEAgEBuf0QqQAAAABJRU5ErkJggg=="
)


def test_files_go_out_by_button_and_are_seen_before(
    desk: Desk, staff: Staff, site: dict[str, Any], tmp_path: Path
) -> None:
    """A picture is shown, a document is offered; what the channel refuses is named and not sent."""
    photo, order = tmp_path / "foto da caixa.png", tmp_path / "pedido nº 12.pdf"
    photo.write_bytes(PICTURE)
    order.write_bytes(b"%PDF-1.4\n%%EOF\n")
    (tmp_path / "vazio.txt").touch()
    number = staff.conversation(site)
    desk.at(number)
    with desk.page.expect_file_chooser() as choosing:
        desk.page.get_by_role("button", name="Anexar arquivos").click()
    choosing.value.set_files([photo, order, tmp_path / "vazio.txt"])
    tray = desk.page.get_by_role("list", name="Arquivos anexados")
    expect(tray.get_by_role("listitem")).to_have_count(2)
    expect(desk.page.get_by_role("alert")).to_contain_text("vazio.txt: o arquivo está vazio.")
    tray.get_by_role("button", name="Remover pedido nº 12.pdf").click()
    expect(tray.get_by_role("listitem")).to_have_count(1)
    choosing.value.set_files(order)
    desk.say("segue o comprovante")
    expect(desk.log.get_by_role("link", name="pedido nº 12.pdf")).to_be_visible()
    desk.log.get_by_role("button", name="Ampliar foto da caixa.png").click()
    expect(desk.page.get_by_role("dialog").locator("img")).to_be_visible()
    desk.page.keyboard.press("Escape")
    expect(desk.page.get_by_role("dialog")).to_have_count(0)
    kinds = [file["file_type"] for file in staff.messages(number)[-1]["attachments"]]
    assert sorted(kinds) == ["file", "image"]


def test_the_newest_conversation_is_on_top_with_what_was_said_last(
    desk: Desk, staff: Staff, site: dict[str, Any]
) -> None:
    """Rows move by themselves; what is not open counts what was not read."""
    first = staff.conversation(site, "eu vim antes")
    desk.open().mark()
    expect(desk.row("eu vim antes")).to_be_visible()
    staff.conversation(site, "eu vim depois")
    expect(desk.rows.first).to_contain_text("eu vim depois")
    staff.answer(first, "já respondo")
    expect(desk.rows.first).to_contain_text("já respondo")
    expect(desk.row("eu vim depois").get_by_text("1 mensagem não lida")).to_be_attached()
    desk.row("eu vim depois").click()
    expect(desk.row("eu vim depois").get_by_text("não lida")).to_have_count(0)
    assert desk.is_same()


def test_typing_shows_on_both_sides_of_the_counter(desk: Desk, staff: Staff, site: dict[str, Any]) -> None:
    """And what an agent types is not shown to themselves."""
    visitor = staff.office.visitor(site["website_token"])
    number = visitor.say("Oi!")["conversation_id"]
    desk.at(number)
    visitor.call("POST", "conversations/toggle_typing", {"typing_status": "on"})
    expect(desk.page.locator(".typing", has_text="está digitando")).to_be_visible()
    visitor.say("cheguei")
    expect(desk.bubble("cheguei")).to_be_visible()
    expect(desk.page.locator(".typing", has_text="está digitando")).to_have_count(0)


def test_a_resolved_conversation_leaves_the_list_and_comes_back_when_the_customer_writes(
    desk: Desk, staff: Staff, site: dict[str, Any]
) -> None:
    visitor = staff.office.visitor(site["website_token"])
    number = visitor.say("Chegou quebrado")["conversation_id"]
    desk.at(number)
    desk.page.get_by_role("button", name="Resolver", exact=True).click()
    expect(desk.log.get_by_text("Conversa marcada como resolvida por Ana Moura")).to_be_visible()
    expect(desk.rows).to_have_count(0)
    visitor.say("E agora?")
    expect(desk.row("E agora?")).to_be_visible()
    expect(desk.page.get_by_role("button", name="Resolver", exact=True)).to_be_visible()


def test_two_agents_see_each_other_work(
    desk: Desk, staff: Staff, site: dict[str, Any], enter: Callable[..., Desk]
) -> None:
    """Assigned, labelled, answered: the other screen follows without a reload."""
    staff.office.call("POST", "labels", {"title": "troca", "color": "#e0803a", "show_on_sidebar": True})
    rafael = staff.hire("Rafael Nogueira")
    staff.office.call("PATCH", "inbox_members", {"inbox_id": site["id"], "user_ids": [rafael.user_id]})
    number = staff.conversation(site, "Quero trocar")
    theirs = enter(rafael).at(number)
    desk.at(number)
    desk.details.get_by_role("button", name=re.compile("Responsável")).click()
    desk.page.get_by_role("option", name=re.compile("Rafael Nogueira")).click()
    expect(theirs.log.get_by_text(re.compile("Rafael Nogueira"))).to_be_visible()
    expect(theirs.page.get_by_role("link", name=re.compile(r"Minhas\s*1")).first).to_be_visible()
    theirs.say("Pode deixar comigo.")
    expect(desk.log.get_by_role("article", name="Resposta de Rafael Nogueira")).to_be_visible()
    staff.office.call("POST", f"conversations/{number}/labels", {"labels": ["troca"]})
    expect(theirs.row("troca")).to_be_visible()


def test_words_are_found_again(desk: Desk, staff: Staff, site: dict[str, Any]) -> None:
    staff.conversation(site, "o moedor de cerâmica não gira")
    staff.conversation(site, "queria um café descafeinado")
    desk.open()
    desk.page.get_by_role("button", name="Buscar nas mensagens").click()
    desk.page.get_by_role("searchbox").fill("moedor")
    expect(desk.rows).to_have_count(1)
    expect(desk.row("moedor")).to_be_visible()
    desk.page.get_by_role("searchbox").fill("unicórnio")
    expect(desk.page.get_by_text("Nenhuma mensagem contém “unicórnio”.")).to_be_visible()
    desk.page.keyboard.press("Escape")
    expect(desk.rows).to_have_count(2)


def test_a_message_is_deleted_for_both_sides(desk: Desk, staff: Staff, site: dict[str, Any]) -> None:
    number = staff.conversation(site)
    desk.at(number)
    desk.say("isto foi engano")
    answer = desk.log.get_by_role("article", name="Resposta de Você")
    answer.hover()
    answer.get_by_role("button", name="Opções da mensagem").click()
    desk.page.get_by_role("menuitem", name="Apagar mensagem").click()
    desk.page.get_by_role("dialog").get_by_role("button", name="Apagar mensagem").click()
    expect(desk.log.get_by_text("Esta mensagem foi apagada")).to_be_visible()
    assert "isto foi engano" not in str(staff.messages(number))


def test_a_long_thread_is_read_upwards_without_losing_the_place(desk: Desk, staff: Staff, site: dict[str, Any]) -> None:
    """Older messages come as one scrolls; a new one below does not tear the reader away."""
    number = staff.conversation(site, "número 0")
    for at in range(1, 61):
        staff.answer(number, f"número {at}")
    desk.at(number)
    expect(desk.bubble("número 60")).to_be_in_viewport()
    while desk.bubbles.first.inner_text() != "número 0":
        oldest = desk.bubbles.first.inner_text()
        desk.log.evaluate("box => box.scrollTo(0, 0)")
        expect(desk.bubbles.first).not_to_have_text(oldest)
    desk.bubbles.get_by_text("número 5", exact=True).scroll_into_view_if_needed()
    staff.answer(number, "número 61")
    jump = desk.page.get_by_role("button", name="1 mensagem nova")
    expect(jump).to_be_visible()
    expect(desk.bubbles.get_by_text("número 5", exact=True)).to_be_in_viewport()
    jump.click()
    expect(desk.bubble("número 61")).to_be_in_viewport()
    expect(desk.bubbles).to_have_count(62)
