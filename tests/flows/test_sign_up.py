"""Signing up: the first account of a person, and further ones."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.client import Client
from tests.support.clock import HandClock
from tests.support.people import PASSWORD, Mailbox, accept, installation, sign_in, sign_up, signed

BODY = {"account_name": "Padaria", "user_full_name": "Ana Moura", "email": "ana@padaria.example", "password": PASSWORD}


@pytest.fixture
def mailing(engine_url: str, tmp_path: Path, clock: HandClock) -> Iterator[tuple[Client, Mailbox]]:
    """An installation with a mail server."""
    with installation(engine_url, tmp_path, clock, smtp_host="mail.test") as both:
        yield both


def test_signing_up_opens_an_account_and_signs_in(client: Client) -> None:
    reply = client.post("/api/v1/accounts.json", json=BODY)
    user = reply.json()["data"]
    assert reply.status_code == 200
    assert set(user) == {
        "id", "provider", "uid", "name", "display_name", "email", "account_id", "created_at", "pubsub_token", "role",
        "inviter_id", "confirmed", "avatar_url", "access_token", "accounts",
    }  # fmt: skip
    assert (user["name"], user["uid"], user["role"], user["confirmed"]) == (
        "Ana Moura",
        "ana@padaria.example",
        "administrator",
        True,
    )
    assert user["accounts"] == [
        {"id": user["account_id"], "name": "Padaria", "active_at": "2025-11-24T16:00:00.000Z", "role": "administrator",
         "locale": "pt-BR"}
    ]  # fmt: skip
    assert client.get("/api/v1/profile", headers=signed(reply).headers).json()["account_id"] == user["account_id"]


@pytest.mark.parametrize(
    "names", [{"account_name": "", "user_full_name": " "}, {"account_name": None, "user_full_name": None}]
)
def test_without_any_name_it_is_refused(client: Client, names: dict[str, str]) -> None:
    reply = client.post("/api/v1/accounts", json=BODY | names)
    assert (reply.status_code, reply.json()) == (
        403,
        {"message": "Invalid, please check the signup paramters and try again"},
    )


@pytest.mark.parametrize("email", ["", "ana", "ana@padaria", "a@b.c, d@e.f", "ana@padaria.example\r\nBcc: x@y.z"])
def test_an_address_that_is_none_is_refused(client: Client, email: str) -> None:
    reply = client.post("/api/v1/accounts", json=BODY | {"email": email})
    assert (reply.status_code, reply.json()) == (403, {"message": "You have entered an invalid email"})


def test_a_weak_password_is_told_so_aut_17(client: Client) -> None:
    reply = client.post("/api/v1/accounts", json=BODY | {"password": "Ab1!"})
    assert (reply.status_code, reply.json()["attributes"]) == (422, ["password"])
    assert "too short" in reply.json()["message"]


def test_an_address_that_signed_up_before_is_told_so(client: Client) -> None:
    sign_up(client)
    reply = client.post("/api/v1/accounts", json=BODY | {"email": " ANA@padaria.example", "password": PASSWORD + "x"})
    assert (reply.status_code, reply.json()) == (
        403,
        {"message": "You have already signed up for an account with ana@padaria.example"},
    )
    assert sign_in(client, password=PASSWORD + "x").status_code == 401
    assert client.query(lambda tx: tx.conn.exec_driver_sql("select count(*) from accounts").scalar()) == 1


def test_a_closed_sign_up_is_not_there(engine_url: str, tmp_path: Path, clock: HandClock) -> None:
    with installation(engine_url, tmp_path, clock, signup=False) as (client, _):
        for path in ("/api/v1/accounts", "/api/v2/accounts"):
            assert client.post(path, json=BODY).status_code == 404
        assert client.get("/api/v1/installation").json()["signup_enabled"] is False


@pytest.mark.parametrize(
    ("wish", "languages", "locale"),
    [
        ("es", "", "es"),
        ("pt_BR", "en", "pt-BR"),
        (None, "fr, en-US;q=0.8", "en"),
        ("xx", "xx", "pt-BR"),
        (None, "", "pt-BR"),
    ],
)
def test_the_account_speaks_the_language_of_the_request(
    client: Client, wish: str | None, languages: str, locale: str
) -> None:
    reply = client.post("/api/v1/accounts", json=BODY | {"locale": wish}, headers={"Accept-Language": languages})
    assert reply.json()["data"]["accounts"][0]["locale"] == locale


def test_names_are_one_clean_line(client: Client) -> None:
    names = {"account_name": "  Pada\u202eria\n\u200b ", "user_full_name": "Ana\tMoura\u0000"}
    user = sign_up(client, **names).user
    assert (user["accounts"][0]["name"], user["name"]) == ("Padaria", "Ana Moura")


def test_without_a_name_the_address_gives_one(client: Client) -> None:
    user = sign_up(client, user_full_name=None).user
    assert (user["accounts"][0]["name"], user["name"]) == ("Padaria", "ana")


def test_who_is_signed_in_opens_a_further_account(client: Client) -> None:
    ana = sign_up(client)
    reply = client.post("/api/v1/accounts", json={"account_name": "Café"}, headers=ana.headers)
    user = reply.json()["data"]
    assert user["id"] == ana.id
    assert [place["name"] for place in user["accounts"]] == ["Café", "Padaria"]
    assert user["account_id"] != ana.account_id
    assert reply.headers["client"] == ana.headers["client"], "on the same device"


def test_a_session_that_is_over_keeps_nobody_from_signing_up(client: Client) -> None:
    stale = {"access-token": "old", "client": "old", "uid": "eva@x.example"}
    assert client.post("/api/v1/accounts", json=BODY, headers=stale).status_code == 200


def test_the_second_version_needs_address_and_password_only(client: Client) -> None:
    ana = signed(client.post("/api/v2/accounts", json={"email": "ana@padaria.example", "password": PASSWORD}))
    account = client.get(ana.account, headers=ana.headers).json()
    assert account["custom_attributes"] == {"onboarding_step": "profile_update"}


def test_without_a_mail_server_nothing_is_to_be_confirmed(client: Client) -> None:
    assert client.get("/api/v1/installation").json()["confirmation_required"] is False
    assert sign_up(client).user["confirmed"] is True
    assert sign_in(client).status_code == 200


class TestWithAMailServer:
    def test_an_address_is_confirmed_by_its_mail(self, mailing: tuple[Client, Mailbox]) -> None:
        client, box = mailing
        ana = sign_up(client, locale="es")
        assert ana.user["confirmed"] is False
        refused = sign_in(client)
        assert refused.status_code == 401
        assert refused.json()["errors"][0].startswith(
            "A confirmation email was sent to your account at 'ana@padaria.example'."
        )
        letter = box.next()
        assert (letter.to, letter.subject) == ("ana@padaria.example", "Confirma tu correo en Balcão")
        token = letter.text.split("http://balcao.test/app/auth/confirmation?confirmation_token=")[1].split()[0]
        confirmed = signed(client.post("/auth/confirmation", json={"confirmation_token": token}))
        assert confirmed.user["confirmed"] is True
        assert sign_in(client).status_code == 200
        again = client.post("/auth/confirmation", json={"confirmation_token": token})
        assert (again.status_code, again.json()) == (422, {"message": "Already confirmed", "redirect_url": "/"})

    @pytest.mark.parametrize("token", ["", None, "x", "null", "0"])
    def test_a_token_that_is_none_confirms_nothing_aut_04(
        self, mailing: tuple[Client, Mailbox], token: str | None
    ) -> None:
        client, _ = mailing
        sign_up(client)
        for body in ({"confirmation_token": token}, {}):
            reply = client.post("/auth/confirmation", json=body)
            assert (reply.status_code, reply.json()) == (422, {"message": "Invalid token", "redirect_url": "/"})

    def test_the_link_is_sent_again_but_not_every_second(
        self, mailing: tuple[Client, Mailbox], clock: HandClock
    ) -> None:
        client, box = mailing
        ana = sign_up(client)
        first = box.token()
        assert client.post("/api/v1/profile/resend_confirmation", headers=ana.headers).content == b""
        clock.advance(61_000_000)
        client.post("/api/v1/profile/resend_confirmation", headers=ana.headers)
        second = box.token()
        assert box.is_empty, "the one within the minute was not sent"
        assert client.post("/auth/confirmation", json={"confirmation_token": first}).status_code == 422
        assert client.post("/auth/confirmation", json={"confirmation_token": second}).status_code == 200

    def test_the_unconfirmed_cannot_write_to_strangers(self, mailing: tuple[Client, Mailbox]) -> None:
        client, _ = mailing
        ana = sign_up(client)
        reply = client.post(f"{ana.account}/agents", json={"email": "eva@x.example"}, headers=ana.headers)
        assert (reply.status_code, "Confirm your own" in reply.json()["error"]) == (422, True)

    def test_whoever_proves_an_address_ends_what_a_stranger_made_of_it_aut_07(
        self, mailing: tuple[Client, Mailbox]
    ) -> None:
        client, box = mailing
        stranger = sign_up(client)
        box.next()
        client.post("/auth/password", json={"email": "ana@padaria.example"})
        owner = accept(client, box.token(), "Battery7?staple")
        for shown in (stranger.headers, stranger.token):
            assert client.get("/api/v1/profile", headers=shown).status_code == 401
        assert sign_in(client).status_code == 401
        assert owner.user["confirmed"] is True
