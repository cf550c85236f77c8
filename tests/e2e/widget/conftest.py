"""What the browser tests of the widget share: one server, an inbox and a shop of its own for each test."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.support.office import Office, open_account
from tests.support.server import Server
from tests.support.shop import Chat, Storefront, open_shop, visit


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One for all tests of a module. They are many visitors from one address, so nothing counts them."""
    server = Server(tmp_path_factory.mktemp("widget"), env={"BALCAO_RATE_LIMITS": "false"})
    yield server
    server.stop()


@pytest.fixture(scope="module")
def office(server: Server) -> Office:
    """Its account, reached under another host name than the shops."""
    account = open_account(server.data)
    return Office(f"http://127.0.0.1:{server.port}", account["account_id"], account["access_token"])


@pytest.fixture
def inbox(office: Office) -> dict[str, Any]:
    """A website inbox."""
    return office.add_website("Café da Serra")


@pytest.fixture
def shop(office: Office, inbox: dict[str, Any]) -> Iterator[Storefront]:
    """A website with the inbox's snippet."""
    with open_shop(office.url, inbox["website_token"]) as shop:
        yield shop


@pytest.fixture
def chat(page: Page, shop: Storefront) -> Chat:
    """A visitor on the shop's first page, who has not clicked yet."""
    return visit(page, shop.url)
