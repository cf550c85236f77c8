"""The widget's door: the page in the iframe, the loader's settings, the chat's configuration, the test site."""

import json
import re
from typing import Any

import pytest

from tests.support.client import Client
from tests.support.people import Signed
from tests.support.visiting import Guest, add_inbox, ok, open_page

pytestmark = pytest.mark.usefixtures("built")


def boot_of(reply: Any) -> Any:
    found = re.search(r'<script type="application/json" id="widget-boot">(.*?)</script>', reply.text, re.DOTALL)
    assert found
    return json.loads(found[1])


def contacts_in(client: Client) -> int:
    return client.query(lambda tx: tx.conn.exec_driver_sql("select count(*) from contacts").scalar())


def test_looking_at_the_chat_makes_nobody_known(client: Client, inbox: Any) -> None:
    boot = boot_of(open_page(client, inbox, visitor="lazy"))
    assert (boot["authToken"], boot["chatwootPubsubToken"]) == ("", "")
    ok(client.get("/widget/settings", params={"website_token": inbox["website_token"]}))
    assert contacts_in(client) == 0


def test_a_client_of_the_contract_is_known_at_once(client: Client, inbox: Any) -> None:
    boot = boot_of(open_page(client, inbox))
    assert contacts_in(client) == 1
    guest = Guest(client, inbox["website_token"], boot["authToken"])
    again = boot_of(open_page(client, inbox, cw_conversation=boot["authToken"]))
    assert again["chatwootPubsubToken"] == boot["chatwootPubsubToken"] != ""
    guest.say()
    assert contacts_in(client) == 1


def test_the_page_has_every_global_and_loads_only_our_files(client: Client, inbox: Any) -> None:
    reply = open_page(client, inbox, visitor="lazy")
    boot = boot_of(reply)
    assert set(boot) == {"chatwootWebChannel", "chatwootPubsubToken", "authToken", "globalConfig"}
    assert set(boot["chatwootWebChannel"]) == {
        "avatarUrl", "hasAConnectedAgentBot", "locale", "websiteName", "websiteToken", "welcomeTagline",
        "welcomeTitle", "widgetColor", "portal", "enabledFeatures", "enabledLanguages", "replyTime",
        "preChatFormEnabled", "preChatFormOptions", "workingHoursEnabled", "csatSurveyEnabled", "workingHours",
        "outOfOfficeMessage", "utcOffset", "timezone", "allowMessagesAfterResolved", "disableBranding",
    }  # fmt: skip
    assert set(boot["globalConfig"]) == {
        "LOGO_THUMBNAIL", "BRAND_NAME", "WIDGET_BRAND_URL", "DIRECT_UPLOADS_ENABLED", "MAXIMUM_FILE_UPLOAD_SIZE",
        "INSTALLATION_NAME",
    }  # fmt: skip
    assert re.findall(r'(?:src|href)="([^"]+)"', reply.text) == [
        "/packs/widget/assets/chat-1.css", "/packs/widget/assets/part-1.js", "/packs/widget/assets/pt-1.js",
        "/packs/widget/assets/chat-1.js",
    ]  # fmt: skip
    assert reply.headers["cache-control"] == "private, no-store"
    assert reply.headers["referrer-policy"] == "no-referrer"
    assert "x-frame-options" not in reply.headers
    assert "unsafe-inline" not in reply.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("asked", "spoken"), [("es", "es"), ("pt_BR", "pt-BR"), ("pt", "pt-BR"), ("xx", "pt-BR"), ('"><script>', "pt-BR")]
)
def test_the_page_speaks_the_language_asked_for(client: Client, inbox: Any, asked: str, spoken: str) -> None:
    assert f'<html lang="{spoken}">' in open_page(client, inbox, visitor="lazy", locale=asked).text


def test_no_inbox_no_page(client: Client) -> None:
    reply = client.get("/widget", params={"website_token": "nope"})
    assert (reply.status_code, reply.json()) == (404, {"error": "web widget does not exist"})


def test_settings_cannot_leave_their_place_xss_13(client: Client, admin: Signed) -> None:
    evil = "</script><script>alert(1)</script><!--\u2028&"
    inbox = add_inbox(client, admin, name=evil, welcome_title=evil, welcome_tagline="{boot}{title}")
    reply = open_page(client, inbox, visitor="lazy")
    assert boot_of(reply)["chatwootWebChannel"]["welcomeTitle"] == evil
    assert "<script>alert" not in reply.text
    assert "\u2028" not in reply.text
    bad = {"name": "x", "channel": {"type": "web_widget", "website_url": "x.example", "widget_color": "red;}body{"}}
    assert client.post(f"{admin.account}/inboxes", headers=admin.headers, json=bad).status_code == 422


def test_the_loader_learns_colour_and_language(client: Client, admin: Signed) -> None:
    inbox = add_inbox(client, admin, widget_color="#0a7d5c")
    reply = client.get("/widget/settings", params={"website_token": inbox["website_token"]})
    assert reply.json() == {"widgetColor": "#0a7d5c", "locale": "pt-BR", "allowed": True}
    assert reply.headers["access-control-allow-origin"] == "*"
    assert reply.headers["vary"] == "Origin"
    assert "max-age=60" in reply.headers["cache-control"]
    unknown = client.get("/widget/settings", params={"website_token": "nope"})
    assert (unknown.status_code, unknown.headers["access-control-allow-origin"]) == (404, "*")


def test_the_configuration_names_the_inbox_and_the_visitor(client: Client, inbox: Any, guest: Guest) -> None:
    whole = ok(guest.call("POST", "/config"))
    assert set(whole) == {"website_channel_config", "contact", "global_config"}
    assert set(whole["contact"]) == {"email", "id", "identifier", "name", "phone_number", "pubsub_token"}
    assert set(whole["website_channel_config"]) == {
        "allow_messages_after_resolved", "api_host", "auth_token", "avatar_url", "csat_survey_enabled",
        "disable_branding", "enabled_features", "enabled_languages", "locale", "out_of_office_message", "portal",
        "pre_chat_form_enabled", "pre_chat_form_options", "reply_time", "timezone", "utc_off_set", "website_name",
        "website_token", "welcome_tagline", "welcome_title", "widget_color", "working_hours", "working_hours_enabled",
    }  # fmt: skip
    assert whole["website_channel_config"]["auth_token"] == guest.token
    assert whole["contact"] == guest.contact


def test_the_test_site_carries_the_real_snippet(client: Client, inbox: Any) -> None:
    for locale, words in (("pt-BR", "Ver produtos"), ("en", "See the products"), ("es", "Los preferidos de la casa")):
        reply = client.get(f"/test-site/{inbox['website_token']}", params={"locale": locale})
        assert f'<html lang="{locale}">' in reply.text
        assert words in reply.text
        assert inbox["web_widget_script"] in reply.text
        assert "{{" not in reply.text
    assert client.get("/test-site/nope").status_code == 404
