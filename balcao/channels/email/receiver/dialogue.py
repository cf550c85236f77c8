"""One connection of another mail server: what it says, and what it is told."""

import asyncio
import collections
from collections.abc import Mapping
from typing import Any, Final, cast

import structlog
from aiosmtpd.smtp import SMTP, Envelope, TLSSetupException

from balcao.channels.email.receiver.clerk import Booked, Clerk, verbs
from balcao.channels.email.receiver.intake import Cut, Intake
from balcao.channels.email.receiver.paths import NOBODY, path_in
from balcao.channels.email.receiver.terms import Handed, Host
from balcao.channels.email.reception import PROOFS, Addressee, facts_of, keep

log: Final = structlog.get_logger()

_LINE_MOST = 65_536
_COMMAND_MOST = 1024
_FAREWELL = 5.0
_LATER = "451 4.3.0 The mail cannot be kept just now, try again later"
_CALLS: Final = {"NOOP": 50, "EHLO": 20, "LHLO": 20, "HELO": 20, "VRFY": 20, "RSET": 1000, "RCPT": 20_000, "*": 1000}


class Dialogue(SMTP):
    """SMTP (RFC 5321), or LMTP (RFC 2033) where the operator's own server hands mail over."""

    line_length_limit = _LINE_MOST
    command_size_limit = _COMMAND_MOST

    def __init__(self, hall: Host, loop: asyncio.AbstractEventLoop, *, handed_over: bool) -> None:
        self.hall = hall
        self.handed_over = handed_over
        # The library's own is one for all connections, and grows.
        self.command_size_limits = collections.defaultdict(lambda: _COMMAND_MOST)
        super().__init__(
            Clerk(), data_size_limit=hall.terms.size, enable_SMTPUTF8=True, hostname=hall.name,
            ident="LMTP" if handed_over else "ESMTP", tls_context=hall.certificate and hall.certificate.context,
            timeout=hall.terms.silence, command_call_limit=_CALLS, loop=loop,
        )  # fmt: skip
        self._smtp_methods = verbs(self._smtp_methods, handed_over=handed_over)
        self._intake: Intake | None = None
        self._is_keeping = False
        self._is_leaving = False
        self._is_refused = False
        self._is_known = False
        self._strangers = 0
        self.peer = ""

    # -- coming and going

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody has come in, or has taken cover (STARTTLS)."""
        if self._is_known:
            super().connection_made(transport)
            return
        self._is_known = True
        self.peer = _address_of(transport)
        if said := self.hall.admit(self):
            self._is_refused = True
            _end(transport, said)
            return
        super().connection_made(transport)
        assert self._handler_coroutine is not None
        self._handler_coroutine.add_done_callback(_forget)

    def data_received(self, data: bytes) -> None:
        """Whoever is sending a mail is not silent."""
        if self._is_refused:
            return
        if self._intake is not None:
            self._reset_timeout()
        super().data_received(data)

    def eof_received(self) -> bool | None:
        """He says no more."""
        return False if self._is_refused else super().eof_received()

    def connection_lost(self, error: Exception | None) -> None:
        """He is gone."""
        self.hall.see_off(self)
        if self._intake is not None:
            self._intake.drop()
        if not self._is_refused:
            super().connection_lost(error)

    def leave(self) -> "asyncio.Task[None] | None":
        """Go, unless something is just being kept; what to wait for then."""
        self._is_leaving = True
        if self._is_keeping:
            return self._handler_coroutine
        self._part("421 4.3.2 This server is going down, try again later")
        return None

    def hang_up(self) -> "asyncio.Task[None] | None":
        """Go at once; what ends with it."""
        self._abort()
        if self._handler_coroutine is not None:
            self._handler_coroutine.cancel()
        return self._handler_coroutine

    def _timeout_cb(self) -> None:
        self._part("421 4.4.2 Nothing came for too long")

    def _part(self, said: str) -> None:
        """Say a last word. Who does not listen either is cut off."""
        if self.transport is not None:
            _end(self.transport, said)
            self.loop.call_later(_FAREWELL, self._abort)

    def _abort(self) -> None:
        for transport in (self.transport, self._original_transport):
            if transport is not None:
                cast("asyncio.Transport", transport).abort()

    # -- the conversation

    def _create_envelope(self) -> Envelope:
        return Booked()

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        return path_in(arg) or (None, None)

    async def handle_exception(self, error: Exception) -> str:
        """Whatever goes wrong here is no fault of the sender's: he keeps the mail and comes again."""
        log.error("a mail server was told to come again", peer=self.peer, exc_info=error)
        return _LATER

    async def smtp_STARTTLS(self, arg: str) -> None:  # noqa: N802 - the library asks for it by this name
        """Take cover. Who cannot agree with us on how has to come again."""
        try:
            await super().smtp_STARTTLS(arg)
        except TLSSetupException:
            self._abort()
            raise asyncio.CancelledError from None

    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802 - the library asks for it by this name
        """Take the content, and answer when it is kept."""
        envelope = self.envelope
        assert isinstance(envelope, Booked)
        if not envelope.lines:
            await self.push("503 5.5.1 Say first for whom it is")
        elif arg:
            await self.push("501 5.5.4 DATA stands alone")
        else:
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            raw = await self._receive()
            self._set_post_data_state()
            await self.push("\r\n".join(await self._answers(envelope, raw)))
            if self._is_leaving:
                self._part("421 4.3.2 This server is going down, try again later")

    async def _receive(self) -> bytes | str:
        """The content; or the answer to what cannot be taken."""
        self._intake = intake = Intake(self.hall, self._reader)
        try:
            async with asyncio.timeout(self.hall.terms.mail):
                return await intake.take()
        except Cut as cut:
            return cut.said
        except TimeoutError:
            self._part("421 4.4.2 The mail took too long")
            raise asyncio.CancelledError from None
        finally:
            intake.drop()
            self._intake = None

    async def _answers(self, envelope: Booked, raw: bytes | str) -> list[str]:
        """One for all recipients; one for each of them where mail is handed over."""
        if isinstance(raw, str):
            return [raw] * (len(envelope.rcpt_tos) if self.handed_over else 1)
        self._is_keeping = True
        try:
            facts = await self._facts(envelope, raw)
            by_inbox = {to.line.inbox_id: await self._keep(to, raw, facts) for to in envelope.addressees()}
        finally:
            self._is_keeping = False
        if self.handed_over:
            return [by_inbox[envelope.lines[one].inbox_id] for one in envelope.rcpt_tos]
        # What was kept already is known when it comes again.
        return [_LATER if _LATER in by_inbox.values() else "250 2.0.0 Kept"]

    async def _facts(self, envelope: Booked, raw: bytes) -> dict[str, Any]:
        """What the bytes do not tell; whose mail a stranger brings is found out while he waits."""
        session = self.session
        helo = (session.host_name if session else None) or ""
        sender = "" if envelope.mail_from in (None, NOBODY) else str(envelope.mail_from)
        facts = facts_of(sender, self.peer, helo)
        judge = None if self.handed_over else self.hall.judge
        if judge is None:
            return facts
        self.hall.in_hand += len(raw)
        try:
            return {**facts, PROOFS: await judge.findings(raw, Handed(self.peer, helo, sender))}
        finally:
            self.hall.in_hand -= len(raw)

    async def _keep(self, to: Addressee, raw: bytes, facts: Mapping[str, Any]) -> str:
        self._reset_timeout()
        try:
            await keep(self.hall.lobby, to, raw, "lmtp" if self.handed_over else "smtp", facts)
        except Exception as error:  # noqa: BLE001 - whatever it is, the sender must not believe that we have the mail
            return await self.handle_exception(error)
        return "250 2.0.0 Kept"

    def note_stranger(self) -> bool:
        """Somebody was named who is not here; whether that happened too often."""
        self._strangers += 1
        return not self.handed_over and self._strangers > self.hall.terms.strangers

    def end(self, said: str) -> None:
        """Say a last word."""
        self._part(said)


def _end(transport: asyncio.BaseTransport, said: str) -> None:
    # The transports of the loop that the server runs on are no subclasses of the standard ones.
    cast("asyncio.Transport", transport).write(f"{said}\r\n".encode())
    transport.close()


def _address_of(transport: asyncio.BaseTransport) -> str:
    peer = transport.get_extra_info("peername")
    return str(peer[0]) if isinstance(peer, tuple) and peer else ""


def _forget(work: "asyncio.Task[None]") -> None:
    """Connections break; that is no news."""
    error = None if work.cancelled() else work.exception()
    if error is not None and not isinstance(error, ConnectionError):
        log.error("a dialogue with a mail server broke off", exc_info=error)
