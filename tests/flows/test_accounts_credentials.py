"""The own password and the own address."""

from pathlib import Path

import pytest

from balcao.domain.accounts.events import UserChanged
from tests.support.client import Client
from tests.support.clock import HandClock
from tests.support.people import OTHER_PASSWORD, PASSWORD, installation, sign_in, sign_up, signed

PROFILE = "/api/v1/profile"
WRONG = {"error": "Invalid current password"}


class TestPassword:
    def test_it_is_changed_with_the_current_one_and_ends_other_devices_aut_14(self, client: Client) -> None:
        desk, phone = sign_up(client), signed(sign_in(client))
        heard: list[object] = []
        client.house.bus.listen(heard.append)
        change = {"current_password": PASSWORD, "password": OTHER_PASSWORD, "password_confirmation": OTHER_PASSWORD}
        user = client.put(PROFILE, json={"profile": change}, headers=desk.headers).json()
        assert user["pubsub_token"] != desk.user["pubsub_token"]
        assert client.get(PROFILE, headers=desk.headers).status_code == 200
        assert client.get(PROFILE, headers=phone.headers).status_code == 401
        assert (sign_in(client).status_code, sign_in(client, password=OTHER_PASSWORD).status_code) == (401, 200)
        assert UserChanged(desk.id) in heard, "and open sockets are told to end"

    @pytest.mark.parametrize("current", [None, "", OTHER_PASSWORD])
    def test_without_the_current_one_nothing_changes(self, client: Client, current: str | None) -> None:
        ana = sign_up(client)
        change = {"current_password": current, "password": OTHER_PASSWORD, "name": "New"}
        reply = client.put(PROFILE, json=change, headers=ana.headers)
        assert (reply.status_code, reply.json()) == (422, WRONG)
        assert client.get(PROFILE, headers=ana.headers).json()["name"] == "Ana Moura"
        assert sign_in(client).status_code == 200

    def test_a_new_one_must_be_good_and_typed_twice_alike_aut_17(self, client: Client) -> None:
        ana = sign_up(client)
        for change, field in (
            ({"password": "weak"}, "password"),
            ({"password": OTHER_PASSWORD, "password_confirmation": "x"}, "password_confirmation"),
        ):
            reply = client.put(PROFILE, json=change | {"current_password": PASSWORD}, headers=ana.headers)
            assert (reply.status_code, reply.json()["attributes"]) == (422, [field])

    def test_the_same_characters_typed_another_way_sign_in_aut_17(self, client: Client) -> None:
        sign_up(client, password="Corre\u00e7\u00e3o9!horse")
        assert sign_in(client, password="Correc\u0327a\u0303o9!horse").status_code == 200


class TestAddress:
    def test_without_a_mail_server_it_changes_at_once(self, client: Client) -> None:
        ana = sign_up(client)
        change = {"email": " Moura@padaria.example", "current_password": PASSWORD}
        user = client.put(PROFILE, json=change, headers=ana.headers).json()
        assert (user["email"], user["uid"]) == ("moura@padaria.example", "moura@padaria.example")
        assert sign_in(client, "moura@padaria.example").status_code == 200
        assert sign_in(client).status_code == 401

    def test_the_same_one_needs_no_password(self, client: Client) -> None:
        ana = sign_up(client)
        reply = client.put(PROFILE, json={"name": "Ana", "email": "ANA@padaria.example "}, headers=ana.headers)
        assert reply.status_code == 200

    def test_another_one_needs_the_password_aut_18(self, client: Client) -> None:
        ana = sign_up(client)
        reply = client.put(PROFILE, json={"email": "thief@x.example"}, headers=ana.headers)
        assert (reply.status_code, reply.json()) == (422, WRONG)
        assert client.get(PROFILE, headers=ana.headers).json()["email"] == "ana@padaria.example"

    @pytest.mark.parametrize("email", ["eva@cafe.example", "no address"])
    def test_one_that_is_taken_or_none_is_refused(self, client: Client, email: str) -> None:
        ana, _ = sign_up(client), sign_up(client, "eva@cafe.example")
        reply = client.put(PROFILE, json={"email": email, "current_password": PASSWORD}, headers=ana.headers)
        assert (reply.status_code, reply.json()["attributes"]) == (422, ["email"])

    def test_with_a_mail_server_it_counts_when_it_is_confirmed_aut_18(
        self, engine_url: str, tmp_path: Path, clock: HandClock
    ) -> None:
        with installation(engine_url, tmp_path, clock, smtp_host="mail.test") as (client, box):
            ana = sign_up(client)
            client.post("/auth/confirmation", json={"confirmation_token": box.token()})
            change = {"email": "moura@padaria.example", "current_password": PASSWORD}
            assert client.put(PROFILE, json=change, headers=ana.headers).json()["email"] == "ana@padaria.example"
            letters = {letter.to: letter for letter in (box.next(), box.next())}
            assert "moura@padaria.example" in letters["ana@padaria.example"].text
            assert "token" not in letters["ana@padaria.example"].text
            assert sign_in(client, "moura@padaria.example").status_code == 401
            token = letters["moura@padaria.example"].text.split("confirmation_token=")[1].split()[0]
            moura = signed(client.post("/auth/confirmation", json={"confirmation_token": token}))
            assert moura.user["uid"] == "moura@padaria.example"
            assert client.get(PROFILE, headers=ana.headers).status_code == 401, "sessions name the old address"
            assert client.post("/auth/confirmation", json={"confirmation_token": token}).status_code == 422

    def test_a_new_password_calls_the_change_off_aut_18(
        self, engine_url: str, tmp_path: Path, clock: HandClock
    ) -> None:
        with installation(engine_url, tmp_path, clock, smtp_host="mail.test") as (client, box):
            ana = sign_up(client)
            client.post("/auth/confirmation", json={"confirmation_token": box.token()})
            change = {"email": "thief@x.example", "current_password": PASSWORD}
            client.put(PROFILE, json=change, headers=ana.headers)
            letters = {letter.to: letter for letter in (box.next(), box.next())}
            client.put(PROFILE, json={"password": OTHER_PASSWORD, "current_password": PASSWORD}, headers=ana.headers)
            token = letters["thief@x.example"].text.split("confirmation_token=")[1].split()[0]
            assert client.post("/auth/confirmation", json={"confirmation_token": token}).status_code == 422
            ana = signed(sign_in(client, password=OTHER_PASSWORD))
            assert client.post(f"{PROFILE}/resend_confirmation", headers=ana.headers).status_code == 200
            assert slips(client) == 0, "and it is not offered again"


def slips(client: Client) -> int:
    return client.query(lambda tx: tx.conn.exec_driver_sql("select count(*) from slips").scalar())
