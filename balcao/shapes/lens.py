"""What shapes are drawn with, beside rows."""

import msgspec

from balcao.channels.registry import Channels
from balcao.domain.accounts.presence import Presence
from balcao.kit.crypto import Keyring
from balcao.kit.urls import Urls


class Lens(msgspec.Struct, frozen=True):
    """Addresses of files, who is here, what tokens are derived from, and what channels declare.

    `mail_domain`: the domain whose mail the installation receives itself.
    """

    urls: Urls
    presence: Presence
    keyring: Keyring
    channels: Channels
    mail_domain: str | None = None

    def channel_type(self, kind: str) -> str:
        """The contract's name for a channel kind."""
        return self.channels.of(kind).about.channel_type
