"""The content of a mail on its way in: line by line, up to the lone dot, within what memory allows."""

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

    def __init__(self, room: Room) -> None:
        self._room = room
        self._content = bytearray()
        self._refusal: str | None = None

    async def take(self, reader: asyncio.StreamReader) -> bytes:
        """All of it, the dots that SMTP adds taken off. Raises `Cut`."""
        at_start = True
        while True:
            piece = await _piece(reader)
            if at_start and piece == b".\r\n":
                break
            if ends_twice(piece, at_start=at_start):
                self._refuse(
                    "554 5.6.0 A lone dot between line ends that are not CRLF: mail servers read that differently"
                )
            self._add(piece[1:] if at_start and piece.startswith(b".") else piece)
            at_start = piece.endswith(b"\r\n")
        if self._refusal:
            raise Cut(self._refusal)
        return bytes(self._content)

    def drop(self) -> None:
        """Nothing of it is in hand any more."""
        self._room.in_hand -= len(self._content)
        self._content = bytearray()

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


async def _piece(reader: asyncio.StreamReader) -> bytes:
    """A line with its CRLF, or a part of one that is longer than is read at once."""
    try:
        return await reader.readuntil(b"\r\n")
    except asyncio.LimitOverrunError as overrun:
        return await reader.readexactly(overrun.consumed)
