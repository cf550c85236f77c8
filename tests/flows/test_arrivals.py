"""What a provider brings is kept first, read once, and finds its conversation; on both engines."""

from dataclasses import replace

import msgspec
import pytest

from balcao.channels.registry import Channels
from balcao.domain.arrivals import actions
from balcao.domain.arrivals.rules import Condition, State
from balcao.envelope import Arrival, Capabilities
from balcao.store.tx import Tx
from balcao.work import intake
from balcao.work.alarm import ring
from tests.channels.pigeon import PIGEON
from tests.support.client import Client
from tests.support.people import Mailbox, sign_up
from tests.support.pigeons import Loft, Post
from tests.support.waiting import until


@pytest.fixture
def pigeons(client: Client) -> None:
    about = msgspec.structs.replace(PIGEON.about, delivers=False, capabilities=Capabilities(text_max=None, copies=True))
    loft = Loft()
    channel = replace(PIGEON, about=about, outbound=None, inbound=loft, originals=loft)
    object.__setattr__(client.house, "channels", Channels([*client.house.channels, channel]))
    client.house.lens.channel_types["pigeon"] = about.channel_type


@pytest.fixture
def post(client: Client, pigeons: None) -> Post:
    return Post(client, sign_up(client))


def number_of(post: Post, key: str) -> int:
    row = post.settled(key)
    assert row.state == State.READ, row.reason
    found = post.get(f"inboxes/{post.inbox['id']}/arrivals?state=read")["payload"]
    return next(one["conversation_id"] for one in found if one["id"] == row.id)


def test_what_is_brought_becomes_a_message_of_a_contact(post: Post):
    number = number_of(post, post.brings("Onde está o pedido?"))
    (said,) = post.thread(number)
    assert (said["content"], said["message_type"], said["sender"]["email"]) == (
        "Onde está o pedido?",
        0,
        "ana@loja.example",
    )


def test_the_same_thing_brought_twice_is_one_message(post: Post):
    number = number_of(post, post.brings("uma vez", key="k"))
    post.brings("uma vez", key="k")
    number_of(post, post.brings("depois"))
    assert [one["content"] for one in post.thread(number)] == ["uma vez"]


def test_an_id_used_twice_loses_nothing(post: Post):
    """EML-11: whoever repeats a message id cannot keep another message from being read."""
    first = number_of(post, post.brings("verdadeira", external_id="same"))
    again = number_of(post, post.brings("outra", external_id="same", answers=["same"]))
    assert first == again
    assert [one["content"] for one in post.thread(first)] == ["verdadeira", "outra"]


def test_an_answer_finds_its_conversation_and_a_stranger_is_marked(post: Post):
    """EML-08, EML-10: what a message answers finds the conversation; who wrote it is the sender alone."""
    number = number_of(post, post.brings("oi", external_id="m1"))
    assert number_of(post, post.brings("mais", answers=["unknown", "m1"])) == number
    assert number_of(post, post.brings("eu também", sender="beto@fora.example", answers=["m1"])) == number
    thread = post.thread(number)
    assert [one["sender"]["email"] for one in thread] == ["ana@loja.example"] * 2 + ["beto@fora.example"]
    assert [one["content_attributes"].get("doubt") for one in thread] == [None, None, "other_sender"]


def test_whom_the_team_has_written_to_is_no_stranger(post: Post):
    number = number_of(post, post.brings("oi", external_id="m1"))
    post.post(f"conversations/{number}/messages", content="Beto, veja", cc_emails="Beto <beto@fora.example>")
    number_of(post, post.brings("vi", sender="beto@fora.example", answers=["m1"]))
    assert "doubt" not in post.thread(number)[-1]["content_attributes"]


def test_an_unproven_sender_takes_nothing_from_a_contact(post: Post):
    """EML-05: a mail that fails its proof is not joined to the contact of that address."""
    known = post.post("contacts", name="Ana de verdade", email="ana@loja.example")["payload"]["contact"]
    number = number_of(post, post.brings("sou eu", doubt="unauthenticated"))
    sender = post.thread(number)[0]["sender"]
    assert sender["id"] != known["id"]
    assert sender["email"] is None
    assert post.thread(number)[0]["content_attributes"]["doubt"] == "unauthenticated"


def test_a_number_counts_only_for_its_own_contact(post: Post):
    number = number_of(post, post.brings("oi"))
    assert number_of(post, post.brings("de novo", number=number)) == number
    assert number_of(post, post.brings("eu", sender="beto@fora.example", number=number)) != number


def test_a_proof_finds_the_conversation_in_the_same_inbox_only(post: Post):
    number = number_of(post, post.brings("oi"))
    uuid = post.get(f"conversations/{number}")["uuid"]
    assert number_of(post, post.brings("resposta", conversation=uuid)) == number
    other = Post(post.client, post.admin)
    other.n = 50
    assert number_of(other, other.brings("resposta", conversation=uuid)) != number


def test_a_person_reopens_what_a_machine_does_not(post: Post):
    """EML-02: an automatic answer is stored, and leaves a resolved conversation resolved."""
    number = number_of(post, post.brings("oi", external_id="m1"))
    post.post(f"conversations/{number}/toggle_status", status="resolved")
    number_of(post, post.brings("Estou de férias", answers=["m1"], automatic=True))
    assert post.get(f"conversations/{number}")["status"] == "resolved"
    number_of(post, post.brings("Voltei", answers=["m1"]))
    assert post.get(f"conversations/{number}")["status"] == "open"


def test_machines_that_greet_each_other_come_to_an_end(post: Post):
    """EML-01: the greeting is no answer to a machine."""
    path = f"{post.admin.account}/inboxes/{post.inbox['id']}"
    body = {"greeting_enabled": True, "greeting_message": "Recebemos!"}
    assert post.client.patch(path, headers=post.admin.headers, json=body).status_code == 200
    greeted = number_of(post, post.brings("oi"))
    until(post.client, lambda: len(post.thread(greeted)) == 2)
    number = number_of(post, post.brings("auto", sender="robo@fora.example", automatic=True))
    number_of(post, post.brings("fim"))
    assert len(post.thread(number)) == 1


def test_a_bounce_fails_the_message_that_it_is_about(post: Post):
    """EML-03, EML-04: only what was sent from here, to that recipient, can come back."""
    number = number_of(post, post.brings("oi"))
    sent = post.post(f"conversations/{number}/messages", content="Chegou?", source_id="ours-1")
    forged = post.settled(post.brings(bounce={"external_id": "ours-1", "recipient": "x@y.example", "reason": "No"}))
    unknown = post.settled(post.brings(bounce={"external_id": "ours-2", "reason": "No"}))
    assert (forged.state, unknown.state) == (State.IGNORED, State.IGNORED)
    real = {"external_id": "ours-1", "recipient": "ana@loja.example", "reason": "There is no such mailbox"}
    post.settled(post.brings(bounce=real))
    failed = next(one for one in post.thread(number) if one["id"] == sent["id"])
    assert failed["status"] == "failed"
    assert failed["content_attributes"]["external_error"] == "ana@loja.example: There is no such mailbox"
    assert len(post.conversations()) == 1


def test_what_cannot_be_read_is_put_aside_and_holds_up_nothing(post: Post):
    """EML-21, R-20: a poisoned arrival goes to quarantine, the others are read; people are told, and can run it again."""
    box = Mailbox()
    object.__setattr__(post.client.house, "post", box)
    bad = Arrival(key="bad", raw=b"{not json", way="hook")
    account, inbox = post.admin.account_id, post.inbox["id"]
    post.client.house.store.write_now(lambda tx: actions.keep(tx, account, inbox, [bad]))
    number_of(post, post.brings("depois"))
    dead = post.settled("bad")
    assert (dead.state, dead.attempts) == (State.DEAD, 3)
    health = post.get(f"inboxes/{inbox}/health")
    assert (health["dead"], health["waiting"]) == (1, 0)
    (shown,) = post.get(f"inboxes/{inbox}/arrivals")["payload"]
    assert "DecodeError" in shown["reason"]
    raw = post.client.get(f"{post.admin.account}/inboxes/{inbox}/arrivals/{dead.id}/raw", headers=post.admin.headers)
    assert raw.content == b"{not json"
    assert raw.headers["content-disposition"].startswith("attachment")
    assert "não pôde ser lida" in box.next().subject
    assert post.post(f"inboxes/{inbox}/arrivals/{dead.id}/retry") == {"id": dead.id, "state": "waiting"}


def test_a_long_backlog_gives_way_to_other_work_and_is_gone_on_with(post: Post, monkeypatch: pytest.MonkeyPatch):
    """In order and each once, although the reading begins anew after every batch."""
    monkeypatch.setattr(intake, "SHIFT", -1.0)
    account, inbox, count = post.admin.account_id, post.inbox["id"], 3 * intake.BATCH + 5
    told = [{"sender": {"address": "ana@loja.example"}, "text": f"{n}", "answers": ["k0"]} for n in range(count)]
    many = [Arrival(key=f"k{n}", raw=msgspec.json.encode(one), way="hook") for n, one in enumerate(told)]
    post.client.house.store.write_now(lambda tx: actions.keep(tx, account, inbox, many))
    post.settled(f"k{count - 1}")
    said = "select content from messages where kind = 0 order by id"
    texts = [row[0] for row in post.client.query(lambda tx: tx.conn.exec_driver_sql(said).fetchall())]
    assert texts == [f"{n}" for n in range(count)]


def test_what_was_ignored_says_why(post: Post):
    post.settled(post.brings(ignored="It came from ourselves"))
    (shown,) = post.get(f"inboxes/{post.inbox['id']}/arrivals?state=ignored")["payload"]
    assert shown["reason"] == "It came from ourselves"
    assert post.conversations() == []


def test_the_original_stays_with_its_message_until_that_is_deleted(post: Post):
    number = number_of(post, post.brings("oi"))
    said = post.thread(number)[0]
    path = f"conversations/{number}/messages/{said['id']}"
    assert post.get(f"{path}/original")["headers"] == [["From", "ana"]]
    loaded = post.client.get(f"{post.admin.account}/{path}/original?download=true", headers=post.admin.headers)
    assert b'"oi"' in loaded.content
    post.client.delete(f"{post.admin.account}/{path}", headers=post.admin.headers)
    gone = post.client.get(f"{post.admin.account}/{path}/original", headers=post.admin.headers)
    assert gone.status_code == 404


def test_an_inbox_in_trouble_is_told_of_once(post: Post):
    """R-20: no inbox stops in silence; the mail says why, and comes once for one trouble."""
    box, house, account, inbox = Mailbox(), post.client.house, post.admin.account_id, post.inbox["id"]
    object.__setattr__(house, "post", box)

    def trouble(tx: Tx) -> None:
        actions.note_trouble(tx, account, inbox, Condition.DISCONNECTED, "The password was refused")

    house.store.write_now(trouble)
    post.client.run(ring(house))
    assert "The password was refused" in box.next().text
    house.store.write_now(trouble)
    post.client.run(ring(house))
    assert box.is_empty
    health = post.get(f"inboxes/{inbox}/health")
    assert (health["state"], health["problem"]) == ("disconnected", "The password was refused")
    house.store.write_now(lambda tx: actions.note_look(tx, account, inbox))
    assert post.get(f"inboxes/{inbox}/health")["state"] == "ok"


def test_a_contact_that_is_removed_takes_the_originals_along(post: Post):
    number = number_of(post, post.brings("segredo", key="k"))
    contact = post.thread(number)[0]["sender"]["id"]
    path = f"{post.admin.account}/contacts/{contact}"
    assert post.client.delete(path, headers=post.admin.headers).status_code == 200
    assert post.get(f"inboxes/{post.inbox['id']}/arrivals?state=read")["payload"] == []
