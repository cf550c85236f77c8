"""Large mails take turns, and are never in memory as a whole; small ones wait for none of them."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from balcao.channels.contract import Line
from balcao.channels.email.compose.mime import Encoded, file_part, pieces
from balcao.channels.email.outbound import Sending
from balcao.channels.email.smtp import weights
from balcao.channels.email.smtp.weights import HEAVY, WAITING, Weights
from balcao.channels.outcomes import Retry
from balcao.envelope import Media, Part
from tests.channels.email.smtp.conftest import a_message
from tests.support.smtp_server import SmtpServer

BIG = 20_000_000


@asynccontextmanager
async def held(some: Weights, weight: int) -> AsyncIterator[asyncio.Task[None]]:
    """Somebody who holds it until the end, or waits for it."""

    async def hold() -> None:
        async with some.hold(weight):
            got.set()
            await asyncio.Event().wait()

    got, task = asyncio.Event(), asyncio.get_running_loop().create_task(hold())
    for _ in range(5):
        await asyncio.sleep(0)
    task.set_name("holds" if got.is_set() else "waits")
    yield task
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_two_large_ones_at_once_and_the_small_ones_never_wait() -> None:
    some = Weights()
    async with held(some, BIG) as first, held(some, BIG) as second, held(some, BIG) as third:
        assert [one.get_name() for one in (first, second, third)] == ["holds", "holds", "waits"]
        async with held(some, HEAVY - 1) as small:
            assert small.get_name() == "holds"


async def test_whoever_came_first_gets_room_first() -> None:
    some, order = Weights(), list[str]()

    async def pass_by(name: str, weight: int) -> None:
        async with some.hold(weight):
            order.append(name)
            await asyncio.sleep(0)

    async with some.hold(40_000_000):
        waiting = [asyncio.create_task(pass_by(*one)) for one in (("large", BIG), ("less", 2_000_000))]
        for _ in range(5):
            await asyncio.sleep(0)
        assert order == [], "nobody slips in before the one who needs more room"
    await asyncio.gather(*waiting)
    assert order == ["large", "less"]


async def test_few_wait_here_and_the_others_come_again() -> None:
    some = Weights()
    async with AsyncExitStack() as stack:
        for _ in range(2 + WAITING):
            await stack.enter_async_context(held(some, BIG))
        with pytest.raises(Retry, match="waits for its turn") as late:
            async with some.hold(BIG):
                pass
        assert late.value.after
    async with some.hold(BIG):
        pass


async def test_nobody_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "TURN_SECONDS", 0.01)
    some = Weights()
    async with held(some, BIG), held(some, BIG):
        with pytest.raises(Retry, match="waits for its turn"):
            async with some.hold(BIG):
                pass
    async with some.hold(60_000_000):
        pass


@pytest.mark.usefixtures("hung_up")
async def test_files_are_read_when_it_is_their_turn(server: SmtpServer, line: Line) -> None:
    """What says that it is large, and is small here, so that the test is quick."""
    sending, read = Sending(), 0
    most = 0

    async def file(_part: Part) -> bytes:
        nonlocal read, most
        read += 1
        most = max(most, read - len(server.accepted))
        return b"x" * 1000

    part = Part(media=Media.FILE, name="a.bin", source="https://desk.test/a", content_type="text/plain", size=BIG)
    here = replace(line, read=file)
    sent = [sending.send(a_message(message_id=n, parts=(part,)), here) for n in range(2 + WAITING)]
    await asyncio.gather(*sent)
    assert len(server.accepted) == read == 2 + WAITING
    assert most == 2


@given(st.binary(max_size=300))
@example(b"x" * 57 * 1024)
@example(b"x" * (57 * 1024 + 1))
@example(b"x" * 57 * 3000)
def test_a_file_is_written_out_portion_by_portion_as_it_would_be_as_a_whole(data: bytes) -> None:
    file = Encoded(data)
    assert b"".join(file) == base64.encodebytes(data).replace(b"\n", b"\r\n")
    assert len(file) == len(b"".join(file))
    assert max(map(len, file), default=0) < 100_000


def test_only_files_stay_apart() -> None:
    part = file_part(b"abc", "text/plain", "a.txt")
    first, file, last = pieces([b"a", *part, b"\r\n", b"--b"])
    assert isinstance(first, bytes) and first.startswith(b"aContent-Type")
    assert isinstance(file, Encoded) and last == b"\r\n--b"
