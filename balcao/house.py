"""What the floors above the domain work with: one frozen set of things, made once by `app`, passed by hand."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from balcao.channels.contract import Line, Site
from balcao.channels.registry import Channels
from balcao.channels.secrets import opened, sealed
from balcao.domain.accounts.presence import Presence
from balcao.domain.arrivals.queries import ArrivalRow
from balcao.domain.arrivals.rules import unpacked
from balcao.domain.inboxes.actions import set_settings
from balcao.domain.inboxes.queries import InboxRow
from balcao.envelope import Part
from balcao.kit.clock import Clock
from balcao.kit.crypto import Keyring
from balcao.kit.files import Files
from balcao.kit.mail import Post
from balcao.kit.text import loads
from balcao.kit.urls import Urls
from balcao.kit.vanguard import Vanguard
from balcao.kit.web import Web
from balcao.outbox.bus import Bus
from balcao.shapes.inbox import webhook_secret
from balcao.shapes.lens import Lens
from balcao.store.engine import Store


@dataclass(frozen=True, slots=True)
class Terms:
    """What the operator decided and the outer floors must know."""

    name: str = "Balcão"
    host: str | None = None
    """The one name that this installation answers to; None: any."""
    signup_enabled: bool = True
    smtp_configured: bool = False
    default_locale: str = "pt-BR"
    upload_limit: int = 40 * 1024 * 1024
    trusted_proxies: tuple[str, ...] = ()
    limits_enabled: bool = True
    monitor_token: str | None = None
    """What shows that the operator asks; None: nothing does, but sitting at the machine."""


@dataclass(frozen=True, slots=True)
class House:
    """The running installation."""

    store: Store
    bus: Bus
    clock: Clock
    keyring: Keyring
    urls: Urls
    files: Files
    channels: Channels
    presence: Presence
    web: Web
    site: Site
    """What channels see of it."""
    post: Post
    terms: Terms
    lens: Lens
    """What shapes are drawn with."""
    vanguard: Vanguard = field(default_factory=Vanguard)
    """Who tries a provider first, by inbox."""

    def line(self, inbox: InboxRow, files: Mapping[str, str] | None = None, locale: str | None = None) -> Line:
        """An inbox as its channel sees it. `files`: the source of a part → the key of the file that holds its bytes;
        `locale`: the language of what the channel says by itself.
        """
        about = self.channels.of(inbox.kind).about

        async def remember(values: Mapping[str, Any]) -> None:
            kept = sealed(about, values, self.keyring)
            await self.store.write(lambda tx: set_settings(tx, inbox.account_id, inbox.id, kept))

        async def read(part: Part) -> bytes:
            path = self.files.path((files or {})[part.source])
            return await asyncio.to_thread(path.read_bytes)

        settings = {**opened(about, loads(inbox.settings), self.keyring), "forward_key": inbox.public_key.lower()}
        settings |= {"locale": locale or self.terms.default_locale, "timezone": inbox.timezone}
        secret = webhook_secret(self.keyring, inbox)
        return Line(inbox.id, settings, secret, self.site, self.clock(), remember, read)

    def raw_of(self, arrival: ArrivalRow, most: int = -1) -> bytes:
        """What was brought, wherever its bytes lie, or its first `most` bytes. Raises FileNotFoundError when they were
        thrown away.
        """
        if arrival.raw is not None:
            return unpacked(arrival.raw)[: None if most < 0 else most]
        with self.files.path(arrival.blob or "-").open("rb") as file:
            return file.read(most)
