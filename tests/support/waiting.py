"""Wait for what happens in an installation by itself."""

import threading
import time
from collections.abc import Callable

from balcao.outbox.bus import Note
from tests.support.client import Client

LONGEST = 60.0
"""Seconds: nothing is measured by it; it ends what hangs."""
GLANCE = 0.05


def until(client: Client, holds: Callable[[], bool]) -> None:
    """Return as soon as `holds`; looks again whenever the bus says something, and now and then for what wakes nobody."""
    woken = threading.Event()

    def listen(_note: Note) -> None:
        woken.set()

    client.house.bus.listen(listen)
    deadline = time.monotonic() + LONGEST
    while not holds():
        assert time.monotonic() < deadline, "it did not happen"
        woken.wait(GLANCE)
        woken.clear()
