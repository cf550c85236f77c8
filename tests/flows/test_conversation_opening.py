"""The team opens a conversation; whose conversations a contact's panel shows."""

import pytest

from tests.support.client import Client
from tests.support.team import Colleague, open_desk


@pytest.fixture
def desk(client: Client) -> Colleague:
    return open_desk(client)


def test_opening_a_conversation_with_a_contact(desk: Colleague):
    inbox = desk.api_inbox()
    contact = desk.made("contacts", {"name": "Joana", "email": "joana@x.example"})["payload"]["contact"]
    body = {"inbox_id": str(inbox["id"]), "contact_id": contact["id"], "message": {"content": "Olá, Joana!"},
            "custom_attributes": {"pedido": 7}, "status": "pending"}  # fmt: skip
    made = desk.made("conversations", body)
    assert (made["status"], made["custom_attributes"], made["inbox_id"]) == ("pending", {"pedido": 7}, inbox["id"])
    assert made["messages"][0]["content"] == "Olá, Joana!"
    again = desk.made("conversations", {"inbox_id": inbox["id"], "contact_id": contact["id"]})
    assert again["id"] == made["id"] + 1


def test_a_blocked_contacts_conversation_is_resolved_from_the_start(desk: Colleague):
    inbox = desk.api_inbox()
    contact = desk.made("contacts", {"name": "Joana", "blocked": True})["payload"]["contact"]
    made = desk.made("conversations", {"inbox_id": inbox["id"], "contact_id": contact["id"]})
    assert (made["status"], made["muted"]) == ("resolved", True)


def test_a_foreign_source_id_is_not_given_away(desk: Colleague):
    inbox = desk.api_inbox()
    one, two = (desk.made("contacts", {"name": n})["payload"]["contact"] for n in ("Um", "Dois"))
    desk.made("conversations", {"inbox_id": inbox["id"], "contact_id": one["id"], "source_id": "wa-1"})
    reply = desk.post("conversations", json={"inbox_id": inbox["id"], "contact_id": two["id"], "source_id": "wa-1"})
    assert (reply.status_code, reply.json()) == (422, {"error": "source_id should be unique"})
    assert desk.made("conversations", {"source_id": "wa-1"})["meta"]["sender"]["id"] == one["id"]


@pytest.mark.parametrize("moment", ["nan", "inf", "1e300"])
def test_what_is_no_moment_is_a_mistake_of_the_caller(desk: Colleague, moment: str):
    inbox, contact = desk.api_inbox(), desk.made("contacts", {"name": "Joana"})["payload"]["contact"]
    number = desk.made("conversations", {"inbox_id": inbox["id"], "contact_id": contact["id"]})["id"]
    sent = {"status": "snoozed", "snoozed_until": moment}
    assert desk.post(f"conversations/{number}/toggle_status", data=sent).status_code == 422
    assert desk.get(f"conversations/{number}").json()["status"] == "open"


def test_the_contacts_conversations_are_those_that_the_caller_may_see(desk: Colleague):
    """TEN-09: the side panel shows only visible inboxes."""
    app, hidden = desk.api_inbox(), desk.api_inbox("Oculta")
    contact = desk.made("contacts", {"name": "Joana"})["payload"]["contact"]
    seen, unseen = (
        desk.made("conversations", {"inbox_id": inbox["id"], "contact_id": contact["id"]})["id"]
        for inbox in (app, hidden)
    )
    rui = desk.employ("Rui")
    desk.made("inbox_members", {"inbox_id": app["id"], "user_ids": [rui.user_id]})
    path = f"contacts/{contact['id']}/conversations"
    assert [row["id"] for row in desk.get(path).json()["payload"]] == [unseen, seen]
    assert [row["id"] for row in rui.get(path).json()["payload"]] == [seen]
    assert desk.get("contacts/999/conversations").status_code == 404
