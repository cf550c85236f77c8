"""An installation that is registered at both providers, whose mail servers are the tests' own."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response

from balcao.domain.inboxes import queries as inboxes
from balcao.kit.text import loads
from tests.support.clock import HandClock
from tests.support.dovecot import PASSWORD, Dovecot
from tests.support.oauth_server import CLIENT_ID, CLIENT_SECRET, OAuthServer, oauth_server
from tests.support.people import installation
from tests.support.smtp_server import SmtpServer, smtp_server
from tests.support.team import Colleague, open_desk

EMAIL = "loja@example.test"
HERE = "127.0.0.1"


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    server = Dovecot(Path(os.environ["BALCAO_TEST_RUN_DIR"]) / f"dovecot-inbox-{worker}")
    yield server
    server.close()


@pytest.fixture
def smtp(dovecot: Dovecot) -> Iterator[SmtpServer]:
    with smtp_server(certificate=dovecot.authority.issue(HERE), users={EMAIL: PASSWORD}) as server:
        yield server


@pytest.fixture
def provider(dovecot: Dovecot, smtp: SmtpServer) -> Iterator[OAuthServer]:
    with oauth_server(opens=dovecot.tokens, told=smtp.tokens.__setitem__, email=EMAIL) as server:
        yield server


@dataclass(frozen=True)
class Place:
    """An installation that is registered at both providers, whose servers are the tests' own."""

    ana: Colleague
    clock: HandClock
    provider: OAuthServer
    dovecot: Dovecot
    smtp: SmtpServer

    @property
    def by_password(self) -> dict[str, Any]:
        return {
            "type": "email", "email": "Loja@Example.test", "provider": "other",
            "imap_enabled": True, "imap_address": HERE, "imap_port": self.dovecot.imaps, "imap_security": "tls",
            "imap_login": EMAIL, "imap_password": PASSWORD,
            "smtp_enabled": True, "smtp_address": HERE, "smtp_port": self.smtp.port, "smtp_security": "starttls",
            "smtp_login": EMAIL, "smtp_password": PASSWORD,
        }  # fmt: skip

    def leave(self, provider: str = "google", *, by: Colleague | None = None, **errand: Any) -> tuple[str, str]:
        """Ask for the provider's address; that, and the cookie that the browser keeps."""
        reply = (by or self.ana).post(f"{provider}/authorization", json=errand)
        assert reply.status_code == 200, reply.text
        return reply.json()["url"], reply.headers["set-cookie"].split(";")[0]

    def come_back(self, url: str, cookie: str) -> str:
        """Follow the provider's link; where in the desk one ends."""
        reply = self.ana.client.get(url.removeprefix("http://balcao.test"), headers={"cookie": cookie})
        assert reply.status_code == 302, reply.text
        return reply.headers["location"].removeprefix("http://balcao.test/app/")

    def sign_in(self, provider: str = "google", **errand: Any) -> str:
        url, cookie = self.leave(provider, **errand)
        return self.come_back(self.provider.visit(url), cookie)

    def stored(self, inbox_id: int) -> dict[str, Any]:
        """What lies in the database."""
        row = self.ana.client.query(lambda tx: inboxes.show(tx, self.ana.member, inbox_id))
        return loads(row.settings)


@pytest.fixture
def place(
    engine_url: str, tmp_path: Path, clock: HandClock, provider: OAuthServer, dovecot: Dovecot, smtp: SmtpServer
) -> Iterator[Place]:
    given = {
        "private_targets": HERE, "mail_ca": dovecot.authority.bundle, "mail_domain": "in.balcao.test",
        **{f"{one}_client_id": CLIENT_ID for one in ("google", "microsoft")},
        **{f"{one}_client_secret": CLIENT_SECRET for one in ("google", "microsoft")},
    }  # fmt: skip
    with installation(engine_url, tmp_path, clock, **given) as (client, _):
        keys: Any = client.house.site.keys
        keys |= provider.keys
        for one in ("google", "microsoft"):
            keys[f"oauth_{one}_imap"] = f"{HERE}:{dovecot.imaps}:tls"
            keys[f"oauth_{one}_smtp"] = f"{HERE}:{smtp.port}:starttls"
        yield Place(open_desk(client), clock, provider, dovecot, smtp)


def refused(reply: Response, field: str) -> dict[str, Any]:
    assert reply.status_code == 422, reply.text
    assert reply.json()["attributes"] == [field], reply.text
    return reply.json()
