"""The mails that were not sent, shown to whoever sits at the machine and to nobody else."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.flows.test_mail import LETTER
from tests.support.client import Client
from tests.support.clock import HandClock
from tests.support.databases import Databases

HERE = "http://localhost:3000"
AT_HOME = {"Host": "localhost:3000"}


@pytest.fixture
def open_at(databases: Databases, tmp_path: Path, clock: HandClock) -> Iterator[Any]:
    """Installations under an address of the test's choice, with one letter in the tray."""
    with databases.fresh("sqlite", tmp_path) as url:
        running: list[Client] = []

        def start(base_url: str = HERE, **settings: Any) -> Client:
            client = Client(url, tmp_path / "installation", clock, base_url=base_url, **settings)
            running.append(client)
            if "smtp_host" not in settings:
                client.run(
                    client.house.post.send(msgspec.structs.replace(LETTER, text="<b>Oi</b> http://x.io/?a=1&b=2"))
                )
            return client

        yield start
        for client in running:
            client.close()


@pytest.mark.parametrize("host", ["localhost", "localhost:3000", "127.0.0.1:3000", "[::1]:3000"])
def test_whoever_sits_at_the_machine_reads_them(open_at: Any, host: str) -> None:
    client = open_at()
    page = client.get("/dev/mail", headers={"Host": host, "Accept": "text/html", "Accept-Language": "es"})
    assert page.status_code == 200
    assert 'lang="es"' in page.text
    assert "&lt;b&gt;Oi&lt;/b&gt;" in page.text
    assert '<a href="http://x.io/?a=1&amp;b=2">' in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"
    assert client.get("/api/v1/installation", headers={"Host": host}).json()["loopback_mail"] is True


def test_programs_read_them_as_json(open_at: Any) -> None:
    letters = open_at().get("/dev/mail", headers={**AT_HOME, "Accept": "application/json"}).json()
    assert [(letter["to"], letter["written_at"]) for letter in letters] == [
        ("ana@padaria.example", "2025-11-24T16:00:00.000Z")
    ]


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "203.0.113.1"}, {"X-Forwarded-For": "127.0.0.1"}, {"Forwarded": "for=203.0.113.1"},
        {"X-Real-IP": "203.0.113.1"}, {"Via": "1.1 proxy"}, {"X-Forwarded-Host": "localhost"},
        {"Host": ""},
    ],
)  # fmt: skip
def test_a_proxy_or_a_foreign_name_is_somebody_else(open_at: Any, headers: dict[str, str]) -> None:
    client = open_at()
    assert client.get("/dev/mail", headers=AT_HOME | headers).status_code == 404
    assert client.get("/api/v1/installation", headers=AT_HOME | headers).json()["loopback_mail"] is False


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example"])
def test_by_a_foreign_name_there_is_nothing_at_all_aut_06(open_at: Any, host: str) -> None:
    assert open_at().get("/dev/mail", headers=AT_HOME | {"Host": host}).status_code == 400


def test_an_installation_with_a_public_address_shows_none(open_at: Any) -> None:
    client = open_at("https://chat.padaria.example")
    assert client.get("/dev/mail", headers=AT_HOME).status_code == 404


def test_a_caller_from_elsewhere_sees_none(open_at: Any) -> None:
    client = open_at(trusted_proxies="127.0.0.1")
    assert client.get("/dev/mail", headers=AT_HOME | {"X-Forwarded-For": "203.0.113.1"}).status_code == 404


def test_with_a_mail_server_there_is_no_such_page(open_at: Any) -> None:
    client = open_at(smtp_host="mail.test")
    assert client.get("/dev/mail", headers=AT_HOME).status_code == 404
    assert client.get("/api/v1/installation", headers=AT_HOME).json()["loopback_mail"] is False
