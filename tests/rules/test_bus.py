"""Notes within one process."""

import asyncio

from balcao.outbox.bus import Bus, Note
from balcao.outbox.emit import Wake


async def test_a_listener_that_fails_keeps_no_note_from_the_others() -> None:
    bus, heard = Bus(), asyncio.Queue[Note]()

    def broken(_note: Note) -> None:
        raise RuntimeError("not today")

    bus.listen(broken)
    bus.listen(heard.put_nowait)
    bus.start(asyncio.get_running_loop())
    bus.tell(Wake(1), Wake(None))
    async with asyncio.timeout(10):
        assert [await heard.get(), await heard.get()] == [Wake(1), Wake(None)]
