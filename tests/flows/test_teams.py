"""Teams over HTTP."""

from tests.support.client import Client
from tests.support.team import open_desk

MISSING = {"error": "Resource could not be found"}


def test_teams_are_founded_listed_and_changed(client: Client) -> None:
    ana = open_desk(client)
    team = ana.made("teams", {"name": " Suporte  Técnico ", "description": "Segundo nível"})
    assert team == {
        "id": team["id"], "name": "suporte técnico", "description": "Segundo nível", "allow_auto_assign": True,
        "account_id": ana.account_id, "is_member": False,
    }  # fmt: skip
    ana.made("teams", {"team": {"name": "Balcão", "allow_auto_assign": False}})
    assert [one["name"] for one in ana.get("teams").json()] == ["balcão", "suporte técnico"]
    changed = ana.patch(f"teams/{team['id']}", json={"team": {"description": None}})
    assert changed.json() == {**team, "description": None}
    assert ana.get(f"teams/{team['id']}").json() == changed.json()


def test_a_team_has_a_name_of_its_own(client: Client) -> None:
    ana = open_desk(client)
    ana.made("teams", {"name": "vendas"})
    for name, message in (("VENDAS", "Name has already been taken"), ("  ", "Name can't be blank")):
        reply = ana.post("teams", json={"name": name})
        assert (reply.status_code, reply.json()) == (422, {"message": message, "attributes": ["name"]})


def test_members_come_and_go(client: Client) -> None:
    ana = open_desk(client)
    rui, eva = ana.employ("Rui"), ana.employ("Eva")
    path = f"teams/{ana.made('teams', {'name': 'vendas'})['id']}"
    assert [one["name"] for one in ana.made(f"{path}/team_members", {"user_ids": [rui.user_id]})] == ["Rui"]
    new = ana.made(f"{path}/team_members", {"user_ids": [rui.user_id, eva.user_id]})
    assert [one["name"] for one in new] == ["Eva"], "only who was not in it before"
    assert [one["name"] for one in ana.get(f"{path}/team_members").json()] == ["Eva", "Rui"]
    assert rui.get("teams").json()[0]["is_member"] is True
    assert ana.get("teams").json()[0]["is_member"] is False
    left = ana.patch(f"{path}/team_members", json={"user_ids": [ana.user_id]})
    assert [one["name"] for one in left.json()] == ["Ana Moura"]
    gone = ana.delete(f"{path}/team_members", json={"user_ids": [ana.user_id]})
    assert (gone.status_code, gone.content) == (200, b"")
    assert ana.get(f"{path}/team_members").json() == []


def test_a_dissolved_team_lets_its_conversations_go(client: Client) -> None:
    ana = open_desk(client)
    team, inbox = ana.made("teams", {"name": "vendas"}), ana.api_inbox()
    contact = ana.made("contacts", {"name": "Rui", "inbox_id": inbox["id"]})["payload"]["contact"]
    talk = ana.made("conversations", {"inbox_id": inbox["id"], "contact_id": contact["id"], "team_id": team["id"]})
    assert talk["meta"]["team"]["id"] == team["id"]
    gone = ana.delete(f"teams/{team['id']}")
    assert (gone.status_code, gone.content) == (200, b"")
    assert "team" not in ana.get(f"conversations/{talk['id']}").json()["meta"]
    assert ana.get("teams").json() == []


def test_agents_read_teams_and_do_not_write_them(client: Client) -> None:
    ana = open_desk(client)
    rui, team = ana.employ("Rui"), ana.made("teams", {"name": "vendas"})
    assert rui.get(f"teams/{team['id']}").status_code == 200
    body = {"user_ids": [rui.user_id]}
    for reply in (
        rui.post("teams", json={"name": "x"}),
        rui.patch(f"teams/{team['id']}", json={"name": "x"}),
        rui.delete(f"teams/{team['id']}"),
        rui.post(f"teams/{team['id']}/team_members", json=body),
        rui.patch(f"teams/{team['id']}/team_members", json=body),
        rui.delete(f"teams/{team['id']}/team_members", json=body),
    ):
        assert (reply.status_code, reply.json()) == (401, {"error": "You are not authorized to do this action"})


def test_another_accounts_team_does_not_exist_ten_01(client: Client) -> None:
    ana, eva = open_desk(client), open_desk(client, "eva@banca.example")
    theirs = eva.made("teams", {"name": "vendas"})
    body = {"user_ids": [ana.user_id]}
    for reply in (
        ana.get(f"teams/{theirs['id']}"),
        ana.patch(f"teams/{theirs['id']}", json={"name": "x"}),
        ana.delete(f"teams/{theirs['id']}"),
        ana.get(f"teams/{theirs['id']}/team_members"),
        ana.post(f"teams/{theirs['id']}/team_members", json=body),
        ana.patch(f"teams/{theirs['id']}/team_members", json=body),
        ana.delete(f"teams/{theirs['id']}/team_members", json=body),
    ):
        assert (reply.status_code, reply.json()) == (404, MISSING)
    assert eva.get("teams").json() == [theirs]


def test_nobody_of_another_account_gets_in_ten_03(client: Client) -> None:
    ana, eva = open_desk(client), open_desk(client, "eva@banca.example")
    path = f"teams/{ana.made('teams', {'name': 'vendas'})['id']}/team_members"
    for method in ("POST", "PATCH", "DELETE"):
        reply = ana.call(method, path, json={"user_ids": [ana.user_id, eva.user_id]})
        assert (reply.status_code, reply.json()) == (401, {"error": "Invalid User IDs"})
    assert ana.get(path).json() == []


def test_who_sees_a_conversation_only_through_a_team_opens_it_and_leaves_it_with_whom_it_is(client: Client) -> None:
    ana = open_desk(client)
    rui, inbox, team = ana.employ("Rui"), ana.api_inbox(), ana.made("teams", {"name": "vendas"})
    ana.made(f"teams/{team['id']}/team_members", {"user_ids": [rui.user_id]})
    contact = ana.made("contacts", {"name": "Eva", "inbox_id": inbox["id"]})["payload"]["contact"]
    talk = ana.made("conversations", {"inbox_id": inbox["id"], "contact_id": contact["id"], "team_id": team["id"]})
    ana.made(f"conversations/{talk['id']}/toggle_status", {"status": "resolved"})
    assert rui.made(f"conversations/{talk['id']}/toggle_status", {})["payload"]["current_status"] == "open"
    assert "assignee" not in ana.get(f"conversations/{talk['id']}").json()["meta"]
