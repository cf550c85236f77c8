"""What the floors above the domain work with: one frozen set of things, made once by `app`, passed by hand."""

from dataclasses import dataclass

from balcao.channels.registry import Channels
from balcao.domain.accounts.presence import Presence
from balcao.kit.clock import Clock
from balcao.kit.crypto import Keyring
from balcao.kit.files import Files
from balcao.kit.mail import Post
from balcao.kit.urls import Urls
from balcao.kit.web import Web
from balcao.outbox.bus import Bus
from balcao.shapes.message import Lens
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
    post: Post
    terms: Terms
    lens: Lens
    """What shapes are drawn with."""
