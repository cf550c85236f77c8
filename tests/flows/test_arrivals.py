"""What a provider brings is kept first, read once, and finds its conversation; on both engines."""

import msgspec
import pytest

from balcao.domain.arrivals import actions
from balcao.domain.arrivals.rules import Condition, State
from balcao.envelope import Arrival
from balcao.kit.clock import DAY
from balcao.store.tx import Tx
from balcao.work import intake
from balcao.work.alarm import ring
from tests.support.clock import HandClock
from tests.support.people import mailbox_of
from tests.support.pigeons import Post
from tests.support.waiting import until


def test_what_is_brought_becomes_a_message_of_a_contact(post: Post):
    number = post.number_of(post.brings("Onde está o pedido?"))
    (said,) = post.thread(number)
    assert (said["content"], said["message_type"], said["sender"]["email"]) == (
        "Onde está o pedido?",
        0,
        "ana@loja.example",
    )


def test_the_same_thing_brought_twice_is_one_message(post: Post):
    number = post.number_of(post.brings("uma vez", key="k"))
    post.brings("uma vez", key="k")
    post.number_of(post.brings("depois"))
    assert [one["content"] for one in post.thread(number)] == ["uma vez"]


def test_what_was_read_meanwhile_is_not_read_again(post: Post):
    """EML-21: a job whose turn has run out may still be at it; whoever takes it over notes no failure of what it has read."""
    number = post.number_of(post.brings("oi", external_id="m1"))
    read = post.arrival("n1")
    house, account, inbox = post.client.house, post.admin.account_id, post.inbox["id"]
    assert house.store.write_now(lambda tx: actions.fail(tx, read, "The program ended while this was read"))
    house.store.write_now(lambda tx: actions.have_read(tx, account, inbox, "again"))
    post.number_of(post.brings("depois", answers=["m1"]))
    assert [one["content"] for one in post.thread(number)] == ["oi", "depois"]
    assert [one["id"] for one in post.conversations()] == [number]
    assert post.arrival("n1").state == State.READ


def test_an_id_used_twice_loses_nothing(post: Post):
    """EML-11: whoever repeats a message id cannot keep another message from being read."""
    first = post.number_of(post.brings("verdadeira", external_id="same"))
    again = post.number_of(post.brings("outra", external_id="same", answers=["same"]))
    assert first == again
    assert [one["content"] for one in post.thread(first)] == ["verdadeira", "outra"]


def test_a_proof_finds_the_conversation_in_the_same_inbox_only(post: Post):
    number = post.number_of(post.brings("oi"))
    uuid = post.get(f"conversations/{number}")["uuid"]
    assert post.number_of(post.brings("resposta", conversation=uuid)) == number
    other = Post(post.client, post.admin)
    other.n = 50
    assert other.number_of(other.brings("resposta", conversation=uuid)) != number


def test_a_person_reopens_what_a_machine_does_not(post: Post):
    """EML-02: an automatic answer is stored, and leaves a resolved conversation resolved."""
    number = post.number_of(post.brings("oi", external_id="m1"))
    post.post(f"conversations/{number}/toggle_status", status="resolved")
    post.number_of(post.brings("Estou de férias", answers=["m1"], automatic=True))
    assert post.get(f"conversations/{number}")["status"] == "resolved"
    post.number_of(post.brings("Voltei", answers=["m1"]))
    assert post.get(f"conversations/{number}")["status"] == "open"


def test_an_answer_that_comes_days_late_is_an_answer_all_the_same(post: Post, clock: HandClock):
    """It reopens what was resolved; only nothing answers it by itself, for a mailbox may be full of old mails."""
    path = f"{post.admin.account}/inboxes/{post.inbox['id']}"
    body = {"greeting_enabled": True, "greeting_message": "Recebemos!"}
    assert post.client.patch(path, headers=post.admin.headers, json=body).status_code == 200
    long_ago = clock() - 3 * DAY
    number = post.number_of(post.brings("oi", external_id="m1", sent_at=long_ago))
    post.post(f"conversations/{number}/toggle_status", status="resolved")
    post.number_of(post.brings("E então?", answers=["m1"], sent_at=long_ago))
    found = post.get(f"conversations/{number}")
    assert (found["status"], bool(found["waiting_since"])) == ("open", True)
    post.number_of(post.brings("fim"))
    assert [one["content"] for one in post.thread(number)] == ["oi", "E então?"]


def test_machines_that_greet_each_other_come_to_an_end(post: Post):
    """EML-01: the greeting is no answer to a machine."""
    path = f"{post.admin.account}/inboxes/{post.inbox['id']}"
    body = {"greeting_enabled": True, "greeting_message": "Recebemos!"}
    assert post.client.patch(path, headers=post.admin.headers, json=body).status_code == 200
    greeted = post.number_of(post.brings("oi"))
    until(post.client, lambda: len(post.thread(greeted)) == 2)
    number = post.number_of(post.brings("auto", sender="robo@fora.example", automatic=True))
    post.number_of(post.brings("fim"))
    assert len(post.thread(number)) == 1


def test_a_bounce_fails_the_message_that_it_is_about(post: Post):
    """EML-03, EML-04: only what was sent from here, to that recipient, can come back."""
    number = post.number_of(post.brings("oi"))
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
    box = mailbox_of(post.client)
    bad = Arrival(key="bad", raw=b"{not json", way="hook")
    account, inbox = post.admin.account_id, post.inbox["id"]
    post.client.house.store.write_now(lambda tx: actions.keep(tx, account, inbox, [bad]))
    post.number_of(post.brings("depois"))
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
    number = post.number_of(post.brings("oi"))
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
    box, house, account, inbox = mailbox_of(post.client), post.client.house, post.admin.account_id, post.inbox["id"]

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
    number = post.number_of(post.brings("segredo", key="k"))
    contact = post.thread(number)[0]["sender"]["id"]
    path = f"{post.admin.account}/contacts/{contact}"
    assert post.client.delete(path, headers=post.admin.headers).status_code == 200
    assert post.get(f"inboxes/{post.inbox['id']}/arrivals?state=read")["payload"] == []
