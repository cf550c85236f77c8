"""The other side of an API inbox: a receiver that believes only what we have signed, and can misbehave."""

import asyncio
import contextlib
import hashlib
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

_MODES = {
    "takes": "200 OK\r\n",
    "away": "500 Internal Server Error\r\n",
    "busy": "429 Too Many Requests\r\nRetry-After: 30\r\n",
    "refuses": "422 Unprocessable Entity\r\n",
    "moved": "302 Found\r\nLocation: /elsewhere\r\n",
}


class Receiver:
    """`taken` holds the delivery names of what it accepted, `bodies` what was said."""

    def __init__(self, secret: str) -> None:
        self.settings: dict[str, Any] = {}
        self.mode = "takes"
        self.taken: list[str] = []
        self.bodies: list[bytes] = []
        self.paths: list[str] = []
        self._secret = secret
        self._news = asyncio.Event()

    async def hear(self, count: int) -> None:
        """Wait until so many messages were accepted."""
        while len(self.taken) < count:
            self._news.clear()
            await self._news.wait()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one call."""
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            path, headers = _head(await reader.readuntil(b"\r\n\r\n"))
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            self.paths.append(path)
            if self.mode == "silent":
                await reader.read()
            elif not self._is_ours(headers, body):
                await _say(writer, "401 Unauthorized\r\n")
            else:
                self._note(headers, body)
                await _say(writer, _MODES[self.mode])
        writer.close()

    def _note(self, headers: dict[str, str], body: bytes) -> None:
        if self.mode == "takes":
            self.taken.append(headers["x-chatwoot-delivery"])
            self.bodies.append(body)
            self._news.set()

    def _is_ours(self, headers: dict[str, str], body: bytes) -> bool:
        said = f"{headers.get('x-chatwoot-timestamp')}.".encode() + body
        wanted = "sha256=" + hmac.new(self._secret.encode(), said, hashlib.sha256).hexdigest()
        return hmac.compare_digest(headers.get("x-chatwoot-signature", ""), wanted)


def _head(raw: bytes) -> tuple[str, dict[str, str]]:
    first, *lines = raw.decode("latin-1").strip().split("\r\n")
    return first.split(" ")[1], {
        name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
    }


async def _say(writer: asyncio.StreamWriter, status: str) -> None:
    writer.write(f"HTTP/1.1 {status}Content-Length: 0\r\nConnection: close\r\n\r\n".encode())
    await writer.drain()


@asynccontextmanager
async def simulate(secret: str) -> AsyncIterator[Receiver]:
    """A receiver on this machine that knows the inbox's secret."""
    receiver = Receiver(secret)
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    receiver.settings["webhook_url"] = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"
    try:
        yield receiver
    finally:
        server.close()
        await server.wait_closed()
