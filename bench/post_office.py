"""Balcão with everything around it that e-mail needs: an IMAP server, an SMTP server, and somebody who uses it."""

import json
import sqlite3
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import process
from bench.rooms import Place, build
from tests.support.dovecot import PASSWORD, Dovecot
from tests.support.smtp_server import SmtpServer, Taken

GLANCE = 0.02
PATIENCE = 300.0


@dataclass
class TimingServer(SmtpServer):
    """Notes when it accepted each mail."""

    accepted_at: list[float] = field(default_factory=list[float])

    def keep(self, taken: Taken) -> None:
        """Accept a mail."""
        self.accepted_at.append(time.perf_counter())
        super().keep(taken)


@dataclass(slots=True)
class PostOffice:
    """What a load works with."""

    server: process.Running
    place: Place
    dovecot: Dovecot
    smtp: TimingServer
    folder: Path

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """The JSON of a request of the account's administrator."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.server.port}/api/v1/accounts/{self.place.account_id}/{path}",
            None if body is None else json.dumps(body).encode(),
            {"content-type": "application/json", "api-access-token": self.place.token},
            method=method,
        )
        with urllib.request.urlopen(request, timeout=30) as reply:
            return json.load(reply)

    def connect(self, address: str, **more: Any) -> int:
        """Add the inbox of a mailbox; its id."""
        channel = {
            "type": "email", "email": address, "provider": "other",
            "imap_enabled": True, "imap_address": "127.0.0.1", "imap_port": self.dovecot.imap, "imap_security": "none",
            "imap_login": address, "imap_password": PASSWORD,
            "smtp_enabled": True, "smtp_address": "127.0.0.1", "smtp_port": self.smtp.port, "smtp_security": "none",
            **more,
        }  # fmt: skip
        inbox_id = self.call("POST", "inboxes", {"name": address, "channel": channel})["id"]
        self.call("POST", "inbox_members", {"inbox_id": inbox_id, "user_ids": self.people})
        return inbox_id

    @property
    def people(self) -> list[int]:
        """The agents of the account."""
        return [json.loads(wish)["user_id"] for wish in self.place.wishes]

    def watched(self, *inbox_ids: int) -> None:
        """Wait until the mailboxes are looked after."""
        for inbox_id in inbox_ids:
            until(lambda n=inbox_id: self.call("GET", f"inboxes/{n}/health")["state"] == "ok")

    def count(self, query: str) -> int:
        """A number out of the database, past the server."""
        address = f"file:{self.folder / 'balcao' / 'balcao.db'}?mode=ro"
        connection = sqlite3.connect(address, uri=True)
        try:
            return connection.execute(query).fetchone()[0]
        finally:
            connection.close()

    def messages(self) -> int:
        """How many incoming mails can be read."""
        return self.count("select count(*) from messages where content_type = 'incoming_email'")


@contextmanager
def post_office(agents: int = 3, terms: Mapping[str, Any] | None = None, **env: str) -> Iterator[PostOffice]:
    """One that is open for as long as it is needed. `terms` are those of its SMTP server, `env` the installation's."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        place = build(folder / "balcao", 1, agents)[0]
        dovecot, smtp = Dovecot(folder / "dovecot"), TimingServer(**{"security": "none", **(terms or {})})
        smtp.start()
        try:
            with process.balcao(folder / "balcao", BALCAO_PRIVATE_TARGETS="127.0.0.0/8", **env) as server:
                yield PostOffice(server, place, dovecot, smtp, folder)
        finally:
            smtp.stop()
            dovecot.close()


def until(holds: Callable[[], bool]) -> None:
    """Return as soon as `holds`; a look now and then costs the measured little."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            raise RuntimeError("it did not happen")
        time.sleep(GLANCE)
