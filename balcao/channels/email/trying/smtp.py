"""Trying an SMTP server: connection, greeting, TLS, sign-in, and whether we may send as this address. No mail is sent."""

import asyncio
import re
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import aiosmtplib

from balcao.channels.email.providers import of_host
from balcao.channels.email.servers import MailServer
from balcao.channels.email.trying.failure import Failure, chain, unheard, unreached
from balcao.channels.email.words import Cause
from balcao.kit.dial import DialError, Place, explain

_STEP_SECONDS = 6.0
_STATUS = re.compile(r"\b([45])\.(\d{1,3})\.(\d{1,3})\b")
_APP_PASSWORD = re.compile(r"app(?:lication)?[- ](?:specific )?password", re.IGNORECASE)
_NOT_SMTP = -1


async def try_sender(
    server: MailServer, place: Place, sock: socket.socket, context: ssl.SSLContext | None, sender: str
) -> None:
    """Sign in, and ask to send as an address. Raises `Failure`."""
    client = aiosmtplib.SMTP(
        hostname=place.host, sock=sock, use_tls=server.security == "tls", start_tls=False, tls_context=context,
        local_hostname=sender.rpartition("@")[2] or "localhost", timeout=_STEP_SECONDS,
    )  # fmt: skip
    try:
        async with _told(server, place, _greeting):
            await client.connect()
            await client.ehlo()
        if server.security == "starttls":
            await _encrypt(client, server, place)
        if server.login:
            await _sign_in(client, server, place)
        async with _told(server, place, _sender_refused, email=sender):
            await client.mail(sender)
            await client.rset()
    finally:
        await _leave(client, sock)


async def _leave(client: aiosmtplib.SMTP, sock: socket.socket) -> None:
    """Hang up without a farewell, for which the other side might let us wait."""
    if isinstance(client.transport, asyncio.WriteTransport):
        client.transport.abort()
    else:
        sock.close()
    client.close()
    # What was called off is let go of in the loop's next round.
    await asyncio.sleep(0)


async def _encrypt(client: aiosmtplib.SMTP, server: MailServer, place: Place) -> None:
    if not client.supports_extension("starttls"):
        raise Failure(Cause.NO_STARTTLS)
    async with _told(server, place, _greeting):
        await client.starttls()
        await client.ehlo()


async def _sign_in(client: aiosmtplib.SMTP, server: MailServer, place: Place) -> None:
    if not server.password:
        raise Failure(Cause.LOGIN)
    async with _told(server, place, lambda code, said: _why_not(code, said, server)):
        if server.by_token:
            await client.auth_xoauth2(server.login, server.password)
            return
        ways: dict[str, Callable[[str, str], Awaitable[object]]] = {
            "plain": client.auth_plain, "login": client.auth_login, "cram-md5": client.auth_crammd5,
        }  # fmt: skip
        way = next((name for name in ways if name in client.server_auth_methods), None)
        if way is None:
            raise Failure(Cause.UNPROTECTED if server.security == "none" else Cause.NO_PASSWORDS)
        await ways[way](server.login, server.password)


Judge = Callable[[int, str], Cause]


def _greeting(code: int, _said: str) -> Cause:
    return Cause.OTHER_SERVICE if code in (_NOT_SMTP, 500) else Cause.BUSY


def _why_not(code: int, said: str, server: MailServer) -> Cause:
    status = tuple(map(int, found.groups())) if (found := _STATUS.search(said)) else ()
    provider = of_host(server.host)
    if 400 <= code < 500:
        return Cause.BUSY
    if status == (5, 7, 139):
        return Cause.SMTP_OFF
    if server.by_token:
        return Cause.TOKEN
    if status in ((5, 7, 30), (5, 7, 3)) or (provider is not None and provider.sign_in == "microsoft"):
        return Cause.NO_PASSWORDS
    if code in (530, 538) or "starttls" in said.lower():
        return Cause.UNPROTECTED
    return Cause.APP_PASSWORD if code == 534 or _APP_PASSWORD.search(said) else Cause.LOGIN


def _sender_refused(code: int, said: str) -> Cause:
    if 400 <= code < 500:
        return Cause.BUSY
    return Cause.NEEDS_LOGIN if code == 530 or "auth" in said.lower() else Cause.SENDER


@asynccontextmanager
async def _told(server: MailServer, place: Place, judge: Judge, **values: str) -> AsyncIterator[None]:
    """What an answer of the server, or its silence, means at this step."""
    try:
        yield
    except aiosmtplib.SMTPResponseException as refusal:
        said = f"{refusal.code} {refusal.message}" if refusal.code > 0 else refusal.message
        raise Failure(judge(refusal.code, refusal.message), said, **values) from None
    except DialError as error:
        raise unreached(error, server, "smtp") from None
    except (OSError, aiosmtplib.SMTPException) as error:
        raise _lost(error, server, place) from None


def _lost(error: Exception, server: MailServer, place: Place) -> Failure:
    for one in chain(error):
        if isinstance(one, ssl.SSLError):
            failure = explain(one, place)
            failure.__cause__ = one
            return unreached(failure, server, "smtp")
    return unheard(error, server, "smtp")
