"""The client API: a program speaks for contacts of an API inbox."""

from typing import Any

import pytest

from balcao.domain.conversations.rules import VISITOR_CONTENT_MAX
from balcao.kit.crypto import hmac_hex
from tests.support.client import Client
from tests.support.people import Signed
from tests.support.pictures import HTML, picture
from tests.support.visiting import ApiGuest, Team, add_inbox, introduce, ok
from tests.support.waiting import until

BASE = "/public/api/v1/inboxes"
CANARY = "canario-9c2e"


@pytest.fixture
def inbox(client: Client, admin: Signed) -> Any:
    return add_inbox(client, admin, "api", name="Aplicativo")


@pytest.fixture
def key(inbox: Any) -> str:
    return inbox["inbox_identifier"]


@pytest.fixture
def guest(client: Client, key: str) -> ApiGuest:
    return introduce(client, key, name="Lia", email="lia@example.com")


def signed(inbox: Any, identifier: str) -> dict[str, str]:
    return {"identifier": identifier, "identifier_hash": hmac_hex(inbox["hmac_token"], identifier)}


def test_an_inbox_says_what_a_client_must_know(client: Client, key: str) -> None:
    found = ok(client.get(f"{BASE}/{key}"))
    assert found | {"working_hours": []} == {
        "identifier": key, "identity_validation_enabled": False, "name": "Aplicativo", "timezone": "UTC",
        "working_hours": [], "working_hours_enabled": False, "csat_survey_enabled": False, "greeting_enabled": False,
    }  # fmt: skip
    assert len(found["working_hours"]) == 7


def test_a_contact_becomes_known(client: Client, key: str) -> None:
    guest = introduce(client, key, name="Lia", email="LIA@example.com", phone_number="+5511912345678")
    assert guest.contact | {"source_id": "", "pubsub_token": ""} == {
        "source_id": "", "pubsub_token": "", "id": guest.contact["id"], "name": "Lia", "email": "lia@example.com",
        "phone_number": "+5511912345678",
    }  # fmt: skip
    assert ok(client.get(guest.path)) == guest.contact
    assert len(guest.contact["pubsub_token"]) == 24
    nameless = introduce(client, key).contact
    assert nameless["name"].count("-") == 2


def test_a_known_address_is_the_same_contact(client: Client, key: str) -> None:
    first = introduce(client, key, source_id="app-42", name="Lia")
    again = introduce(client, key, source_id="app-42")
    assert first.contact == again.contact
    assert first.contact["source_id"] == "app-42"


def test_without_proof_a_known_person_is_neither_joined_nor_shown_wid_02(
    client: Client, admin: Signed, key: str
) -> None:
    victim = {"name": "Vera", "email": "vera@example.com", "phone_number": "+5511911110000", "identifier": "user-1"}
    ok(client.post(f"{admin.account}/contacts", headers=admin.headers, json=victim))
    for claim in ("email", "phone_number", "identifier"):
        guest = introduce(client, key, **{claim: victim[claim]})
        assert "Vera" not in str(guest.contact)
        assert ok(client.get(f"{guest.path}/conversations")) == []
        known = ok(client.get(f"{admin.account}/contacts/{guest.contact['id']}", headers=admin.headers))["payload"]
        assert known[claim] is None
        assert known["additional_attributes"]["claims"] == {claim: victim[claim]}
        assert {k: v for k, v in guest.contact.items() if k == claim} == (
            {} if claim == "identifier" else {claim: victim[claim]}
        )


def test_with_proof_it_is_the_known_person_with_all_conversations(client: Client, inbox: Any, key: str) -> None:
    first = introduce(client, key, **signed(inbox, "user-1"), name="Vera")
    number = first.open()
    first.say(number, "Do primeiro aparelho")
    second = introduce(client, key, **signed(inbox, "user-1"))
    assert second.contact["id"] == first.contact["id"]
    assert second.contact["source_id"] != first.contact["source_id"]
    (found,) = ok(client.get(f"{second.path}/conversations"))
    assert (found["id"], found["messages"][0]["content"]) == (number, "Do primeiro aparelho")


@pytest.mark.parametrize("said", [{}, {"identifier": "user-1"}, {"identifier": "user-1", "identifier_hash": "0" * 64}])
def test_a_mandatory_proof_cannot_be_left_out_wid_01(client: Client, admin: Signed, said: dict[str, str]) -> None:
    strict = add_inbox(client, admin, "api", name="Estrita", hmac_mandatory=True)
    reply = client.post(f"{BASE}/{strict['inbox_identifier']}/contacts", json={**said, "email": "a@example.com"})
    assert reply.status_code == 401
    assert introduce(client, strict["inbox_identifier"], **signed(strict, "user-1")).contact["id"]
    assert client.query(lambda tx: tx.conn.exec_driver_sql("select count(*) from contacts").scalar()) == 1


def test_a_contact_is_changed(client: Client, guest: ApiGuest) -> None:
    row = ok(client.patch(guest.path, json={"name": "Lia Souza", "custom_attributes": {"plano": "ouro"}}))
    assert set(row) == {
        "id", "name", "email", "phone_number", "account_id", "created_at", "updated_at", "additional_attributes",
        "identifier", "custom_attributes", "last_activity_at", "contact_type", "middle_name", "last_name", "location",
        "country_code", "blocked", "company_id",
    }  # fmt: skip
    assert (row["name"], row["custom_attributes"], row["additional_attributes"]) == ("Lia Souza", {"plano": "ouro"}, {})
    assert row["created_at"] == "2025-11-24T16:00:00.000Z"


def test_a_conversation_goes_both_ways(client: Client, admin: Signed, guest: ApiGuest) -> None:
    begun = ok(client.post(f"{guest.path}/conversations", json={"custom_attributes": {"pedido": 7}}))
    assert set(begun) == {
        "id", "uuid", "inbox_id", "contact_last_seen_at", "status", "agent_last_seen_at", "messages", "contact",
    }  # fmt: skip
    message = guest.say(begun["id"], "Oi", echo_id="e1")
    assert message | {"sender": 0} == {
        "id": message["id"], "content": "Oi", "message_type": 0, "content_type": "text", "content_attributes": {},
        "created_at": 1764000000, "conversation_id": begun["id"], "echo_id": "e1", "sender": 0,
    }  # fmt: skip
    assert guest.say(begun["id"], "Oi", echo_id="e1")["id"] == message["id"]
    team = Team(client, admin, begun["id"])
    team.write("Olá, Lia")
    until(client, lambda: client.query(_delivered) == 1)
    path = f"{guest.path}/conversations/{begun['id']}"
    assert [m["content"] for m in ok(client.get(f"{path}/messages"))] == ["Oi", "Olá, Lia"]
    assert [m["content"] for m in ok(client.get(path))["messages"]] == ["Oi", "Olá, Lia"]
    assert ok(client.post(f"{path}/update_last_seen")) is None
    assert team.messages()[-1]["status"] == "read"
    assert ok(client.post(f"{path}/toggle_typing", json={"typing_status": "on"})) is None
    assert team.show()["custom_attributes"] == {"pedido": 7}


def _delivered(tx: Any) -> int:
    return tx.conn.exec_driver_sql("select count(*) from messages where kind = 1 and status = 0").scalar()


def test_ending_resolves_and_never_reopens(client: Client, guest: ApiGuest) -> None:
    path = f"{guest.path}/conversations/{guest.open()}/toggle_status"
    assert [ok(client.post(path))["status"] for _ in range(2)] == ["resolved", "resolved"]


def test_files_arrive_as_what_they_are_wid_14(client: Client, guest: ApiGuest) -> None:
    path = f"{guest.path}/conversations/{guest.open()}/messages"
    files = [("attachments[]", ("a.png", picture(), "image/png")), ("attachments[]", ("b.png", HTML, "image/png"))]
    message = ok(client.post(path, data={"content": "Veja", "echo_id": "e1"}, files=files))
    assert [file["file_type"] for file in message["attachments"]] == ["image", "file"]


def test_what_a_client_may_not_decide_is_ignored_wid_08(client: Client, admin: Signed, guest: ApiGuest) -> None:
    number = guest.open(status="resolved", assignee_id=1, contact_id=99)
    guest.say(number, "Oi", message_type="outgoing", private=True, sender_id=1, created_at=1, content_type="cards")
    kept = Team(client, admin, number).messages()[-1]
    assert (kept["message_type"], kept["private"], kept["sender"]["type"], kept["content_type"]) == (
        0,
        False,
        "contact",
        "text",
    )


@pytest.mark.parametrize("content", [None, "", "x" * (VISITOR_CONTENT_MAX + 1)])
def test_an_empty_or_endless_message_is_refused(client: Client, guest: ApiGuest, content: str | None) -> None:
    path = f"{guest.path}/conversations/{guest.open()}/messages"
    assert client.post(path, json={"content": content}).status_code == 422


def test_notes_and_lines_of_the_system_stay_inside_ten_24_25(client: Client, admin: Signed, guest: ApiGuest) -> None:
    number = guest.open()
    guest.say(number, "Oi")
    team = Team(client, admin, number)
    team.write(f"{CANARY} nota", private=True)
    team.do("assignments", assignee_id=admin.id)
    path = f"{guest.path}/conversations"
    for reply in (client.get(path), client.get(f"{path}/{number}"), client.get(f"{path}/{number}/messages")):
        assert CANARY not in reply.text
        assert admin.email not in reply.text
        assert '"message_type":2' not in reply.text


def test_somebody_elses_things_do_not_exist_wid_07(client: Client, admin: Signed, key: str, guest: ApiGuest) -> None:
    number = guest.open()
    guest.say(number, "Oi")
    asked = Team(client, admin, number).write("Tamanho?", content_type="input_text")
    other = introduce(client, key)
    path = f"{other.path}/conversations/{number}"
    answers = [
        client.get(path),
        client.get(f"{path}/messages"),
        client.post(f"{path}/messages", json={"content": "x"}),
        client.post(f"{path}/toggle_status"),
        client.post(f"{path}/toggle_typing"),
        client.post(f"{path}/update_last_seen"),
        client.patch(f"{path}/messages/{asked['id']}", json={"submitted_values": []}),
        client.get(f"{BASE}/{key}/contacts/nobody"),
        client.get(f"{BASE}/nope"),
        client.post(f"{BASE}/nope/contacts", json={}),
    ]
    assert [reply.status_code for reply in answers] == [404] * 10


def test_a_website_inbox_is_none_of_this_api(client: Client, admin: Signed) -> None:
    website = add_inbox(client, admin)
    assert client.get(f"{BASE}/{website['website_token']}").status_code == 404


def test_an_answer_to_a_form_is_kept(client: Client, admin: Signed, guest: ApiGuest) -> None:
    number = guest.open()
    asked = Team(client, admin, number).write("Tamanho?", content_type="input_text")
    values = [{"name": "tamanho", "title": "Tamanho", "value": "M"}]
    path = f"{guest.path}/conversations/{number}/messages/{asked['id']}"
    assert ok(client.patch(path, json={"submitted_values": values}))["content_attributes"] == {
        "submitted_values": values
    }


def test_every_site_may_call_from_a_browser_wid_11(client: Client, key: str) -> None:
    origin = {"Origin": "https://app.example"}
    asked = client.request(
        "OPTIONS",
        f"{BASE}/{key}/contacts",
        headers={**origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"},
    )
    assert (asked.status_code, asked.headers["access-control-allow-headers"]) == (200, "content-type")
    for reply in (asked, client.get(f"{BASE}/{key}", headers=origin), client.get(f"{BASE}/nope", headers=origin)):
        assert reply.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in reply.headers


def test_a_suspended_account_is_closed(client: Client, key: str, guest: ApiGuest) -> None:
    client.house.store.write_now(lambda tx: tx.conn.exec_driver_sql("update accounts set status = 'suspended'"))
    for reply in (client.get(f"{BASE}/{key}"), client.get(guest.path), client.post(f"{guest.path}/conversations")):
        assert (reply.status_code, reply.json()) == (401, {"error": "Account is suspended"})
