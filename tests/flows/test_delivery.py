"""The team's answers reach the app behind an API inbox, once it can take them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from balcao.channels.api.sim import Receiver, simulate
from balcao.kit.clock import HOUR
from balcao.outbox.bus import Note
from balcao.outbox.emit import Wake
from tests.support.client import Client
from tests.support.clock import HandClock
from tests.support.people import jobs_of
from tests.support.pictures import picture
from tests.support.team import Colleague, open_desk
from tests.support.waiting import until


class Talk:
    """A conversation in an API inbox whose app is a receiver on this machine."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.desk: Colleague = open_desk(client)
        self.inbox = self.desk.api_inbox()
        self._app = simulate(self.inbox["secret"])
        self.app: Receiver = client.run(self._app.__aenter__())
        self.desk.patch(f"inboxes/{self.inbox['id']}", json={"channel": self.app.settings})
        self.id = self._open()

    def _open(self) -> int:
        body = {"name": "Rui", "inbox_id": self.inbox["id"], "source_id": "5511", "identifier": "5511@app"}
        contact = self.desk.made("contacts", body)["payload"]["contact"]
        talk = {"inbox_id": self.inbox["id"], "contact_id": contact["id"], "source_id": "5511"}
        return self.desk.made("conversations", talk)["id"]

    def say(self, content: str, **more: Any) -> dict[str, Any]:
        return self.desk.made(f"conversations/{self.id}/messages", {"content": content, **more})

    def thread(self) -> list[dict[str, Any]]:
        found = self.desk.get(f"conversations/{self.id}/messages").json()["payload"]
        return [message for message in found if message["message_type"] != 2]

    def stored(self) -> list[int]:
        rows = self.client.query(
            lambda tx: tx.conn.exec_driver_sql("SELECT status FROM messages WHERE kind = 1 ORDER BY id").fetchall()
        )
        return [row[0] for row in rows]

    def heard(self, count: int) -> list[dict[str, Any]]:
        self.client.run(self.app.hear(count))
        return [json.loads(body) for body in self.app.bodies]

    def tries(self, count: int) -> None:
        until(self.client, lambda: len(self.app.paths) >= count and not self._running())

    def _running(self) -> bool:
        query = "SELECT count(*) FROM jobs WHERE state = 'running'"
        return bool(self.client.query(lambda tx: tx.conn.exec_driver_sql(query).scalar()))

    def later(self, clock: HandClock, hours: int) -> None:
        clock.advance(hours * HOUR)
        self.client.house.bus.tell(Wake(None))

    def close(self) -> None:
        self.client.run(self._app.__aexit__(None, None, None))


@pytest.fixture
def talk(engine_url: str, clock: HandClock, tmp_path: Path) -> Iterator[Talk]:
    client = Client(engine_url, tmp_path / "installation", clock, private_targets="127.0.0.1")
    talk = Talk(client)
    yield talk
    talk.close()
    client.close()


def test_an_answer_arrives_as_the_contract_writes_it(talk: Talk) -> None:
    said = talk.say("Olá **Rui**")
    assert said["status"] == "sent"
    (told,) = talk.heard(1)
    until(talk.client, lambda: talk.stored() == [0])
    conversation = told.pop("conversation")
    assert told == {
        "account": {"id": talk.desk.account_id, "name": "Padaria"}, "additional_attributes": {},
        "content_attributes": {}, "content_type": "text", "content": "Olá **Rui**", "created_at": told["created_at"],
        "id": said["id"], "inbox": {"id": talk.inbox["id"], "name": "App"}, "message_type": "outgoing",
        "private": False, "source_id": None, "event": "message_created",
        "sender": {"id": talk.desk.user_id, "name": "Ana Moura", "email": "ana@padaria.example", "type": "user"},
    }  # fmt: skip
    assert told["created_at"].endswith("Z")
    assert (conversation["id"], conversation["channel"]) == (talk.id, "Channel::Api")
    assert conversation["contact_inbox"]["source_id"] == "5511"
    assert conversation["meta"]["sender"]["identifier"] == "5511@app"
    assert "account_id" not in conversation
    (latest,) = conversation["messages"]
    assert (latest["id"], latest["message_type"], latest["content"]) == (said["id"], 1, "Olá **Rui**")


def test_files_go_along_by_address(talk: Talk) -> None:
    path = f"conversations/{talk.id}/messages"
    files = {"attachments[]": ("nota.png", picture(), "image/png")}
    talk.desk.post(path, data={"content": "Veja"}, files=files)
    (told,) = talk.heard(1)
    (file,) = told["attachments"]
    assert (file["file_type"], file["extension"]) == ("image", "png")
    assert talk.client.get(file["data_url"]).status_code == 200
    assert told["conversation"]["messages"][0]["attachments"] == told["attachments"]


def test_only_answers_to_the_customer_are_delivered(talk: Talk) -> None:
    talk.say("só nossa", private=True)
    talk.say("do cliente", message_type="incoming")
    talk.say("para o cliente")
    assert [told["content"] for told in talk.heard(1)] == ["para o cliente"]
    until(talk.client, lambda: jobs_of(talk.client) == [])
    assert len(talk.app.taken) == 1


def test_answers_wait_in_order_while_the_app_is_away(talk: Talk, clock: HandClock) -> None:
    talk.app.mode = "away"
    talk.say("um")
    talk.tries(1)
    talk.say("dois")
    assert [message["status"] for message in talk.thread()] == ["sent", "sent"]
    talk.app.mode = "takes"
    assert len(talk.app.paths) == 1, "the second waits for the first"
    talk.later(clock, 1)
    assert [told["content"] for told in talk.heard(2)] == ["um", "dois"]
    assert len(set(talk.app.taken)) == 2
    until(talk.client, lambda: talk.stored() == [0, 0])


def test_every_try_carries_the_same_name_of_the_delivery(talk: Talk, clock: HandClock) -> None:
    talk.say("um")
    talk.heard(1)
    until(talk.client, lambda: talk.stored() == [0])
    # As if the power had gone after the app took it and before we knew.
    undo = "UPDATE messages SET status = -1 WHERE kind = 1"
    again = "INSERT INTO jobs (account_id, kind, key, payload, state, run_at, attempts, created_at) VALUES "
    event = json.dumps({"account_id": talk.desk.account_id, "message_id": talk.thread()[0]["id"]})
    values = f"({talk.desk.account_id}, 'deliver', 'again', '{event}', 'ready', {clock.now}, 0, {clock.now})"
    talk.client.house.store.write_now(lambda tx: tx.conn.exec_driver_sql(undo))
    talk.client.house.store.write_now(lambda tx: tx.conn.exec_driver_sql(again + values))
    talk.later(clock, 0)
    talk.heard(2)
    assert len(set(talk.app.taken)) == 1


def test_a_refusal_is_shown_to_the_team_and_the_next_answer_goes(talk: Talk) -> None:
    talk.app.mode = "refuses"
    talk.say("um")
    until(talk.client, lambda: [message["status"] for message in talk.thread()] == ["failed"])
    (message,) = talk.thread()
    assert message["content_attributes"] == {"external_error": "The webhook answered with status 422"}
    talk.app.mode = "takes"
    talk.say("dois")
    assert [told["content"] for told in talk.heard(1)] == ["dois"]


def test_a_failed_answer_is_sent_again_when_the_team_says_so(talk: Talk) -> None:
    talk.app.mode = "refuses"
    said = talk.say("um")
    path = f"conversations/{talk.id}/messages"
    until(talk.client, lambda: [message["status"] for message in talk.thread()] == ["failed"])
    talk.app.mode = "takes"
    again = talk.desk.made(f"{path}/{said['id']}/retry", {})
    assert (again["id"], again["status"], again["content_attributes"]) == (said["id"], "sent", {})
    assert [told["content"] for told in talk.heard(1)] == ["um"]
    until(talk.client, lambda: talk.stored() == [0])
    assert talk.desk.made(f"{path}/{said['id']}/retry", {})["status"] == "sent"
    assert talk.desk.post(f"{path}/999/retry").status_code == 422
    assert len(talk.app.taken) == 1


def test_after_a_day_an_answer_is_given_up(talk: Talk, clock: HandClock) -> None:
    talk.app.mode = "away"
    talk.say("um")
    talk.tries(1)
    talk.later(clock, 25)
    until(talk.client, lambda: [message["status"] for message in talk.thread()] == ["failed"])
    assert talk.thread()[0]["content_attributes"] == {"external_error": "The webhook answered with status 500"}


def test_a_redirect_is_not_followed_ssr_08(talk: Talk) -> None:
    talk.app.mode = "moved"
    talk.say("um")
    until(talk.client, lambda: [message["status"] for message in talk.thread()] == ["failed"])
    assert talk.app.paths == ["/hook"]


def test_nothing_reaches_this_machine_without_the_operators_leave_ssr_01(client: Client) -> None:
    """Whatever the address was when it was saved."""
    ana = open_desk(client)
    inbox = ana.api_inbox(webhook_url="http://app.example/hook")
    inside = '{"webhook_url": "http://127.0.0.1:9/"}'
    client.house.store.write_now(
        lambda tx: tx.conn.exec_driver_sql(f"UPDATE inboxes SET settings = '{inside}' WHERE id = {inbox['id']}")
    )
    contact = ana.made("contacts", {"name": "Rui", "inbox_id": inbox["id"]})["payload"]["contact"]
    path = f"conversations/{ana.made('conversations', {'inbox_id': inbox['id'], 'contact_id': contact['id']})['id']}"
    ana.made(f"{path}/messages", {"content": "Oi"})
    until(client, lambda: ana.get(f"{path}/messages").json()["payload"][-1]["status"] == "failed")
    reason = ana.get(f"{path}/messages").json()["payload"][-1]["content_attributes"]["external_error"]
    assert reason == "The address points into a private network, which this installation does not allow"


def test_without_an_address_the_app_reads_from_us(client: Client) -> None:
    ana = open_desk(client)
    inbox = ana.api_inbox()
    contact = ana.made("contacts", {"name": "Rui", "inbox_id": inbox["id"]})["payload"]["contact"]
    path = f"conversations/{ana.made('conversations', {'inbox_id': inbox['id'], 'contact_id': contact['id']})['id']}"
    ana.made(f"{path}/messages", {"content": "Oi"})
    until(client, lambda: jobs_of(client) == [])
    assert ana.get(f"{path}/messages").json()["payload"][-1]["status"] == "sent"


def test_a_website_needs_no_delivery(client: Client) -> None:
    ana = open_desk(client)
    site = ana.website()
    contact = ana.made("contacts", {"name": "Rui", "inbox_id": site["id"]})["payload"]["contact"]
    talk = ana.made("conversations", {"inbox_id": site["id"], "contact_id": contact["id"]})
    until(client, lambda: jobs_of(client) == [])
    notes: list[Note] = []
    client.house.bus.listen(notes.append)
    ana.made(f"conversations/{talk['id']}/messages", {"content": "Oi"})
    assert Wake(None) not in notes
    assert jobs_of(client) == []
