"""Ways in by mail: a forgotten password."""

import pytest

from balcao.kit.clock import HOUR
from balcao.kit.crypto import digest
from tests.support.client import Client
from tests.support.clock import HandClock
from tests.support.people import OTHER_PASSWORD, PASSWORD, Mailbox, accept, sign_in, sign_up, signed, try_token

SENT = {"message": "Woot! Request for password reset is successful. Check your mail for instructions."}
INVALID = {"message": "Invalid token", "redirect_url": "/"}


def forget(client: Client, email: str = "ana@padaria.example", **headers: str) -> None:
    reply = client.post("/auth/password", json={"email": email}, headers=headers)
    assert (reply.status_code, reply.json()) == (200, SENT)


def test_a_forgotten_password_is_set_anew_by_mail(both: tuple[Client, Mailbox]) -> None:
    client, box = both
    sign_up(client)
    forget(client, " ANA@padaria.example ")
    letter = box.next()
    assert (letter.to, letter.to_name) == ("ana@padaria.example", "Ana Moura")
    assert letter.subject == "Redefina sua senha em Balcão"
    link = "http://balcao.test/app/auth/password/edit?config=default&redirect_url=&reset_password_token="
    assert link in letter.text
    token = letter.text.split(link)[1].split()[0]
    reply = accept(client, token, OTHER_PASSWORD)
    assert client.get("/api/v1/profile", headers=reply.headers).status_code == 200
    assert sign_in(client, password=PASSWORD).status_code == 401
    assert sign_in(client, password=OTHER_PASSWORD).status_code == 200


def test_nobody_learns_who_has_an_account_aut_03(both: tuple[Client, Mailbox]) -> None:
    client, box = both
    sign_up(client)
    for email in ("eva@nowhere.example", "", "no address"):
        forget(client, email)
    forget(client)
    assert box.next().to == "ana@padaria.example", "the only one to be written to"


class TestATokenThatIsNotGood:
    """AUT-04: refused alike, whatever is wrong with it."""

    @pytest.mark.parametrize("token", ["", None, "null", "0", "x" * 24, "%"])
    def test_none_at_all_aut_04(self, both: tuple[Client, Mailbox], token: str | None) -> None:
        client, _ = both
        sign_up(client)
        assert try_token(client, token) == (422, INVALID)
        assert client.put("/auth/password", json={"password": OTHER_PASSWORD}).json() == INVALID

    @pytest.mark.parametrize("token", [[], [""], {}, {"$ne": ""}])
    def test_what_is_no_text_aut_04(self, both: tuple[Client, Mailbox], token: object) -> None:
        assert try_token(both[0], token)[0] == 422

    def test_used_before_aut_04(self, both: tuple[Client, Mailbox]) -> None:
        client, box = both
        sign_up(client)
        forget(client)
        token = box.token()
        accept(client, token, OTHER_PASSWORD)
        assert try_token(client, token, PASSWORD) == (422, INVALID)

    def test_older_than_the_newest_aut_04(self, both: tuple[Client, Mailbox]) -> None:
        client, box = both
        sign_up(client)
        forget(client)
        old = box.token()
        forget(client)
        assert try_token(client, old) == (422, INVALID)
        assert try_token(client, box.token())[0] == 200

    def test_after_an_hour_aut_04(self, both: tuple[Client, Mailbox], clock: HandClock) -> None:
        client, box = both
        sign_up(client)
        forget(client)
        token = box.token()
        clock.advance(HOUR)
        assert try_token(client, token) == (422, INVALID)

    def test_after_the_password_was_changed_aut_04(self, both: tuple[Client, Mailbox]) -> None:
        client, box = both
        ana = sign_up(client)
        forget(client)
        token = box.token()
        change = {"current_password": PASSWORD, "password": "Another8#word"}
        assert client.put("/api/v1/profile", json={"profile": change}, headers=ana.headers).status_code == 200
        assert try_token(client, token) == (422, INVALID)

    def test_after_the_address_was_changed_aut_04(self, both: tuple[Client, Mailbox]) -> None:
        client, box = both
        ana = sign_up(client)
        forget(client)
        token = box.token()
        change = {"current_password": PASSWORD, "email": "ana.moura@padaria.example"}
        assert client.put("/api/v1/profile", json={"profile": change}, headers=ana.headers).status_code == 200
        assert try_token(client, token) == (422, INVALID)

    def test_of_a_letter_for_something_else_aut_04(self, both: tuple[Client, Mailbox]) -> None:
        client, box = both
        sign_up(client)
        forget(client)
        reply = client.post("/auth/confirmation", json={"confirmation_token": box.token()})
        assert (reply.status_code, reply.json()) == (422, INVALID)


def test_a_weak_password_does_not_use_the_link_up(both: tuple[Client, Mailbox]) -> None:
    client, box = both
    sign_up(client)
    forget(client)
    token = box.token()
    assert try_token(client, token, "weak")[0] == 422
    mismatch = {"reset_password_token": token, "password": PASSWORD, "password_confirmation": PASSWORD + "x"}
    assert client.put("/auth/password", json=mismatch).json()["attributes"] == ["password_confirmation"]
    assert try_token(client, token)[0] == 200


def test_no_token_lies_in_the_database_aut_04(both: tuple[Client, Mailbox]) -> None:
    client, box = both
    sign_up(client)
    # The worker is fast; what it was given is looked at while it waits for the mail server.
    seen: list[str] = []

    async def send(letter: object) -> None:
        seen.extend(
            str(client.query(lambda tx, t=t: tx.conn.exec_driver_sql(f"select * from {t}").fetchall()))
            for t in ("jobs", "slips")
        )
        box._letters.put(letter)  # pyright: ignore[reportArgumentType]

    box.send = send
    forget(client)
    token = box.token()
    assert digest(token) in seen[1]
    assert token not in seen[0] + seen[1]


def test_links_name_the_installation_and_not_the_request_aut_06(both: tuple[Client, Mailbox]) -> None:
    client, box = both
    sign_up(client)
    forget(client, **{"x-forwarded-host": "evil.example", "forwarded": "host=evil.example"})
    letter = box.next()
    assert "http://balcao.test/app/" in letter.text
    assert "evil" not in letter.text + letter.html


def test_a_new_password_ends_everything_else_aut_14(both: tuple[Client, Mailbox]) -> None:
    client, box = both
    ana, desk = sign_up(client), signed(sign_in(both[0]))
    forget(client)
    fresh = accept(client, box.token(), OTHER_PASSWORD)
    for device in (ana, desk):
        assert client.get("/api/v1/profile", headers=device.headers).status_code == 401
    assert fresh.user["pubsub_token"] != ana.user["pubsub_token"]
    assert fresh.user["access_token"] == ana.user["access_token"], "programs go on"
