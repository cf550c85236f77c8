"""The talk with a mail server once it lets us in: its answers in order, also to several commands that were said at once."""

import asyncio
from collections import deque
from collections.abc import Mapping
from typing import Final

from balcao.channels.email.smtp.answers import Answer

ANSWER_MAX: Final = 32_768
"""Bytes of an answer; the longest honest ones have a few thousand."""


class Babble(Exception):
    """What came is no answer."""


class Dialogue(asyncio.Protocol):
    """Takes a connection over from whoever opened it. `offers` are the server's extensions, by their names in lower case."""

    def __init__(self, transport: asyncio.Transport, offers: Mapping[str, str]) -> None:
        self.offers = offers
        self._transport = transport
        self._came = bytearray()
        self._lines: list[bytes] = []
        self._answers: deque[Answer] = deque()
        self._flaw: Exception | None = None
        self._is_full = False
        self._news = asyncio.Event()
        # Whatever has not left counts, so that `pour` knows when everything has; with TLS a limit of 0 counts nothing, too.
        transport.set_write_buffer_limits(1, 0)
        transport.set_protocol(self)

    @property
    def is_open(self) -> bool:
        """Whether more can be said, as far as we know."""
        return self._flaw is None and not self._transport.is_closing()

    @property
    def is_answered(self) -> bool:
        """Whether an answer waits to be read, or none will come any more."""
        return bool(self._answers) or not self.is_open

    def say(self, *commands: bytes) -> None:
        """Commands, each a line. Raises OSError when the connection is lost, ValueError for what is no line."""
        if any(byte < 32 or byte == 127 for command in commands for byte in command):
            raise ValueError("A command is one line")
        self._write(b"".join(command + b"\r\n" for command in commands))

    async def answer(self, seconds: float) -> Answer:
        """The next answer. Raises OSError when the connection is lost or silent, `Babble` when it cannot be understood."""
        try:
            async with asyncio.timeout(seconds):
                while not self.is_answered:
                    await self._change()
        except TimeoutError:
            # An answer that comes after all would be taken for that to the next command.
            self.close()
            raise
        if self._answers:
            return self._answers.popleft()
        raise self._flaw or ConnectionResetError

    async def pour(self, content: bytes) -> None:
        """Content; returns when it has left, or when there is an answer, which then comes early. Raises OSError."""
        self._write(content)
        # What has come meanwhile is heard, and others have their turn, also where the network takes everything at once.
        await asyncio.sleep(0)
        while self._is_full and not self.is_answered:
            await self._change()

    def close(self) -> None:
        """Hang up without waiting for the other side, which may have stopped listening."""
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        """Bytes came."""
        self._came += data
        while self._flaw is None and (end := self._came.find(b"\n")) >= 0:
            self._read(bytes(self._came[:end]))
            del self._came[: end + 1]
        if len(self._came) + sum(map(len, self._lines)) > ANSWER_MAX:
            self._end(Babble("too long"))
        self._news.set()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone."""
        self._end(exc if isinstance(exc, OSError) else ConnectionResetError())

    def pause_writing(self) -> None:
        """Something has not left yet."""
        self._is_full = True

    def resume_writing(self) -> None:
        """Everything has left."""
        self._is_full = False
        self._news.set()

    def _write(self, content: bytes) -> None:
        if not self.is_open:
            raise self._flaw if isinstance(self._flaw, OSError) else ConnectionResetError()
        self._transport.write(content)

    async def _change(self) -> None:
        self._news.clear()
        await self._news.wait()

    def _read(self, line: bytes) -> None:
        """A line of an answer; all but its last have a hyphen behind the code (RFC 5321, 4.2.1)."""
        if not line[:3].isdigit():
            self._end(Babble(line[:100].decode("utf-8", "replace").strip()))
            return
        self._lines.append(line[4:])
        if line[3:4] != b"-":
            text = b" ".join(self._lines).decode("utf-8", "replace")
            self._answers.append(Answer.of(int(line[:3]), text))
            self._lines = []

    def _end(self, flaw: Exception) -> None:
        self._flaw = self._flaw or flaw
        self._transport.abort()
        self._news.set()
