"""R-1: what was accepted is there after `kill -9`, once; R-2, R-3: what is sent again is not there twice."""

import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path

import pytest

from tests.support.office import Office, Visitor, open_account
from tests.support.server import Server

KILLS = 20
WRITERS = 6


class Writer(threading.Thread):
    """Writes numbered messages, each until it is accepted, over every restart of the server."""

    def __init__(self, name: str, say: Callable[[str, str], object], up: threading.Event) -> None:
        super().__init__(name=name, daemon=True)
        self.accepted: list[str] = []
        self._say = say
        self._up = up
        self._over = threading.Event()

    def run(self) -> None:
        number = 0
        while not self._over.is_set():
            number += 1
            self._until_accepted(f"{self.name}-{number}")

    def finish(self) -> None:
        """Write the message in hand to its end, then stop."""
        self._over.set()
        self.join(30)

    def _until_accepted(self, text: str) -> None:
        while True:
            self._up.wait(30)
            try:
                self._say(text, text)
            except (OSError, HTTPException):
                continue
            self.accepted.append(text)
            return


@contextmanager
def at_work(writers: list[Writer]) -> Iterator[None]:
    for writer in writers:
        writer.start()
    yield
    for writer in writers:
        writer.finish()


def kill_under_load(server: Server, writers: list[Writer], up: threading.Event) -> None:
    """Let some messages through, pull the plug, start again."""
    goal = sum(len(w.accepted) for w in writers) + random.randint(5, 40)
    while sum(len(w.accepted) for w in writers) < goal:
        threading.Event().wait(0.001)
    up.clear()
    server.kill()
    server.restart()
    up.set()


def agent_says(office: Office, number: int) -> Callable[[str, str], object]:
    path = f"conversations/{number}/messages"
    return lambda text, echo: office.call("POST", path, {"content": text, "echo_id": echo})


def all_messages(office: Office, number: int) -> list[str]:
    """Every message of a conversation, oldest first, as the desk pages back."""
    found: list[dict[str, object]] = []
    before = ""
    while page := office.call("GET", f"conversations/{number}/messages{before}")["payload"]:
        found = page + found
        before = f"?before={page[0]['id']}"
    assert [m["id"] for m in found] == sorted(m["id"] for m in found)  # pyright: ignore[reportArgumentType]
    return [str(m["content"]) for m in found if m["message_type"] in (0, 1)]


@pytest.mark.timeout(400)
def test_r1_accepted_messages_survive_kill_nine(
    serve: Callable[..., Server], engine: str, engine_url: str, tmp_path: Path
):
    data = tmp_path / "data"
    database = ("--database", engine_url)
    opened = open_account(data, *database)
    server = serve(data, options=database, env={"BALCAO_RATE_LIMITS": "false"})
    office = Office(server.url, opened["account_id"], opened["access_token"])
    website = office.add_website()["website_token"]
    visitors: list[Visitor] = [office.visitor(website) for _ in range(WRITERS // 2)]
    numbers = [int(visitor.say("oi", f"first-{n}")["conversation_id"]) for n, visitor in enumerate(visitors)]
    up = threading.Event()
    up.set()
    writers = [Writer(f"v{n}", visitor.say, up) for n, visitor in enumerate(visitors)]
    writers += [Writer(f"a{n}", agent_says(office, n), up) for n in numbers]
    with at_work(writers):
        for _ in range(KILLS if engine == "sqlite" else 4):
            kill_under_load(server, writers, up)
    kept = Counter(text for number in numbers for text in all_messages(office, number))
    accepted = [text for writer in writers for text in writer.accepted]
    assert [text for text in accepted if text not in kept] == []
    assert [text for text, times in kept.items() if times > 1 and text != "oi"] == []


def test_r2_the_same_echo_fifty_times_at_once_is_one_message(
    serve: Callable[..., Server], engine_url: str, tmp_path: Path
):
    data = tmp_path / "data"
    database = ("--database", engine_url)
    opened = open_account(data, *database)
    server = serve(data, options=database, env={"BALCAO_RATE_LIMITS": "false"})
    office = Office(server.url, opened["account_id"], opened["access_token"])
    visitor = office.visitor(office.add_website()["website_token"])
    answers: list[tuple[int, int]] = []

    def say() -> None:
        said = visitor.say("só uma vez", "the-same")
        answers.append((said["id"], said["conversation_id"]))

    threads = [threading.Thread(target=say) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 50
    assert len(set(answers)) == 1
    assert all_messages(office, answers[0][1]) == ["só uma vez"]
