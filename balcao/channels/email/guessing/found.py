"""What was found out about an address."""

from dataclasses import dataclass

from balcao.channels.email.providers import Server


@dataclass(frozen=True, slots=True)
class Found:
    """The servers of an address, and the user names there; None for what nobody tells."""

    imap: Server | None = None
    smtp: Server | None = None
    imap_login: str | None = None
    smtp_login: str | None = None

    def __or__(self, other: "Found") -> "Found":
        """What one knows, and for the rest what the other knows."""
        imap = (self.imap, self.imap_login) if self.imap else (other.imap, other.imap_login)
        smtp = (self.smtp, self.smtp_login) if self.smtp else (other.smtp, other.smtp_login)
        return Found(imap[0], smtp[0], imap[1], smtp[1])
