"""Who and what most flows begin with: an administrator, a website inbox, a visitor, a mailbox, or a bare house."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from balcao.api.widget import page as widget_page
from balcao.api.widget.page import Manifest
from balcao.house import House
from tests.live.rig import make_house
from tests.support.client import Client
from tests.support.clock import HandClock
from tests.support.dovecot import Dovecot
from tests.support.people import Mailbox, Signed, installation, sign_up
from tests.support.pigeons import Post, open_post
from tests.support.posting import LOOPBACK, Shop
from tests.support.smtp_server import SmtpServer
from tests.support.visiting import Guest, Team, add_inbox, arrive, team_of

BUILT = Manifest("assets/chat-1.js", ["assets/chat-1.css"], ["assets/part-1.js"], {"pt-BR": ["assets/pt-1.js"]})


@pytest.fixture
def both(engine_url: str, tmp_path: Path, clock: HandClock) -> Iterator[tuple[Client, Mailbox]]:
    """An installation, and the box in which its mail arrives."""
    with installation(engine_url, tmp_path, clock) as both:
        yield both


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> None:
    """A widget that was built, whether or not this checkout has one."""
    monkeypatch.setattr(widget_page, "built", lambda: BUILT)


@pytest.fixture
def admin(client: Client) -> Signed:
    return sign_up(client)


@pytest.fixture
def inbox(client: Client, admin: Signed) -> Any:
    """A website inbox."""
    return add_inbox(client, admin)


@pytest.fixture
def guest(client: Client, inbox: Any) -> Guest:
    """A visitor of the website."""
    return arrive(client, inbox["website_token"])


@pytest.fixture
def team(client: Client, admin: Signed, guest: Guest) -> Team:
    """The team's side of a conversation that the guest has begun."""
    return team_of(client, admin, guest.say("Vocês entregam em Minas?"))


@pytest.fixture
async def house(engine_url: str, clock: HandClock, tmp_path: Path) -> AsyncIterator[House]:
    """A house on each engine, without HTTP."""
    house = make_house(engine_url, clock, tmp_path)
    house.bus.start(asyncio.get_running_loop())
    yield house
    await asyncio.to_thread(house.bus.stop)
    await asyncio.to_thread(house.store.close)


@pytest.fixture
def post(client: Client) -> Post:
    """An inbox of pigeons, which bring what the test writes."""
    return open_post(client)


@pytest.fixture
def shop(engine_url: str, tmp_path: Path, clock: HandClock, dovecot: Dovecot, smtp: SmtpServer) -> Iterator[Shop]:
    """A team with a mail inbox that is being watched."""
    client = Client(engine_url, tmp_path / "installation", clock, private_targets=LOOPBACK)
    shop = Shop(client, sign_up(client), dovecot, smtp)
    shop.connect()
    shop.watched()
    yield shop
    client.close()
