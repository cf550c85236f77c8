"""The content of a mail on its way in: up to the lone dot, within what memory allows."""

import asyncio

from balcao.channels.email.receiver.paths import ends_twice
from balcao.channels.email.receiver.terms import Room


class Cut(Exception):
    """The content was read to its end and cannot be taken; `said` is the answer."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


class Intake:
    """One mail. It is dropped when it was taken or its sender is gone."""

    def __init__(self, room: Room, reader: asyncio.StreamReader) -> None:
        self._room = room
        self._reader = reader
        self._content = bytearray()
        self._refusal: str | None = None

    async def take(self) -> bytes:
        """All of it, the dots that SMTP adds taken off. Raises `Cut`."""
        at_start = True
        while True:
            if not (at_start and await self._starts_with_dot()):
                await self._go_to_dot()
            rest = await self._line()
            if rest == b"\r\n":
                break
            self._look_at(b"." + rest, at_start=True)
            self._add(rest)
            at_start = rest.endswith(b"\r\n")
        if self._refusal:
            raise Cut(self._refusal)
        return bytes(self._content)

    def drop(self) -> None:
        """Nothing of it is in hand any more."""
        self._room.in_hand -= len(self._content)
        self._content = bytearray()

    async def _starts_with_dot(self) -> bool:
        """Whether the first line here that is not empty begins with a dot; what stands before that is taken."""
        is_start, one = True, await self._reader.readexactly(1)
        while one == b"\r":
            self._add(one)
            one = await self._reader.readexactly(1)
            if is_start := one == b"\n":
                self._add(one)
                one = await self._reader.readexactly(1)
        if is_start and one == b".":
            return True
        self._add(one)
        return False

    async def _go_to_dot(self) -> None:
        """Take everything up to a dot at the start of a line."""
        # Line by line, a large mail would hold up everybody else.
        is_there = False
        while not is_there:
            try:
                piece = (await self._reader.readuntil(b"\r\n."))[:-1]
                is_there = True
            except asyncio.LimitOverrunError as overrun:
                piece = await self._reader.readexactly(overrun.consumed)
            self._look_at(bytes(self._content[-2:]) + piece)
            self._add(piece)

    async def _line(self) -> bytes:
        """The rest of a line with its CRLF, or a part of one that is longer than is read at once."""
        try:
            return await self._reader.readuntil(b"\r\n")
        except asyncio.LimitOverrunError as overrun:
            return await self._reader.readexactly(overrun.consumed)

    def _look_at(self, text: bytes, *, at_start: bool = False) -> None:
        if ends_twice(text, at_start=at_start):
            self._refuse("554 5.6.0 A lone dot between line ends that are not CRLF: mail servers read that differently")

    def _add(self, piece: bytes) -> None:
        if self._refusal:
            return
        if len(self._content) + len(piece) > self._room.terms.size:
            self._refuse(f"552 5.3.4 The mail is larger than {self._room.terms.size >> 20} MB")
        elif not self._room.has_room(len(piece)):
            self._refuse("452 4.3.1 Too much mail at once, try again later")
        else:
            self._content += piece
            self._room.in_hand += len(piece)

    def _refuse(self, said: str) -> None:
        """Remember why, and keep nothing: the sender goes on to the end all the same."""
        self._refusal = self._refusal or said
        self.drop()
