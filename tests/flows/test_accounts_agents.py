"""Agents: invite, change, let go."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from balcao.domain.accounts.actions import members
from balcao.domain.accounts.actions.members import MemberChange
from balcao.domain.accounts.events import UserChanged
from balcao.domain.accounts.rules import Role
from balcao.domain.actors import Member
from balcao.kit.clock import DAY
from balcao.kit.errors import Problem
from tests.support.client import Client
from tests.support.clock import HandClock
from tests.support.people import (
    OTHER_PASSWORD,
    PASSWORD,
    Mailbox,
    accept,
    hire,
    installation,
    sign_in,
    sign_up,
    signed,
)  # fmt: skip

DENIED = {"error": "You are not authorized to do this action"}
INVALID = {"message": "Invalid token", "redirect_url": "/"}
LAST = {"error": "An account needs at least one administrator"}
RUI = "rui@padaria.example"


@pytest.fixture
def both(engine_url: str, tmp_path: Path, clock: HandClock) -> Iterator[tuple[Client, Mailbox]]:
    with installation(engine_url, tmp_path, clock) as both:
        yield both


def try_token(client: Client, token: str) -> tuple[int, object]:
    reply = client.put("/auth/password", json={"reset_password_token": token, "password": OTHER_PASSWORD})
    return reply.status_code, reply.json()


class TestInvite:
    def test_somebody_new_gets_a_link_and_joins(self, both: tuple[Client, Mailbox]) -> None:
        client, box = both
        ana = sign_up(client, locale="es")
        reply = client.post(f"{ana.account}/agents", headers=ana.token, json={"email": RUI.upper(), "name": "Rui"})
        agent = reply.json()
        assert agent == {
            "id": agent["id"], "account_id": ana.account_id, "availability_status": "offline", "auto_offline": True,
            "confirmed": False, "email": RUI, "provider": "email", "available_name": "Rui", "name": "Rui",
            "role": "agent", "thumbnail": "",
        }  # fmt: skip
        letter = box.next()
        assert (letter.to, letter.subject) == (RUI, "Ana Moura te invitó a Padaria")
        assert sign_in(client, RUI, "").status_code == 401
        token = letter.text.split("http://balcao.test/app/auth/invitation?invitation_token=")[1].split()[0]
        rui = accept(client, token, name="Rui Alves")
        assert (rui.user["name"], rui.user["confirmed"], rui.user["role"]) == ("Rui Alves", True, "agent")
        assert (rui.account_id, rui.user["inviter_id"]) == (ana.account_id, ana.id)
        assert [each["name"] for each in client.get(f"{ana.account}/agents", headers=rui.headers).json()] == [
            "Ana Moura",
            "Rui Alves",
        ]

    @pytest.mark.parametrize("shape", ["flat", "wrapped"])
    def test_role_and_availability_are_set(self, both: tuple[Client, Mailbox], shape: str) -> None:
        client, _ = both
        ana = sign_up(client)
        body = {"email": RUI, "role": "administrator", "availability": "busy", "auto_offline": False}
        sent = body if shape == "flat" else {"agent": body}
        agent = client.post(f"{ana.account}/agents", headers=ana.headers, json=sent).json()
        assert (agent["role"], agent["availability_status"], agent["auto_offline"]) == ("administrator", "busy", False)

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"email": "rui"}, "email"),
            ({"email": RUI, "role": "owner"}, "role"),
            ({"email": RUI, "availability": "x"}, "availability"),
        ],
    )
    def test_what_does_not_fit_is_told(self, client: Client, body: dict[str, str], field: str) -> None:
        ana = sign_up(client)
        reply = client.post(f"{ana.account}/agents", headers=ana.headers, json=body)
        assert (reply.status_code, reply.json()["attributes"]) == (422, [field])
        assert len(client.get(f"{ana.account}/agents", headers=ana.headers).json()) == 1

    def test_a_link_works_once_and_for_seven_days_aut_08(self, both: tuple[Client, Mailbox], clock: HandClock) -> None:
        client, box = both
        ana = sign_up(client)
        for email in (RUI, "eva@padaria.example"):
            client.post(f"{ana.account}/agents", headers=ana.headers, json={"email": email})
        first, second = box.token(), box.token()
        accept(client, first)
        assert try_token(client, first) == (422, INVALID)
        clock.advance(7 * DAY)
        assert try_token(client, second) == (422, INVALID)

    def test_the_link_is_renewed_by_inviting_again_aut_08(self, both: tuple[Client, Mailbox], clock: HandClock) -> None:
        client, box = both
        ana = sign_up(client)
        invite = {"headers": ana.headers, "json": {"email": RUI}}
        first = client.post(f"{ana.account}/agents", **invite).json()
        old = box.token()
        clock.advance(8 * DAY)
        assert client.post(f"{ana.account}/agents", **invite).json()["id"] == first["id"]
        assert try_token(client, old) == (422, INVALID)
        assert try_token(client, box.token())[0] == 200
        again = client.post(f"{ana.account}/agents", **invite)
        assert (again.status_code, again.json()["attributes"]) == (422, ["email"]), "works here already"

    def test_a_link_is_the_mailboxs_and_not_the_readers_aut_08(self, both: tuple[Client, Mailbox]) -> None:
        """Accepted while signed in as somebody else, it signs in whom it was written to, and changes nobody else."""
        client, box = both
        ana, eva = sign_up(client), sign_up(client, "eva@cafe.example")
        client.post(f"{ana.account}/agents", headers=ana.headers, json={"email": RUI})
        body = {"reset_password_token": box.token(), "password": OTHER_PASSWORD}
        rui = signed(client.put("/auth/password", json=body, headers=eva.headers))
        assert rui.email == RUI
        assert client.get(f"{ana.account}/agents", headers=eva.headers).status_code == 401
        assert sign_in(client, "eva@cafe.example").status_code == 200

    def test_who_has_proved_the_address_is_told_to_sign_in_aut_08(self, both: tuple[Client, Mailbox]) -> None:
        client, box = both
        ana, eva = sign_up(client), sign_up(client, "eva@cafe.example", account_name="Café", locale="en")
        agent = client.post(f"{ana.account}/agents", headers=ana.headers, json={"email": "Eva@cafe.example"}).json()
        assert (agent["id"], agent["confirmed"]) == (eva.id, True)
        letter = box.next()
        assert letter.subject == "You are now part of Padaria"
        assert "token" not in letter.text
        assert "http://balcao.test/app/login" in letter.text
        places = client.get("/api/v1/profile", headers=eva.headers).json()["accounts"]
        assert {place["name"]: place["role"] for place in places} == {"Padaria": "agent", "Café": "administrator"}

    def test_who_has_not_proved_it_loses_all_ways_in_but_the_mailbox_aut_08(
        self, engine_url: str, tmp_path: Path, clock: HandClock
    ) -> None:
        with installation(engine_url, tmp_path, clock, smtp_host="mail.test") as (client, box):
            ana = sign_up(client)
            client.post("/auth/confirmation", json={"confirmation_token": box.token()})
            squatter = sign_up(client, RUI)
            confirmation = box.token()
            client.post(f"{ana.account}/agents", headers=ana.headers, json={"email": RUI})
            for shown in (squatter.headers, squatter.token):
                assert client.get(f"{ana.account}/agents", headers=shown).status_code == 401
                assert client.get("/api/v1/profile", headers=shown).status_code == 401
            assert client.post("/auth/confirmation", json={"confirmation_token": confirmation}).json() == INVALID
            rui = accept(client, box.token(), OTHER_PASSWORD)
            assert client.get(f"{ana.account}/agents", headers=rui.headers).status_code == 200
            assert sign_in(client, RUI, PASSWORD).status_code == 401

    def test_a_link_ends_with_the_address_aut_08(self, both: tuple[Client, Mailbox]) -> None:
        client, box = both
        ana = sign_up(client)
        client.post(f"{ana.account}/agents", headers=ana.headers, json={"email": RUI})
        token = box.token()
        sql = f"update users set email = 'other@x.example' where email = '{RUI}'"
        client.house.store.write_now(lambda tx: tx.conn.exec_driver_sql(sql))
        assert try_token(client, token) == (422, INVALID)

    def test_many_are_invited_at_once(self, both: tuple[Client, Mailbox]) -> None:
        client, box = both
        ana = sign_up(client)
        emails = ["b@x.example", " B@x.example", "c@x.example", "ana@padaria.example"]
        reply = client.post(f"{ana.account}/agents/bulk_create", headers=ana.headers, json={"emails": emails})
        assert (reply.status_code, reply.content) == (200, b"")
        assert {box.next().to, box.next().to} == {"b@x.example", "c@x.example"}
        agents = client.get(f"{ana.account}/agents", headers=ana.headers).json()
        assert [each["email"] for each in agents] == ["ana@padaria.example", "b@x.example", "c@x.example"]

    def test_one_wrong_address_invites_none(self, client: Client) -> None:
        ana = sign_up(client)
        body = {"emails": ["b@x.example", "c"]}
        assert client.post(f"{ana.account}/agents/bulk_create", headers=ana.headers, json=body).status_code == 422
        assert len(client.get(f"{ana.account}/agents", headers=ana.headers).json()) == 1

    def test_only_so_many_letters_leave_in_a_day(self, engine_url: str, tmp_path: Path, clock: HandClock) -> None:
        with installation(engine_url, tmp_path, clock, rate_limits=True) as (client, _):
            ana = sign_up(client)
            path, emails = f"{ana.account}/agents", [f"a{number}@x.example" for number in range(50)]
            assert client.post(f"{path}/bulk_create", headers=ana.headers, json={"emails": emails}).status_code == 200
            reply = client.post(path, headers=ana.headers, json={"email": "one@x.example"})
            assert (reply.status_code, reply.text) == (429, "Retry later\n")
            assert len(client.get(path, headers=ana.headers).json()) == 51


class TestChange:
    def test_role_name_and_availability(self, both: tuple[Client, Mailbox]) -> None:
        client, box = both
        ana = sign_up(client)
        rui = hire(client, box, ana, RUI)
        change = {"name": "Rui Alves", "role": "administrator", "availability": "busy", "auto_offline": "false"}
        path = f"{ana.account}/agents/{rui.id}"
        agent = client.put(path, headers=ana.headers, json={"agent": change}).json()
        assert (agent["name"], agent["role"], agent["availability_status"]) == ("Rui Alves", "administrator", "busy")
        assert (
            client.patch(path, headers=ana.headers, json={"availability": "online"}).json()["role"] == "administrator"
        )

    def test_an_agent_may_look_but_not_touch(self, both: tuple[Client, Mailbox]) -> None:
        client, box = both
        ana = sign_up(client)
        rui = hire(client, box, ana, RUI)
        for verb, path in (
            ("post", ""),
            ("post", "/bulk_create"),
            ("patch", f"/{rui.id}"),
            ("put", f"/{ana.id}"),
            ("delete", f"/{ana.id}"),
        ):
            for shown in (rui.headers, rui.token):
                reply = client.request(
                    verb, f"{ana.account}/agents{path}", headers=shown, json={"role": "administrator"}
                )
                assert (reply.status_code, reply.json()) == (401, DENIED)
        assert client.patch(ana.account, headers=rui.headers, json={"name": "x"}).json() == DENIED
        assert client.get(f"{ana.account}/agents", headers=rui.headers).json()[1]["role"] == "agent"

    def test_a_number_that_no_user_can_have_is_told(self, client: Client) -> None:
        ana = sign_up(client)
        for number in ("0", "-1", str(2**63), str(2**90), "x"):
            reply = client.delete(f"{ana.account}/agents/{number}", headers=ana.headers)
            assert reply.status_code in {404, 422}, number

    def test_a_foreign_user_does_not_exist_ten_01(self, client: Client) -> None:
        ana, eva = sign_up(client), sign_up(client, "eva@cafe.example")
        missing = client.patch(f"{ana.account}/agents/999999", headers=ana.headers, json={"name": "x"})
        for verb in ("patch", "put", "delete"):
            reply = client.request(verb, f"{ana.account}/agents/{eva.id}", headers=ana.headers, json={"name": "x"})
            assert (reply.status_code, reply.content) == (404, missing.content)

    def test_who_works_elsewhere_too_keeps_the_name(self, both: tuple[Client, Mailbox]) -> None:
        client, _ = both
        ana, eva = sign_up(client), sign_up(client, "eva@cafe.example", user_full_name="Eva")
        client.post(f"{ana.account}/agents", headers=ana.headers, json={"email": eva.email})
        path = f"{ana.account}/agents/{eva.id}"
        assert client.patch(path, headers=ana.headers, json={"name": "Evil"}).json()["attributes"] == ["name"]
        assert client.patch(path, headers=ana.headers, json={"name": "Eva", "role": "administrator"}).status_code == 200

    def test_a_new_role_counts_at_once_aut_14(self, both: tuple[Client, Mailbox]) -> None:
        client, box = both
        ana = sign_up(client)
        rui = hire(client, box, ana, RUI, role="administrator")
        heard: list[object] = []
        client.house.bus.listen(heard.append)
        client.patch(f"{ana.account}/agents/{rui.id}", headers=ana.headers, json={"role": "agent"})
        assert client.patch(ana.account, headers=rui.headers, json={"name": "x"}).json() == DENIED
        client.get("/api")
        assert UserChanged(rui.id) in heard, "and open sockets are told to end"


class TestLetGo:
    def test_who_leaves_is_out_at_once_aut_16(self, both: tuple[Client, Mailbox]) -> None:
        client, box = both
        ana = sign_up(client)
        rui = hire(client, box, ana, RUI)
        keys = client.get(f"{ana.account}/cache_keys", headers=ana.headers).json()["cache_keys"]
        reply = client.delete(f"{ana.account}/agents/{rui.id}", headers=ana.headers)
        assert (reply.status_code, reply.content) == (200, b"")
        for shown in (rui.headers, rui.token):
            assert client.get(f"{ana.account}/agents", headers=shown).json() == {
                "error": "You are not authorized to access this account"
            }
        user = client.get("/api/v1/profile", headers=rui.headers).json()
        assert (user["accounts"], user["account_id"], user["role"]) == ([], None, None)
        later = client.get(f"{ana.account}/cache_keys", headers=ana.headers).json()["cache_keys"]
        assert later["inbox"] > keys["inbox"]
        assert later["team"] > keys["team"]

    def test_who_left_may_come_back(self, both: tuple[Client, Mailbox]) -> None:
        client, box = both
        ana = sign_up(client)
        rui = hire(client, box, ana, RUI)
        client.delete(f"{ana.account}/agents/{rui.id}", headers=ana.headers)
        assert client.post(f"{ana.account}/agents", headers=ana.headers, json={"email": RUI}).json()["id"] == rui.id
        assert client.get(f"{ana.account}/agents", headers=rui.headers).status_code == 200

    def test_the_last_administrator_stays_aut_20(self, both: tuple[Client, Mailbox]) -> None:
        client, box = both
        ana = sign_up(client)
        hire(client, box, ana, RUI)
        client.post(
            f"{ana.account}/agents", headers=ana.headers, json={"email": "new@x.example", "role": "administrator"}
        )
        path = f"{ana.account}/agents/{ana.id}"
        for reply in (
            client.patch(path, headers=ana.headers, json={"role": "agent"}),
            client.delete(path, headers=ana.headers),
        ):
            assert (reply.status_code, reply.json()) == (422, LAST), "one who was only invited does not count"
        assert client.get("/api/v1/profile", headers=ana.headers).json()["role"] == "administrator"

    def test_two_who_demote_each_other_leave_one_aut_20(self, both: tuple[Client, Mailbox]) -> None:
        client, box = both
        ana = sign_up(client)
        rui = hire(client, box, ana, RUI, role="administrator")
        start, outcomes = threading.Barrier(2), list[str]()

        def demote(actor: int, other: int) -> None:
            member = Member(ana.account_id, actor, "", Role.ADMINISTRATOR)
            start.wait(10)
            change = MemberChange(role=Role.AGENT)
            try:
                client.house.store.write_now(lambda tx: members.change_member(tx, member, other, change))
                outcomes.append("done")
            except Problem as problem:
                outcomes.append(str(problem.body))

        pair = [threading.Thread(target=demote, args=who) for who in ((ana.id, rui.id), (rui.id, ana.id))]
        for thread in pair:
            thread.start()
        for thread in pair:
            thread.join(20)
        assert sorted(outcomes) == ["done", str(LAST)]
