"""Agents: change what they may do, let them go."""

import threading
from typing import Any

from balcao.domain.accounts.actions import members
from balcao.domain.accounts.actions.members import MemberChange
from balcao.domain.accounts.events import UserChanged
from balcao.domain.accounts.rules import Role
from balcao.domain.actors import Member
from balcao.kit.errors import Problem
from tests.support.client import Client
from tests.support.people import (
    Mailbox,
    hire,
    sign_up,
)  # fmt: skip

DENIED = {"error": "You are not authorized to do this action"}
INVALID = {"message": "Invalid token", "redirect_url": "/"}
LAST = {"error": "An account needs at least one administrator"}
RUI = "rui@padaria.example"


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

    def test_their_conversations_wait_for_others(self, both: tuple[Client, Mailbox]) -> None:
        client, box = both
        ana = sign_up(client)
        rui = hire(client, box, ana, RUI)

        def post(path: str, body: dict[str, object]) -> dict[str, Any]:
            reply = client.post(f"{ana.account}/{path}", headers=ana.headers, json=body)
            assert reply.status_code == 200, reply.text
            return reply.json()

        inbox = post("inboxes", {"name": "App", "channel": {"type": "api"}})
        post("inbox_members", {"inbox_id": inbox["id"], "user_ids": [rui.id]})
        contact = post("contacts", {"name": "Joe", "inbox_id": inbox["id"]})["payload"]["contact"]
        talk = post("conversations", {"inbox_id": inbox["id"], "contact_id": contact["id"], "assignee_id": rui.id})
        path = f"{ana.account}/conversations/{talk['id']}"
        assert client.get(path, headers=ana.headers).json()["meta"]["assignee"]["id"] == rui.id
        assert client.delete(f"{ana.account}/agents/{rui.id}", headers=ana.headers).status_code == 200
        assert "assignee" not in client.get(path, headers=ana.headers).json()["meta"]
        members = client.get(f"{ana.account}/inbox_members/{inbox['id']}", headers=ana.headers).json()["payload"]
        assert [each["id"] for each in members] == []

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
