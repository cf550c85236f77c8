"""The way to a mail server: a checked address, a certificate that holds, and a sign-in."""

import asyncio
import contextlib
import ssl
from dataclasses import dataclass
from typing import Final, cast

import aiosmtplib

from balcao.channels.contract import Line
from balcao.channels.email.oauth import access_token
from balcao.channels.email.servers import MailServer, smtp_server
from balcao.channels.email.smtp.answers import Answer, Stage, outcome
from balcao.channels.email.smtp.dialogue import Babble, Dialogue
from balcao.channels.outcomes import Disconnected, Retry
from balcao.kit.dial import Cause, DialError, explain, look_up, reach, trust

CONNECT_SECONDS: Final = 10.0
ANSWER_SECONDS: Final = 30.0
GOODBYE_SECONDS: Final = 0.5


@dataclass(frozen=True, slots=True)
class Way:
    """How an inbox sends. `shared`: through the installation's server. `name` is said in the greeting."""

    server: MailServer
    name: str
    shared: bool
    method: str = ""
    authority: str | None = None


def way_of(line: Line) -> Way:
    """Raises `Disconnected` where there is no server at all."""
    own = smtp_server(line.settings, line.site)
    server = own or _installation(line)
    if server is None:
        raise Disconnected("This inbox has no mail server to send through: set one in its settings.")
    domain = str(line.settings.get("email", "")).rpartition("@")[2]
    return Way(
        server=server,
        name=(str(line.settings.get("smtp_domain") or "") if own else line.site.mail_domain or "") or _ascii(domain),
        shared=own is None,
        method=str(line.settings.get("smtp_authentication") or "").replace("_", "-") if own else "",
        authority=line.site.keys.get("mail_ca"),
    )


class _Client(aiosmtplib.SMTP):
    """Hangs up without waiting for the other side, which may have stopped listening."""

    def close(self) -> None:
        # Where the transport itself tells that it is gone, the protocol has let go of it already.
        if transport := self.connection:
            transport.abort()
        super().close()

    @property
    def connection(self) -> asyncio.Transport | None:
        """What carries it, TLS included."""
        # Those of uvloop are none by their type.
        return cast("asyncio.Transport | None", self.protocol.transport if self.protocol else None)


async def open_way(way: Way, line: Line) -> Dialogue:
    """A connection over which mail may be handed in. Raises `Retry` or `Disconnected`."""
    try:
        client = await _connected(way, line)
    except DialError as failure:
        raise _unreached(failure) from None
    try:
        await _signed_in(client, way, line)
        if client.connection is None:
            raise Retry("The mail server closed the connection during the sign-in.")
        return Dialogue(client.connection, dict(client.esmtp_extensions))
    except BaseException:
        await _drop(client)
        raise


async def leave(talk: Dialogue) -> None:
    """Say good-bye where somebody still listens, and let go of the connection."""
    with contextlib.suppress(OSError, Babble):
        talk.say(b"QUIT")
        await talk.answer(GOODBYE_SECONDS)
    talk.close()
    await asyncio.sleep(0)


async def _drop(client: aiosmtplib.SMTP) -> None:
    client.close()
    await asyncio.sleep(0)


def patience(line: Line) -> float:
    """Seconds that an answer may take."""
    return min(ANSWER_SECONDS, line.web.longest)


async def _connected(way: Way, line: Line) -> _Client:
    server = way.server
    place = await look_up(server.host, server.port, line.web)
    # Loading the certificates takes time, once.
    context = None if server.security == "none" else await asyncio.to_thread(trust, way.authority)
    sock = await reach(place, min(CONNECT_SECONDS, line.web.longest))
    client = _Client(
        hostname=place.host, sock=sock, use_tls=server.security == "tls", start_tls=False,
        tls_context=context, local_hostname=way.name,
        timeout=patience(line),
    )  # fmt: skip
    try:
        await client.connect()
        await client.ehlo()
        if server.security == "starttls":
            await _upgrade(client)
    except aiosmtplib.SMTPResponseException as refusal:
        await _drop(client)
        raise outcome(Answer.of(refusal.code, refusal.message), Stage.GREETING) from None
    except (OSError, aiosmtplib.SMTPException) as failure:
        await _drop(client)
        raise explain(_cause(failure), place) from None
    return client


async def _upgrade(client: aiosmtplib.SMTP) -> None:
    """EML-22: what is to be protected is never sent without protection, whatever the server says."""
    if not client.supports_extension("starttls"):
        raise Retry("The mail server offers no STARTTLS, so the message was not sent: it would travel unprotected.")
    await client.starttls()
    await client.ehlo()


def _cause(failure: Exception) -> Exception:
    """The error of the network or of TLS that the library has wrapped."""
    inner: BaseException | None = failure
    while inner is not None:
        if isinstance(inner, ssl.SSLError):
            return inner
        inner = inner.__cause__ or inner.__context__
    if isinstance(failure, TimeoutError):
        return TimeoutError()
    return ConnectionResetError() if isinstance(failure, aiosmtplib.SMTPException) else failure


def _unreached(failure: DialError) -> Exception:
    said = f"{failure.reason}."
    return Disconnected(said) if failure.cause is Cause.CLOSED else Retry(said)


async def _signed_in(client: aiosmtplib.SMTP, way: Way, line: Line) -> None:
    server = way.server
    try:
        if server.by_token:
            await _by_token(client, server, line)
        elif server.login:
            await _by_password(client, way)
    except aiosmtplib.SMTPResponseException as refusal:
        found = outcome(Answer.of(refusal.code, refusal.message), Stage.SIGN_IN)
        raise _operators(found) if way.shared else found from None
    except (OSError, aiosmtplib.SMTPException):
        raise Retry("The mail server closed the connection during the sign-in.") from None


async def _by_token(client: aiosmtplib.SMTP, server: MailServer, line: Line) -> None:
    """A token that was refused may just have ended: one more with a fresh one."""
    try:
        await client.auth_xoauth2(server.login, await access_token(line))
    except aiosmtplib.SMTPAuthenticationError:
        await client.auth_xoauth2(server.login, await access_token(line, fresh=True))


async def _by_password(client: aiosmtplib.SMTP, way: Way) -> None:
    """The way that takes one round trip where there is a choice, for `login` is only what nobody has changed."""
    ways = {"plain": client.auth_plain, "login": client.auth_login, "cram-md5": client.auth_crammd5}
    wanted = ["cram-md5", *ways] if way.method == "cram-md5" else [*ways]
    offered = [ways[name] for name in wanted if name in client.server_auth_methods]
    if not offered:
        raise Disconnected("The mail server offers no way to sign in with a password.")
    await offered[0](way.server.login, way.server.password)


def _operators(found: Exception) -> Exception:
    """The installation's own sign-in is not the inbox's: its owner can do nothing but wait for the operator."""
    if isinstance(found, Disconnected):
        return Retry(f"The installation's mail server is not set up well. {found.reason}")
    return found


def _installation(line: Line) -> MailServer | None:
    keys = line.site.keys
    if not keys.get("smtp_host"):
        return None
    return MailServer(
        host=keys["smtp_host"],
        port=int(keys.get("smtp_port") or 587),
        security=keys.get("smtp_security") or "starttls",
        login=keys.get("smtp_user") or "",
        password=keys.get("smtp_password") or "",
    )


def _ascii(domain: str) -> str:
    return domain if domain.isascii() and domain else "localhost"
