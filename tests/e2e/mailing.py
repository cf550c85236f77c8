"""Mail in a browser test: a server whose mail goes through a real IMAP server and a real SMTP server."""

from dataclasses import dataclass
from typing import Any

from tests.support.dovecot import Dovecot
from tests.support.posting import mailbox_settings
from tests.support.smtp_server import SmtpServer


@dataclass(frozen=True)
class TeamMailbox:
    """The team's mailbox, and how a form leads to it."""

    address: str
    dovecot: Dovecot
    smtp: SmtpServer

    def receives(self, mail: Any) -> None:
        """A customer's mail comes in."""
        self.dovecot.deliver(self.address, bytes(mail))

    def settings(self, **more: Any) -> dict[str, Any]:
        """The channel's settings, as the interface takes them."""
        return mailbox_settings(self.address, self.dovecot, self.smtp, **more)
