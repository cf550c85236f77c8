"""Mail that the installation itself sends: composed here, handed to a mail server, or kept in a tray where there is none."""

import asyncio
import os
from collections.abc import Iterable
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from pathlib import Path

import aiosmtplib
import idna
import msgspec
import structlog

from balcao.kit import text
from balcao.kit.clock import moment

log = structlog.get_logger()

TIMEOUT = 60
TRAY_SIZE = 50


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A letter, ready to go. `key` (letters and digits) is the same when the same letter is sent again."""

    key: str
    to: str
    to_name: str
    subject: str
    text: str
    html: str
    written_at: int


class Undeliverable(Exception):
    """The mail server will never take this letter; the text is its answer."""


class Server(msgspec.Struct, frozen=True, kw_only=True):
    """A mail server and how to reach it. `security` is `starttls`, `tls` or `none`."""

    host: str
    port: int = 587
    user: str | None = None
    password: str | None = None
    security: str = "starttls"


class Smtp:
    """Sends through a mail server."""

    def __init__(self, server: Server, sender: str) -> None:
        self._server = server
        self._sender = sender

    async def send(self, letter: Letter) -> None:
        """Send it. Raises `Undeliverable` where trying again is of no use, anything else where it may be."""
        server = self._server
        try:
            await aiosmtplib.send(
                compose(letter, self._sender), hostname=server.host, port=server.port, username=server.user,
                password=server.password, use_tls=server.security == "tls", start_tls=server.security == "starttls",
                timeout=TIMEOUT,
            )  # fmt: skip
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise_if_final(refusal.code for refusal in error.recipients)
            raise
        except aiosmtplib.SMTPAuthenticationError:
            raise
        except aiosmtplib.SMTPResponseException as error:
            raise_if_final([error.code])
            raise


def raise_if_final(codes: Iterable[int]) -> None:
    """Raises `Undeliverable` when every answer means no for good."""
    found = list(codes)
    if all(code >= 500 for code in found):
        raise Undeliverable(f"the mail server answered {found}")


class Tray:
    """Keeps the latest letters as files, and shows them in the log: for an installation without a mail server."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def send(self, letter: Letter) -> None:
        """Keep it."""
        log.info("mail is not sent: no mail server is set", to=letter.to, subject=letter.subject, text=letter.text)
        await asyncio.to_thread(self._keep, letter)

    def letters(self) -> list[Letter]:
        """What was kept, the newest first."""
        return [msgspec.json.decode(path.read_bytes(), type=Letter) for path in reversed(self._paths())]

    def _keep(self, letter: Letter) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / f"{letter.written_at:020d}-{letter.key}.json"
        draft = path.with_suffix(".draft")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            out.write(msgspec.json.encode(letter))
        draft.rename(path)
        for old in self._paths()[:-TRAY_SIZE]:
            old.unlink(missing_ok=True)

    def _paths(self) -> list[Path]:
        return sorted(self._folder.glob("*.json"))


Post = Smtp | Tray


def compose(letter: Letter, sender: str) -> EmailMessage:
    """The letter as a message with a text and an HTML part."""
    name, address = parseaddr(sender)
    message = EmailMessage()
    message["Subject"] = text.name(letter.subject)
    message["From"] = Address(text.name(name), addr_spec=_ascii_domain(address))
    message["To"] = Address(text.name(letter.to_name), addr_spec=_ascii_domain(letter.to))
    message["Date"] = format_datetime(moment(letter.written_at))
    message["Message-ID"] = f"<{letter.key}@{address.rpartition('@')[2] or 'localhost'}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message


def _ascii_domain(address: str) -> str:
    local, at, domain = address.rpartition("@")
    try:
        return local + at + idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        return address
