"""Inboxes over HTTP."""

import pytest

from tests.support.client import Client
from tests.support.pictures import SVG, picture
from tests.support.team import open_desk

MISSING = {"error": "Resource could not be found"}


def test_a_website_inbox_has_the_shape_of_the_contract(client: Client) -> None:
    ana = open_desk(client)
    inbox = ana.website("Loja", welcome_title="Olá!", widget_color="#FF8800")
    days = inbox.pop("working_hours")
    script, token, key = inbox.pop("web_widget_script"), inbox.pop("website_token"), inbox.pop("hmac_token")
    assert inbox == {
        "id": inbox["id"], "channel_id": inbox["id"], "avatar_url": "", "name": "Loja",
        "channel_type": "Channel::WebWidget", "greeting_enabled": False, "greeting_message": None,
        "working_hours_enabled": False, "enable_email_collect": True, "csat_survey_enabled": False, "csat_config": {},
        "enable_auto_assignment": True, "auto_assignment_config": {}, "out_of_office_message": None,
        "timezone": "UTC", "callback_webhook_url": None, "allow_messages_after_resolved": True,
        "lock_to_single_conversation": False, "sender_name_type": "friendly", "business_name": None,
        "allowed_domains": "", "widget_color": "#ff8800", "website_url": "https://padaria.example",
        "hmac_mandatory": False, "welcome_title": "Olá!", "welcome_tagline": None,
        "selected_feature_flags": ["attachments", "emoji_picker", "end_conversation"],
        "reply_time": "in_a_few_minutes", "messaging_service_sid": None, "phone_number": None, "provider": None,
        "pre_chat_form_enabled": False, "pre_chat_form_options": inbox["pre_chat_form_options"],
        "continuity_via_email": True,
        "continuity_inbox_id": None,
    }  # fmt: skip
    assert len(token) == len(key) == 24
    assert f'websiteToken: "{token}"' in script
    assert '"http://balcao.test"' in script
    assert [day["day_of_week"] for day in days] == list(range(7))
    assert days[0] == {
        "day_of_week": 0, "closed_all_day": True, "open_hour": None, "open_minutes": None, "close_hour": None,
        "close_minutes": None, "open_all_day": False,
    }  # fmt: skip
    assert (days[1]["open_hour"], days[1]["close_hour"], days[1]["closed_all_day"]) == (9, 17, False)
    names = [field["name"] for field in inbox["pre_chat_form_options"]["pre_chat_fields"]]
    assert names == ["fullName", "emailAddress", "phoneNumber"]


def test_an_api_inbox_has_the_shape_of_the_contract(client: Client) -> None:
    ana = open_desk(client)
    inbox = ana.api_inbox(webhook_url="https://evolution.example/hook", additional_attributes={"mine": "kept"})
    assert inbox["channel_type"] == "Channel::Api"
    assert inbox["channel_id"] == inbox["id"]
    assert inbox["webhook_url"] == "https://evolution.example/hook"
    assert len(inbox["inbox_identifier"]) == len(inbox["hmac_token"]) == len(inbox["secret"]) == 24
    assert inbox["additional_attributes"] == {"mine": "kept"}
    assert inbox["website_token"] is inbox["widget_color"] is inbox["web_widget_script"] is None


def test_a_form_client_creates_an_inbox_too(client: Client) -> None:
    ana = open_desk(client)
    form = {"name": "App", "channel[type]": "api", "channel[webhook_url]": "null", "greeting_enabled": "true",
            "greeting_message": "null", "channel[hmac_mandatory]": "1"}  # fmt: skip
    reply = ana.post("inboxes/", data=form, files={"avatar": ("a.png", picture(), "image/png")})
    inbox = reply.json()
    assert reply.status_code == 200, inbox
    assert (inbox["webhook_url"], inbox["hmac_mandatory"]) == (None, True)
    assert (inbox["greeting_enabled"], inbox["greeting_message"]) == (True, None)
    assert inbox["avatar_url"].startswith("http://balcao.test/files/")
    assert client.get(inbox["avatar_url"]).status_code == 200
    ana.delete(f"inboxes/{inbox['id']}/avatar")
    assert ana.get(f"inboxes/{inbox['id']}").json()["avatar_url"] == ""


def test_what_is_no_picture_is_no_avatar(client: Client) -> None:
    ana = open_desk(client)
    form = {"name": "App", "channel[type]": "api"}
    reply = ana.post("inboxes", data=form, files={"avatar": ("a.png", SVG, "image/png")})
    assert reply.status_code == 422
    assert ana.get("inboxes").json() == {"payload": []}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "  ", "channel": {"type": "api"}}, "name"),
        ({"name": "x", "channel": {"type": "carrier_pigeon"}}, "channel"),
        ({"name": "x"}, "channel"),
        ({"name": "x", "channel": {"type": "web_widget"}}, "website_url"),
        ({"channel": {"type": "web_widget", "website_url": "javascript:alert(1)"}, "name": "x"}, "website_url"),
        ({"channel": {"type": "api", "webhook_url": "file:///etc/passwd"}, "name": "x"}, "webhook_url"),
        ({"channel": {"type": "api", "webhook_url": "http://169.254.169.254/"}, "name": "x"}, "webhook_url"),
        ({"channel": {"type": "api", "webhook_url": "http://localhost:6379/"}, "name": "x"}, "webhook_url"),
        ({"channel": {"type": "api", "webhook_url": "padaria.example/hook"}, "name": "x"}, "webhook_url"),
    ],
)
def test_what_makes_no_inbox_is_refused(client: Client, body: dict[str, object], field: str) -> None:
    ana = open_desk(client)
    reply = ana.post("inboxes", json=body)
    assert (reply.status_code, reply.json()["attributes"]) == (422, [field]), reply.text
    assert ana.get("inboxes").json() == {"payload": []}


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"widget_color": "red;}body{display:none"}, "widget_color"),
        ({"widget_color": "#1f93f"}, "widget_color"),
        ({"welcome_title": {"$ne": ""}}, "welcome_title"),
        ({"selected_feature_flags": ["attachments", "root_access"]}, "selected_feature_flags"),
        ({"reply_time": "never"}, "reply_time"),
        ({"allowed_domains": "good.com; script-src *"}, "allowed_domains"),
        ({"allowed_domains": "good.com\r\nX-Evil: 1"}, "allowed_domains"),
        ({"pre_chat_form_options": {"pre_chat_fields": [{"name": "<img>"}]}}, "pre_chat_form_options"),
        ({"pre_chat_form_options": {"pre_chat_fields": [{"name": "cpf", "type": "html"}]}}, "pre_chat_form_options"),
        (
            {"pre_chat_form_options": {"pre_chat_fields": [{"name": "cpf", "regex_pattern": "(a+)+$"}]}},
            "pre_chat_form_options",
        ),
    ],
)
def test_settings_that_could_do_harm_are_refused_xss_13_wid_09(
    client: Client, settings: dict[str, object], field: str
) -> None:
    ana = open_desk(client)
    inbox = ana.website()
    reply = ana.patch(f"inboxes/{inbox['id']}", json={"channel": settings})
    assert (reply.status_code, reply.json()["attributes"]) == (422, [field]), reply.text
    assert ana.get(f"inboxes/{inbox['id']}").json() == inbox


def test_names_and_labels_lose_their_tricks_xss_07_xss_13(client: Client) -> None:
    ana = open_desk(client)
    inbox = ana.website("Lo\u202eja\u200b\n<b>")
    assert inbox["name"] == "Loja <b>"
    field = {"name": "cpf", "label": "CPF\u202e<script>", "type": "text", "regex_pattern": r"^\d{11}$", "onclick": "x"}
    options = {"pre_chat_message": "Quem é?", "pre_chat_fields": [field], "extra": 1}
    changed = ana.patch(f"inboxes/{inbox['id']}", json={"channel": {"pre_chat_form_options": options}}).json()
    assert changed["pre_chat_form_options"] == {
        "pre_chat_message": "Quem é?",
        "pre_chat_fields": [
            {
                "name": "cpf", "type": "text", "label": "CPF<script>", "placeholder": "", "required": False,
                "enabled": False, "field_type": "standard", "regex_pattern": r"^\d{11}$", "regex_cue": "",
            }
        ],
    }  # fmt: skip


def test_a_change_changes_what_was_sent_and_nothing_else(client: Client) -> None:
    ana = open_desk(client)
    inbox = ana.website()
    path = f"inboxes/{inbox['id']}"
    hours = [{"day_of_week": 6, "open_hour": "10", "open_minutes": 30, "close_hour": 14, "close_minutes": 0}]
    body = {
        "greeting_enabled": True, "greeting_message": "Oi!", "working_hours": hours, "timezone": "America/Sao_Paulo",
        "channel": {"allowed_domains": ["https://Padaria.example/", "*.padaria.example"], "hmac_mandatory": "true"},
    }  # fmt: skip
    changed = ana.patch(path, json=body).json()
    saturday = {**hours[0], "open_hour": 10, "closed_all_day": False, "open_all_day": False}
    assert changed == {
        **inbox, "greeting_enabled": True, "greeting_message": "Oi!", "timezone": "America/Sao_Paulo",
        "allowed_domains": "padaria.example,*.padaria.example", "hmac_mandatory": True,
        "working_hours": [*inbox["working_hours"][:6], saturday],
    }  # fmt: skip
    assert ana.get(f"{path}/").json() == changed
    assert ana.patch(path, json={"name": "Novo"}).json() == {**changed, "name": "Novo"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"timezone": "../../etc/passwd"}, "timezone"),
        ({"working_hours": [{"day_of_week": 9}]}, "working_hours"),
        ({"working_hours": [{"day_of_week": 1, "open_hour": 18, "close_hour": 9}]}, "working_hours"),
        ({"sender_name_type": "rude"}, "sender_name_type"),
        ({"greeting_message": "x" * 10_001}, "greeting_message"),
        ({"name": ""}, "name"),
    ],
)
def test_a_wrong_change_is_refused(client: Client, body: dict[str, object], field: str) -> None:
    ana = open_desk(client)
    inbox = ana.website()
    reply = ana.patch(f"inboxes/{inbox['id']}", json=body)
    assert (reply.status_code, reply.json()["attributes"]) == (422, [field]), reply.text
    assert ana.get(f"inboxes/{inbox['id']}").json() == inbox


def test_nobody_writes_what_only_the_house_may(client: Client) -> None:
    ana = open_desk(client)
    inbox = ana.api_inbox()
    body = {"settings": {"webhook_url": "file:///x"}, "kind": "web_widget", "account_id": 99, "public_key": "mine",
            "hmac_version": 7, "channel": {"inbox_identifier": "mine", "hmac_token": "mine", "secret": "mine"}}  # fmt: skip
    assert ana.patch(f"inboxes/{inbox['id']}", json=body).json() == inbox


def test_agents_see_their_inboxes_without_the_keys(client: Client) -> None:
    ana = open_desk(client)
    rui, mine, other = ana.employ("Rui"), ana.api_inbox("Meu"), ana.website("Outro")
    ana.made("inbox_members", {"inbox_id": mine["id"], "user_ids": [rui.user_id]})
    seen = rui.get("inboxes").json()["payload"]
    assert [one["name"] for one in seen] == ["Meu"]
    assert not {"hmac_token", "secret"} & set(seen[0])
    assert [one["name"] for one in ana.get("inboxes").json()["payload"]] == ["Meu", "Outro"]
    assert (rui.get(f"inboxes/{other['id']}").status_code, rui.get(f"inboxes/{mine['id']}").status_code) == (404, 200)
    for reply in (
        rui.post("inboxes", json={"name": "x", "channel": {"type": "api"}}),
        rui.patch(f"inboxes/{mine['id']}", json={"name": "x"}),
        rui.delete(f"inboxes/{mine['id']}"),
    ):
        assert (reply.status_code, reply.json()) == (401, {"error": "You are not authorized to do this action"})


def test_a_removed_inbox_takes_its_conversations_along(client: Client) -> None:
    ana = open_desk(client)
    inbox, other = ana.api_inbox(), ana.api_inbox("Outro")
    for one in (inbox, other):
        contact = ana.made("contacts", {"name": "Rui", "inbox_id": one["id"]})["payload"]["contact"]
        talk = ana.made("conversations", {"inbox_id": one["id"], "contact_id": contact["id"]})
        ana.made(f"conversations/{talk['id']}/messages", {"content": "Oi"})
    gone = ana.delete(f"inboxes/{inbox['id']}")
    assert gone.json() == {"message": "Your inbox deletion request will be processed in some time."}
    assert [one["id"] for one in ana.get("inboxes").json()["payload"]] == [other["id"]]
    found = ana.get("conversations", params={"status": "all"}).json()["data"]["payload"]
    assert [one["inbox_id"] for one in found] == [other["id"]]


def test_another_accounts_inbox_does_not_exist_ten_01(client: Client) -> None:
    ana, eva = open_desk(client), open_desk(client, "eva@banca.example")
    theirs = eva.website()
    path = f"inboxes/{theirs['id']}"
    members = {"inbox_id": theirs["id"], "user_ids": [ana.user_id]}
    for reply in (
        ana.get(path),
        ana.patch(path, json={"name": "x"}),
        ana.delete(path),
        ana.delete(f"{path}/avatar"),
        ana.get(f"{path}/assignable_agents"),
        ana.get(f"inbox_members/{theirs['id']}"),
        ana.post("inbox_members", json=members),
        ana.patch("inbox_members", json=members),
        ana.delete("inbox_members", json=members),
        ana.get("assignable_agents", params={"inbox_ids[]": theirs["id"]}),
    ):
        assert (reply.status_code, reply.json()) == (404, MISSING)
    assert eva.get(path).json() == theirs
