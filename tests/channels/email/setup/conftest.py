"""A mailbox at a provider of the tests' own: Dovecot to read, an SMTP server to send, and a site that trusts both."""

import os
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from balcao.channels.contract import Site
from balcao.channels.email.setup import EmailSetup
from balcao.kit.errors import Problem
from balcao.kit.targets import Address, Borders
from balcao.kit.web import Web
from tests.support.dovecot import HOST, PASSWORD, Dovecot
from tests.support.smtp_server import SmtpServer, smtp_server

EMAIL = "loja@example.test"
SETUP = EmailSetup()


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    server = Dovecot(Path(os.environ["BALCAO_TEST_RUN_DIR"]) / f"dovecot-setup-{worker}")
    yield server
    server.close()


@pytest.fixture
def smtp(dovecot: Dovecot) -> Iterator[SmtpServer]:
    certificate = dovecot.authority.issue(HOST)
    with smtp_server(certificate=certificate, users={EMAIL: PASSWORD}) as server:
        yield server


@pytest.fixture
def site(dovecot: Dovecot) -> Site:
    return site_of({"mail_ca": str(dovecot.authority.bundle)})


def site_of(keys: dict[str, str], borders: Borders | None = None) -> Site:
    """A site on which every name ending in `.test` is this machine."""

    async def resolve(host: str, _port: int) -> list[Address]:
        if host == "127.0.0.1" or (host.endswith(".test") and not host.startswith("nowhere")):
            return [ip_address("127.0.0.1")]
        raise OSError(host)

    return Site(Web(borders or Borders(["127.0.0.1"]), resolve), "http://balcao.test", None, keys)


@pytest.fixture
def settings(dovecot: Dovecot, smtp: SmtpServer) -> dict[str, Any]:
    """What opens the mailbox."""
    return {
        "email": EMAIL, "provider": "other",
        "imap_enabled": True, "imap_address": HOST, "imap_port": dovecot.imaps, "imap_security": "tls",
        "imap_login": EMAIL, "imap_password": PASSWORD, "imap_folders": "INBOX",
        "smtp_enabled": True, "smtp_address": HOST, "smtp_port": smtp.port, "smtp_security": "starttls",
        "smtp_login": EMAIL, "smtp_password": PASSWORD,
    }  # fmt: skip


async def refusal(settings: dict[str, Any], site: Site) -> dict[str, Any]:
    with pytest.raises(Problem) as caught:
        await SETUP.validate(settings, site)
    assert caught.value.status == 422
    body = caught.value.body
    assert isinstance(body, dict)
    assert set(body["words"]) == {"pt-BR", "en", "es"}
    assert body["message"] == body["words"]["en"]
    return body
