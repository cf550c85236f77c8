"""The `/cable` endpoint: one coroutine reads each socket; what is written comes from the hub."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

import msgspec
import structlog

from balcao.domain.accounts.events import AvailabilityChanged, UserChanged
from balcao.domain.conversations.events import Typing
from balcao.house import House
from balcao.kit.origin import caller_ip
from balcao.live import frames
from balcao.live.admit import Page
from balcao.live.doorman import Doorman
from balcao.live.guard import Guard
from balcao.live.heart import Heart
from balcao.live.here import Here, Presences
from balcao.live.hub import Hub
from balcao.live.relay import Relay
from balcao.live.socket import POLICY, RESTARTING, TOO_BIG, TRY_LATER, Send, Socket
from balcao.live.subscribe import Seat, Subscriber
from balcao.live.typists import Typists
from balcao.live.wire import EXTENSION
from balcao.outbox import log as events
from balcao.outbox.bus import Missed, Note
from balcao.outbox.emit import Wake

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

AGAIN = 1.0

log = structlog.get_logger()


class Cable:
    """An ASGI application for WebSockets. `start` and `stop` belong to the lifespan, on the same loop."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._hub = Hub()
        self._heart = Heart(house)
        self._doorman = Doorman()
        self._relay = Relay(house, self._hub)
        self._typists = Typists(house, self._hub)
        self._guard = Guard(house, self._hub)
        self._presences = Presences(house, self._hub)
        self._subscriber = Subscriber(house, self._hub, self._relay, self._presences)
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopped = False
        house.bus.listen(self._hear_bus)

    async def start(self) -> None:
        """Begin to relay, to ping and to watch."""
        for run in (self._relay.run, self._typists.run, self._guard.run, self._presences.beat, self._heart.run):
            self._do(_kept_up, run)

    async def stop(self) -> None:
        """Tell every client that the server restarts, and end."""
        self._stopped = True
        for socket in self._heart.sockets():
            socket.push(frames.RESTART)
            socket.close(RESTARTING, "server restart")
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._subscriber.stop()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one socket for as long as it lasts."""
        await receive()
        terms, page = self._house.terms, _page(scope, self._house.urls.base)
        if terms.limits_enabled and not self._doorman.lets_in(_caller(scope, terms.trusted_proxies)):
            await _refuse(scope, send)
            return
        offered = scope.get("subprotocols") or []
        chosen = frames.SUBPROTOCOL if frames.SUBPROTOCOL in offered else None
        seat = Seat(Socket(send, scope.get("extensions", {}).get(EXTENSION)), page)
        await send({"type": "websocket.accept", "subprotocol": chosen})
        part = self._heart.add(seat.socket)
        seat.socket.push(frames.WELCOME)
        try:
            while (message := await receive())["type"] == "websocket.receive":
                await self._hear(seat, message)
        finally:
            seat.socket.closed = True
            part.discard(seat.socket)
            self._subscriber.leave(seat)

    async def _hear(self, seat: Seat, message: MutableMapping[str, Any]) -> None:
        socket, text = seat.socket, message.get("text")
        if socket.closed:
            return
        if text is None:
            socket.close(POLICY, "text only")
        elif len(text) > frames.FRAME_MAX:
            socket.close(TOO_BIG, "too big")
        elif not socket.count():
            socket.close(POLICY, "too many commands")
        else:
            await self._obey(seat, text)

    async def _obey(self, seat: Seat, text: str) -> None:
        try:
            await self._carry_out(seat, frames.command(text))
        except msgspec.MsgspecError:
            seat.socket.close(POLICY, "not a command")
        except Exception:
            log.exception("a socket's command failed")
            seat.socket.close(TRY_LATER, "try again later")

    async def _carry_out(self, seat: Seat, said: frames.Command) -> None:
        if said.command == "subscribe":
            await self._subscriber.subscribe(seat, said.identifier)
        elif said.command == "unsubscribe":
            self._subscriber.unsubscribe(seat, said.identifier)
        elif said.command == "message" and frames.action(said.data) == "update_presence":
            await self._subscriber.update_presence(seat, said.identifier)

    def _hear_bus(self, note: Note) -> None:
        match note:
            case Wake(account_id=int() as account_id):
                self._relay.wake(account_id)
            case Typing():
                self._typists.hear(note)
            case Here():
                self._presences.hear(note)
            case UserChanged(user_id=user_id):
                self._guard.look_at(user_id)
            case AvailabilityChanged(account_id=account_id) if account_id in self._hub.rooms:
                self._do(self._presences.tell_team, account_id)
            case Missed():
                self._do(self._make_up, note)
            case _:
                pass

    async def _make_up(self, note: Missed) -> None:
        """Look for what no note told of."""
        if note.line_was_down:
            self._guard.look_at_everybody()
        accounts = list(self._hub.rooms)
        if accounts:
            self._relay.wake_behind(await self._house.store.read(lambda tx: events.latest_of(tx, accounts)))

    def _do(self, work: Callable[..., Awaitable[None]], *about: object) -> None:
        """Begin work beside the sockets. The bus still tells after the end; what began then, nobody would end."""
        if self._stopped:
            return
        task = asyncio.get_running_loop().create_task(_logged(work, *about))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _kept_up(run: Callable[[], Awaitable[None]]) -> None:
    """What must never end goes on after a mishap."""
    while True:
        await _logged(run)
        await asyncio.sleep(AGAIN)


async def _logged(work: Callable[..., Awaitable[None]], *about: object) -> None:
    # Called in here: a task that is cancelled before it has begun leaves no coroutine behind that nobody awaits.
    try:
        await work(*about)
    except Exception:
        log.exception("sockets: background work failed")


def _header(scope: Scope, name: bytes) -> str | None:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name), None)


def _page(scope: Scope, base: str) -> Page:
    own = {(_header(scope, b"host") or "").lower(), urlsplit(base).netloc.lower()}
    return Page(_header(scope, b"origin"), frozenset(own - {""}))


def _caller(scope: Scope, trusted: tuple[str, ...]) -> str:
    peer = scope.get("client")
    return caller_ip(peer[0] if peer else None, _header(scope, b"x-forwarded-for") or "", trusted)


async def _refuse(scope: Scope, send: Send) -> None:
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": POLICY})
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"retry-after", b"10")]
    await send({"type": "websocket.http.response.start", "status": 429, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": b"Retry later\n"})
