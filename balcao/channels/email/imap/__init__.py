"""Fetching mail by IMAP: `ImapWatch`."""

from balcao.channels.email.imap.watch import ImapWatch

__all__ = ["ImapWatch"]
