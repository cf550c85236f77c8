"""Whatever a stranger writes, names, attaches or configures: it is text, on the desk and in the chat (XSS-*)."""

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.error import HTTPError

import pytest
from playwright.sync_api import Error, Page, expect

from tests.e2e.desk import Desk, fits
from tests.e2e.hostile import LINKS, MESSAGES, NAME, XSS_01, XSS_25, Alarm
from tests.e2e.staff import Staff
from tests.support.shop import BUBBLE, Storefront, visit


def read_upwards(desk: Desk, count: int) -> None:
    """Scroll until every message has been drawn."""
    while (shown := desk.bubbles.count()) < count:
        desk.log.evaluate("box => box.scrollTo(0, 0)")
        expect(desk.bubbles.nth(shown)).to_be_attached()


@pytest.mark.parametrize(
    "payload", [XSS_01[0], XSS_01[1], XSS_01[2], XSS_01[7], XSS_01[9], f'<a href="{LINKS[1]}">x</a>']
)
def test_the_alarm_rings_when_a_page_falls_for_it(
    payload: str, shop: Storefront, outside: Callable[..., Page], alarm: Alarm
) -> None:
    page = outside()
    alarm.over(page.context)
    shop.paths["/tolo"] = {}, f"<!doctype html><body>{payload}</body>"
    with suppress(Error):  # some payloads lead away from the page
        page.goto(f"{shop.url}/tolo", wait_until="networkidle")
    assert alarm.look(page)


def test_xss_01_02_08_10_25_messages_on_the_desk(
    guarded: Desk, staff: Staff, site: dict[str, Any], alarm: Alarm
) -> None:
    """From the visitor, as an answer and as a note; live and from the history."""
    visitor = staff.office.visitor(site["website_token"])
    number = visitor.say("Oi")["conversation_id"]
    guarded.at(number)
    for text in MESSAGES:
        visitor.say(text)
        staff.answer(number, text)
    for text in MESSAGES[::7]:
        staff.answer(number, text, private=True)
    staff.answer(number, "fim da lista")
    expect(guarded.bubble("fim da lista")).to_be_visible()
    assert alarm.look(guarded.page) == []
    guarded.page.reload()
    expect(guarded.bubble("fim da lista")).to_be_visible()
    read_upwards(guarded, 2 * len(MESSAGES))
    assert alarm.look(guarded.page) == []
    assert fits(guarded.page)
    expect(guarded.log.get_by_text("<script data-canary>canary()</script>").first).to_be_attached()


def test_xss_01_02_08_10_25_messages_in_the_chat(
    outside: Callable[..., Page], staff: Staff, site: dict[str, Any], shop: Storefront, alarm: Alarm
) -> None:
    """What an agent (or somebody with an agent's token) writes reaches the visitor as text too."""
    page = outside()
    alarm.over(page.context)
    chat = visit(page, shop.url).open()
    chat.say("Oi")
    expect(chat.sent("Oi")).to_be_visible()
    for text in MESSAGES:
        staff.answer(1, text)
    staff.answer(1, "fim da lista")
    expect(chat.inside.get_by_text("fim da lista")).to_be_visible()
    assert alarm.look(page) == []
    again = visit(page, shop.url)
    expect(again.inside.get_by_text("fim da lista").first).to_be_attached()
    again.open()
    expect(again.inside.get_by_text("fim da lista").first).to_be_visible()
    for text in (*MESSAGES[:6], XSS_25[0], "fim do visitante"):
        again.say(text)
    expect(again.sent("fim do visitante")).to_be_visible()
    assert alarm.look(page) == []
    assert again.frame.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_xss_07_08_09_what_is_known_of_a_visitor(
    guarded: Desk, staff: Staff, site: dict[str, Any], alarm: Alarm
) -> None:
    """Name, attributes of every kind, the page they came from, the browser they claim to have."""
    visitor = staff.office.visitor(site["website_token"])
    attributes = {f"link {n}": link for n, link in enumerate(LINKS)} | {NAME: NAME, "__proto__": {"canary": NAME}}
    visitor.call("PATCH", "contact", {"name": NAME, "custom_attributes": attributes,
                                      "additional_attributes": {"city": NAME, "company_name": NAME}})  # fmt: skip
    number = visitor.say("Oi")["conversation_id"]
    staff.office.call("POST", f"conversations/{number}/custom_attributes", {"custom_attributes": attributes})
    with suppress(HTTPError):
        visitor.call(
            "POST", "conversations", {"message": {"content": "x", "referer_url": LINKS[0]}, "contact": {"name": NAME}}
        )
    visitor.call("POST", "conversations/toggle_typing", {"typing_status": "on"})
    guarded.at(number)
    expect(guarded.details).to_contain_text("javascript:canary()")
    name = guarded.page.get_by_role("button", name=re.compile("data-canary")).first
    expect(name).to_be_visible()
    assert "\u202e" not in name.inner_text()
    assert guarded.page.evaluate("({}).canary === undefined")
    assert alarm.look(guarded.page) == []
    assert fits(guarded.page)


def test_xss_07_13_what_the_team_names(guarded: Desk, staff: Staff, site: dict[str, Any], alarm: Alarm) -> None:
    """Labels, teams, inboxes, agents and the account itself, in the side bar, the list and the settings."""
    office = staff.office
    for path, body in (
        ("labels", {"title": NAME, "description": NAME, "color": "#e0803a", "show_on_sidebar": True}),
        ("labels", {"title": "cor", "color": "red;}body{background:url(//canary.invalid)}", "show_on_sidebar": True}),
        ("teams", {"name": NAME, "description": NAME}),
        ("agents", {"name": NAME, "email": "mal@example.com", "role": "agent"}),
    ):
        with suppress(HTTPError):
            office.call("POST", path, body)
    office.call("PATCH", "", {"name": NAME})
    office.call("PATCH", f"inboxes/{site['id']}", {"name": NAME})
    number = staff.conversation(site, NAME, NAME)
    guarded.at(number)
    expect(guarded.page.get_by_role("navigation", name="Navegação")).to_contain_text("data-canary")
    for path in (
        "/conversations", "/settings/inboxes/list", f"/settings/inboxes/{site['id']}", "/settings/agents/list",
        "/settings/general", f"/settings/inboxes/{site['id']}?tab=members", "/dashboard",
    ):  # fmt: skip
        guarded.open(path)
        guarded.page.wait_for_load_state("networkidle")
        assert alarm.look(guarded.page) == [], path
        assert fits(guarded.page), path


def test_xss_13_what_the_chat_is_told_to_look_like(
    outside: Callable[..., Page], guarded: Desk, staff: Staff, site: dict[str, Any], shop: Storefront, alarm: Alarm
) -> None:
    """Welcome words, the greeting, the form before the chat; what is no colour or an endless pattern is refused."""
    words = f"{NAME}</script><script data-canary>canary()</script>\u2028"
    fields = [{"name": "emailAddress", "type": "email", "label": words, "placeholder": words, "required": True,
               "enabled": True, "field_type": "standard"}]  # fmt: skip
    look = {"welcome_title": words, "welcome_tagline": words, "pre_chat_form_enabled": True,
            "pre_chat_form_options": {"pre_chat_message": words, "pre_chat_fields": fields}}  # fmt: skip
    change = {"name": words, "greeting_enabled": True, "greeting_message": words, "channel": look}
    staff.office.call("PATCH", f"inboxes/{site['id']}", change)
    for refused in ({"widget_color": "red;}body{display:none}"},
                    {"pre_chat_form_options": {"pre_chat_fields": [{**fields[0], "regex_pattern": "(a+)+$"}]}}):  # fmt: skip
        with pytest.raises(HTTPError, match="422"):
            staff.office.call("PATCH", f"inboxes/{site['id']}", {"channel": refused})
    page = outside()
    alarm.over(page.context)
    chat = visit(page, shop.url)
    page.click(BUBBLE)
    expect(chat.inside.get_by_role("heading", name=re.compile("data-canary"))).to_be_visible()
    assert alarm.look(page) == []
    chat.inside.locator(".card").click()
    expect(chat.inside.get_by_label("Sua mensagem")).to_be_visible()
    assert alarm.look(page) == []
    for tab in ("", "?tab=pre_chat"):
        guarded.open(f"/settings/inboxes/{site['id']}{tab}")
        expect(guarded.page.get_by_role("complementary", name="Como o visitante vê")).to_contain_text("data-canary")
        assert alarm.look(guarded.page) == []
