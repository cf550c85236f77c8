"""The other side of an e-mail inbox: a mail server that lets in only whom it knows, and can misbehave."""

import asyncio
import base64
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import Message
from typing import Any

from balcao.channels.email.compose.letter import DELIVERY_HEADER
from balcao.channels.email.naming import LOOP_HEADER, is_loop

_LOGIN, _PASSWORD = "suporte@example.com", "simulated"
_AT_THE_DOOR = {"away": "421 4.3.2 Service not available"}
_TO_WHOM = {
    "busy": "451 4.7.1 Too many messages, try again in 30 seconds",
    "refuses": "550 5.1.1 No such user here",
    "moved": "551 5.1.6 User not local",
}
_PUT_OFF = "450 4.2.0 Greylisted, try again in 30 seconds"


class Postbox:
    """`taken` holds the delivery names of what it accepted, `mails` the mails themselves."""

    def __init__(self, secret: str) -> None:
        self.settings: dict[str, Any] = {
            "email": _LOGIN, "provider": "other", "smtp_enabled": True, "smtp_address": "127.0.0.1",
            "smtp_security": "none", "smtp_login": _LOGIN, "smtp_password": _PASSWORD,
        }  # fmt: skip
        self.mode = "takes"
        self.taken: list[str] = []
        self.went_to: list[list[str]] = []
        self._whom: list[str] = []
        self.mails: list[Message] = []
        self._secret = secret
        self._news = asyncio.Event()
        self._writers: set[asyncio.StreamWriter] = set()

    async def hear(self, count: int) -> None:
        """Wait until so many mails were accepted."""
        while len(self.taken) < count:
            self._news.clear()
            await self._news.wait()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        self._writers.add(writer)
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            await self._talk(reader, writer)
        self._writers.discard(writer)
        writer.close()

    def hang_up(self) -> None:
        """On everybody."""
        for writer in self._writers:
            writer.transport.abort()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answer = _AT_THE_DOOR.get(self.mode, "220 mail.example.com ESMTP")
        while await self._said(writer, answer):
            line = (await reader.readuntil(b"\r\n")).decode().strip()
            if line == "DATA":
                await self._said(writer, "354 Go ahead")
                answer = self._take(await reader.readuntil(b"\r\n.\r\n"))
            else:
                answer = self._answer(line)

    async def _said(self, writer: asyncio.StreamWriter, answer: str) -> bool:
        """Whether the conversation goes on."""
        if self.mode != "silent":
            writer.write(f"{answer}\r\n".encode())
            await writer.drain()
        return not answer.startswith(("421", "221"))

    def _answer(self, line: str) -> str:
        verb, _, rest = line.partition(" ")
        if self.mode in _AT_THE_DOOR:
            return _AT_THE_DOOR[self.mode]
        if verb == "EHLO":
            return "250-mail.example.com\r\n250-AUTH PLAIN\r\n250 SIZE 20000000"
        if verb == "AUTH":
            known = base64.b64encode(f"\0{_LOGIN}\0{_PASSWORD}".encode()).decode()
            return "235 2.7.0 Welcome" if rest == f"PLAIN {known}" else "535 5.7.8 Who are you?"
        if verb == "MAIL":
            self._whom = []
        if verb == "QUIT":
            return "221 2.0.0 Bye"
        if verb == "RCPT":
            return self._asked(rest.removeprefix("TO:").strip("<>"))
        return "250 2.0.0 OK"

    def _asked(self, whom: str) -> str:
        answer = _PUT_OFF if self.mode == "puts_off" and self._whom else _TO_WHOM.get(self.mode, "250 2.1.5 OK")
        if answer.startswith("250"):
            self._whom.append(whom)
        return answer

    def _take(self, raw: bytes) -> str:
        mail = message_from_bytes(raw)
        if not is_loop(mail.get_all(LOOP_HEADER, []), self._secret):
            return "550 5.7.1 This is not from the inbox"
        self.mails.append(mail)
        self.taken.append(mail[DELIVERY_HEADER])
        self.went_to.append(self._whom)
        self._news.set()
        return "250 2.0.0 Queued"


@asynccontextmanager
async def simulate(secret: str) -> AsyncIterator[Postbox]:
    """A mail server on this machine that knows the inbox's secret."""
    box = Postbox(secret)
    server = await asyncio.start_server(box.serve, "127.0.0.1", 0)
    box.settings["smtp_port"] = server.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        server.close()
        box.hang_up()
        await server.wait_closed()
