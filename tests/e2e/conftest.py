"""A server that the browser tests of one worker share; each test opens an account of its own on it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.desk import WIDE, Desk, browser_of, desk_of, size
from tests.e2e.hostile import Alarm
from tests.e2e.mailing import TeamMailbox
from tests.e2e.pictures import Album
from tests.e2e.staff import Person, Staff, address, open_staff
from tests.e2e.watch import Watch
from tests.support.dovecot import Dovecot
from tests.support.server import Server
from tests.support.shop import Storefront, open_shop
from tests.support.smtp_server import SmtpServer

expect.set_options(timeout=15_000)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pictures", action="store_true", help="Take the pictures of docs/pictures anew.")


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(
        tmp_path_factory.mktemp("e2e"), env={"BALCAO_RATE_LIMITS": "false", "BALCAO_PRIVATE_TARGETS": "127.0.0.0/8"}
    )
    yield server
    server.stop()


@pytest.fixture
def staff(shared_server: Server) -> Staff:
    """An account of the test's own, empty."""
    return open_staff(shared_server.url)


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Fails the test when a page of a watched browser threw, or broke its own security policy."""
    watch = Watch()
    yield watch
    assert watch.faults == []


@pytest.fixture
def enter(browser: Browser, staff: Staff, watch: Watch) -> Iterator[Callable[..., Desk]]:
    """Sit down at the desk: `enter(person, **browser_options)`; without a person, as the owner."""
    opened: list[BrowserContext] = []

    def sit(person: Person | None = None, **options: object) -> Desk:
        opened.append(watch.over(browser_of(browser, staff, person, **options)))
        return desk_of(opened[-1], staff)

    yield sit
    for context in opened:
        context.close()


@pytest.fixture
def desk(enter: Callable[..., Desk]) -> Desk:
    """The owner's desk, not yet opened."""
    return enter()


@pytest.fixture
def outside(browser: Browser, watch: Watch) -> Iterator[Callable[..., Page]]:
    """Pages of people who are not signed in, each in a browser of its own: `outside(**browser_options)`."""
    opened: list[BrowserContext] = []

    def come(**options: object) -> Page:
        chosen = {"locale": "pt-BR", "viewport": size(WIDE), **options}
        opened.append(watch.over(browser.new_context(**chosen)))
        return opened[-1].new_page()

    yield come
    for context in opened:
        context.close()


@pytest.fixture
def site(staff: Staff) -> dict[str, Any]:
    """A website inbox that the owner serves."""
    return staff.add_site()


@pytest.fixture
def shop(staff: Staff, site: dict[str, Any]) -> Iterator[Storefront]:
    """A website of another origin with the inbox's chat on it."""
    with open_shop(staff.url, site["website_token"]) as shop:
        yield shop


@pytest.fixture
def alarm(staff: Staff) -> Alarm:
    return Alarm(staff.url)


@pytest.fixture
def guarded(desk: Desk, alarm: Alarm) -> Desk:
    """The owner's desk, under the alarm's eyes."""
    alarm.over(desk.page.context)
    return desk


@pytest.fixture
def mailbox(dovecot: Dovecot, smtp: SmtpServer) -> TeamMailbox:
    """The team's mailbox at a real provider."""
    return TeamMailbox(address("Atendimento").replace("example.com", "example.test"), dovecot, smtp)


@pytest.fixture
def album(request: pytest.FixtureRequest) -> Album:
    """Takes pictures for the documents when the run was asked for them."""
    folder = Path(__file__).parents[2] / "docs" / "pictures"
    return Album(folder if request.config.getoption("--pictures", default=False) else None)
