"""Who serves which inbox, and who may be given conversations."""

from tests.support.client import Client
from tests.support.team import open_desk


def test_members_are_added_replaced_and_removed(client: Client) -> None:
    ana = open_desk(client)
    rui, eva, inbox = ana.employ("Rui"), ana.employ("Eva"), ana.api_inbox()
    path = f"inbox_members/{inbox['id']}"
    assert ana.get(path).json() == {"payload": []}
    added = ana.made("inbox_members", {"inbox_id": inbox["id"], "user_ids": [rui.user_id, rui.user_id]})
    assert [one["name"] for one in added["payload"]] == ["Rui"]
    ana.made("inbox_members", {"inbox_id": str(inbox["id"]), "user_ids": [str(eva.user_id)]})
    assert [one["name"] for one in ana.get(f"{path}/").json()["payload"]] == ["Eva", "Rui"]
    left = ana.patch("inbox_members", json={"inbox_id": inbox["id"], "user_ids": [eva.user_id, ana.user_id]})
    assert [one["name"] for one in left.json()["payload"]] == ["Ana Moura", "Eva"]
    gone = ana.delete("inbox_members", json={"inbox_id": inbox["id"], "user_ids": [ana.user_id]})
    assert (gone.status_code, gone.content) == (200, b"")
    assert [one["id"] for one in ana.get(path).json()["payload"]] == [eva.user_id]


def test_nobody_of_another_account_serves_ten_03(client: Client) -> None:
    ana, eva = open_desk(client), open_desk(client, "eva@banca.example")
    inbox = ana.api_inbox()
    for method in ("POST", "PATCH"):
        reply = ana.call(method, "inbox_members", json={"inbox_id": inbox["id"], "user_ids": [eva.user_id]})
        assert reply.status_code == 422
        assert reply.json()["attributes"] == ["user_ids"]
    assert ana.get(f"inbox_members/{inbox['id']}").json() == {"payload": []}


def test_an_agent_does_not_choose_who_serves(client: Client) -> None:
    ana = open_desk(client)
    rui, inbox = ana.employ("Rui"), ana.api_inbox()
    for method in ("POST", "PATCH", "DELETE"):
        reply = rui.call(method, "inbox_members", json={"inbox_id": inbox["id"], "user_ids": [rui.user_id]})
        assert reply.status_code == 401


def test_conversations_go_to_common_members_and_administrators(client: Client) -> None:
    ana = open_desk(client)
    rui, eva, one, two = ana.employ("Rui"), ana.employ("Eva"), ana.api_inbox("Um"), ana.api_inbox("Dois")
    ana.made("inbox_members", {"inbox_id": one["id"], "user_ids": [rui.user_id, eva.user_id]})
    ana.made("inbox_members", {"inbox_id": two["id"], "user_ids": [eva.user_id]})
    both = ana.get("assignable_agents", params=[("inbox_ids[]", one["id"]), ("inbox_ids[]", two["id"])])
    assert [agent["name"] for agent in both.json()["payload"]] == ["Ana Moura", "Eva"]
    first = ana.get("assignable_agents", params={"inbox_ids[]": one["id"]})
    assert [agent["name"] for agent in first.json()["payload"]] == ["Ana Moura", "Eva", "Rui"]
    assert ana.get(f"inboxes/{two['id']}/assignable_agents").json() == both.json()
    assert rui.get("assignable_agents", params={"inbox_ids[]": two["id"]}).status_code == 404


def test_those_who_keep_a_copy_are_told(client: Client) -> None:
    ana = open_desk(client)
    before = ana.get("cache_keys").json()["cache_keys"]["inbox"]
    inbox = ana.api_inbox()
    made = ana.get("cache_keys").json()["cache_keys"]["inbox"]
    ana.made("inbox_members", {"inbox_id": inbox["id"], "user_ids": [ana.user_id]})
    assert before < made < ana.get("cache_keys").json()["cache_keys"]["inbox"]
