"""What a stranger attaches is a file and nothing else, and no page of ours is put into a stranger's (XSS-04/05/06/16, WID-10)."""

import re
from collections.abc import Callable
from contextlib import suppress

import pytest
from playwright.sync_api import Error, Page, expect

from tests.e2e.desk import Desk, fits
from tests.e2e.hostile import FILES, LIVE_FILES, Alarm
from tests.e2e.staff import Staff
from tests.support.shop import Storefront, visit


def test_xss_16_names_of_files(guarded: Desk, outside: Callable[..., Page], shop: Storefront, alarm: Alarm) -> None:
    """Quotes, line breaks, turned letters, hundreds of characters: shown short, saved under a harmless name."""
    page = outside()
    alarm.over(page.context)
    chat = visit(page, shop.url).open()
    files = [{"name": name, "mimeType": "text/plain", "buffer": data} for name, data in FILES]
    chat.inside.locator("input[type=file]").set_input_files(files)  # pyright: ignore[reportArgumentType]
    chat.say("seguem os arquivos")
    expect(chat.inside.get_by_role("link")).to_have_count(len(FILES))
    assert alarm.look(page) == []
    guarded.at(1)
    links = guarded.log.get_by_role("link")
    expect(links).to_have_count(len(FILES))
    assert "\u202e" not in guarded.log.inner_text()
    assert alarm.look(guarded.page) == []
    assert fits(guarded.page)
    with guarded.page.expect_download() as saving:
        links.first.click()
    saved = saving.value.suggested_filename
    assert len(saved.encode()) <= 255
    assert not re.search(r'[<>"\r\n\u202e]', saved)


def test_xss_04_05_06_an_attachment_is_never_a_page(
    guarded: Desk, staff: Staff, shop: Storefront, outside: Callable[..., Page], alarm: Alarm
) -> None:
    """Refused, or kept and harmless: opened by its address, put into an image, taken for a script."""
    page = outside()
    alarm.over(page.context)
    chat = visit(page, shop.url).open()
    chat.say("Oi")
    expect(chat.sent("Oi")).to_be_visible()
    guarded.at(1)
    for name, data in LIVE_FILES:
        file = {"name": name, "mimeType": "image/png", "buffer": data}
        chat.inside.locator("input[type=file]").set_input_files(file)  # pyright: ignore[reportArgumentType]
        with page.expect_response(re.compile(r"/widget/messages\?")):
            chat.say("da visita")
        guarded.page.locator("input[type=file]").set_input_files(file)  # pyright: ignore[reportArgumentType]
        with guarded.page.expect_response(re.compile("/messages$")):
            guarded.say("da equipe")
    kept = [file["data_url"] for message in staff.messages(1) for file in message.get("attachments", [])]
    assert any(address.endswith("logo.svg") for address in kept)
    for address in kept:
        open_every_way(guarded.page.context.new_page(), address, shop.url)
    assert alarm.look(guarded.page) == []
    assert alarm.look(page) == []


def open_every_way(page: Page, address: str, elsewhere: str) -> None:
    """As a page, and as a part of somebody else's page."""
    with suppress(Error):  # a download begins, and no page is opened
        page.goto(address)
    assert "canary ran" not in page.content()
    page.goto(elsewhere)
    page.add_script_tag(
        content=f"""for (const tag of ['script', 'img', 'iframe', 'embed']) {{
            const one = document.createElement(tag);
            one.src = '{address}';
            document.body.append(one);
        }}"""
    )
    page.wait_for_load_state("networkidle")
    page.close()


@pytest.mark.parametrize("path", ["/app/login", "/app/accounts/1/dashboard", "/dev/mail", "/api/reference"])
def test_wid_10_no_page_of_ours_is_put_into_a_frame(
    path: str, staff: Staff, shop: Storefront, outside: Callable[..., Page]
) -> None:
    """Nobody is made to click on what they do not see. The chat alone may be framed."""
    page = outside()
    shop.paths["/armadilha"] = {}, f'<!doctype html><iframe src="{staff.url}{path}"></iframe>'
    page.goto(f"{shop.url}/armadilha")
    page.wait_for_load_state("networkidle")
    assert page.frames[1].url.startswith("chrome-error:")
