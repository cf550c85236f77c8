"""The libraries' IMAP over a socket that is given, with bounds."""

import imaplib
import select
import socket
import ssl
from typing import Any, cast

from imapclient import IMAPClient

from balcao.kit.dial import Place

ANSWER_SECONDS = 60.0
EXCHANGE_MOST = 96 << 20
_LINE_MOST = 16 << 20


class Wire(imaplib.IMAP4):
    """The protocol over a given socket, with a bound on what a server may say in one exchange."""

    def __init__(self, host: str, sock: socket.socket) -> None:
        self._given = sock
        self._heard = 0
        super().__init__(host)

    def _create_socket(self, _timeout: float | None = None) -> socket.socket:
        return self._given

    def read(self, size: int) -> bytes:
        self._count(size)
        return super().read(size)

    def readline(self) -> bytes:
        line = cast("bytes", self.file.readline(_LINE_MOST))
        self._count(len(line))
        return line

    def _new_tag(self) -> bytes:
        self._heard = 0
        return super()._new_tag()  # pyright: ignore[reportAttributeAccessIssue] - the stubs leave it out

    def _count(self, size: int) -> None:
        self._heard += size
        if self._heard > EXCHANGE_MOST:
            raise self.abort("the server says more than was asked for")

    def begin_idle(self) -> bytes | None:
        """Let the server tell what happens (RFC 2177): the command's name, for its end; None where the server refuses."""
        tag = self._command("IDLE")
        while self._get_response() is not None:
            if self.tagged_commands[tag]:
                return None
        return tag

    def end_idle(self, tag: bytes) -> None:
        """The end of it."""
        self.send(b"DONE\r\n")
        self._command_complete("IDLE", tag)
        self.untagged_responses.clear()

    def stir(self, seconds: float) -> None:
        """Wait until the server says something, at most so long. What it said is left where it is."""
        if self._has_more():
            return
        poller = select.poll()
        poller.register(self.sock, select.POLLIN)
        poller.poll(seconds * 1000)

    def _has_more(self) -> bool:
        # What came together with an earlier answer lies in a buffer, where `poll` does not see it.
        self.sock.settimeout(0)
        try:
            return bool(self.file.peek(1))  # pyright: ignore[reportAttributeAccessIssue] - the stubs leave it out
        except OSError:
            return False
        finally:
            self.sock.settimeout(ANSWER_SECONDS)


class Client(IMAPClient):
    """Speaks over the given socket."""

    def __init__(self, place: Place, sock: socket.socket) -> None:
        self._given = sock
        super().__init__(place.host, place.port, ssl=isinstance(sock, ssl.SSLSocket), timeout=ANSWER_SECONDS)
        # The library writes every byte that comes into its log, and throws it away there.
        self._imap.debug = 0
        self.normalise_times = False

    def _create_IMAP4(self) -> Any:  # noqa: N802 - the library's name
        return Wire(self.host, self._given)
