"""Wake-ups between the parts of one process, and between processes. They carry ids only; the log holds the facts."""

import asyncio
from collections.abc import Callable, Sequence
from typing import ClassVar

import msgspec
import structlog

from balcao.outbox.emit import Wake
from balcao.store.tx import Tx


class Signal(msgspec.Struct, frozen=True, tag_field="t"):
    """Base of what is told and not kept: it may be lost without harm."""


class Missed(Signal, frozen=True):
    """Look for yourself: something may have happened elsewhere that no note told of."""

    line_was_down: bool = False
    """Signals were certainly not heard for a while."""


Note = Wake | Signal
Listener = Callable[[Note], None]

log = structlog.get_logger()


class Bus:
    """One node: listeners are called on the event loop soon after each commit."""

    is_shared: ClassVar[bool] = False
    """Whether other processes hear what is told."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """From now on, deliver on this loop."""
        self._loop = loop

    def stop(self) -> None:
        """Deliver nothing more."""
        self._loop = None

    def listen(self, listener: Listener) -> None:
        """Call `listener` with every note."""
        self._listeners.append(listener)

    def committed(self, txs: Sequence[Tx]) -> None:
        """What the store calls, on its own thread, after a batch of units was committed."""
        notes: set[Note] = set().union(*(tx.wakes for tx in txs))
        if notes:
            self.tell(*notes)

    def tell(self, *notes: Note) -> None:
        """Hand notes to all listeners, from any thread."""
        if self._loop is not None:
            self._hand_over(notes)

    def _hand_over(self, notes: Sequence[Note]) -> None:
        loop = self._loop
        if loop is None:
            return
        try:
            loop.call_soon_threadsafe(self._deliver, notes)
        except RuntimeError:
            self._loop = None

    def _deliver(self, notes: Sequence[Note]) -> None:
        for note in notes:
            for listener in self._listeners:
                _tell(listener, note)


def _tell(listener: Listener, note: Note) -> None:
    """One listener that fails must not keep the note from the others."""
    try:
        listener(note)
    except Exception:
        log.exception("a note could not be taken", note=type(note).__name__)
