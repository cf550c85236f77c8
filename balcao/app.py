"""Build the running program from its settings: the house, the ASGI app, and what works beside it."""

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from starlette.types import Receive, Scope, Send

from balcao.api.cors import OPEN, OpenToAll
from balcao.api.door import Door
from balcao.api.hosts import OnlyOurName
from balcao.api.pages import pages
from balcao.api.table import ROUTES
from balcao.channels.contract import Site
from balcao.channels.registry import Channels
from balcao.domain.accounts.presence import Presence
from balcao.house import House, Terms
from balcao.kit.clock import Clock, wall_clock
from balcao.kit.crypto import Keyring
from balcao.kit.files import Files
from balcao.kit.mail import Post, Server, Smtp, Tray
from balcao.kit.targets import Borders
from balcao.kit.urls import Urls
from balcao.kit.web import Web
from balcao.live.cable import Cable
from balcao.outbox.emit import writer
from balcao.outbox.reach import open_bus
from balcao.settings import Settings
from balcao.shapes.lens import Lens
from balcao.store.engine import open_store
from balcao.store.hooks import Hooks
from balcao.wiring import CHANNELS, HANDLERS, REACTIONS, SCHEDULE, SIGNALS
from balcao.work.doors import Doors
from balcao.work.runner import Runner
from balcao.work.watch import Watch


def build_house(settings: Settings, *, clock: Clock = wall_clock) -> House:
    """Everything that the program works with. The data folder is made, the database must be migrated."""
    settings.data.mkdir(parents=True, exist_ok=True)
    bus, urls, presence = open_bus(settings.database_url, SIGNALS), Urls(settings.public_url), Presence(clock)
    keyring, channels = Keyring(secret_of(settings)), Channels(CHANNELS)
    store = open_store(settings.database_url, clock=clock, hooks=Hooks(writer(REACTIONS), bus.committed))
    web = Web(Borders.from_text(settings.private_targets))
    return House(
        store=store,
        bus=bus,
        clock=clock,
        keyring=keyring,
        urls=urls,
        files=Files(settings.data / "files"),
        channels=channels,
        presence=presence,
        web=web,
        site=_site(settings, web),
        post=_post(settings),
        terms=_terms(settings),
        lens=Lens(urls, presence, keyring, channels, settings.mail_domain),
    )


_FOR_CHANNELS = (
    "google_client_id", "google_client_secret", "microsoft_client_id", "microsoft_client_secret", "microsoft_tenant",
    "mail_listen", "mail_listen_lmtp", "mail_certificate", "mail_certificate_key", "mail_ca", "mail_relay_password",
    "mailgun_signing_key", "mandrill_webhook_keys", "ses_topics", "ses_access_key", "ses_secret_key",
    "mail_from", "smtp_host", "smtp_port", "smtp_user", "smtp_password", "smtp_security",
)  # fmt: skip


def _site(settings: Settings, web: Web) -> Site:
    keys = {name: str(value) for name in _FOR_CHANNELS if (value := getattr(settings, name)) is not None}
    return Site(web, settings.public_url, settings.mail_domain, {**keys, **_stand_ins()})


def _stand_ins() -> dict[str, str]:
    """The providers that a test has in the place of the real ones."""
    mark = "BALCAO_TEST_"
    return {name.removeprefix(mark).lower(): of for name, of in os.environ.items() if name.startswith(f"{mark}OAUTH_")}


def _post(settings: Settings) -> Post:
    if settings.smtp_host is None:
        return Tray(settings.data / "mail")
    server = Server(
        host=settings.smtp_host, port=settings.smtp_port, user=settings.smtp_user, password=settings.smtp_password,
        security=settings.smtp_security,
    )  # fmt: skip
    return Smtp(server, settings.mail_from or f"{settings.name} <no-reply@{urlsplit(settings.public_url).hostname}>")


def _terms(settings: Settings) -> Terms:
    return Terms(
        name=settings.name,
        host=urlsplit(settings.base_url).hostname if settings.base_url else None,
        signup_enabled=settings.signup,
        smtp_configured=settings.smtp_host is not None,
        default_locale=settings.locale,
        upload_limit=settings.upload_limit_mb * 1024 * 1024,
        trusted_proxies=_parts(settings.trusted_proxies),
        limits_enabled=settings.rate_limits,
        monitor_token=settings.monitor_token,
    )


def _parts(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in text.split(","))))


def secret_of(settings: Settings) -> bytes:
    """The installation's secret: the setting, else the one in the data folder, made at the first start."""
    if settings.secret_key:
        return settings.secret_key.encode()
    path = settings.data / "secret.key"
    if not path.exists():
        _write_secret(path)
    return path.read_bytes().strip()


def _write_secret(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w") as out:
        out.write(secrets.token_urlsafe(48))


@dataclass(frozen=True, slots=True)
class Parts:
    """What this process takes on: serving, working, or both."""

    web: bool = True
    worker: bool = True


class App:
    """The ASGI app: sockets to live, declared routes to the door, everything else to the pages."""

    def __init__(self, house: House, parts: Parts = Parts()) -> None:
        self.house = house
        self._door = Door(house, ROUTES)
        self._open = OpenToAll(self._by_declaration)
        self._pages = pages(house, ROUTES)
        self._cable = Cable(house)
        self._pages_and_api = OnlyOurName(self._by_path, house.terms.host)
        works = [Runner(house, HANDLERS, SCHEDULE), Watch(house), Doors(house)] if parts.worker else []
        self._beside = [*works, *([self._cable] if parts.web else [])]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await serve_lifespan(self.running, receive, send)
        elif scope["type"] == "websocket":
            await self._cable(scope, receive, send)
        else:
            await self._pages_and_api(scope, receive, send)

    async def _by_path(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._open if scope["path"].startswith(OPEN) else self._by_declaration
        await app(scope, receive, send)

    async def _by_declaration(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._door if self._door.matches(scope["path"]) else self._pages
        await app(scope, receive, send)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Start what works beside the requests, and stop it in the opposite order, whatever fails on the way."""
        async with AsyncExitStack() as ending:
            ending.push_async_callback(asyncio.to_thread, self.house.store.close)
            ending.push_async_callback(self.house.web.close)
            self.house.bus.start(asyncio.get_running_loop())
            ending.push_async_callback(asyncio.to_thread, self.house.bus.stop)
            for part in self._beside:
                await part.start()
                ending.push_async_callback(part.stop)
            yield


async def serve_lifespan(
    running: Callable[[], AbstractAsyncContextManager[None]], receive: Receive, send: Send
) -> None:
    """The start and stop protocol of ASGI around a context. What the machine refuses ends the start with a sentence."""
    await receive()
    async with AsyncExitStack() as ending:
        try:
            await ending.enter_async_context(running())
        except OSError as error:
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
    await send({"type": "lifespan.shutdown.complete"})
