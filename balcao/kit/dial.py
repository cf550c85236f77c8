"""Connections that are not HTTP: to exactly an address that was checked, with certificates always verified.

The same borders and the same resolver as the guarded client's. Every failure says which step failed and why.
"""

import asyncio
import contextlib
import enum
import functools
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from typing import Final

from balcao.kit.targets import Address, BadAddress, parse
from balcao.kit.web import Web

LOOK_UP_SECONDS: Final = 5.0
# A router that has forgotten the connection is noticed after two minutes instead of never.
_KEEP_ALIVE = (("TCP_KEEPIDLE", 60), ("TCP_KEEPINTVL", 20), ("TCP_KEEPCNT", 3))


class Cause(enum.StrEnum):
    """The step that failed."""

    NAME = "name"
    CLOSED = "closed"
    REFUSED = "refused"
    SILENT = "silent"
    UNREACHABLE = "unreachable"
    CERTIFICATE = "certificate"
    TLS = "tls"
    DROPPED = "dropped"


class DialError(Exception):
    """No connection. `reason` is a sentence for the administrator."""

    def __init__(self, cause: Cause, reason: str) -> None:
        super().__init__(reason)
        self.cause = cause
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Place:
    """Where to connect: a host (ASCII, lower case), a port, and the addresses that were checked."""

    host: str
    port: int
    addresses: tuple[Address, ...]

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


async def look_up(host: str, port: int, web: Web) -> Place:
    """Resolve a name and check every address that it has. Raises `DialError`."""
    name = _checked(host, port)
    try:
        # Not `wait_for`, which before Python 3.12 may swallow that the caller is cancelled.
        async with asyncio.timeout(LOOK_UP_SECONDS):
            found = await web.resolve(name, port)
    except TimeoutError:
        raise DialError(Cause.NAME, f"The name server did not answer when asked for {name}") from None
    except (OSError, UnicodeError):
        found = []
    if not found:
        raise DialError(Cause.NAME, f"There is no server named {name}")
    if not all(map(web.borders.let_pass, found)):
        raise DialError(Cause.CLOSED, f"{name} lies in a private network, which this installation does not allow")
    return Place(name, port, tuple(dict.fromkeys(found)))


async def reach(place: Place, seconds: float) -> socket.socket:
    """Connect without blocking the loop; the socket is left non-blocking. Raises `DialError`."""
    failure = explain(TimeoutError(), place)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            for address in place.addresses:
                sock = _opened(address)
                try:
                    sock.setblocking(False)
                    await asyncio.get_running_loop().sock_connect(sock, (str(address), place.port))
                except OSError as error:
                    sock.close()
                    failure = explain(error, place)
                except BaseException:
                    sock.close()
                    raise
                else:
                    return sock
    raise failure


def connect(place: Place, seconds: float) -> socket.socket:
    """Connect from a thread; the socket keeps `seconds` as its time-out. Raises `DialError`."""
    failure = explain(TimeoutError(), place)
    until = time.monotonic() + seconds
    for address in place.addresses:
        sock = _opened(address)
        try:
            sock.settimeout(max(until - time.monotonic(), 0.001))
            sock.connect((str(address), place.port))
        except OSError as error:
            sock.close()
            failure = explain(error, place)
        else:
            sock.settimeout(seconds)
            return sock
    raise failure


def dial(host: str, port: int, web: Web, seconds: float) -> socket.socket:
    """Look up and connect, from a thread. Raises `DialError`."""
    return connect(asyncio.run(look_up(host, port, web)), seconds)


def secure(sock: socket.socket, place: Place, context: ssl.SSLContext) -> ssl.SSLSocket:
    """TLS over a connection, from a thread; closes it when that fails. Raises `DialError`."""
    try:
        return context.wrap_socket(sock, server_hostname=place.host)
    except (OSError, ValueError) as error:
        sock.close()
        raise explain(error, place) from None


def trust(authority: str | None = None) -> ssl.SSLContext:
    """Whose certificates count: the public authorities', and those of a PEM file that the operator names.

    One context for all connections, for each holds half a megabyte. Raises `DialError` when the file cannot be read.
    """
    with _loading:
        return _trust(authority)


def explain(error: Exception, place: Place) -> DialError:
    """What an error of the network or of TLS means."""
    if isinstance(error, DialError):
        return error
    cause, what = _meaning(error, place)
    return DialError(cause, what)


def _meaning(error: Exception, place: Place) -> tuple[Cause, str]:
    match error:
        case ssl.SSLCertVerificationError():
            return Cause.CERTIFICATE, f"The certificate of {place.host} {_flaw(error)}"
        case ssl.SSLZeroReturnError() | ssl.SSLEOFError() | ConnectionResetError() | BrokenPipeError() | EOFError():
            return Cause.DROPPED, f"{place} closed the connection"
        case ssl.SSLError():
            return Cause.TLS, f"{place} {_DISCORDS.get(error.reason or '', _DISCORD)}"
        case ConnectionRefusedError():
            return Cause.REFUSED, f"{place} refused the connection"
        case TimeoutError():
            return Cause.SILENT, f"{place} did not answer in time"
        case _:
            return Cause.UNREACHABLE, f"{place} could not be reached"


def _checked(host: str, port: int) -> str:
    """The host as the strict parser of addresses reads it."""
    name = host.strip()
    try:
        target = parse(f"https://[{name}]:{port}" if ":" in name else f"https://{name}:{port}")
    except BadAddress:
        raise DialError(Cause.NAME, "This is not the name of a server") from None
    if target.port != port or target.path != "/":
        raise DialError(Cause.NAME, "This is not the name of a server")
    return target.host


def _opened(address: Address) -> socket.socket:
    sock = socket.socket(socket.AF_INET if address.version == 4 else socket.AF_INET6, socket.SOCK_STREAM)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _KEEP_ALIVE:
        if hasattr(socket, name):
            sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
    return sock


_loading = threading.Lock()


@functools.cache
def _trust(authority: str | None) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if authority:
        try:
            context.load_verify_locations(cafile=authority)
        except OSError:
            raise DialError(Cause.CERTIFICATE, "The file of trusted certificates cannot be read") from None
    return context


_DISCORD = "could not agree on a secure connection"
_DISCORDS: Final = {
    "WRONG_VERSION_NUMBER": "does not speak TLS on this port",
    "RECORD_LAYER_FAILURE": "does not speak TLS on this port",
    "HTTP_REQUEST": "does not speak TLS on this port",
    "UNSUPPORTED_PROTOCOL": "only speaks a version of TLS that is no longer safe",
    "TLSV1_ALERT_PROTOCOL_VERSION": "only speaks a version of TLS that is no longer safe",
}
# OpenSSL's numbers: X509_V_ERR_…
_FLAWS: Final = {
    9: "is not valid yet",
    10: "has expired",
    18: "is self-signed, so nobody vouches for it",
    19: "comes from an authority that is not trusted",
    20: "comes from an authority that is not trusted",
    21: "comes from an authority that is not trusted",
    23: "was revoked",
    62: "is for another name",
    64: "is for another address",
}


def _flaw(error: ssl.SSLCertVerificationError) -> str:
    known = _FLAWS.get(error.verify_code)
    return known or f"is not accepted: {error.verify_message}"
