"""A TCP proxy that fails on purpose: it stands between us and a real server.

Each connection follows the `Fault` that is set when it is opened. Bytes are counted from the server to us.
"""

import contextlib
import queue
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Self

from tests.support.ports import HeldPort

CHUNK = 16 * 1024


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with a connection; the default lets everything pass.

    `cut`: closed after so many bytes; with `reset`, by a RST. `stall`: after so many bytes nothing comes any more, and
    the connection stays open. `delay`: seconds that every piece waits, one after the other. `trip`: seconds that
    everything is on its way, however much of it is. `rate`: bytes a second. `edit` changes pieces of what the server
    says, `edit_ours` of what we say.
    """

    cut: int | None = None
    reset: bool = False
    stall: int | None = None
    delay: float = 0.0
    trip: float = 0.0
    rate: float | None = None
    edit: Callable[[bytes], bytes] | None = None
    edit_ours: Callable[[bytes], bytes] | None = None


class Proxy:
    """Listens on `port`. `fault` counts for new connections; those of `script` are used up first."""

    def __init__(self, target: int, fault: Fault = Fault()) -> None:
        self.target = target
        self.fault = fault
        self.script: list[Fault] = []
        self.opened = 0
        self.carried = 0
        self._stopped = threading.Event()
        self._live: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._held = HeldPort()
        self.port = self._held.number
        self._listener = self._listen()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def plan(self, faults: Iterable[Fault]) -> None:
        """What happens to the next connections, one after the other."""
        self.script = list(faults)

    def refuse(self) -> None:
        """From now on new connections are refused; open ones stay."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def accept(self) -> None:
        """Take connections again, on the same port."""
        self._listener = self._listen()

    def drop(self, *, reset: bool = False) -> None:
        """End every open connection now."""
        with self._lock:
            live, self._live = self._live, set()
        for sock in live:
            _end(sock, reset=reset)

    def close(self) -> None:
        """Stop."""
        self._stopped.set()
        self.refuse()
        self.drop()

    def _listen(self) -> socket.socket:
        listener = socket.create_server(("127.0.0.1", self.port), backlog=128, reuse_port=False)
        threading.Thread(target=self._serve, args=(listener,), daemon=True).start()
        return listener

    def _serve(self, listener: socket.socket) -> None:
        while not self._stopped.is_set():
            try:
                ours, _ = listener.accept()
            except OSError:
                return
            self.opened += 1
            fault = self.script.pop(0) if self.script else self.fault
            try:
                theirs = socket.create_connection(("127.0.0.1", self.target), timeout=10)
            except OSError:
                _end(ours, reset=True)
                continue
            theirs.settimeout(None)
            for sock in (ours, theirs):
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self._live |= {ours, theirs}
            threading.Thread(target=self._down, args=(theirs, ours, fault), daemon=True).start()
            threading.Thread(target=self._up, args=(ours, theirs, fault), daemon=True).start()

    def _down(self, theirs: socket.socket, ours: socket.socket, fault: Fault) -> None:
        carried = 0
        if fault.trip:
            theirs = self._far(theirs, fault.trip)
        with contextlib.suppress(OSError):
            while data := theirs.recv(CHUNK):
                piece = fault.edit(data) if fault.edit else data
                if fault.stall is not None and carried + len(piece) > fault.stall:
                    ours.sendall(piece[: max(fault.stall - carried, 0)])
                    self._stopped.wait()
                if fault.cut is not None and carried + len(piece) >= fault.cut:
                    ours.sendall(piece[: max(fault.cut - carried, 0)])
                    self._end(ours, theirs, reset=fault.reset)
                    return
                self._pause(fault, len(piece))
                ours.sendall(piece)
                carried += len(piece)
                self.carried += len(piece)
        self._end(ours, theirs)

    def _far(self, theirs: socket.socket, trip: float) -> socket.socket:
        """Where the same can be read that much later."""
        here, there = socket.socketpair()
        with self._lock:
            self._live |= {here, there}
        came: queue.SimpleQueue[tuple[float, bytes]] = queue.SimpleQueue()

        def read() -> None:
            data = b"?"
            while data:
                try:
                    data = theirs.recv(CHUNK)
                except OSError:
                    data = b""
                came.put((time.monotonic() + trip, data))

        def pass_on() -> None:
            data = b"?"
            with contextlib.suppress(OSError):
                while data:
                    due, data = came.get()
                    time.sleep(max(0.0, due - time.monotonic()))
                    there.sendall(data)
            self._end(there, theirs)

        for work in (read, pass_on):
            threading.Thread(target=work, daemon=True).start()
        return here

    def _up(self, ours: socket.socket, theirs: socket.socket, fault: Fault) -> None:
        with contextlib.suppress(OSError):
            while data := ours.recv(CHUNK):
                theirs.sendall(fault.edit_ours(data) if fault.edit_ours else data)
        self._end(ours, theirs, reset=fault.reset)

    def _pause(self, fault: Fault, size: int) -> None:
        wait = fault.delay + (size / fault.rate if fault.rate else 0.0)
        if wait:
            time.sleep(wait)

    def _end(self, ours: socket.socket, theirs: socket.socket, *, reset: bool = False) -> None:
        with self._lock:
            self._live -= {ours, theirs}
        _end(ours, reset=reset)
        _end(theirs)


def _end(sock: socket.socket, *, reset: bool = False) -> None:
    with contextlib.suppress(OSError):
        if reset:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            # Only when nobody reads it any more is it really closed; this ends the reading without a farewell.
            sock.shutdown(socket.SHUT_RD)
        else:
            sock.shutdown(socket.SHUT_RDWR)
    sock.close()
