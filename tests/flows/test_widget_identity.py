"""Who a visitor says he is, and what that opens: nothing, unless his site has signed it."""

from typing import Any

import pytest

from balcao.kit.crypto import hmac_hex
from tests.support.client import Client
from tests.support.people import Signed
from tests.support.visiting import Guest, add_inbox, arrive, ok, team_of

VICTIM = {"name": "Vera Vítima", "email": "vera@example.com", "phone_number": "+5511911110000", "identifier": "user-1"}


@pytest.fixture
def inbox(client: Client, admin: Signed) -> Any:
    """An inbox that accepts unsigned users too."""
    return add_inbox(client, admin)


@pytest.fixture
def strict(client: Client, admin: Signed) -> Any:
    """An inbox in which each user must be signed."""
    return add_inbox(client, admin, name="Área do cliente", hmac_mandatory=True)


@pytest.fixture
def victim(client: Client, admin: Signed) -> dict[str, Any]:
    """Somebody whom the team knows well."""
    reply = client.post(f"{admin.account}/contacts", headers=admin.headers, json=VICTIM)
    return ok(reply)["payload"]["contact"]


def set_user(guest: Guest, **said: Any) -> Any:
    return guest.call("PATCH", "/contact/set_user", json=said)


def signed(inbox: Any, identifier: str) -> dict[str, str]:
    return {"identifier": identifier, "identifier_hash": hmac_hex(inbox["hmac_token"], identifier)}


def contact_of(client: Client, admin: Signed, contact_id: int) -> Any:
    return client.get(f"{admin.account}/contacts/{contact_id}", headers=admin.headers)


def test_a_newcomer_has_a_made_up_name_and_nothing_else(client: Client, inbox: Any) -> None:
    guest = arrive(client, inbox["website_token"])
    assert guest.get("/contact") == {
        "id": guest.contact["id"], "has_email": False, "has_name": False, "has_phone_number": False, "identifier": None,
    }  # fmt: skip


def test_without_a_signature_nobody_is_taken_over_wid_02(
    client: Client, admin: Signed, inbox: Any, victim: dict[str, Any]
) -> None:
    guest = arrive(client, inbox["website_token"])
    reply = ok(set_user(guest, **{k: VICTIM[k] for k in ("identifier", "email", "phone_number")}, name="Vera"))
    assert reply == {"id": guest.contact["id"], "has_email": True, "has_name": True, "has_phone_number": True}
    seen = contact_of(client, admin, guest.contact["id"]).json()["payload"]
    assert (seen["email"], seen["phone_number"], seen["identifier"]) == (None, None, None)
    assert seen["additional_attributes"]["claims"] == {
        "name": "Vera", "email": "vera@example.com", "phone_number": "+5511911110000", "identifier": "user-1",
    }  # fmt: skip
    untouched = contact_of(client, admin, victim["id"]).json()["payload"]
    assert untouched | {"contact_inboxes": []} == victim | {"contact_inboxes": []}


def test_the_answer_does_not_tell_whether_somebody_is_known_wid_02(
    client: Client, inbox: Any, victim: dict[str, Any]
) -> None:
    def everything_told(email: str, phone: str, identifier: str) -> str:
        guest = arrive(client, inbox["website_token"])
        ok(set_user(guest, identifier=identifier, email=email, phone_number=phone, name="N"))
        body = {"contact": {"email": email}, "message": {"content": "x"}}
        told = [
            ok(guest.call("PATCH", "/contact", json={"email": email, "phone_number": phone})),
            guest.get("/contact"),
            ok(guest.call("POST", "/conversations", json=body)),
            guest.thread(),
            ok(client.post("/api/v1/widget/config", params={"website_token": guest.website_token},
                           headers={"X-Auth-Token": guest.token}))["contact"],
        ]  # fmt: skip
        text = str(told)
        for value, place in ((email, "<email>"), (phone, "<phone>"), (identifier, "<identifier>")):
            text = text.replace(value, place)
        return "".join(c for c in text if not c.isdigit())

    known = everything_told("vera@example.com", "+5511911110000", "user-1")
    unknown = everything_told("nova@example.com", "+5511922220000", "user-2")
    strip = known.split("pubsub_token")[0], unknown.split("pubsub_token")[0]
    assert strip[0] == strip[1]
    assert "<email>" in known


def test_an_unsigned_visitor_does_not_overwrite_what_is_known_wid_03(client: Client, admin: Signed, inbox: Any) -> None:
    guest = arrive(client, inbox["website_token"])
    ok(set_user(guest, **signed(inbox, "user-9"), name="Rita Real", email="rita@example.com"))
    agent_says = {"name": "Rita Real Souza", "email": "rita@corrigido.example"}
    path = f"{admin.account}/contacts/{guest.contact['id']}"
    plain = arrive(client, inbox["website_token"])
    ok(plain.call("PATCH", "/contact", json={"name": "Zé", "email": "ze@example.com"}))
    plain_path = f"{admin.account}/contacts/{plain.contact['id']}"
    for one in (path, plain_path):
        ok(client.put(one, headers=admin.headers, json=agent_says | {"email": one[-1] + agent_says["email"]}))
    ok(plain.call("PATCH", "/contact", json={"name": "Falso", "email": "falso@example.com"}))
    seen = contact_of(client, admin, plain.contact["id"]).json()["payload"]
    assert (seen["name"], seen["email"]) == ("Rita Real Souza", plain_path[-1] + "rita@corrigido.example")
    assert seen["additional_attributes"]["claims"]["email"] == "falso@example.com"


def test_a_signature_joins_the_visitor_to_the_contact_and_takes_his_words_along(
    client: Client, admin: Signed, inbox: Any, victim: dict[str, Any]
) -> None:
    guest = arrive(client, inbox["website_token"])
    team = team_of(client, admin, guest.say("Sou a Vera"))
    reply = ok(set_user(guest, **signed(inbox, "user-1")))
    assert reply == {"id": victim["id"], "has_email": True, "has_name": True, "has_phone_number": True}
    seen = team.show()
    assert (seen["meta"]["sender"]["id"], seen["meta"]["hmac_verified"]) == (victim["id"], True)
    assert [message["content"] for message in guest.thread()] == ["Sou a Vera"]
    assert guest.thread()[0]["sender"]["id"] == victim["id"]
    assert contact_of(client, admin, guest.contact["id"]).status_code == 404


def test_a_signed_user_finds_the_conversation_on_another_device(client: Client, admin: Signed, inbox: Any) -> None:
    phone, laptop = (arrive(client, inbox["website_token"]) for _ in range(2))
    ok(set_user(phone, **signed(inbox, "user-5")))
    first = phone.say("Do telefone")
    assert laptop.thread() == []
    ok(set_user(laptop, **signed(inbox, "user-5")))
    assert [message["content"] for message in laptop.thread()] == ["Do telefone"]
    assert laptop.say("Do notebook")["conversation_id"] == first["conversation_id"]
    assert [message["content"] for message in phone.thread()] == ["Do telefone", "Do notebook"]
    unsigned = arrive(client, inbox["website_token"])
    ok(set_user(unsigned, identifier="user-5"))
    assert unsigned.thread() == []


def test_another_user_on_the_same_browser_goes_on_from_a_new_address(client: Client, inbox: Any) -> None:
    guest = arrive(client, inbox["website_token"])
    ok(set_user(guest, **signed(inbox, "user-5")))
    guest.say("Segredo da cinco")
    reply = ok(set_user(guest, **signed(inbox, "user-6")))
    other = guest.under(token=reply["widget_auth_token"])
    assert other.thread() == []
    assert other.get("/contact")["identifier"] == "user-6"
    assert guest.get("/contact")["identifier"] == "user-5"


BAD_HASHES: list[Any] = [None, "", "0" * 64, ["x"], {"a": 1}, True, 7]


@pytest.mark.parametrize("sent", BAD_HASHES)
def test_a_mandatory_signature_cannot_be_left_out_or_guessed_wid_01(
    client: Client, admin: Signed, strict: Any, victim: dict[str, Any], sent: Any
) -> None:
    guest = arrive(client, strict["website_token"])
    reply = set_user(guest, identifier="user-1", identifier_hash=sent, email="vera@example.com")
    assert (reply.status_code, reply.json()) == (401, {"error": "HMAC failed: Invalid Identifier Hash Provided"})
    seen = contact_of(client, admin, guest.contact["id"]).json()["payload"]
    assert (seen["identifier"], seen["email"], seen["additional_attributes"]) == (None, None, {})


def test_a_signature_that_is_not_for_this_is_refused_wid_01(client: Client, inbox: Any, strict: Any) -> None:
    guest = arrive(client, strict["website_token"])
    good = signed(strict, "user-1")["identifier_hash"]
    for said in (
        {"identifier": "user-1", "identifier_hash": good.upper()},
        {"identifier": "user-1", "identifier_hash": good[:-1]},
        {"identifier": "user-2", "identifier_hash": good},
        {"identifier": "user-1 ", "identifier_hash": good},
        {"identifier": ["user-1"], "identifier_hash": good},
        {"identifier": True, "identifier_hash": hmac_hex(strict["hmac_token"], "True")},
        {"identifier": "", "identifier_hash": hmac_hex(strict["hmac_token"], "")},
        {"identifier_hash": hmac_hex(strict["hmac_token"], "")},
        {"identifier": "user-1", "identifier_hash": signed(inbox, "user-1")["identifier_hash"]},
        {"custom_attributes": {"plano": "ouro"}},
        {"name": "Ana"},
    ):
        assert set_user(guest, **said).status_code == 401, said
    assert guest.get("/contact")["identifier"] is None
    assert ok(set_user(guest, identifier="user-1", identifier_hash=good))["id"]


def test_a_wrong_signature_is_refused_also_where_none_is_asked_for_wid_01(client: Client, inbox: Any) -> None:
    guest = arrive(client, inbox["website_token"])
    assert set_user(guest, identifier="user-1", identifier_hash="0" * 64).status_code == 401
    assert guest.get("/contact")["identifier"] is None


def test_a_number_is_signed_as_text(client: Client, strict: Any) -> None:
    guest = arrive(client, strict["website_token"])
    ok(set_user(guest, identifier=42, identifier_hash=hmac_hex(strict["hmac_token"], "42")))
    assert guest.get("/contact")["identifier"] == "42"


def test_a_broken_address_counts_as_not_said(client: Client, inbox: Any) -> None:
    guest = arrive(client, inbox["website_token"])
    reply = guest.call("PATCH", "/contact", json={"name": "Lia", "email": "lia", "phone_number": "12"})
    assert ok(reply) == {"id": guest.contact["id"], "has_email": False, "has_name": True, "has_phone_number": False}


def test_attributes_of_the_contact_are_merged_and_dropped(client: Client, admin: Signed, inbox: Any) -> None:
    guest = arrive(client, inbox["website_token"])
    ok(guest.call("PATCH", "/contact", json={"custom_attributes": {"plano": "ouro", "cidade": "Assis"}}))
    ok(guest.call("PATCH", "/contact", json={"custom_attributes": {"plano": "prata"}}))
    reply = ok(guest.call("POST", "/contact/destroy_custom_attributes", json={"custom_attributes": ["cidade"]}))
    assert reply["custom_attributes"] == {"plano": "prata"}
    assert contact_of(client, admin, guest.contact["id"]).json()["payload"]["custom_attributes"] == {"plano": "prata"}


def test_a_name_that_somebody_took_before_is_given_to_whom_it_belongs_wid_02(
    client: Client, admin: Signed, inbox: Any
) -> None:
    squatter, owner = (arrive(client, inbox["website_token"]) for _ in range(2))
    ok(set_user(squatter, identifier="user-7", name="Falso", email="falso@example.com"))
    forged = team_of(client, admin, squatter.say("Sou a dona da conta"))
    ok(set_user(owner, **signed(inbox, "user-7"), name="Dona"))
    seen = contact_of(client, admin, owner.contact["id"]).json()["payload"]
    assert (seen["identifier"], seen["name"], seen["email"]) == ("user-7", "Dona", None)
    assert owner.thread() == []
    told = forged.show()["meta"]
    assert (told["sender"]["id"], told["sender"]["identifier"], told["hmac_verified"]) == (
        squatter.contact["id"],
        None,
        False,
    )
    assert squatter.get("/contact")["identifier"] == "user-7"
