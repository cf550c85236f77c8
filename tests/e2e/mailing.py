"""Mail in a browser test: a server whose mail goes through a real IMAP server and a real SMTP server."""

from dataclasses import dataclass
from typing import Any

from tests.support.dovecot import PASSWORD, Dovecot
from tests.support.smtp_server import SmtpServer


@dataclass(frozen=True)
class Mailbox:
    """The team's mailbox, and how a form leads to it."""

    address: str
    dovecot: Dovecot
    smtp: SmtpServer

    def receives(self, mail: Any) -> None:
        """A customer's mail comes in."""
        self.dovecot.deliver(self.address, bytes(mail))

    def settings(self, **more: Any) -> dict[str, Any]:
        """The channel's settings, as the interface takes them."""
        return {
            "type": "email", "email": self.address, "provider": "other", "imap_enabled": True,
            "imap_address": "127.0.0.1", "imap_port": self.dovecot.imap, "imap_security": "none",
            "imap_login": self.address, "imap_password": PASSWORD, "smtp_enabled": True, "smtp_address": "127.0.0.1",
            "smtp_port": self.smtp.port, "smtp_security": "none", **more,
        }  # fmt: skip
