"""Signing in and out, and the headers of a session."""

import json
from base64 import b64decode, b64encode

import pytest

from balcao.kit.clock import DAY, SECOND
from balcao.kit.crypto import digest
from tests.support.client import Client
from tests.support.clock import HandClock
from tests.support.people import OTHER_PASSWORD, PASSWORD, SESSION, sign_in, sign_up, signed

WRONG = {"success": False, "errors": ["Invalid login credentials. Please try again."]}
INVALID = {"success": False, "errors": ["Invalid login credentials"]}
NOBODY = {"errors": ["You need to sign in or sign up before continuing."]}


def test_signing_in_gives_the_user_and_five_headers(client: Client) -> None:
    ana = sign_up(client)
    reply = sign_in(client, " Ana@Padaria.Example ")
    user = reply.json()["data"]
    assert reply.status_code == 200
    assert reply.headers["token-type"] == "Bearer"
    assert reply.headers["uid"] == "ana@padaria.example"
    assert json.loads(b64decode(reply.headers["authorization"].removeprefix("Bearer "))) == {
        name: reply.headers[name] for name in SESSION
    }
    assert user == {
        "access_token": ana.user["access_token"], "account_id": ana.account_id, "available_name": "Ana Moura",
        "avatar_url": "", "confirmed": True, "display_name": None, "message_signature": None,
        "email": "ana@padaria.example", "id": ana.id, "inviter_id": None, "name": "Ana Moura", "provider": "email",
        "pubsub_token": ana.user["pubsub_token"], "role": "administrator", "ui_settings": {},
        "uid": "ana@padaria.example", "type": None,
        "accounts": [
            {
                "id": ana.account_id, "name": "Padaria", "status": "active",
                "active_at": ana.user["accounts"][0]["active_at"], "role": "administrator",
                "permissions": ["administrator"], "availability": "online", "availability_status": "offline",
                "auto_offline": True,
            }
        ],
    }  # fmt: skip


def test_a_wrong_password_and_an_unknown_address_are_answered_alike_aut_03(client: Client) -> None:
    sign_up(client)
    wrong, unknown = sign_in(client, password=OTHER_PASSWORD), sign_in(client, "eva@padaria.example")
    assert (wrong.status_code, wrong.json()) == (401, WRONG)
    assert (unknown.status_code, unknown.content) == (401, wrong.content)
    assert "access-token" not in wrong.headers


@pytest.mark.parametrize("body", [{}, {"email": None, "password": None}, {"email": "", "password": ""}])
def test_signing_in_with_nothing_is_refused(client: Client, body: dict[str, object]) -> None:
    assert client.post("/auth/sign_in", json=body).json() == WRONG


@pytest.mark.parametrize("body", [{"email": ["ana@padaria.example"]}, {"email": {"$ne": ""}, "password": {"$ne": ""}}])
def test_what_is_no_text_is_told_so(client: Client, body: dict[str, object]) -> None:
    assert client.post("/auth/sign_in", json=body).status_code == 422


def test_the_session_is_repeated_in_every_answer_and_stays_the_same(client: Client) -> None:
    ana = sign_up(client)
    first = client.get("/auth/validate_token", headers=ana.headers)
    again = client.get("/api/v1/profile", headers=ana.headers)
    for reply in (first, again):
        assert {name: reply.headers[name] for name in SESSION} == ana.headers
        assert reply.headers["authorization"].startswith("Bearer ")
    assert first.json()["payload"]["success"] is True
    assert first.json()["payload"]["data"]["created_at"] == "2025-11-24T16:00:00.000Z"
    assert "created_at" not in again.json()


def test_the_five_headers_may_come_as_one(client: Client) -> None:
    ana = sign_up(client)
    packed = b64encode(json.dumps(ana.headers).encode()).decode()
    for value in (f"Bearer {packed}", f"Bearer {packed.rstrip('=')}"):
        assert client.get("/api/v1/profile", headers={"Authorization": value}).json()["id"] == ana.id


def test_an_authorization_that_says_nothing_is_nobody_aut_05(client: Client) -> None:
    for value in [
        "",
        "Bearer",
        "Bearer ",
        "Bearer !!!",
        "Bearer e30=",
        "Basic YTpi",
        "Bearer " + "A" * 9000,
        "Bearer //79",
    ]:
        reply = client.get("/api/v1/profile", headers={"Authorization": value})
        assert (reply.status_code, reply.json()) == (401, NOBODY), value


def test_characters_that_no_database_keeps_are_nobody_aut_05(client: Client) -> None:
    packed = b64encode(b'{"access-token":"\\u0000","client":"a\\u0000","uid":"\\u0000"}').decode()
    assert client.get("/api/v1/profile", headers={"Authorization": f"Bearer {packed}"}).json() == NOBODY


def test_half_a_session_is_none_aut_05(client: Client) -> None:
    headers = sign_up(client).headers
    halves = [headers | {name: value} for name in ("access-token", "client", "uid") for value in ("", "x")]
    halves += [{k: v for k, v in headers.items() if k != name} for name in ("access-token", "client", "uid")]
    for shown in halves:
        reply = client.get("/api/v1/profile", headers=shown)
        assert (reply.status_code, reply.json()) == (401, NOBODY), shown
        checked = client.get("/auth/validate_token", headers=shown)
        assert (checked.status_code, checked.json()) == (401, INVALID), shown


def test_a_session_never_has_less_than_a_day_left(client: Client, clock: HandClock) -> None:
    ana = sign_up(client)
    clock.advance(60 * DAY - 2 * SECOND)
    reply = client.get("/api/v1/profile", headers=ana.headers)
    assert int(reply.headers["expiry"]) - clock.now // SECOND >= 86_400
    clock.advance(2 * SECOND)
    assert client.get("/api/v1/profile", headers=ana.headers).json() == NOBODY


def test_signing_out_ends_this_device_and_no_other_aut_14(client: Client) -> None:
    phone, desk = sign_up(client), signed(sign_in(client))
    assert client.delete("/auth/sign_out", headers=phone.headers).json() == {"success": True}
    assert client.get("/api/v1/profile", headers=phone.headers).json() == NOBODY
    assert client.get("/api/v1/profile", headers=desk.headers).status_code == 200
    again = client.delete("/auth/sign_out", headers=phone.headers)
    assert (again.status_code, again.json()) == (
        404,
        {"success": False, "errors": ["User was not found or was not logged in."]},
    )


def test_a_session_that_a_caller_brings_along_is_not_taken_over_aut_14(client: Client) -> None:
    planted = {"access-token": "planted", "client": "planted", "uid": "ana@padaria.example"}
    sign_up(client)
    body = {"email": "ana@padaria.example", "password": PASSWORD}
    reply = client.post("/auth/sign_in", json=body, headers=planted)
    assert reply.headers["client"] != "planted"
    assert client.get("/api/v1/profile", headers=planted).json() == NOBODY


def test_the_twenty_sixth_device_ends_the_first(client: Client) -> None:
    first = sign_up(client)
    second, *_, last = [signed(sign_in(client)) for _ in range(25)]
    answers = [client.get("/api/v1/profile", headers=each.headers).status_code for each in (first, second, last)]
    assert answers == [401, 200, 200]


def test_no_session_lies_in_the_database_aut_14(client: Client) -> None:
    ana = sign_up(client)
    rows = client.query(lambda tx: tx.conn.exec_driver_sql("select * from sessions").fetchall())
    assert digest(ana.headers["access-token"]) in str(rows)
    assert ana.headers["access-token"] not in str(rows)


def test_a_token_in_the_address_is_nobody_aut_14(client: Client) -> None:
    ana = sign_up(client)
    shown = ana.headers | ana.token | {"api-access-token": ana.user["access_token"]}
    assert client.get("/api/v1/profile", params=shown).json() == NOBODY


def test_a_link_to_the_sign_in_leads_to_the_desk(client: Client) -> None:
    reply = client.get("/auth/sign_in", follow_redirects=False)
    assert (reply.status_code, reply.headers["location"]) == (302, "http://balcao.test/app/login?error=access-denied")


class TestNoOtherSiteSpeaksForTheBrowser:
    """AUT-15: a cookie is neither given nor read, so a form or a picture on another site is a stranger's call."""

    def test_no_answer_sets_a_cookie_aut_15(self, client: Client) -> None:
        ana = sign_up(client)
        for reply in (sign_in(client), client.get("/auth/validate_token", headers=ana.headers), client.get("/api")):
            assert "set-cookie" not in reply.headers

    def test_a_cookie_proves_nothing_aut_15(self, client: Client) -> None:
        ana = sign_up(client)
        packed = json.dumps(ana.headers)
        cookie = f"cw_d_session_info={packed}; access-token={ana.headers['access-token']}"
        assert client.get("/api/v1/profile", headers={"Cookie": cookie}).json() == NOBODY

    @pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/plain"])
    def test_a_foreign_form_changes_nothing_aut_15(self, client: Client, kind: str) -> None:
        ana = sign_up(client)
        headers = {"Content-Type": kind, "Origin": "https://evil.example", "Cookie": "signed=in"}
        reply = client.post("/api/v1/profile/reset_access_token", content="a=b", headers=headers)
        assert reply.status_code in {400, 401}
        assert client.get("/api/v1/profile", headers=ana.token).status_code == 200

    def test_reading_signs_nobody_out_aut_15(self, client: Client) -> None:
        ana = sign_up(client)
        assert client.get("/auth/sign_out", headers=ana.headers).status_code == 404
        assert client.get("/api/v1/profile", headers=ana.headers).status_code == 200
