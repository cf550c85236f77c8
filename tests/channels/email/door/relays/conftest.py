"""A door with a lobby that knows three inboxes, and Amazon behind the guarded client."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from balcao.channels.contract import Site
from balcao.channels.email.door import MailDoor
from balcao.kit.targets import Borders
from balcao.kit.web import Web
from tests.channels.email.door.conftest import Lobby, site
from tests.support.amazon import TOPIC, Amazon, here, serving
from tests.support.clock import HandClock


@pytest.fixture
def lobby() -> Lobby:
    return Lobby()


@pytest.fixture
def door(clock: HandClock) -> MailDoor:
    return MailDoor(clock)


@pytest.fixture
async def amazon(clock: HandClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Amazon]:
    amazon = Amazon(clock)
    async with serving(amazon, tmp_path, monkeypatch):
        yield amazon


@pytest.fixture
async def ours() -> AsyncIterator[Site]:
    """An installation that takes mail from a topic."""
    web = Web(Borders(["127.0.0.1"]), here, longest=5)
    yield replace(site(ses_topics=f"arn:aws:sns:us-east-1:123456789012:other, {TOPIC}"), web=web)
    await web.close()
