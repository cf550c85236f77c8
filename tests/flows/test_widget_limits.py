"""How the limits keep a flood of visitors away, and let everybody else pass (WID-12)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from balcao.api.widget import page as widget_page
from balcao.api.widget.page import Manifest
from tests.support.client import Client
from tests.support.clock import HandClock, Watch
from tests.support.people import Signed, installation, sign_up
from tests.support.pictures import picture
from tests.support.visiting import Team, add_inbox, arrive, ok

PNG = picture("PNG")
BODY = {"message": {"content": "Oi"}}


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def busy(engine_url: str, tmp_path: Path, clock: HandClock, watch: Watch) -> Iterator[Client]:
    """An installation that counts, by the test's own watch."""
    with installation(engine_url, tmp_path, clock, rate_limits=True) as (client, _):
        client.app._door._limiter._now = watch
        yield client


@pytest.fixture
def admin(busy: Client) -> Signed:
    return sign_up(busy)


@pytest.fixture
def inbox(busy: Client, admin: Signed) -> Any:
    return add_inbox(busy, admin)


def refused(reply: Any) -> bool:
    if reply.status_code != 429:
        return False
    assert int(reply.headers["retry-after"]) > 0
    return True


def test_thirty_newcomers_a_minute_from_one_address(
    busy: Client, inbox: Any, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(widget_page, "built", lambda: Manifest("chat.js"))
    guests = [arrive(busy, inbox["website_token"]) for _ in range(30)]
    params = {"website_token": inbox["website_token"]}
    assert refused(busy.post("/api/v1/widget/config", params=params))
    assert refused(busy.get("/widget", params=params))
    assert busy.get("/widget", params={**params, "visitor": "lazy"}).status_code == 200
    assert all(guest.call("POST", "/config").status_code == 200 for guest in guests)
    watch.seconds += 2
    arrive(busy, inbox["website_token"])


def test_ten_messages_at_once_from_one_visitor(busy: Client, inbox: Any, watch: Watch) -> None:
    guest, other = (arrive(busy, inbox["website_token"]) for _ in range(2))
    for number in range(10):
        guest.say(str(number))
    assert refused(guest.call("POST", "/messages", json=BODY))
    other.say("Eu também")
    watch.seconds += 2
    guest.say("10")
    assert refused(guest.call("POST", "/messages", json=BODY))


def test_five_conversations_an_hour_from_one_visitor(busy: Client, inbox: Any) -> None:
    guest = arrive(busy, inbox["website_token"])
    for _ in range(5):
        ok(guest.call("POST", "/conversations", json=BODY))
    assert refused(guest.call("POST", "/conversations", json=BODY))
    assert guest.get("/conversations")["id"] == 5


def test_thirty_conversations_an_hour_from_one_address(busy: Client, inbox: Any, watch: Watch) -> None:
    guests = [arrive(busy, inbox["website_token"]) for _ in range(30)]
    for guest in guests:
        guest.say()
    watch.seconds += 60
    newcomer = arrive(busy, inbox["website_token"])
    assert refused(newcomer.call("POST", "/messages", json=BODY))
    assert refused(guests[1].call("POST", "/conversations", json=BODY))
    assert newcomer.get("/conversations") == {}
    assert guests[0].say("Ainda aqui")["conversation_id"] == 1
    watch.seconds += 60
    newcomer.say()


def test_typing_identity_and_uploads_are_counted_by_visitor(busy: Client, inbox: Any) -> None:
    guest = arrive(busy, inbox["website_token"])
    guest.say()
    loud = [
        ("POST", "/conversations/toggle_typing", {"typing_status": "on"}, 20),
        ("PATCH", "/contact", {"name": "Lia"}, 20),
        ("POST", "/conversations/update_last_seen", {}, 60),
    ]
    for method, path, body, most in loud:
        for _ in range(most):
            ok(guest.call(method, path, json=body))
        assert refused(guest.call(method, path, json=body)), path


def test_ten_uploads_in_ten_minutes_and_nothing_stays_behind(busy: Client, inbox: Any, watch: Watch) -> None:
    guest = arrive(busy, inbox["website_token"])
    for number in range(10):
        ok(guest.send((f"{number}.png", PNG, "image/png")))
    watch.seconds += 30
    assert refused(guest.send(("11.png", PNG, "image/png")))
    assert len([path for path in busy.house.files.root.rglob("*") if path.is_file()]) == 10
    guest.say("Sem arquivo")
    watch.seconds += 60
    ok(guest.send(("11.png", PNG, "image/png")))


def test_the_team_works_on_while_visitors_flood(busy: Client, admin: Signed, inbox: Any) -> None:
    guest = arrive(busy, inbox["website_token"])
    first = guest.say()
    while not refused(guest.call("POST", "/messages", json=BODY)):
        pass
    team = Team(busy, admin, first["conversation_id"])
    assert team.write("Estamos aqui")["content"] == "Estamos aqui"
