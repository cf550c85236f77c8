"""Access tokens: how programs sign in."""

from balcao.kit.crypto import digest
from tests.flows.test_sign_in import NOBODY
from tests.support.client import Client
from tests.support.people import sign_in, sign_up, signed

INVALID = {"error": "Invalid Access Token"}


def test_every_spelling_of_the_header_is_good(client: Client) -> None:
    ana = sign_up(client)
    for name in ("api_access_token", "Api-Access-Token", "API_ACCESS_TOKEN", "api-access-token"):
        reply = client.get("/api/v1/profile", headers={name: ana.user["access_token"]})
        assert reply.json()["id"] == ana.id, name
        assert "access-token" not in reply.headers, "a token has no session to repeat"


def test_a_token_has_24_plain_characters(client: Client) -> None:
    token = sign_up(client).user["access_token"]
    assert len(token) == 24
    assert token.isascii() and token.isalnum()


def test_a_token_that_is_none_is_refused_aut_05(client: Client) -> None:
    ana = sign_up(client)
    for value in ("", " ", "x", "Bearer x", "null", "0" * 24, "x" * 5000):
        for beside in ({}, ana.headers):
            reply = client.get("/api/v1/profile", headers=beside | {"api_access_token": value})
            assert (reply.status_code, reply.json()) == (401, INVALID), "a session beside it is not consulted"


def test_whatever_stands_in_authorization_is_ignored_beside_a_token(client: Client) -> None:
    ana = sign_up(client)
    headers = ana.token | {"Authorization": f"Bearer {ana.user['access_token']}"}
    assert client.get("/api/v1/profile", headers=headers).json()["id"] == ana.id
    alone = client.get("/api/v1/profile", headers={"Authorization": headers["Authorization"]})
    assert alone.json() == NOBODY


def test_a_new_token_ends_the_old_one_aut_16(client: Client) -> None:
    ana = sign_up(client)
    reply = client.post("/api/v1/profile/reset_access_token", headers=ana.headers)
    token = reply.json()["access_token"]
    assert token != ana.user["access_token"]
    assert client.get("/api/v1/profile", headers=ana.token).json() == INVALID
    assert client.get("/api/v1/profile", headers={"api_access_token": token}).status_code == 200
    assert signed(sign_in(client)).user["access_token"] == token, "and can be looked up again"


def test_no_token_lies_in_the_database_aut_16(client: Client) -> None:
    ana = sign_up(client)
    for table, secret in (("access_tokens", "access_token"), ("users", "pubsub_token")):
        rows = str(client.query(lambda tx, table=table: tx.conn.exec_driver_sql(f"select * from {table}").fetchall()))
        assert digest(ana.user[secret]) in rows
        assert ana.user[secret] not in rows


def test_a_token_signs_nobody_out(client: Client) -> None:
    ana = sign_up(client)
    assert client.delete("/auth/sign_out", headers=ana.token).status_code == 404
    assert client.get("/api/v1/profile", headers=ana.token).status_code == 200
