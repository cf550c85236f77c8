"""The end of a process: the bus goes on telling for a while, and nobody is left to hear."""

import asyncio

from balcao.live.cable import Cable
from balcao.outbox.bus import Missed, Note
from tests.live.firm import Firm
from tests.live.rig import Node


def told(node: Node) -> asyncio.Event:
    """Rings at the next note, before whoever listens from now on has heard it."""
    bell = asyncio.Event()

    def ring(_note: Note) -> None:
        bell.set()

    node.house.bus.listen(ring)
    return bell


async def test_what_was_told_a_moment_before_the_end_leaves_nothing_unawaited(here: Node) -> None:
    """A coroutine that nobody awaits is complained of when it is thrown away, which ends this test as an error."""
    bell, cable = told(here), Cable(here.house)
    await cable.start()
    here.house.bus.tell(Missed(line_was_down=True))
    await bell.wait()
    await cable.stop()
    assert not cable._tasks


async def test_what_is_told_after_the_end_begins_nothing(here: Node, firm: Firm) -> None:
    await here.subscribe(firm.wish(firm.boss))
    await here.cable.stop()
    before, heard = asyncio.all_tasks(), told(here)
    here.house.bus.tell(Missed())
    await heard.wait()
    assert asyncio.all_tasks() <= before
