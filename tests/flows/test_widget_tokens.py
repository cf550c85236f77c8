"""A visitor's token opens what it was made for, and nothing else (WID-05)."""

from typing import Any

import jwt
import pytest

from balcao.api.widget import tokens
from balcao.domain.actors import Visitor
from balcao.kit.clock import DAY
from balcao.kit.crypto import Keyring
from tests.support.client import Client
from tests.support.clock import HandClock
from tests.support.people import Signed, sign_up
from tests.support.visiting import Guest, add_inbox, ok, open_page

pytestmark = pytest.mark.usefixtures("built")


def contacts_in(client: Client) -> int:
    return client.query(lambda tx: tx.conn.exec_driver_sql("select count(*) from contacts").scalar())


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
        "unsigned": jwt.encode(claims, "", "none"),
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


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
def test_a_token_that_is_not_exactly_right_opens_nothing_wid_05(client: Client, admin: Signed, guest: Guest) -> None:
    guest.say("Segredo")
    others = {"access token": admin.user["access_token"], "session": admin.headers["access-token"]}
    for flaw, token in (forged(guest, client.house.keyring) | others).items():
        for method, path in (("GET", "/contact"), ("GET", "/messages"), ("POST", "/messages")):
            reply = guest.under(token=token).call(method, path)
            assert (reply.status_code, reply.json()) == (404, {"error": "Resource could not be found"}), flaw
        page = open_page(client, {"website_token": guest.website_token}, cw_conversation=token, visitor="lazy")
        assert '"authToken":""' in page.text, flaw


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
