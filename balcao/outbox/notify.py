"""The bus of several processes: notes go to this process at once, and to the others in one call for all that gathered.

Calls carry ids only. A call may be lost with its line or its caller; so every two seconds, and after the line was down,
the listeners are told to look for themselves.
"""

import asyncio
import os
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from typing import Any, ClassVar, Union

import msgspec
import structlog

from balcao.outbox.bus import Bus, Missed, Note, Signal
from balcao.outbox.emit import Wake
from balcao.store.hotline import CALL_BYTES, Hotline, LineDown

POLL = 2.0
AGAIN = 0.5
MOST_UNSENT = 10_000

log = structlog.get_logger()


class SharedBus(Bus):
    """`kinds` are the signals that other processes may send; others stay at home."""

    is_shared: ClassVar[bool] = True

    def __init__(self, url: str, kinds: Sequence[type[Signal]]) -> None:
        super().__init__()
        self._url = url
        self._kinds = tuple(kinds)
        self._items = msgspec.json.Decoder(Union[int, None, *self._kinds])
        self._unsent: dict[Note, None] = {}
        self._lock = threading.Lock()
        self._pipe: tuple[int, int] | None = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="bus", daemon=True)

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Deliver on this loop, and open the line to the others."""
        super().start(loop)
        self._thread.start()

    def stop(self) -> None:
        """Send what is left, and end."""
        super().stop()
        self._stopped = True
        self._ring()
        if self._thread.is_alive():
            self._thread.join(timeout=AGAIN + 2)
        with self._lock:
            pipe, self._pipe = self._pipe, None
        for end in pipe or ():
            os.close(end)

    def tell(self, *notes: Note) -> None:
        """Hand notes to the listeners here, and to the other processes."""
        super().tell(*notes)
        outgoing = [note for note in notes if isinstance(note, (Wake, *self._kinds))]
        with self._lock:
            must_ring = bool(outgoing) and not self._unsent
            if len(self._unsent) < MOST_UNSENT:
                self._unsent.update(dict.fromkeys(outgoing))
        if must_ring:
            self._ring()

    def _ring(self) -> None:
        with self._lock, suppress(BlockingIOError):
            if self._pipe is not None:
                os.write(self._pipe[1], b"!")

    def _run(self) -> None:
        missed, ear = False, (self._pipe or (-1,))[0]
        while not self._stopped:
            try:
                line = Hotline(self._url)
            except LineDown:
                self._stay_in_the_dark(first=not missed)
                missed = True
                continue
            if missed:
                self._hand_over([Missed(line_was_down=True)])
            missed = True
            with closing(line):
                self._listen(line, ear)

    def _stay_in_the_dark(self, *, first: bool) -> None:
        if first:
            log.warning("there is no line to the other processes; calling again and again")
        self._hand_over([Missed(line_was_down=True)])
        time.sleep(AGAIN)

    def _listen(self, line: Hotline, ear: int) -> None:
        try:
            self._serve(line, ear)
        except LineDown:
            return
        except Exception:
            # Without this thread the process would be deaf to the others for the rest of its life.
            log.exception("the line to the other processes failed; calling again")
            time.sleep(AGAIN)

    def _serve(self, line: Hotline, ear: int) -> None:
        due = time.monotonic() + POLL
        while True:
            self._call(line, ear)
            if self._stopped:
                return
            line.wait(ear, max(0.0, due - time.monotonic()))
            for text in line.heard():
                self._hand_over(self._read(text))
            if time.monotonic() >= due:
                self._hand_over([Missed()])
                due = time.monotonic() + POLL

    def _call(self, line: Hotline, ear: int) -> None:
        with suppress(BlockingIOError):
            os.read(ear, 4096)
        with self._lock:
            notes, self._unsent = self._unsent, {}
        try:
            for text in _texts(notes):
                line.call(text)
        except LineDown:
            with self._lock:
                self._unsent = {**notes, **self._unsent}
            raise

    def _read(self, text: str) -> list[Note]:
        notes: list[Note] = []
        for raw in msgspec.json.decode(text, type=list[msgspec.Raw]):
            with suppress(msgspec.ValidationError):  # a newer version may call what this one does not know
                item: Any = self._items.decode(raw)
                notes.append(item if isinstance(item, Signal) else Wake(item))
        return notes


def _texts(notes: Iterable[Note]) -> Iterator[str]:
    """Calls with all notes, each below the engine's limit."""
    items, size = list[bytes](), 2
    for note in notes:
        item = msgspec.json.encode(note.account_id if isinstance(note, Wake) else note)
        if items and size + len(item) + 1 > CALL_BYTES:
            yield _text(items)
            items, size = [], 2
        items.append(item)
        size += len(item) + 1
    if items:
        yield _text(items)


def _text(items: list[bytes]) -> str:
    return (b"[" + b",".join(items) + b"]").decode()
