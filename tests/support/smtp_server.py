"""A real SMTP server in a thread: TLS, sign-in, and at each step whatever answer a test wants.

`script` maps a step to what is said there instead of carrying it out: an answer such as `"451 4.7.1 Later"`, `HANG` (never
answers), or `CUT` (hangs up). Steps are GREETING, EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, RSET, QUIT, and CONTENT, the moment
after the final dot; there `KEEP_AND_CUT` takes the mail and hangs up without a word, and `KEEP_AND_HANG` takes it and says nothing.
`once` is a script of which each line is used up.
"""

import asyncio
import email.policy
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.authority import Certificate
from tests.support.smtp_sign_in import SignIn

HANG, CUT, KEEP_AND_CUT, KEEP_AND_HANG = "hang", "cut", "keep and cut", "keep and hang"
MECHANISMS = ("LOGIN", "PLAIN", "CRAM-MD5", "XOAUTH2")
STEPS = ("EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "RSET", "QUIT")


@dataclass(frozen=True, slots=True)
class Taken:
    """A mail that was accepted. `login` is who handed it in."""

    sender: str
    recipients: list[str]
    raw: bytes
    login: str | None
    secure: bool

    @property
    def mail(self) -> EmailMessage:
        """As a mail program reads it."""
        return email.message_from_bytes(self.raw, policy=email.policy.default)


@dataclass
class SmtpServer:
    """`users` maps logins to passwords, `tokens` logins to access tokens. `refused` maps recipients to answers."""

    security: str = "starttls"
    certificate: Certificate | None = None
    users: dict[str, str] = field(default_factory=dict[str, str])
    tokens: dict[str, str] = field(default_factory=dict[str, str])
    mechanisms: tuple[str, ...] = MECHANISMS
    size: int | None = 33_554_432
    utf8: bool = False
    pipelining: bool = False
    script: dict[str, str] = field(default_factory=dict[str, str])
    once: dict[str, str] = field(default_factory=dict[str, str])
    refused: dict[str, str] = field(default_factory=dict[str, str])
    accepted: list[Taken] = field(default_factory=list[Taken])
    said: list[str] = field(default_factory=list[str])
    """The commands that came, in order."""
    port: int = 0
    most_at_once: int = 0
    """The most connections that there were, without those whose other side has said good-bye."""

    def __post_init__(self) -> None:
        self._news = threading.Condition()
        self.live = set[_Conversation]()
        self.talking = set[_Conversation]()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def start(self) -> None:
        """Listen on a free port of 127.0.0.1."""
        self._thread.start()
        self.port = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)

    def stop(self) -> None:
        """Hang up on everybody."""
        if self._loop.is_closed():
            return
        asyncio.run_coroutine_threadsafe(self._leave(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def wait(self, count: int, seconds: float = 60.0) -> list[Taken]:
        """The mails, as soon as there are so many."""
        with self._news:
            assert self._news.wait_for(lambda: len(self.accepted) >= count, seconds), f"{len(self.accepted)} of {count}"
        return self.accepted

    def keep(self, taken: Taken) -> None:
        """Accept a mail."""
        with self._news:
            self.accepted.append(taken)
            self._news.notify_all()

    def line_of(self, step: str) -> str | None:
        """What the script has for a step."""
        return self.once.pop(step, None) or self.script.get(step)

    async def _listen(self) -> int:
        tls = _context(self.certificate) if self.certificate and self.security != "none" else None
        self._server = await self._loop.create_server(
            lambda: _Conversation(self, tls if self.security == "starttls" else None, self._loop),
            "127.0.0.1", 0, ssl=tls if self.security == "tls" else None,
        )  # fmt: skip
        return self._server.sockets[0].getsockname()[1]

    async def _leave(self) -> None:
        self._server.close()
        for conversation in list(self.live):
            conversation.hang_up()
        while self.live:  # noqa: ASYNC110 - what is waited for happens in the next turns of this very loop
            await asyncio.sleep(0)
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)


@contextmanager
def smtp_server(**terms: Any) -> Iterator[SmtpServer]:
    """One that runs for as long as it is needed."""
    server = SmtpServer(**terms)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _context(certificate: Certificate) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.chain, certificate.key)
    return context


class _Conversation(SMTP):
    """One connection. The script comes first; what it does not mention is done as any server would."""

    command_size_limit = 16_384

    def __init__(self, house: SmtpServer, tls: ssl.SSLContext | None, loop: asyncio.AbstractEventLoop) -> None:
        self.house = house
        unknown = set(MECHANISMS) - set(house.mechanisms)
        clerk = _Clerk(house)
        super().__init__(
            clerk, data_size_limit=house.size, enable_SMTPUTF8=house.utf8, hostname="smtp.test", tls_context=tls,
            auth_require_tls=False, auth_exclude_mechanism=unknown, authenticator=clerk.check, loop=loop,
        )  # fmt: skip
        for step in STEPS:
            self._smtp_methods[step] = self._scripted(step, self._smtp_methods[step])
        self._greeted = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.house.live.add(self)
        self.house.talking.add(self)
        self.house.most_at_once = max(self.house.most_at_once, len(self.house.talking))
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.house.live.discard(self)
        self.house.talking.discard(self)
        super().connection_lost(error)

    def hang_up(self) -> None:
        """Without a word."""
        assert isinstance(self.transport, asyncio.WriteTransport)
        self.transport.abort()

    async def push(self, status: str | bytes) -> None:
        """The first thing that is said is the greeting, unless the script has another."""
        if not self._greeted:
            self._greeted = True
            if said := self.house.line_of("GREETING"):
                await self.say(said)
                return
        await super().push(status)  # pyright: ignore[reportArgumentType]

    async def say(self, said: str) -> None:
        """An answer, silence, or the end."""
        if said in (HANG, KEEP_AND_HANG):
            await asyncio.Event().wait()
        elif said in (CUT, KEEP_AND_CUT):
            self.hang_up()
        else:
            await super().push(said)

    def _scripted(self, step: str, usual: Callable[[str], Awaitable[None]]) -> Callable[[str], Awaitable[None]]:
        async def carry_out(arg: str) -> None:
            self.house.said.append(f"{step} {arg or ''}".strip())
            if step == "QUIT":
                self.house.talking.discard(self)
            if said := self.house.line_of(step):
                await self.say(said)
            else:
                await usual(arg)

        return carry_out


class _Clerk(SignIn):
    """What the server does with what it is told."""

    def __init__(self, house: SmtpServer) -> None:
        super().__init__(house.users, house.tokens)
        self._house = house

    async def handle_EHLO(  # noqa: N802 - the library asks for it by this name
        self, _server: _Conversation, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        # The first line is the server's own name.
        return [responses[0], "250-PIPELINING", *responses[1:]] if self._house.pipelining else responses

    async def handle_RCPT(  # noqa: N802 - the library asks for it by this name
        self, server: _Conversation, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if said := self._house.refused.get(address):
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: _Conversation, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the library asks for it by this name
        said = self._house.line_of("CONTENT")
        if said in (None, KEEP_AND_CUT, KEEP_AND_HANG):
            self._house.keep(_taken(server, session, envelope))
        if said in (HANG, CUT, KEEP_AND_CUT, KEEP_AND_HANG):
            await server.say(said)
        return said or "250 2.0.0 OK queued"


def _taken(server: _Conversation, session: Session, envelope: Envelope) -> Taken:
    assert isinstance(envelope.original_content, bytes)
    login = session.auth_data.decode() if isinstance(session.auth_data, bytes) else session.auth_data
    assert server.transport is not None
    secure = server.transport.get_extra_info("sslcontext") is not None
    return Taken(envelope.mail_from or "", list(envelope.rcpt_tos), envelope.original_content, login, secure)
