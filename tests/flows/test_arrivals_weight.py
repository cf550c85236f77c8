"""Large arrivals do not fill the memory: a batch has a weight, and heavy batches take turns."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from balcao.channels.registry import Channels
from balcao.domain.arrivals.rules import State
from balcao.work import intake
from tests.channels.pigeon import PIGEON
from tests.support.client import Client
from tests.support.people import sign_up
from tests.support.pigeons import Loft, Post


@pytest.fixture
def post(client: Client) -> Post:
    loft = Loft()
    channel = replace(PIGEON, outbound=None, inbound=loft, originals=loft)
    object.__setattr__(client.house, "channels", Channels([*client.house.channels, channel]))
    client.house.lens.channel_types["pigeon"] = channel.about.channel_type
    return Post(client, sign_up(client))


def test_a_batch_is_bounded_by_bytes_and_keeps_the_order(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """EML-16, MAS: twenty mails of 50 MB are not one batch; one that is larger than a batch is read all the same."""
    batches: list[tuple[str, list[str]]] = []
    usual = intake._understand_all

    def noted(house: Any, incoming: Any, line: Any, rows: Sequence[Any]) -> Any:
        batches.append((threading.current_thread().name, [row.key for row in rows]))
        return usual(house, incoming, line, rows)

    monkeypatch.setattr(intake, "_understand_all", noted)
    monkeypatch.setattr(intake, "BATCH_BYTES", 700)
    monkeypatch.setattr(intake, "HEAVY", 600)
    keys = [post.brings("x" * size) for size in (10, 10, 400, 2000, 10)]
    assert [post.settled(key).state for key in keys] == [State.READ] * 5
    read = [key for _, batch in batches for key in batch]
    assert [key for key in keys if key in read] == keys
    assert all(len(batch) == 1 for _, batch in batches if "n4" in batch)
    assert all(thread.startswith("heavy") for thread, batch in batches if "n4" in batch)
    texts = [one["messages"][0]["content"][:1] for one in post.conversations()]
    assert len(texts) == 5
