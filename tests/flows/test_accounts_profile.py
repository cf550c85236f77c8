"""The profile: what a user changes about the own person."""

import io

import pytest
from PIL import Image

from tests.support.client import Client
from tests.support.clock import HandClock
from tests.support.people import Mailbox, Signed, hire, sign_up

PROFILE = "/api/v1/profile"
WRONG = {"error": "Invalid current password"}


def picture(side: int = 900, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side, side // 2), "teal").save(out, kind)
    return out.getvalue()


def blobs(client: Client) -> set[str]:
    return {path.name for path in client.house.files.root.rglob("*") if path.is_file()}


@pytest.mark.parametrize("verb", ["put", "patch"])
@pytest.mark.parametrize("shape", ["flat", "wrapped", "form"])
def test_names_and_signature_are_changed(client: Client, verb: str, shape: str) -> None:
    ana = sign_up(client)
    change = {"name": " Ana\nMaria ", "display_name": "Ana da Padaria", "message_signature": "Abraço,\nAna"}
    how = {
        "flat": {"json": change},
        "wrapped": {"json": {"profile": change}},
        "form": {"data": {f"profile[{name}]": value for name, value in change.items()}},
    }[shape]
    user = client.request(verb, PROFILE, headers=ana.headers, **how).json()
    assert (user["name"], user["display_name"], user["available_name"]) == (
        "Ana Maria",
        "Ana da Padaria",
        "Ana da Padaria",
    )
    assert user["message_signature"] == "Abraço,\nAna"
    assert client.get(PROFILE, headers=ana.headers).json() == user


def test_an_empty_display_name_is_none(client: Client) -> None:
    ana = sign_up(client)
    client.put(PROFILE, json={"display_name": "x"}, headers=ana.headers)
    user = client.put(PROFILE, json={"display_name": " "}, headers=ana.headers).json()
    assert (user["display_name"], user["available_name"]) == (None, "Ana Moura")


def test_settings_of_the_desk_are_replaced_as_a_whole(client: Client) -> None:
    ana = sign_up(client)
    for settings in ({"theme": "dark", "deep": {"a": [1, None]}}, {"locale": "en"}, {}):
        user = client.put(PROFILE, json={"profile": {"ui_settings": settings}}, headers=ana.headers).json()
        assert user["ui_settings"] == settings


def test_a_phone_number_is_an_attribute_of_the_user(client: Client) -> None:
    ana = sign_up(client)
    user = client.put(PROFILE, json={"phone_number": "+5511999990000"}, headers=ana.headers).json()
    assert user["custom_attributes"] == {"phone_number": "+5511999990000"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " \u200b"}, "name"), ({"ui_settings": {"x": "y" * 70_000}}, "ui_settings"),
        ({"ui_settings": "x"}, "ui_settings"), ({"message_signature": "x" * 10_001}, "message_signature"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told(client: Client, change: dict[str, object], field: str) -> None:
    ana = sign_up(client)
    reply = client.put(PROFILE, json=change, headers=ana.headers)
    assert (reply.status_code, reply.json()["attributes"]) == (422, [field])


def test_what_nobody_may_set_is_ignored_mas_01(client: Client) -> None:
    ana = sign_up(client)
    change = {
        "id": 99,
        "role": "agent",
        "confirmed": False,
        "type": "SuperAdmin",
        "pubsub_token": "x",
        "account_id": 99,
    }
    assert (
        client.put(PROFILE, json=change, headers=ana.headers).json() == client.get(PROFILE, headers=ana.headers).json()
    )
    assert client.get(PROFILE, headers=ana.headers).json()["type"] is None


class TestAvatar:
    def test_a_picture_becomes_a_small_one(self, client: Client) -> None:
        ana = sign_up(client)
        files = {"profile[avatar]": ("me.png", picture(), "image/png")}
        user = client.put(PROFILE, files=files, headers=ana.headers).json()
        assert user["avatar_url"].startswith("http://balcao.test/files/")
        shown = client.get(user["avatar_url"])
        assert shown.headers["content-type"].startswith("image/")
        assert max(Image.open(io.BytesIO(shown.content)).size) <= 480
        agents = client.get(f"{ana.account}/agents", headers=ana.headers).json()
        assert agents[0]["thumbnail"] == user["avatar_url"]
        assert len(blobs(client)) == 1, "what was sent is not kept"

    def test_a_new_one_takes_the_place_of_the_old(self, client: Client) -> None:
        ana = sign_up(client)
        first = client.put(PROFILE, files={"avatar": picture()}, headers=ana.headers).json()["avatar_url"]
        second = client.put(PROFILE, files={"avatar": picture(600, "JPEG")}, headers=ana.headers).json()["avatar_url"]
        assert first != second
        assert client.get(first).status_code == 404
        assert len(blobs(client)) == 1

    def test_one_can_go_without(self, client: Client) -> None:
        ana = sign_up(client)
        client.put(PROFILE, files={"avatar": picture()}, headers=ana.headers)
        assert client.delete(f"{PROFILE}/avatar", headers=ana.headers).json()["avatar_url"] == ""
        assert blobs(client) == set()
        assert client.delete(f"{PROFILE}/avatar", headers=ana.headers).status_code == 200

    @pytest.mark.parametrize(
        "content", [b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", b"GIF89a", b"hello"]
    )
    def test_what_is_no_picture_is_refused_and_not_kept(self, client: Client, content: bytes) -> None:
        ana = sign_up(client)
        files = {"profile[avatar]": ("me.png", content, "image/png")}
        reply = client.put(PROFILE, files=files, data={"profile[name]": "New"}, headers=ana.headers)
        assert (reply.status_code, reply.json()["attributes"]) == (422, ["avatar"])
        assert client.get(PROFILE, headers=ana.headers).json()["name"] == "Ana Moura"
        assert blobs(client) == set()

    def test_a_change_that_does_not_fit_keeps_no_picture(self, client: Client) -> None:
        ana = sign_up(client)
        reply = client.put(
            PROFILE, files={"avatar": picture(), "other": picture()}, data={"name": " "}, headers=ana.headers
        )
        assert (reply.status_code, blobs(client)) == (422, set())

    def test_a_strangers_picture_is_not_even_read(self, client: Client) -> None:
        assert client.put(PROFILE, files={"avatar": picture()}).status_code == 401
        assert blobs(client) == set()


class TestBeingThere:
    @pytest.mark.parametrize("availability", ["online", "busy", "offline"])
    def test_availability_is_said_for_one_account(self, client: Client, availability: str) -> None:
        ana = sign_up(client)
        body = {"profile": {"account_id": str(ana.account_id), "availability": availability}}
        place = client.post(f"{PROFILE}/availability", json=body, headers=ana.headers).json()["accounts"][0]
        assert (place["availability"], place["availability_status"]) == (availability, availability)

    def test_away_when_nobody_is_there_can_be_switched_off(self, client: Client) -> None:
        ana = sign_up(client)
        assert ana_status(client, ana) == "offline"
        body = {"profile": {"account_id": ana.account_id, "auto_offline": False}}
        user = client.post(f"{PROFILE}/auto_offline", json=body, headers=ana.headers).json()
        assert user["accounts"][0]["auto_offline"] is False
        assert ana_status(client, ana) == "online"

    def test_the_account_in_front_is_remembered(self, both: tuple[Client, Mailbox], clock: HandClock) -> None:
        client, box = both
        ana = sign_up(client)
        rui = hire(client, box, ana, "rui@padaria.example")
        own = client.post("/api/v1/accounts", json={"account_name": "Café"}, headers=rui.headers).json()["data"][
            "account_id"
        ]
        for account_id in (ana.account_id, own):
            clock.advance(1_000_000)
            body = {"profile": {"account_id": account_id}}
            assert client.put(f"{PROFILE}/set_active_account", json=body, headers=rui.headers).content == b""
            user = client.get(PROFILE, headers=rui.headers).json()
            assert (user["account_id"], user["accounts"][0]["id"]) == (account_id, account_id)
        assert (user["role"], user["inviter_id"]) == ("administrator", None)

    @pytest.mark.parametrize(
        ("verb", "path", "more"),
        [
            ("post", "availability", {"availability": "busy"}), ("post", "auto_offline", {"auto_offline": True}),
            ("put", "set_active_account", {}),
        ],
    )  # fmt: skip
    def test_a_foreign_account_does_not_exist_ten_03(
        self, client: Client, verb: str, path: str, more: dict[str, object]
    ) -> None:
        ana, eva = sign_up(client), sign_up(client, "eva@cafe.example")
        before = client.get(PROFILE, headers=eva.headers).json()
        for account_id in (eva.account_id, 999_999):
            body = {"profile": {"account_id": account_id} | more}
            reply = client.request(verb, f"{PROFILE}/{path}", json=body, headers=ana.headers)
            assert (reply.status_code, reply.json()) == (404, {"error": "Resource could not be found"})
        assert client.get(PROFILE, headers=eva.headers).json() == before

    def test_a_word_that_is_none_is_told(self, client: Client) -> None:
        ana = sign_up(client)
        body = {"profile": {"account_id": ana.account_id, "availability": "asleep"}}
        assert client.post(f"{PROFILE}/availability", json=body, headers=ana.headers).status_code == 422


def slips(client: Client) -> int:
    return client.query(lambda tx: tx.conn.exec_driver_sql("select count(*) from slips").scalar())


def ana_status(client: Client, ana: Signed) -> str:
    return client.get(f"{ana.account}/agents", headers=ana.headers).json()[0]["availability_status"]


def test_nothing_is_resent_to_the_confirmed(client: Client) -> None:
    ana = sign_up(client)
    reply = client.post(f"{PROFILE}/resend_confirmation", headers=ana.headers)
    assert (reply.status_code, reply.content, slips(client)) == (200, b"", 0)


def test_a_stranger_has_no_profile(client: Client) -> None:
    for verb, path in (
        ("get", ""),
        ("put", ""),
        ("delete", "/avatar"),
        ("post", "/availability"),
        ("post", "/reset_access_token"),
    ):
        assert client.request(verb, f"{PROFILE}{path}").status_code == 401
