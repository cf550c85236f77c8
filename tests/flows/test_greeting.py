"""The greeting that an inbox sends by itself."""

from balcao.domain.conversations.actions import greet
from tests.support.client import Client
from tests.support.people import jobs_of
from tests.support.team import Colleague, open_desk
from tests.support.waiting import until


def app_with_greeting(desk: Colleague, **more: object) -> int:
    body = {"name": "App", "channel": {"type": "api"}, "greeting_enabled": True, "greeting_message": "Já te atendemos!"}
    return desk.made("inboxes", {**body, **more})["id"]


def opened(desk: Colleague, inbox_id: int) -> str:
    contact = desk.made("contacts", {"name": "Rui", "inbox_id": inbox_id})["payload"]["contact"]
    talk = desk.made("conversations", {"inbox_id": inbox_id, "contact_id": contact["id"]})
    return f"conversations/{talk['id']}/messages"


def said(desk: Colleague, path: str) -> list[tuple[int, str]]:
    found = desk.get(path).json()["payload"]
    return [(one["message_type"], one["content"]) for one in found if one["message_type"] != 2]


def written(desk: Colleague, inbox_id: int) -> str:
    """A conversation that the customer opened, over the client interface."""
    identifier = desk.get(f"inboxes/{inbox_id}").json()["inbox_identifier"]
    client, path = desk.client, f"/public/api/v1/inboxes/{identifier}/contacts"
    source = client.post(path, json={"name": "Rui"}).json()["source_id"]
    talk = client.post(f"{path}/{source}/conversations", json={}).json()["id"]
    client.post(f"{path}/{source}/conversations/{talk}/messages", json={"content": "Oi"})
    return f"conversations/{talk}/messages"


def test_who_writes_is_greeted_once(client: Client) -> None:
    ana = open_desk(client)
    site = ana.website("Site")
    body = {"greeting_enabled": True, "greeting_message": "Já te atendemos!"}
    ana.patch(f"inboxes/{site['id']}", json=body)
    boot = client.post(f"/api/v1/widget/config?website_token={site['website_token']}").json()
    headers = {"X-Auth-Token": boot["website_channel_config"]["auth_token"]}
    where = f"/api/v1/widget/messages?website_token={site['website_token']}"
    for content in ("Oi", "Alguém aí?"):
        client.post(where, json={"message": {"content": content}}, headers=headers)
        until(client, lambda: jobs_of(client) == [])
    texts = [(one["message_type"], one["content"]) for one in client.get(where, headers=headers).json()["payload"]]
    assert texts == [(0, "Oi"), (3, "Já te atendemos!"), (0, "Alguém aí?")]
    again = client.house.store.write_now(lambda tx: greet(tx, ana.account_id, 1, delivers=False))
    assert again is False


def test_the_customer_of_an_app_is_greeted_too(client: Client) -> None:
    ana = open_desk(client)
    path = written(ana, app_with_greeting(ana))
    until(client, lambda: jobs_of(client) == [])
    assert said(ana, path) == [(0, "Oi"), (3, "Já te atendemos!")]


def test_whom_the_team_writes_to_is_not_greeted(client: Client) -> None:
    ana = open_desk(client)
    path = opened(ana, app_with_greeting(ana))
    ana.made(path, {"content": "Bom dia!"})
    ana.made(path, {"content": "Oi", "message_type": "incoming"})
    until(client, lambda: jobs_of(client) == [])
    assert said(ana, path) == [(1, "Bom dia!"), (0, "Oi")]


def test_without_a_greeting_nothing_is_said(client: Client) -> None:
    ana = open_desk(client)
    for more in ({"greeting_enabled": False}, {"greeting_message": ""}):
        path = written(ana, app_with_greeting(ana, **more))
        until(client, lambda: jobs_of(client) == [])
        assert all(kind == 0 for kind, _ in said(ana, path))
