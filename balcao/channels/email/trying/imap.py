"""Trying an IMAP server: connection, greeting, TLS, sign-in, and every folder that is to be read."""

import asyncio
import contextlib
import re
import socket
import ssl
from collections.abc import Awaitable, Iterator, Sequence

from balcao.channels.email.imap.link import Link, Lost, No
from balcao.channels.email.imap.troubles import is_passing, plain
from balcao.channels.email.imap.visit import folder_like
from balcao.channels.email.providers import of_host
from balcao.channels.email.servers import MailServer
from balcao.channels.email.trying.failure import Failure, unheard, unreached
from balcao.channels.email.words import Cause
from balcao.kit.dial import DialError, Place, secure

_SHOWN_FOLDERS = 12
_APP_PASSWORD = re.compile(r"app(?:lication)?[- ](?:specific )?password", re.IGNORECASE)
_IMAP_OFF = re.compile(
    r"imap (?:access )?is (?:disabled|not enabled|turned off)|not enabled for imap|enable imap", re.IGNORECASE
)
_UNPROTECTED = re.compile(r"PRIVACYREQUIRED|plaintext auth|LOGINDISABLED|LOGIN is disabled", re.IGNORECASE)


def try_folders(
    server: MailServer, place: Place, sock: socket.socket, context: ssl.SSLContext | None, folders: Sequence[str]
) -> None:
    """Sign in and open the folders, from a thread. Raises `Failure`."""
    with _told(server):
        if context is not None and server.security == "tls":
            sock = secure(sock, place, context)
        link = _greeted(server, place, sock)
    with contextlib.closing(link), _told(server):
        if context is not None and server.security == "starttls":
            _encrypt(link, context)
        _sign_in(link, server)
        for folder in folders:
            _look_into(link, folder)


def _greeted(server: MailServer, place: Place, sock: socket.socket) -> Link:
    try:
        return Link(place, sock)
    except No as refusal:
        sock.close()
        raise Failure(Cause.BUSY if is_passing(str(refusal)) else Cause.OTHER_SERVICE, str(refusal)) from None
    except Lost as silence:
        sock.close()
        if "unexpected response" in str(silence):
            raise Failure(Cause.OTHER_SERVICE, str(silence)) from None
        raise unheard(silence, server, "imap") from None


def _encrypt(link: Link, context: ssl.SSLContext) -> None:
    try:
        link.encrypt(context)
    except No as refusal:
        raise Failure(Cause.NO_STARTTLS, str(refusal)) from None


def _sign_in(link: Link, server: MailServer) -> None:
    try:
        if server.by_token:
            link.sign_in_by_token(server.login, server.password)
        else:
            link.sign_in(server.login, server.password)
    except No as refusal:
        raise Failure(_why_not(str(refusal), server), plain(str(refusal))) from None


def _why_not(said: str, server: MailServer) -> Cause:
    provider = of_host(server.host)
    if is_passing(said):
        return Cause.BUSY
    if _IMAP_OFF.search(said):
        return Cause.IMAP_OFF
    if server.by_token:
        return Cause.TOKEN
    if _UNPROTECTED.search(said):
        return Cause.UNPROTECTED
    if provider is not None and provider.sign_in == "microsoft":
        return Cause.NO_PASSWORDS
    return Cause.APP_PASSWORD if _APP_PASSWORD.search(said) else Cause.LOGIN


def _look_into(link: Link, folder: str) -> None:
    try:
        link.open(folder)
    except No as refusal:
        if is_passing(str(refusal)):
            raise Failure(Cause.BUSY, plain(str(refusal))) from None
        found = link.folders()
        if (meant := folder_like(folder, found)) is not None:
            link.open(meant)
            return
        there = [name for name, _ in found]
        more = " …" if len(there) > _SHOWN_FOLDERS else ""
        listed = ", ".join(there[:_SHOWN_FOLDERS]) + more
        raise Failure(Cause.FOLDER, plain(str(refusal)), folder=folder, folders=listed) from None


@contextlib.contextmanager
def _told(server: MailServer) -> Iterator[None]:
    """The connection may end at any step."""
    try:
        yield
    except DialError as error:
        raise unreached(error, server, "imap") from None
    except Lost as error:
        raise unheard(error, server, "imap") from None


async def cut_short(sock: socket.socket, work: Awaitable[None]) -> None:
    """Wait for a thread that works with a connection. When nobody waits any more, the connection ends under it."""
    double, running = sock.dup(), asyncio.ensure_future(work)
    try:
        await asyncio.shield(running)
    except asyncio.CancelledError:
        with contextlib.suppress(OSError):
            double.shutdown(socket.SHUT_RDWR)
        with contextlib.suppress(Exception):
            await running
        raise
    finally:
        double.close()
