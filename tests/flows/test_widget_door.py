"""The widget's door: tokens, the page in the iframe, and which sites may show it."""

import json
import re
from typing import Any

import jwt
import pytest

from balcao.api.widget import page as widget_page
from balcao.api.widget import tokens
from balcao.api.widget.page import Manifest
from balcao.domain.actors import Visitor
from balcao.kit.clock import DAY
from balcao.kit.crypto import Keyring
from tests.support.client import BASE, Client
from tests.support.clock import HandClock
from tests.support.people import Signed, sign_up
from tests.support.visiting import Guest, add_inbox, arrive, ok

BUILT = Manifest("assets/chat-1.js", ["assets/chat-1.css"], ["assets/part-1.js"], {"pt-BR": ["assets/pt-1.js"]})


@pytest.fixture(autouse=True)
def built(monkeypatch: pytest.MonkeyPatch) -> None:
    """A widget that was built, whether or not this checkout has one."""
    monkeypatch.setattr(widget_page, "built", lambda: BUILT)


@pytest.fixture
def admin(client: Client) -> Signed:
    return sign_up(client)


@pytest.fixture
def inbox(client: Client, admin: Signed) -> Any:
    return add_inbox(client, admin)


@pytest.fixture
def guest(client: Client, inbox: Any) -> Guest:
    return arrive(client, inbox["website_token"])


def open_page(client: Client, inbox: Any, **params: str) -> Any:
    return client.get("/widget", params={"website_token": inbox["website_token"], **params})


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


def test_whoever_comes_back_stays_known(client: Client, inbox: Any, guest: Guest, clock: HandClock) -> None:
    clock.advance(100 * DAY)
    later = ok(guest.call("POST", "/config"))
    assert later["contact"] == guest.contact
    renewed = guest.under(token=later["website_channel_config"]["auth_token"])
    clock.advance(100 * DAY)
    assert renewed.get("/contact")["id"] == guest.contact["id"]
    assert guest.call("GET", "/contact").status_code == 404
    stranger = ok(guest.call("POST", "/config"))
    assert stranger["contact"]["id"] != guest.contact["id"]


def forged(guest: Guest, keyring: Keyring, **changes: Any) -> dict[str, str]:
    """Tokens that look nearly right, by what is wrong with them."""
    claims = jwt.decode(guest.token, options={"verify_signature": False})
    key, typ = keyring.key("widget"), {**claims, "typ": "agent"}
    without = {name: value for name, value in claims.items() if name != "exp"}
    return {
        "nothing": "",
        "garbage": "abc.def.ghi",
        "unsigned": jwt.encode(claims, None, "none"),
        "another key": jwt.encode(claims, keyring.key("session"), "HS256"),
        "another algorithm": jwt.encode(claims, key, "HS512"),
        "another purpose": jwt.encode(typ, key, "HS256"),
        "another inbox": jwt.encode({**claims, "inbox_id": 999}, key, "HS256"),
        "another audience": jwt.encode({**claims, "aud": "inbox:999"}, key, "HS256"),
        "without an end": jwt.encode(without, key, "HS256"),
        "expired": jwt.encode({**claims, "exp": claims["iat"] - 1}, key, "HS256"),
        "from tomorrow": jwt.encode({**claims, "iat": claims["iat"] + 86_400}, key, "HS256"),
        "nobody": jwt.encode({**claims, "source_id": "x"}, key, "HS256"),
        "a list for a name": jwt.encode({**claims, "source_id": ["x"]}, key, "HS256"),
    }


def test_a_token_that_is_not_exactly_right_opens_nothing_wid_05(client: Client, admin: Signed, guest: Guest) -> None:
    guest.say("Segredo")
    others = {"access token": admin.user["access_token"], "session": admin.headers["access-token"]}
    for flaw, token in (forged(guest, client.house.keyring) | others).items():
        for method, path in (("GET", "/contact"), ("GET", "/messages"), ("POST", "/messages")):
            reply = guest.under(token=token).call(method, path)
            assert (reply.status_code, reply.json()) == (404, {"error": "Resource could not be found"}), flaw
        page = open_page(client, {"website_token": guest.website_token}, cw_conversation=token, visitor="lazy")
        assert boot_of(page)["authToken"] == "", flaw


def test_a_visitors_token_is_no_agents_token_wid_05(client: Client, admin: Signed, guest: Guest) -> None:
    for headers in ({"api_access_token": guest.token}, {**admin.headers, "access-token": guest.token}):
        assert client.get("/api/v1/profile", headers=headers).status_code == 401


def test_a_token_is_good_for_its_own_inbox_only_wid_05(client: Client, admin: Signed, guest: Guest) -> None:
    second = add_inbox(client, admin, name="Segunda")
    elsewhere = sign_up(client, "rui@outra.example")
    third = add_inbox(client, elsewhere, name="Outra conta")
    for inbox in (second, third):
        assert guest.under(website_token=inbox["website_token"]).call("GET", "/contact").status_code == 404
    assert guest.call("GET", "/contact", params={"website_token": ""}).status_code == 404


def test_a_deleted_contacts_token_brings_nobody_back_wid_05(client: Client, admin: Signed, guest: Guest) -> None:
    path = f"{admin.account}/contacts/{guest.contact['id']}"
    ok(client.delete(path, headers=admin.headers))
    assert guest.call("POST", "/messages", json={"message": {"content": "x"}}).status_code == 404
    assert contacts_in(client) == 0


def test_a_proven_visitors_token_lives_shorter() -> None:
    keyring = Keyring(b"k" * 32)
    for verified, days in ((False, 180), (True, 30)):
        token = tokens.issue(keyring, Visitor(1, 2, 3, 4, "s", verified), 0)
        assert tokens.read(keyring, token, days * DAY - 1_000_000)
        assert tokens.read(keyring, token, days * DAY) is None


def test_a_suspended_account_is_closed_everywhere(client: Client, inbox: Any, guest: Guest) -> None:
    def suspend(tx: Any) -> None:
        tx.conn.exec_driver_sql("update accounts set status = 'suspended'")

    client.house.store.write_now(suspend)
    answers = [
        open_page(client, inbox),
        guest.call("POST", "/config"),
        guest.call("GET", "/messages"),
        guest.call("POST", "/messages", json={"message": {"content": "x"}}),
        guest.call("GET", "/inbox_members"),
    ]
    assert [(reply.status_code, reply.json()) for reply in answers] == [(401, {"error": "Account is suspended"})] * 5
    assert ok(client.get("/widget/settings", params={"website_token": inbox["website_token"]}))["allowed"] is False


@pytest.mark.parametrize(
    ("origin", "welcome"),
    [
        ("https://loja.example", True),
        ("http://loja.example:8080", True),
        ("HTTPS://LOJA.EXAMPLE", True),
        ("https://a.b.filial.example", True),
        ("https://xn--caf-dma.example", True),
        (BASE, True),
        ("https://loja.example.evil", False),
        ("https://evilloja.example", False),
        ("https://www.loja.example", False),
        ("https://filial.example", False),
        ("https://evilfilial.example", False),
        ("null", False),
        ("file://", False),
        ("https://loja.example@evil.example", False),
        ("chrome-extension://loja.example", False),
        ("", False),
    ],
)
def test_only_the_allowed_sites_may_use_the_chat_wid_09(
    client: Client, admin: Signed, origin: str, welcome: bool
) -> None:
    inbox = add_inbox(client, admin, allowed_domains="loja.example, *.filial.example, café.example")
    guest = arrive(client, inbox["website_token"])
    settings = client.get(
        "/widget/settings", params={"website_token": inbox["website_token"]}, headers={"Origin": origin}
    )
    assert settings.json()["allowed"] is welcome
    for method, path in (("GET", "/messages"), ("POST", "/config"), ("GET", "/inbox_members")):
        reply = guest.call(method, path, headers={"Origin": origin})
        assert reply.status_code == (200 if welcome else 403), path


def test_only_the_allowed_sites_may_frame_the_page_wid_09(client: Client, admin: Signed) -> None:
    inbox = add_inbox(client, admin, allowed_domains="loja.example\n*.filial.example:8443")
    policy = open_page(client, inbox, visitor="lazy").headers["content-security-policy"]
    assert policy.endswith(
        "frame-ancestors 'self' https://loja.example:* http://loja.example:* "
        "https://*.filial.example:8443 http://*.filial.example:8443"
    )


def test_without_a_list_every_site_may_wid_09(client: Client, inbox: Any, guest: Guest) -> None:
    assert open_page(client, inbox, visitor="lazy").headers["content-security-policy"].endswith("frame-ancestors *")
    assert guest.call("GET", "/messages", headers={"Origin": "https://qualquer.example"}).status_code == 200


@pytest.mark.parametrize(
    "entry", ["a.example; script-src *", "a.example\r\nX: y", "'self' *", "*", "*.*", "a..b", "x y;z"]
)
def test_a_list_cannot_carry_policy_words_wid_09(client: Client, admin: Signed, entry: str) -> None:
    body = {"name": "x", "channel": {"type": "web_widget", "website_url": "x.example", "allowed_domains": entry}}
    reply = client.post(f"{admin.account}/inboxes", headers=admin.headers, json=body)
    if reply.status_code == 200:
        policy = open_page(client, reply.json(), visitor="lazy").headers["content-security-policy"]
        assert set(policy.rpartition("frame-ancestors ")[2].split()) <= {
            "'self'", "https://a.example:*", "http://a.example:*", "https://x:*", "http://x:*", "https://y:*", "http://y:*",
        }  # fmt: skip
        assert policy.count("script-src") == 1
    else:
        assert reply.status_code == 422


def test_no_other_site_reads_the_widgets_answers_wid_11(guest: Guest) -> None:
    reply = guest.call("GET", "/messages", headers={"Origin": "https://qualquer.example"})
    assert not [name for name in reply.headers if name.startswith("access-control-")]


def test_the_test_site_carries_the_real_snippet(client: Client, inbox: Any) -> None:
    for locale, words in (("pt-BR", "Ver produtos"), ("en", "See the products"), ("es", "Preferidos de la casa")):
        reply = client.get(f"/test-site/{inbox['website_token']}", params={"locale": locale})
        assert f'<html lang="{locale}">' in reply.text
        assert words.lower() in reply.text.lower() or "preferidos" in reply.text
        assert inbox["web_widget_script"] in reply.text
        assert "{{" not in reply.text
    assert client.get("/test-site/nope").status_code == 404
