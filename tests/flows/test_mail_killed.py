"""R-1, R-4: `kill -9` while mail is fetched, read and sent: nothing is lost, nothing is there twice, nothing is sent twice.

What the dead had in hand comes free by itself, after 25 and 45 seconds on PostgreSQL; the tests do not wait for that.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from subprocess import TimeoutExpired
from typing import Any

import pytest
from sqlalchemy import Engine, text

from balcao.kit.text import loads
from balcao.store import dialect
from tests.support.dovecot import PASSWORD, Dovecot
from tests.support.office import Office, open_account
from tests.support.posting import LOOPBACK
from tests.support.server import Server
from tests.support.smtp_server import KEEP_AND_HANG, SmtpServer

MAILS = 1000
KILLS = {"sqlite": 6, "postgresql": 3}
GLANCE = 0.003
LOOKS = 20_000

COUNTS = "select (select count(*) from arrivals) + (select count(*) from messages)"
RELEASES = (
    "update connections set holder = null, held_until = null",
    "update jobs set claimed_until = 0 where state = 'running'",
)


@dataclass
class Place:
    """A server that may be killed, its database, and the mail servers around it."""

    server: Server
    office: Office
    database: Engine
    dovecot: Dovecot
    smtp: SmtpServer
    address: str

    def connect(self, **more: Any) -> int:
        """Add the inbox of the mailbox."""
        channel = {
            "type": "email", "email": self.address, "provider": "other",
            "imap_enabled": True, "imap_address": "127.0.0.1", "imap_port": self.dovecot.imap, "imap_security": "none",
            "imap_login": self.address, "imap_password": PASSWORD,
            "smtp_enabled": True, "smtp_address": "127.0.0.1", "smtp_port": self.smtp.port, "smtp_security": "none",
            **more,
        }  # fmt: skip
        return self.office.call("POST", "inboxes", {"name": "Loja", "channel": channel})["id"]

    def ask(self, query: str) -> list[Any]:
        """Look into the database, past the server."""
        with self.database.connect() as conn:
            return list(conn.execute(text(query)).fetchall())

    def number(self, query: str) -> int:
        return self.ask(query)[0][0]

    def until(self, holds: Callable[[], bool]) -> None:
        """Return as soon as it holds; the server lives meanwhile."""
        for _ in range(LOOKS):
            if holds():
                return
            self.lives(GLANCE)
        raise AssertionError(f"it did not happen:\n{self.server.output()[-2000:]}")

    def lives(self, seconds: float) -> None:
        """Let it live so long."""
        with suppress(TimeoutExpired):
            raise AssertionError(f"the server ended with {self.server.process.wait(seconds)}")

    def kill(self) -> None:
        """Pull the plug, and start again."""
        self.server.kill()
        with self.database.begin() as conn:
            for release in RELEASES:
                conn.execute(text(release))
        self.server.restart()


@pytest.fixture
def place(
    serve: Callable[..., Server], engine_url: str, tmp_path: Path, dovecot: Dovecot, smtp: SmtpServer
) -> Iterator[Place]:
    options = ("--database", engine_url)
    opened = open_account(tmp_path / "data", *options)
    env = {"BALCAO_RATE_LIMITS": "false", "BALCAO_PRIVATE_TARGETS": LOOPBACK}
    server = serve(tmp_path / "data", options=options, env=env)
    office = Office(server.url, opened["account_id"], opened["access_token"])
    database = dialect.make_engine(engine_url)
    yield Place(server, office, database, dovecot, smtp, f"{tmp_path.name}@example.test")
    database.dispose()


def mail(to: str, n: int) -> bytes:
    """The n-th of many: a customer writes several, every tenth has a file."""
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = f"Cliente <c{n % 150}@fora.example>", to, f"Pedido {n}"
    letter["Message-ID"] = f"<mail.{n}@fora.example>"
    if n >= 150:
        letter["In-Reply-To"] = f"<mail.{n - 150}@fora.example>"
    letter.set_content(f"Mensagem {n}.\n\nEm ter., 24 de nov. de 2026 às 10:00, Loja <{to}> escreveu:\n> Antes\n")
    if n % 10 == 0:
        letter.add_attachment(b"%PDF-1.4\n%%EOF\n", maintype="application", subtype="pdf", filename=f"nota-{n}.pdf")
    return bytes(letter)


@pytest.mark.timeout(240)  # a thousand mails and up to seven starts of the whole program, on a machine that is busy
def test_killed_while_a_thousand_mails_come_in(place: Place, engine: str) -> None:
    """R-4: at the end there are a thousand messages, each once, the cursor is right, and the mailbox is untouched."""
    place.dovecot.drop(place.address, [mail(place.address, n) for n in range(MAILS)])
    inbox = place.connect(imap_since_days=30)
    for left in range(KILLS[engine], 0, -1):
        done = place.number(COUNTS)
        goal = done + random.randint(1, 2 * (2 * MAILS - done) // (left + 1))
        place.until(lambda g=goal: place.number(COUNTS) >= min(g, 2 * MAILS - 20))
        place.lives(random.uniform(0, 0.03))
        place.kill()
    # Fetched to the end, and nothing left to do.
    place.until(lambda: "since" not in cursor(place))
    place.until(lambda: place.number("select count(*) from jobs") == 0)
    messages = place.ask("select source_id, content, has_attachments from messages where kind = 0")
    assert sorted(row[0] for row in messages) == sorted(f"mail.{n}@fora.example" for n in range(MAILS))
    assert {row[1].strip() for row in messages} == {f"Mensagem {n}." for n in range(MAILS)}
    assert sum(bool(row[2]) for row in messages) == place.number("select count(*) from attachments") == MAILS // 10
    assert place.number("select count(*) from conversations") == place.number("select count(*) from contacts") == 150
    assert place.ask("select state, count(*) from arrivals group by state") == [("read", MAILS)]
    assert cursor(place)["uid"] == MAILS
    assert place.dovecot.flags(place.address) == [""] * MAILS
    health = place.office.call("GET", f"inboxes/{inbox}/health")
    assert (health["state"], health["waiting"], health["dead"]) == ("ok", 0, 0)


def cursor(place: Place) -> dict[str, Any]:
    """How far the mailbox was read."""
    (kept,) = place.ask("select cursor from connections")[0]
    return loads(kept)["folders"]["INBOX"]


@pytest.mark.timeout(120)  # two starts of the whole program, and a thousand things that a busy machine does meanwhile
def test_killed_between_the_servers_yes_and_ours(place: Place) -> None:
    """R-1: nobody knows whether it has arrived: the agent is told so, and only a person sends it again."""
    place.connect()
    place.until(lambda: place.number("select count(*) from connections where state = 'ok'") == 1)
    place.dovecot.deliver(place.address, mail(place.address, 1))
    place.until(lambda: place.number("select count(*) from messages") == 1)
    number = place.office.call("GET", "conversations?status=all")["data"]["payload"][0]["id"]
    path = f"conversations/{number}/messages"
    place.smtp.script["CONTENT"] = KEEP_AND_HANG
    sent = place.office.call("POST", path, {"content": "Sai hoje."})
    place.smtp.wait(1)
    place.kill()
    del place.smtp.script["CONTENT"]

    def shown() -> dict[str, Any]:
        return next(one for one in place.office.call("GET", path)["payload"] if one["id"] == sent["id"])

    place.until(lambda: shown()["status"] == "failed")
    assert "may have arrived" in shown()["content_attributes"]["external_error"]
    # What is said next leaves after it, in order: then its turn is over.
    place.office.call("POST", path, {"content": "Chegou?"})
    assert said(place.smtp, 2) == ["Sai hoje.", "Chegou?"]
    place.office.call("POST", f"{path}/{sent['id']}/retry")
    assert said(place.smtp, 3) == ["Sai hoje.", "Chegou?", "Sai hoje."]


@pytest.mark.timeout(120)  # two starts of the whole program
def test_killed_while_a_copy_waits(place: Place) -> None:
    """R-1, EML-22: who was put off gets the mail after the restart, and nobody else gets it again."""
    place.connect()
    place.until(lambda: place.number("select count(*) from connections where state = 'ok'") == 1)
    place.dovecot.deliver(place.address, mail(place.address, 1))
    place.until(lambda: place.number("select count(*) from messages") == 1)
    number = place.office.call("GET", "conversations?status=all")["data"]["payload"][0]["id"]
    copy = "bia@fora.example"
    place.smtp.refused[copy] = "450 4.2.0 Greylisted"
    place.office.call("POST", f"conversations/{number}/messages", {"content": "Sai hoje.", "cc_emails": [copy]})
    place.until(lambda: place.number("select count(*) from jobs where kind = 'deliver_rest'") == 1)
    place.kill()
    place.smtp.refused.clear()
    first, second = place.smtp.wait(2, 30)
    assert (first.recipients, second.recipients) == (["c1@fora.example"], [copy])
    assert first.mail["Message-ID"] == second.mail["Message-ID"]
    place.until(lambda: place.number("select count(*) from jobs") == 0)


def said(smtp: SmtpServer, count: int) -> list[str]:
    """What the first lines of the mails say that the server has taken."""
    bodies = [taken.mail.get_body(("plain",)) for taken in smtp.wait(count)]
    return [body.get_content().splitlines()[0] for body in bodies if body is not None]
