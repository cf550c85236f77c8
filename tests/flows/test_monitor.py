"""What load balancers and operators see: one word for anybody, the rest for whoever proves to be the operator."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from balcao.house import House
from balcao.kit.clock import MINUTE
from balcao.outbox import jobs
from balcao.outbox.emit import NewJob, queue
from balcao.store.tx import Tx
from tests.support.client import Client
from tests.support.clock import HandClock

TOKEN = "a-token-of-16-characters"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def watched(engine_url: str, clock: HandClock, tmp_path: Path) -> Iterator[Client]:
    client = Client(engine_url, tmp_path / "installation", clock, monitor_token=TOKEN)
    yield client
    client.close()


def leave_undone(house: House) -> None:
    """Two jobs of one lane that nobody takes, as when no worker runs; the second waits for the first."""

    def unit(tx: Tx) -> None:
        for key in ("1", "2"):
            queue(tx, NewJob(kind="nobody's", key=key, lane="a", gate="inbox:1"))
        tx.wakes.clear()

    house.store.write_now(unit)


def metrics_of(client: Client) -> dict[str, float]:
    lines = client.get("/metrics", headers=BEARER).text.splitlines()
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))}


def test_anybody_learns_one_word(watched: Client) -> None:
    reply = watched.get("/health")
    assert (reply.status_code, reply.json()) == (200, {"status": "ok"})


def test_work_that_nobody_does_is_told_r_20(watched: Client, clock: HandClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "claim", lambda *_: [])
    leave_undone(watched.house)
    clock.advance(4 * MINUTE)
    assert watched.get("/health").json() == {"status": "ok"}
    assert watched.get("/api").json()["queue_services"] == "ok"
    clock.advance(2 * MINUTE)
    assert watched.get("/health").json() == {"status": "degraded"}
    assert watched.get("/api").json()["queue_services"] == "failing"
    details = watched.get("/health/details", headers=BEARER).json()
    assert details["jobs"] == [{"kind": "nobody's", "state": "ready", "count": 2}]
    assert 360 <= details["queue_seconds"] < 361
    assert 360 <= details["unsent_seconds"] < 361
    found = metrics_of(watched)
    assert found['balcao_jobs{kind="nobody\'s",state="ready"}'] == 2
    assert 360 <= found["balcao_queue_age_seconds"] < 361
    assert (found["balcao_up"], found["balcao_degraded"]) == (1, 1)
    assert found["process_resident_memory_bytes"] > 1e6


def test_a_database_that_is_away_is_said_at_once(watched: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """R-11: a load balancer sends nobody here, and the metrics say so instead of failing themselves."""

    async def away(*_: Any, **__: Any) -> Any:
        raise OSError("the connection was refused")

    monkeypatch.setattr(type(watched.house.store), "read", away)
    reply = watched.get("/health")
    assert (reply.status_code, reply.json()) == (503, {"status": "down"})
    assert metrics_of(watched)["balcao_up"] == 0
    assert watched.get("/health/details", headers=BEARER).status_code == 503


@pytest.mark.parametrize("path", ["/metrics", "/health/details"])
@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": TOKEN}])
def test_without_the_token_there_is_nothing(watched: Client, path: str, headers: dict[str, str]) -> None:
    assert watched.get(path, headers=headers).status_code == 404


@pytest.mark.parametrize(
    ("base", "headers", "status"),
    [
        ("http://localhost:3000", {"Host": "localhost"}, 200),
        ("http://localhost:3000", {"Host": "localhost", "X-Forwarded-For": "127.0.0.1"}, 404),
        ("https://loja.example", {"Host": "localhost"}, 404),
        ("https://loja.example", {"Host": "loja.example"}, 404),
    ],
)
def test_where_no_token_is_set_only_the_machine_itself_is_told(
    tmp_path: Path, clock: HandClock, base: str, headers: dict[str, str], status: int, engine_url: str
) -> None:
    """Fails closed: behind a proxy nobody is told anything until the operator sets a token."""
    client = Client(engine_url, tmp_path / "installation", clock, base_url=base)
    found = client.get("/metrics", headers={**BEARER, **headers}).status_code
    client.close()
    assert found == status
