"""What somebody has begun to write: kept with its files over a reload, and gone from the browser with its writer."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.e2e.desk import PHONE, Desk, size
from tests.e2e.mailing import TeamMailbox
from tests.e2e.staff import Staff, sign_in, until
from tests.e2e.test_people import sign_in as enter_password
from tests.support.office import PASSWORD
from tests.support.pictures import picture

CONTRACT: FilePayload = {"name": "contrato.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n" + b"x" * 9000}
PHOTO: FilePayload = {"name": "foto.png", "mimeType": "image/png", "buffer": picture()}


def tray(page: Page | Locator) -> Locator:
    return page.get_by_role("list", name="Arquivos anexados").get_by_role("listitem")


def attach(desk: Desk, *files: FilePayload) -> None:
    """Choose files, and wait until they are kept."""
    desk.page.get_by_role("form").locator("input[type=file]").set_input_files([*files])
    until(lambda: kept(desk.page) or None)


def kept(page: Page) -> list[str]:
    """The names of files that the browser's database holds."""
    return page.evaluate(
        """() => new Promise((found, failed) => {
            const opening = indexedDB.open('balcao.desk', 1);
            opening.onupgradeneeded = () => opening.result.createObjectStore('files');
            opening.onerror = failed;
            opening.onsuccess = () => {
              const all = opening.result.transaction('files').objectStore('files').getAll();
              all.onsuccess = () => { opening.result.close(); found(all.result.flat().map(({ name }) => name)); };
            };
        })"""
    )


def written(page: Page) -> list[str]:
    """What local storage holds of anybody's drafts."""
    return page.evaluate("Object.keys(localStorage).filter((key) => /^balcao.desk.(draft|letter)/.test(key))")


def leave(page: Page) -> None:
    page.get_by_role("button", name="Ana Moura").click()
    page.get_by_role("menuitem", name="Sair").click()


def test_files_of_a_draft_survive_a_reload_and_are_sent_with_it(desk: Desk, staff: Staff) -> None:
    number = staff.conversation(staff.add_site())
    desk.at(number)
    desk.reply.fill("segue o contrato")
    attach(desk, CONTRACT, PHOTO)
    desk.page.reload()
    expect(tray(desk.page)).to_have_count(2)
    expect(tray(desk.page).filter(has_text="foto.png").locator("img")).to_have_js_property("complete", True)
    assert tray(desk.page).locator("img").evaluate("one => one.naturalWidth") > 0
    expect(desk.reply).to_have_value("segue o contrato")
    desk.reply.press("Enter")
    expect(desk.log.get_by_role("link", name="contrato.pdf")).to_be_visible()
    (sent,) = [one for one in staff.messages(number) if one["content"] == "segue o contrato"]
    assert [file["file_size"] for file in sent["attachments"]] == [len(CONTRACT["buffer"]), len(PHOTO["buffer"])]
    until(lambda: kept(desk.page) == [] or None)
    desk.page.reload()
    expect(desk.bubble("segue o contrato")).to_be_visible()
    expect(tray(desk.page)).to_have_count(0)


def test_files_stay_with_their_conversation_and_mode_and_go_when_taken_away(desk: Desk, staff: Staff) -> None:
    site = staff.add_site()
    one, other = staff.conversation(site, "primeira"), staff.conversation(site, "segunda")
    desk.at(one)
    desk.turn("Nota privada")
    attach(desk, CONTRACT)
    desk.at(other)
    expect(tray(desk.page)).to_have_count(0)
    desk.at(one)
    expect(tray(desk.page)).to_have_count(0)
    desk.turn("Nota privada")
    expect(tray(desk.page)).to_have_count(1)
    desk.page.get_by_role("button", name="Remover contrato.pdf").click()
    until(lambda: kept(desk.page) == [] or None)
    desk.page.reload()
    desk.turn("Nota privada")
    expect(desk.note).to_be_visible()
    expect(tray(desk.page)).to_have_count(0)


def test_a_new_mail_keeps_its_files_until_it_is_thrown_away(desk: Desk, staff: Staff, mailbox: TeamMailbox) -> None:
    inbox = staff.office.call("POST", "inboxes", {"name": "Entregas", "channel": mailbox.settings()})
    staff.office.call("PATCH", "inbox_members", {"inbox_id": inbox["id"], "user_ids": [staff.owner.user_id]})
    desk.open()
    dialog = desk.page.get_by_role("dialog", name="Novo e-mail")
    desk.page.get_by_role("button", name="Novo e-mail").first.click()
    dialog.locator("input[type=file]").set_input_files([CONTRACT])
    until(lambda: kept(desk.page) or None)
    desk.page.reload()
    desk.page.get_by_role("button", name="Novo e-mail").first.click()
    expect(tray(dialog)).to_have_count(1)
    dialog.get_by_role("button", name="Descartar").click()
    until(lambda: kept(desk.page) == [] or None)


def test_a_browser_without_room_for_files_says_so_and_sends_them_all_the_same(
    enter: Callable[..., Desk], staff: Staff
) -> None:
    number, desk = staff.conversation(staff.add_site()), enter()
    desk.page.add_init_script("indexedDB.open = () => { throw new DOMException('no', 'InvalidStateError'); }")
    desk.at(number)
    desk.page.get_by_role("form").locator("input[type=file]").set_input_files([CONTRACT])
    expect(desk.page.get_by_text("Este navegador não conseguiu guardar os arquivos do rascunho.")).to_be_visible()
    desk.say("segue o contrato")
    expect(desk.log.get_by_role("link", name="contrato.pdf")).to_be_visible()


def own_desk(enter: Callable[..., Desk], staff: Staff, **options: Any) -> Desk:
    """A session of its own, which may end."""
    person, _ = sign_in(staff.url, staff.owner.email)
    return enter(person, **options)


def come_back(desk: Desk, staff: Staff) -> Desk:
    """Sign in with the password."""
    enter_password(desk.page, staff.url, staff.owner.email, PASSWORD)
    expect(desk.page.get_by_role("button", name="Ana Moura")).to_be_visible()
    return desk


def test_who_signs_out_is_asked_and_leaves_no_draft_to_the_next_person(
    enter: Callable[..., Desk], staff: Staff
) -> None:
    """On a shared computer neither the screen nor the browser's store tells what was being written."""
    number, desk = staff.conversation(staff.add_site()), own_desk(enter, staff)
    page = desk.at(number).page
    desk.reply.fill("algo que ninguém deve ler")
    attach(desk, CONTRACT)
    leave(page)
    question = page.get_by_role("dialog", name="Sair sem enviar?")
    expect(question).to_contain_text("Há 1 rascunho não enviado neste navegador.")
    question.get_by_role("button", name="Cancelar").click()
    expect(desk.reply).to_have_value("algo que ninguém deve ler")
    leave(page)
    question.get_by_role("button", name="Sair e apagar").click()
    expect(page.get_by_label("Senha", exact=True)).to_be_visible()
    assert (written(page), kept(page)) == ([], [])
    come_back(desk, staff).at(number)
    expect(desk.reply).to_have_value("")
    expect(tray(page)).to_have_count(0)


def test_who_has_written_nothing_signs_out_without_a_question(enter: Callable[..., Desk], staff: Staff) -> None:
    number, desk = staff.conversation(staff.add_site()), own_desk(enter, staff)
    leave(desk.at(number).page)
    expect(desk.page.get_by_label("Senha", exact=True)).to_be_visible()


def test_the_question_can_be_answered_on_a_phone(enter: Callable[..., Desk], staff: Staff) -> None:
    number, desk = staff.conversation(staff.add_site()), own_desk(enter, staff, viewport=size(PHONE))
    desk.at(number).reply.fill("rascunho no celular")
    page = desk.open().page
    page.get_by_role("button", name="Menu").click()
    leave(page)
    page.get_by_role("dialog", name="Sair sem enviar?").get_by_role("button", name="Sair e apagar").click()
    expect(page.get_by_label("Senha", exact=True)).to_be_visible()
    assert written(page) == []


def test_a_session_that_ends_by_itself_loses_nothing(enter: Callable[..., Desk], staff: Staff) -> None:
    """Whoever is thrown out in the middle of a sentence finds it again, files too."""
    number, desk = staff.conversation(staff.add_site()), own_desk(enter, staff)
    page = desk.at(number).page
    desk.reply.fill("no meio da frase")
    attach(desk, CONTRACT)
    headers = page.evaluate("JSON.parse(localStorage.getItem('balcao.session'))")
    gone = page.request.delete(f"{staff.url}/auth/sign_out", headers=headers)
    assert gone.ok
    page.reload()
    expect(page.get_by_label("Senha", exact=True)).to_be_visible()
    come_back(desk, staff).at(number)
    expect(desk.reply).to_have_value("no meio da frase")
    expect(tray(page)).to_have_count(1)
