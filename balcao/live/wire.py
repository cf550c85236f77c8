"""Our side of a WebSocket in uvicorn: less memory for an idle socket, and an end for whoever abuses one.

Everything works on another server too, through plain ASGI messages; there the limits of that server apply.
"""

from asyncio.transports import WriteTransport
from collections.abc import Callable
from struct import pack
from time import monotonic
from typing import Any, Final

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode, Frame
from websockets.http11 import Request

from balcao.live.frames import FRAME_MAX, RESTART

EXTENSION: Final = "balcao.wire"
PINGS_PER_SECOND = 4
PING_BURST = 20

SERVER_OPTIONS: Final[dict[str, Any]] = {
    "ws_max_size": FRAME_MAX,
    "ws_per_message_deflate": False,
    "ws_ping_interval": 25.0,
    "ws_ping_timeout": 35.0,
}
"""How uvicorn is to serve sockets, beside `ws=CableProtocol`."""


def text_frame(size: int) -> bytes:
    """The header of an unmasked text frame with `size` bytes."""
    if size < 126:
        return pack("!BB", 0x81, size)
    return pack("!BBH", 0x81, 126, size) if size < 65536 else pack("!BBQ", 0x81, 127, size)


class Wire:
    """What the application may do at once, without a task of its own."""

    __slots__ = ("_protocol",)

    def __init__(self, protocol: "CableProtocol") -> None:
        self._protocol = protocol

    def write(self, *parts: bytes) -> bool:
        """Hand one text frame to the kernel; False when it does not take more now."""
        protocol = self._protocol
        if not protocol.is_open or not protocol.writable.is_set():
            return False
        protocol.transport.write(b"".join((text_frame(sum(map(len, parts))), *parts)))
        return True

    def cut(self) -> None:
        """End the connection and forget what was not sent."""
        _abort(self._protocol.transport)


class CableProtocol(WebSocketsSansIOProtocol):
    """uvicorn's protocol with a `Wire` in the scope's extensions."""

    pings = PING_BURST
    pinged_at = 0.0

    @property
    def is_open(self) -> bool:
        """Whether frames may pass."""
        return self.handshake_complete and not self.close_sent and not self.disconnected

    def handle_connect(self, event: Request) -> None:
        """Offer the wire to the application, which starts after this."""
        super().handle_connect(event)
        if self.response.status_code == 101:
            extensions: Any = self.scope.get("extensions")
            extensions[EXTENSION] = Wire(self)

    async def send(self, message: Any) -> None:
        """After the handshake nobody reads its headers again: they are a quarter of an idle socket's memory."""
        await super().send(message)
        if message["type"] == "websocket.accept":
            del self.request, self.response
            self.scope["headers"] = []

    def handle_ping(self) -> None:
        """Each ping is answered by itself, so a flood that is never read would fill the memory."""
        now = monotonic()
        self.pings = min(PING_BURST, self.pings + (now - self.pinged_at) * PINGS_PER_SECOND) - 1
        self.pinged_at = now
        if self.pings < 0:
            self.refuse(CloseCode.POLICY_VIOLATION, "too many pings")
        else:
            super().handle_ping()

    def handle_cont(self, event: Frame) -> None:
        """Empty fragments pass every limit on bytes; count them."""
        super().handle_cont(event)
        if len(self.frames) > 64:
            self.refuse(CloseCode.POLICY_VIOLATION, "too many fragments")

    def refuse(self, code: int, reason: str) -> None:
        """Say why, and end."""
        if self.close_sent:
            return
        self.conn.fail(code, reason)
        self.handle_parser_exception()

    def keepalive_timeout(self) -> None:
        """Whoever does not answer will not read the rest either."""
        super().keepalive_timeout()
        _abort(self.transport)

    def shutdown(self) -> None:
        """The server ends: clients come back by themselves, and know that they should wait a little."""
        if self.is_open:
            self.transport.write(text_frame(len(RESTART)) + RESTART)
        super().shutdown()


def _abort(transport: WriteTransport) -> None:
    end: Callable[[], None] = transport.abort
    end()
