"""Contacts over HTTP: enter, change, delete."""

import pytest

from balcao.kit.clock import SECOND
from tests.support.client import Client
from tests.support.clock import HandClock
from tests.support.pictures import picture
from tests.support.team import Colleague, open_desk

MISSING = {"error": "Resource could not be found"}


def entered(desk: Colleague, **fields: object) -> dict[str, object]:
    return desk.made("contacts", fields)["payload"]["contact"]


def test_a_contact_is_entered_with_an_address(client: Client) -> None:
    ana = open_desk(client)
    inbox = ana.api_inbox()
    body = {
        "name": " João\u202e da  Silva ", "email": " Joao@Casa.Example ", "phone_number": "+55 (11) 99999-8888",
        "identifier": "u-1", "inbox_id": str(inbox["id"]), "custom_attributes": {"plano": "ouro"},
        "additional_attributes": {"company_name": "Casa", "city": "Santos"},
    }  # fmt: skip
    made = ana.made("contacts", body)["payload"]
    contact, address = made["contact"], made["contact_inbox"]
    slim = {"id": inbox["id"], "avatar_url": "", "channel_id": inbox["id"], "name": "App",
            "channel_type": "Channel::Api", "provider": None}  # fmt: skip
    assert contact == {
        "id": contact["id"], "name": "João da Silva", "email": "joao@casa.example", "phone_number": "+5511999998888",
        "identifier": "u-1", "thumbnail": "", "blocked": False, "availability_status": "offline",
        "additional_attributes": {"company_name": "Casa", "city": "Santos"}, "custom_attributes": {"plano": "ouro"},
        "created_at": contact["created_at"], "contact_inboxes": [{"source_id": address["source_id"], "inbox": slim}],
    }  # fmt: skip
    assert address["inbox"]["channel_id"] == address["inbox"]["id"] == inbox["id"]
    assert address["inbox"]["account_id"] == ana.account_id
    assert ana.get(f"contacts/{contact['id']}").json() == {"payload": contact}


def test_without_an_inbox_there_is_no_address(client: Client) -> None:
    made = open_desk(client).made("contacts", {"name": "Rui"})["payload"]
    assert made["contact_inbox"] == {"inbox": None, "source_id": None}
    assert made["contact"]["contact_inboxes"] == []


def test_an_address_of_ones_own_is_kept_and_belongs_to_one(client: Client) -> None:
    ana = open_desk(client)
    inbox = ana.api_inbox()
    body = {"name": "Rui", "inbox_id": inbox["id"], "source_id": "whatsapp:5511"}
    assert ana.made("contacts", body)["payload"]["contact_inbox"]["source_id"] == "whatsapp:5511"
    taken = ana.post("contacts", json={**body, "name": "Eva"})
    assert (taken.status_code, taken.json()["attributes"]) == (422, ["source_id"])
    other = ana.made("contacts", {**body, "name": "Eva", "inbox_id": ana.api_inbox("Outro")["id"]})
    assert other["payload"]["contact_inbox"]["source_id"] == "whatsapp:5511"


@pytest.mark.parametrize(
    ("body", "message", "field"),
    [
        ({"email": "RUI@casa.example"}, "Email has already been taken", "email"),
        ({"email": "not an address"}, "Email Invalid email", "email"),
        ({"email": "<script>@x.y"}, "Email Invalid email", "email"),
        ({"phone_number": "+5511999990000"}, "Phone number has already been taken", "phone_number"),
        ({"phone_number": "11999990000"}, "Phone number should be in e164 format", "phone_number"),
        ({"phone_number": "+0119"}, "Phone number should be in e164 format", "phone_number"),
        ({"identifier": "u-1"}, "Identifier has already been taken", "identifier"),
        ({"identifier": "x" * 256}, "Identifier is too long (maximum is 255 characters)", "identifier"),
        (
            {"custom_attributes": {str(n): 1 for n in range(201)}},
            "Custom attributes has too many entries (maximum is 200)",
            "custom_attributes",
        ),
    ],
)
def test_what_is_taken_or_wrong_is_refused(client: Client, body: dict[str, object], message: str, field: str) -> None:
    ana = open_desk(client)
    entered(ana, name="Rui", email="rui@casa.example", phone_number="+5511999990000", identifier="u-1")
    other = entered(ana, name="Eva")
    for reply in (ana.post("contacts", json=body), ana.patch(f"contacts/{other['id']}", json=body)):
        assert (reply.status_code, reply.json()) == (422, {"message": message, "attributes": [field]})


def test_attributes_are_merged_and_blanks_empty_a_field(client: Client) -> None:
    ana = open_desk(client)
    contact = entered(ana, name="Rui", email="rui@casa.example", custom_attributes={"a": 1, "b": 2})
    path = f"contacts/{contact['id']}"
    body = {"email": "", "custom_attributes": {"b": 3, "c": None}, "additional_attributes": {"city": "Natal"}}
    changed = ana.patch(path, json=body).json()["payload"]
    assert changed["email"] is None
    assert changed["name"] == "Rui"
    assert changed["custom_attributes"] == {"a": 1, "b": 3, "c": None}
    assert changed["additional_attributes"] == {"city": "Natal"}
    assert "contact_inboxes" not in changed
    assert ana.call("PUT", path, json={"blocked": True}).json()["payload"]["blocked"] is True
    less = ana.made(f"{path}/destroy_custom_attributes", {"custom_attributes": ["a", "never there"]})
    assert less["payload"]["custom_attributes"] == {"b": 3, "c": None}


def test_ones_own_values_are_not_taken(client: Client) -> None:
    ana = open_desk(client)
    contact = entered(ana, name="Rui", email="rui@casa.example")
    again = ana.patch(f"contacts/{contact['id']}", json={"email": "RUI@casa.example", "name": "Rui B."})
    assert again.json()["payload"]["name"] == "Rui B."


def test_a_contact_has_a_picture(client: Client) -> None:
    ana = open_desk(client)
    made = ana.post("contacts", data={"name": "Rui"}, files={"avatar": ("a.png", picture(), "image/png")})
    contact = made.json()["payload"]["contact"]
    assert client.get(contact["thumbnail"]).status_code == 200
    bare = ana.delete(f"contacts/{contact['id']}/avatar").json()["payload"]
    assert bare["thumbnail"] == ""
    files = {"avatar": ("b.png", picture(), "image/png")}
    changed = ana.patch(f"contacts/{contact['id']}", data={"name": "Rui B."}, files=files).json()["payload"]
    assert (changed["name"], changed["thumbnail"] != "") == ("Rui B.", True)


def test_a_contact_goes_with_its_conversations_but_not_while_online(client: Client, clock: HandClock) -> None:
    ana = open_desk(client)
    inbox = ana.api_inbox()
    contact = entered(ana, name="Rui", inbox_id=inbox["id"])
    ana.made("conversations", {"inbox_id": inbox["id"], "contact_id": contact["id"]})
    path = f"contacts/{contact['id']}"
    assert ana.employ("Eva").delete(path).status_code == 401
    client.house.presence.see_contact(ana.account_id, int(str(contact["id"])))
    here = ana.delete(path)
    assert (here.status_code, here.json()) == (422, {"message": "Rui is Online, please try again later"})
    clock.advance(21 * SECOND)
    assert ana.delete(path).status_code == 200
    assert ana.get(path).status_code == 404
    assert ana.get("conversations", params={"status": "all"}).json()["data"]["payload"] == []


def test_where_the_team_can_begin(client: Client) -> None:
    ana = open_desk(client)
    app, other, site = ana.api_inbox("App"), ana.api_inbox("Outro"), ana.website()
    contact = entered(ana, name="Rui", inbox_id=app["id"], source_id="5511")
    path = f"contacts/{contact['id']}"
    found = {one["inbox"]["name"]: one["source_id"] for one in ana.get(f"{path}/contactable_inboxes").json()["payload"]}
    assert found["App"] == "5511"
    assert set(found) == {"App", "Outro"}, "a website cannot call a stranger"
    address = ana.made(f"{path}/contact_inboxes", {"inbox_id": site["id"]})
    assert address["inbox"]["id"] == site["id"]
    now = ana.get(f"{path}/contactable_inboxes").json()["payload"]
    assert {one["inbox"]["name"] for one in now} == {"App", "Outro", "Site"}
    ana.made("conversations", {"inbox_id": site["id"], "contact_id": contact["id"], "source_id": address["source_id"]})
    later = ana.get(f"{path}/contactable_inboxes").json()["payload"]
    assert {one["inbox"]["name"] for one in later} == {"App", "Outro"}
    rui = ana.employ("Rui")
    ana.made("inbox_members", {"inbox_id": other["id"], "user_ids": [rui.user_id]})
    assert [one["inbox"]["name"] for one in rui.get(f"{path}/contactable_inboxes").json()["payload"]] == ["Outro"]


def test_another_accounts_contact_does_not_exist_ten_01(client: Client) -> None:
    ana, eva = open_desk(client), open_desk(client, "eva@banca.example")
    theirs = entered(eva, name="Rui", email="rui@casa.example")
    assert entered(ana, name="Rui", email="rui@casa.example")["id"] != theirs["id"]
    path = f"contacts/{theirs['id']}"
    for reply in (
        ana.get(path),
        ana.patch(path, json={"name": "x"}),
        ana.delete(path),
        ana.delete(f"{path}/avatar"),
        ana.get(f"{path}/contactable_inboxes"),
        ana.get(f"{path}/conversations"),
        ana.post(f"{path}/contact_inboxes", json={"inbox_id": 1}),
        ana.post(f"{path}/destroy_custom_attributes", json={"custom_attributes": ["a"]}),
    ):
        assert (reply.status_code, reply.json()) == (404, MISSING)
    assert eva.get(path).json()["payload"] == theirs


def test_an_inbox_of_another_account_takes_no_contact_ten_03(client: Client) -> None:
    ana, eva = open_desk(client), open_desk(client, "eva@banca.example")
    theirs, mine = eva.api_inbox(), entered(ana, name="Rui")
    for reply in (
        ana.post("contacts", json={"name": "x", "inbox_id": theirs["id"]}),
        ana.post(f"contacts/{mine['id']}/contact_inboxes", json={"inbox_id": theirs["id"]}),
    ):
        assert reply.status_code == 422
        assert reply.json() == {"message": "Inbox must exist", "attributes": ["inbox_id"]}
    moved = ana.patch(f"contacts/{mine['id']}", json={"account_id": eva.account_id, "name": "Rui B."})
    assert moved.status_code == 200
    assert ana.get(f"contacts/{mine['id']}").json()["payload"]["name"] == "Rui B."
    assert eva.get("contacts").json()["meta"]["count"] == 0


def test_an_inbox_that_an_agent_may_not_see_takes_no_contact_of_his_ten_08(client: Client) -> None:
    ana = open_desk(client)
    rui, inbox, mine = ana.employ("Rui"), ana.api_inbox(), entered(ana, name="Eva")
    own = f"contacts/{mine['id']}/contact_inboxes"
    for path, body in (("contacts", {"name": "x"}), (own, {})):
        reply = rui.post(path, json={**body, "inbox_id": inbox["id"]})
        assert (reply.status_code, reply.json()["message"]) == (422, "Inbox must exist")
    ana.made("inbox_members", {"inbox_id": inbox["id"], "user_ids": [rui.user_id]})
    assert rui.post(own, json={"inbox_id": inbox["id"]}).status_code == 200


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", " \tjavascript:alert(1)", "data:text/html,x", "&#106;avascript:x"]
)
def test_attributes_come_back_as_the_data_they_are_xss_08(client: Client, link: str) -> None:
    """The server keeps text as text and answers JSON only; that no such link can be clicked, the desk's tests say."""
    ana = open_desk(client)
    contact = entered(ana, name="<img src=x onerror=alert(1)>", custom_attributes={"site": link})
    reply = ana.get(f"contacts/{contact['id']}")
    assert reply.headers["content-type"].startswith("application/json")
    assert reply.json()["payload"]["custom_attributes"] == {"site": link}
    assert reply.json()["payload"]["name"] == "<img src=x onerror=alert(1)>"


def test_a_contact_that_is_refused_leaves_no_picture(client: Client) -> None:
    desk = open_desk(client)
    sent = {"name": "Rui", "email": "no address"}
    files = {"avatar": ("rui.png", picture(), "image/png"), "other": ("b.png", picture(), "image/png")}
    assert desk.post("contacts", data=sent, files=files).status_code == 422
    assert [path for path in client.house.files.root.rglob("*") if path.is_file()] == []
    assert desk.post("contacts", data={"name": "Rui"}, files=files).json()["payload"]["contact"]["thumbnail"]
    assert len([path for path in client.house.files.root.rglob("*") if path.is_file()]) == 1
