"""The content of a mail is read in large pieces; what comes out is what line by line would give."""

import asyncio
import random

import pytest

from balcao.channels.email.receiver.intake import Cut, Intake
from balcao.channels.email.receiver.terms import USUAL, Terms

ALPHABET = [b"\r\n", b".", b"\r\n.", b"\r\n..", b"\r", b"\n", b"a", b"bc" * 3, b"\r\n\r\n", b"\r\r\n", b"\x00"]
LIMIT = 8


class Hands:
    terms: Terms = USUAL
    in_hand: int = 0

    def has_room(self, more: int) -> bool:
        return True


def plainly(wire: bytes) -> tuple[bytes, bytes]:
    """The content and what follows it, by the letter of RFC 5321, 4.5.2."""
    content, at = b"", 0
    while True:
        end = wire.index(b"\r\n", at) + 2
        line, at = wire[at:end], end
        if line == b".\r\n":
            return content, wire[at:]
        content += line.removeprefix(b".")


async def taken(wire: bytes, rng: random.Random) -> tuple[bytes | str, bytes]:
    hands = Hands()
    reader = asyncio.StreamReader(limit=LIMIT)
    work = asyncio.ensure_future(Intake(hands, reader).take())
    at = 0
    while at < len(wire):
        size = rng.randrange(1, 20)
        reader.feed_data(wire[at : at + size])
        at += size
        await asyncio.sleep(0)
    try:
        return await asyncio.wait_for(work, 5), bytes(reader._buffer)  # pyright: ignore[reportAttributeAccessIssue]
    except Cut as cut:
        return cut.said, bytes(reader._buffer)  # pyright: ignore[reportAttributeAccessIssue]


async def test_large_pieces_are_read_as_lines_would_be():
    rng = random.Random(20_261_124)
    kept = 0
    for _ in range(3000):
        wire = b"".join(rng.choices(ALPHABET, k=rng.randrange(30))) + b"\r\n.\r\nNEXT\r\n"
        content, rest = plainly(wire)
        got, after = await taken(wire, rng)
        assert after == rest, wire
        if isinstance(got, str):
            assert got.startswith("554"), wire
        else:
            assert got == content, wire
            kept += 1
    assert kept > 300


@pytest.mark.parametrize("end", [b"\n.\r\n", b"\n.\n", b"\r.\r\n", b"\r\n.\n", b"\r\n.\r", b"\r.\r", b"\r.\n"])
async def test_wherever_a_second_end_stands_it_is_seen(end: bytes):
    rng = random.Random(7)
    for before in range(25):
        for head in (b"x" * before, b"x" * before + b"\r\n", b"\r\n" * before, b"..\r\n" * before):
            got, _ = await taken(head + end + b"y\r\n.\r\n", rng)
            assert str(got).startswith("554"), (head, end)
