"""EML-01: from the eleventh message of ten minutes on, a sender is taken for a machine; nothing of it is lost. On both engines."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.client import Client
from tests.support.clock import HandClock
from tests.support.pigeons import Post, open_post

MINUTE = 60_000_000


@pytest.fixture
def post(client: Client) -> Post:
    return open_post(client, pace=10)


def receives(post: Post, count: int = 1, **more: Any) -> int:
    """So many messages one after the other; the conversation of the last."""
    key = ""
    for _ in range(count):
        key = post.brings(**more)
    return post.number_of(key)


def marks(post: Post, number: int) -> list[bool]:
    thread = post.get(f"conversations/{number}/messages?after=0")["payload"]
    return [one["content_attributes"].get("automatic") == "too_many" for one in thread if one["message_type"] == 0]


def resolve(post: Post, number: int) -> None:
    post.post(f"conversations/{number}/toggle_status", status="resolved")


def status(post: Post, number: int) -> str:
    return post.get(f"conversations/{number}")["status"]


def test_the_eleventh_message_is_kept_and_shown_and_reopens_nothing(post: Post):
    number = receives(post, external_id="m1")
    receives(post, 8, answers=["m1"])
    resolve(post, number)
    assert receives(post, answers=["m1"]) == number
    assert (status(post, number), marks(post, number)) == ("open", [False] * 10)
    resolve(post, number)
    assert receives(post, text="É urgente", answers=["m1"]) == number
    assert (status(post, number), marks(post, number)) == ("resolved", [False] * 10 + [True])
    assert post.thread(number)[-1]["content"] == "É urgente"


def test_after_a_pause_a_person_is_a_person_again(post: Post, clock: HandClock):
    number = receives(post, external_id="m1")
    receives(post, 11, answers=["m1"])
    resolve(post, number)
    clock.now += 10 * MINUTE
    receives(post, answers=["m1"])
    assert (status(post, number), marks(post, number)) == ("open", [False] * 10 + [True] * 2 + [False])


def test_who_writes_all_day_at_his_pace_is_no_machine(post: Post, clock: HandClock):
    number = receives(post, external_id="m1")
    for _ in range(25):
        clock.now += MINUTE
        receives(post, answers=["m1"])
    assert marks(post, number) == [False] * 26


def test_it_does_not_matter_how_many_conversations_they_make(post: Post):
    """A machine that forgets what it answers; nothing is said to it either."""
    path = f"{post.admin.account}/inboxes/{post.inbox['id']}"
    body = {"greeting_enabled": True, "greeting_message": "Recebemos!"}
    assert post.client.patch(path, headers=post.admin.headers, json=body).status_code == 200
    numbers = [receives(post, text=str(number)) for number in range(12)]
    assert len(set(numbers)) == 12
    assert [marks(post, number) for number in numbers] == [[False]] * 10 + [[True]] * 2
    receives(post, sender="fim@loja.example")
    assert [one["message_type"] for one in post.thread(numbers[-1])] == [0]


def test_only_the_same_sender_and_the_same_inbox_count(post: Post):
    number = receives(post, external_id="m1")
    receives(post, 9, answers=["m1"])
    assert receives(post, sender="beto@fora.example", answers=["m1"]) == number
    assert marks(post, number) == [False] * 11
    other = Post(post.client, post.admin)
    other.n = 100
    assert marks(other, receives(other)) == [False]
    assert marks(post, receives(post)) == [True]


def test_in_a_conversation_of_somebody_else_they_count_too(post: Post):
    number = receives(post, external_id="m1")
    receives(post, 11, sender="beto@fora.example", answers=["m1"])
    assert marks(post, number) == [False] * 11 + [True]


def test_what_comes_late_was_sent_at_other_times(post: Post, clock: HandClock):
    """A mailbox that is reached again after an outage, or fetched for the first time."""
    sent = (datetime.fromtimestamp(clock.now / 1e6, UTC) - timedelta(minutes=11)).timestamp()
    number = receives(post, external_id="m1", sent_at=int(sent * 1e6))
    receives(post, 14, answers=["m1"], sent_at=int(sent * 1e6))
    assert marks(post, number) == [False] * 15


def test_what_a_machine_says_of_itself_needs_no_other_reason(post: Post):
    number = receives(post, external_id="m1", automatic=True)
    receives(post, 11, answers=["m1"], automatic=True)
    assert marks(post, number) == [False] * 12


def test_in_a_chat_everybody_writes_as_fast_as_he_likes(client: Client):
    post = open_post(client)
    number = receives(post, external_id="m1")
    receives(post, 14, answers=["m1"])
    assert marks(post, number) == [False] * 15
