"""Run the program: migrate, listen, and leave in order."""

import asyncio
import fcntl
import signal
import socket
import sys
from typing import IO, Any

import click
import msgspec
import structlog
import uvicorn

from balcao.app import App, Parts, build_house
from balcao.live.wire import SERVER_OPTIONS, CableProtocol
from balcao.settings import Settings
from balcao.store import dialect, migrate


def prepare(settings: Settings) -> bool:
    """Make the data folder and migrate; whether there was something to do."""
    settings.data.mkdir(parents=True, exist_ok=True)
    try:
        return migrate.up(settings.database_url)
    except migrate.Newer as error:
        raise click.ClickException(str(error)) from None


def serve_all(settings: Settings, *, web: bool, worker: bool) -> None:
    """Serve until told to stop."""
    set_up_log(settings)
    prepare(settings)
    listener, _owned = _listen(settings), _own(settings)
    settings = msgspec.structs.replace(settings, port=listener.getsockname()[1])
    app = App(build_house(settings), Parts(web, worker))
    config = uvicorn.Config(
        app, log_config=None, access_log=False, ws=CableProtocol, **SERVER_OPTIONS, http="httptools", loop="uvloop", lifespan="on",
        server_header=False, date_header=True, proxy_headers=False, timeout_graceful_shutdown=10, backlog=2048,
        h11_max_incomplete_event_size=None,
    )  # fmt: skip
    _Server(config, settings).run(sockets=[listener])


class _Server(uvicorn.Server):
    """Says where it can be reached, once it can."""

    def __init__(self, config: uvicorn.Config, settings: Settings) -> None:
        super().__init__(config)
        self._settings = settings

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        sys.stdout.write(f"Balcão is open at {self._settings.public_url}\n")
        sys.stdout.flush()


def _own(settings: Settings) -> IO[str] | None:
    """The embedded database belongs to one server at a time; the mark on it ends with the process, however that ends."""
    if not dialect.is_embedded(settings.database_url):
        return None
    mark = (settings.data / "serving.lock").open("w")
    try:
        fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise click.ClickException(
            f"another Balcão is serving {settings.data} already: stop it first, or choose another folder with --data"
        ) from None
    return mark


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        raise click.ClickException(
            f"cannot listen on {settings.host}:{settings.port} ({error.strerror}): choose another with --port"
        ) from None
    return listener


def work_only(settings: Settings) -> None:
    """Run jobs until told to stop."""
    set_up_log(settings)
    prepare(settings)
    try:
        asyncio.run(_work(App(build_house(settings), Parts(web=False))))
    except OSError as error:
        raise click.ClickException(str(error)) from None


async def _work(app: App) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with app.running():
        sys.stdout.write("Balcão is working on jobs\n")
        sys.stdout.flush()
        await stop.wait()


def set_up_log(settings: Settings) -> None:
    """One line an event, for people or for machines. Tracebacks show no values: they would show secrets."""
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info if settings.log_format == "json" else _as_is,
            renderer,
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _as_is(_logger: Any, _name: str, event: Any) -> Any:
    return event
