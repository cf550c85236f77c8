"""Fixtures that every test may ask for. What touches the store runs on both engines."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from balcao.store.engine import Store, open_store
from tests.support import browser as browsers
from tests.support import postgres
from tests.support.clock import HandClock
from tests.support.databases import ENGINES, Databases
from tests.support.server import Server

if TYPE_CHECKING:
    from tests.support.client import Client
    from tests.support.dovecot import Dovecot
    from tests.support.smtp_server import SmtpServer

RUN_DIR = "BALCAO_TEST_RUN_DIR"
PROXIES = ("http_proxy", "https_proxy", "all_proxy")


def pytest_configure(config: pytest.Config) -> None:
    """The run's own process makes one folder that its workers share."""
    # Everything that the tests ask is on this machine; a proxy that it uses otherwise knows nothing of that.
    for name in [name for name in os.environ if name.lower() in PROXIES]:
        del os.environ[name]
    if RUN_DIR not in os.environ:
        config.stash[_owned] = Path(tempfile.mkdtemp(prefix="balcao-"))
        os.environ[RUN_DIR] = str(config.stash[_owned])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Whoever made the folder stops what was booted in it."""
    if run_dir := config.stash.get(_owned, None):
        Databases(run_dir).drop_template()
        postgres.stop(run_dir)
        shutil.rmtree(run_dir, ignore_errors=True)
        os.environ.pop(RUN_DIR, None)


_owned = pytest.StashKey[Path]()


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def databases() -> Databases:
    return Databases(Path(os.environ[RUN_DIR]))


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def engine_url(engine: str, databases: Databases, tmp_path: Path) -> Iterator[str]:
    """A fresh, migrated database of the test's own, on each engine in turn."""
    with databases.fresh(engine, tmp_path) as url:
        yield url


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def store(engine_url: str, clock: HandClock) -> Iterator[Store]:
    """A store on that database, with the test's clock and no reactions."""
    store = open_store(engine_url, clock=clock)
    yield store
    store.close()


@pytest.fixture
def client(engine_url: str, clock: HandClock, tmp_path: Path) -> Iterator["Client"]:
    """A whole installation in this process, on each engine, with the test's clock."""
    from tests.support.client import Client  # noqa: PLC0415 - the app is large; tests of rules do without it

    client = Client(engine_url, tmp_path / "installation", clock)
    yield client
    client.close()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Start real servers: `serve(options=("--database", url), env={…})`; all are stopped at the end."""
    running: list[Server] = []

    def start(data: Path | None = None, **how: object) -> Server:
        server = Server(data or tmp_path / "data", **how)  # pyright: ignore[reportArgumentType]
        running.append(server)
        return server

    yield start
    for server in running:
        if server.process.poll() is None:
            server.stop()


@pytest.fixture
def live_server(serve: Callable[..., Server]) -> Server:
    """A real server with an empty data folder."""
    return serve()


@pytest.fixture(scope="session")
def dovecot() -> Iterator["Dovecot"]:
    """A mail server of this worker's own."""
    from tests.support.dovecot import Dovecot  # noqa: PLC0415 - few tests need it

    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    server = Dovecot(Path(os.environ[RUN_DIR]) / f"dovecot-{worker}")
    yield server
    server.close()


@pytest.fixture
def smtp() -> Iterator["SmtpServer"]:
    """A real SMTP server, which shows what it has accepted."""
    from tests.support.smtp_server import smtp_server  # noqa: PLC0415 - few tests need it

    with smtp_server(security="none") as server:
        yield server


# Playwright keeps its event loop running between calls, so that no async test could follow in the
# same process: it lives as long as one module, and a module of browser tests has none that are async.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browsers.chromium(), args=list(browsers.FLAGS), env={**os.environ, **browsers.SURROUNDINGS}
        )
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A person's own browser: cookies and storage of its own."""
    context = browser.new_context(locale="pt-BR", viewport={"width": 1440, "height": 900})
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
