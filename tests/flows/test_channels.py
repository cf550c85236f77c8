"""What channels declare, as the desk reads it."""

from tests.support.client import Client
from tests.support.team import open_desk

FIELD = {"key", "label", "help", "kind", "required", "default", "choices", "pattern", "max_length", "show_if",
         "editable_after", "same_as",
}  # fmt: skip


def test_the_picker_and_the_forms_are_drawn_from_this(client: Client) -> None:
    ana = open_desk(client)
    found = {one["kind"]: one for one in ana.employ("Rui").get("channels").json()["payload"]}
    assert {kind: one["channel_type"] for kind, one in found.items()} == {
        "web_widget": "Channel::WebWidget",
        "email": "Channel::Email",
        "api": "Channel::Api",
    }
    site = found["web_widget"]
    assert set(site) == {
        "kind", "channel_type", "icon", "title", "summary", "steps", "capabilities", "sign_in", "suggests", "watched",
        "phrases",
    }  # fmt: skip
    assert (site["sign_in"], site["suggests"], site["watched"]) == (None, [], False)
    assert site["title"] == {"pt-BR": "Site", "en": "Website", "es": "Sitio web"}
    assert site["icon"].startswith("<svg")
    assert site["capabilities"] == {
        "text_max": 150_000, "media": ["image", "audio", "video", "file"], "files_per_message": 15,
        "markup": "markdown", "can_start_conversation": False, "carries_on": False, "subject": False,
        "copies": False, "names_sent": False, "typing": True, "receipts": True,
    }  # fmt: skip
    fields = {field["key"]: field for step in site["steps"] for field in step["fields"]}
    assert all(set(field) == FIELD for field in fields.values())
    asked = [field["key"] for step in site["steps"] if step["on_create"] for field in step["fields"]]
    assert asked == [
        "name", "website_url", "widget_color", "welcome_title", "welcome_tagline", "greeting_enabled",
        "greeting_message",
    ]  # fmt: skip


def test_the_declared_defaults_make_an_inbox(client: Client) -> None:
    ana = open_desk(client)
    for one in ana.get("channels").json()["payload"]:
        fields = [field for step in one["steps"] for field in step["fields"] if field["kind"] != "readonly_copy"]
        values = {field["key"]: field["default"] for field in fields if "." not in field["key"]}
        examples = {"email": "oi@padaria.example"}
        required = [field for field in fields if field["required"] and not field["show_if"]]
        needed = {field["key"]: examples.get(field["kind"], "padaria.example") for field in required}
        inbox = ana.made("inboxes", {"channel": {"type": one["kind"], **values, **needed}})
        shown = [field["key"] for field in fields if field["kind"] != "secret" and field["key"] in values]
        assert {key: inbox[key] for key in shown} == {key: {**values, **needed}[key] for key in shown}
        assert not {field["key"] for field in fields if field["kind"] == "secret"} & set(inbox)


def test_strangers_learn_nothing(client: Client) -> None:
    ana = open_desk(client)
    assert client.get(f"/api/v1/accounts/{ana.account_id}/channels").status_code == 401
