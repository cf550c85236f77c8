"""An installation with mailboxes: a real IMAP server, a real SMTP server, and customers who write from their own programs."""

import itertools
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from balcao.kit.clock import moment
from tests.support.client import Client
from tests.support.dovecot import PASSWORD, Dovecot
from tests.support.people import Signed
from tests.support.smtp_server import SmtpServer
from tests.support.waiting import until

_numbers = itertools.count(1)
LOOPBACK = "127.0.0.0/8"


def mailbox_settings(address: str, dovecot: Dovecot, smtp: SmtpServer, **more: Any) -> dict[str, Any]:
    """An inbox's settings that lead to a mailbox on these two servers."""
    return {
        "type": "email", "email": address, "provider": "other",
        "imap_enabled": True, "imap_address": "127.0.0.1", "imap_port": dovecot.imap, "imap_security": "none",
        "imap_login": address, "imap_password": PASSWORD,
        "smtp_enabled": True, "smtp_address": "127.0.0.1", "smtp_port": smtp.port, "smtp_security": "none",
        **more,
    }  # fmt: skip


@dataclass
class Shop:
    """A team with a mail inbox, and the two servers behind it."""

    client: Client
    admin: Signed
    dovecot: Dovecot
    smtp: SmtpServer
    address: str = field(default_factory=lambda: f"loja{next(_numbers)}@example.test")
    inbox: dict[str, Any] = field(default_factory=dict[str, Any])

    def settings(self, **more: Any) -> dict[str, Any]:
        """What a form for this mailbox says."""
        return mailbox_settings(self.address, self.dovecot, self.smtp, **more)

    def connect(self, **more: Any) -> dict[str, Any]:
        """Add the inbox."""
        body = {"name": "Loja", "channel": self.settings(**more)}
        reply = self.client.post(f"{self.admin.account}/inboxes", headers=self.admin.headers, json=body)
        assert reply.status_code == 200, reply.text
        self.inbox = reply.json()
        return self.inbox

    def watched(self) -> None:
        """Wait until the mailbox is looked after."""
        until(self.client, lambda: self.get(f"inboxes/{self.inbox['id']}/health")["state"] == "ok")

    def get(self, path: str) -> Any:
        """The JSON of a GET that goes well."""
        reply = self.client.get(f"{self.admin.account}/{path}", headers=self.admin.headers)
        assert reply.status_code == 200, reply.text
        return reply.json()

    def post(self, path: str, **how: Any) -> Any:
        """The JSON of a POST that goes well."""
        reply = self.client.post(f"{self.admin.account}/{path}", headers=self.admin.headers, **how)
        assert reply.status_code == 200, reply.text
        return reply.json()

    def receives(self, mail: EmailMessage | bytes) -> None:
        """A customer's mail comes into the mailbox."""
        self.dovecot.deliver(self.address, bytes(mail))

    def conversations(self) -> list[Any]:
        """Those of the inbox, newest first."""
        return self.get(f"conversations?inbox_id={self.inbox['id']}&status=all")["data"]["payload"]

    def conversation(self) -> dict[str, Any]:
        """The one conversation, as soon as there is one."""
        until(self.client, lambda: len(self.conversations()) > 0)
        (one,) = self.conversations()
        return one

    def thread(self, number: int) -> list[Any]:
        """What was said."""
        return [one for one in self.get(f"conversations/{number}/messages")["payload"] if one["message_type"] != 2]

    def thread_of(self, number: int, count: int) -> list[Any]:
        """What was said, as soon as it is so many messages."""
        until(self.client, lambda: len(self.thread(number)) >= count)
        return self.thread(number)


def letter(
    to: str, text: str = "Onde está o meu pedido?", sender: str = "Ana <ana@fora.example>", **more: Any
) -> EmailMessage:
    """A customer's mail; further header lines by name, with `_` for `-`."""
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, to
    mail["Subject"] = more.pop("subject", "Pedido 1042")
    mail["Message-ID"] = more.pop("message_id", f"<cliente.{next(_numbers)}@fora.example>")
    mail["Date"] = format_datetime(moment(more.pop("date", 1_764_000_000_000_000)))
    for name, value in more.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


def laid_open(raw: bytes) -> bytes:
    """A mail as it is and, behind it, every part without its transfer encoding: to look for what must not be in it."""
    leaves = (part for part in message_from_bytes(raw).walk() if not part.is_multipart())
    return raw + b"".join(bytes(leaf.get_payload(decode=True)) for leaf in leaves)
