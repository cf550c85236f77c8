"""A port of 127.0.0.1 that stays a test's own while nobody listens on it: before a server starts, and between two starts."""

import os
import socket
import weakref


class HeldPort:
    """A socket that is bound and never listens, for as long as somebody keeps this object.

    Linux then gives the port to nobody who asks for any free one, neither to listen nor to call from; a server that asks for it
    by number with SO_REUSEADDR gets it all the same.
    """

    def __init__(self) -> None:
        held = socket.socket()
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", 0))
        self.number: int = held.getsockname()[1]
        weakref.finalize(self, os.close, held.detach())
