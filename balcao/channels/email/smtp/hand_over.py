"""Handing one mail over: who was refused, and whether it was taken at all."""

import asyncio
import contextlib
from dataclasses import dataclass
from typing import Final

import aiosmtplib
from aiosmtplib.protocol import SMTPProtocol
from aiosmtplib.response import SMTPResponse

from balcao.channels.email.smtp.answers import Answer, Stage, outcome, sentence
from balcao.channels.outcomes import Rejected, Retry, Unknown

TAKING_SECONDS: Final = 120.0
CHUNK: Final = 1 << 16
MOMENT: Final = 0.002

LOST = (OSError, aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPTimeoutError)


@dataclass(frozen=True, slots=True)
class Mail:
    """What is handed over. `raw` has CRLF line ends; `utf8`: an address is not ASCII."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    utf8: bool = False


async def hand_over(client: aiosmtplib.SMTP, mail: Mail, seconds: float) -> dict[str, Answer]:
    """Those recipients who were refused while others were not. Raises `Retry`, `Rejected`, `Disconnected`, `Unknown`."""
    try:
        await _sender(client, mail)
        refused = await _recipients(client, mail)
        await _expect(client, Stage.MESSAGE, 354, b"DATA")
        answer = await _content(client, mail.raw, min(seconds * 4, TAKING_SECONDS))
    except LOST:
        raise Retry("The connection to the mail server was lost before the message was handed over.") from None
    except aiosmtplib.SMTPResponseException as babble:
        client.close()
        raise Retry(f"The mail server cannot be understood: {babble.message[:100]}") from None
    if answer.code != 250:
        raise outcome(answer, Stage.MESSAGE)
    return refused


def told(refused: dict[str, Answer]) -> str | None:
    """Who did not get it and why, for the agent; None when everybody did."""
    if not refused:
        return None
    return "Not sent to everybody. " + _causes(refused)


def _causes(refused: dict[str, Answer]) -> str:
    return " ".join(_cause(whom, answer) for whom, answer in refused.items())


def _cause(whom: str, answer: Answer) -> str:
    said = sentence(answer, Stage.RECIPIENT, whom)
    return f"{said} ({answer})" if whom in said else f"{whom}: {said} ({answer})"


def size_limit(client: aiosmtplib.SMTP) -> int | None:
    """The largest mail that the server takes; None when it says nothing."""
    said = client.esmtp_extensions.get("size", "").strip()
    return int(said) if said.isascii() and said.isdigit() and int(said) > 0 else None


async def _sender(client: aiosmtplib.SMTP, mail: Mail) -> None:
    terms = [b"SMTPUTF8"] if mail.utf8 else []
    if client.supports_extension("size"):
        terms.append(f"SIZE={len(mail.raw)}".encode())
    await _expect(client, Stage.SENDER, 250, b"MAIL", f"FROM:<{mail.sender}>".encode(), *terms)


async def _recipients(client: aiosmtplib.SMTP, mail: Mail) -> dict[str, Answer]:
    refused: dict[str, Answer] = {}
    for whom in mail.recipients:
        reply = await client.execute_command(b"RCPT", f"TO:<{whom}>".encode())
        answer = _answer(reply)
        if answer.code in (421, 530):
            raise outcome(answer, Stage.RECIPIENT, whom)
        if answer.code not in (250, 251):
            refused[whom] = answer
    if len(refused) == len(mail.recipients):
        raise _nobody(refused)
    return refused


def _nobody(refused: dict[str, Answer]) -> Exception:
    """Everybody was refused; as long as it may be different for one, the message is tried again."""
    found = [outcome(answer, Stage.RECIPIENT, whom) for whom, answer in refused.items()]
    first = next((one for one in found if not isinstance(one, Rejected)), found[0])
    return first if len(found) == 1 or not isinstance(first, Rejected) else Rejected(_causes(refused))


async def _expect(client: aiosmtplib.SMTP, stage: Stage, code: int, *command: bytes) -> None:
    reply = await client.execute_command(*command)
    if reply.code != code:
        raise outcome(_answer(reply), stage)


async def _content(client: aiosmtplib.SMTP, raw: bytes, seconds: float) -> Answer:
    """Send the content and wait for the verdict.

    Without the final dot no server may deliver, so it is written only once everything before it has left: what is lost
    earlier was certainly not taken, what is lost later may have been.
    """
    protocol = client.protocol
    assert protocol is not None
    verdict = asyncio.ensure_future(protocol.read_response(seconds))
    try:
        # From now on an answer is expected: a server that has enough may give it in the middle and hang up.
        await asyncio.sleep(0)
        whole = await _pour(protocol, _stuffed(raw), verdict)
        return await _verdict(verdict) if whole else _answer(await verdict)
    finally:
        if not verdict.done():
            verdict.cancel()
        [reply] = await asyncio.gather(verdict, return_exceptions=True)
        if isinstance(reply, BaseException):
            client.close()


async def _pour(protocol: SMTPProtocol, raw: bytes, verdict: "asyncio.Future[SMTPResponse]") -> bool:
    """Whether everything was written, the final dot too."""
    with contextlib.suppress(aiosmtplib.SMTPServerDisconnected):
        for start in range(0, len(raw), CHUNK):
            protocol.write(raw[start : start + CHUNK])
            await asyncio.sleep(0)
            while not verdict.done() and _left_over(protocol):  # noqa: ASYNC110 - the library has no event for it
                await asyncio.sleep(MOMENT)
            if verdict.done():
                return False
        protocol.write(b".\r\n")
        return True
    return False


def _left_over(protocol: SMTPProtocol) -> int:
    transport = protocol.transport
    return transport.get_write_buffer_size() if isinstance(transport, asyncio.WriteTransport) else 0


async def _verdict(verdict: "asyncio.Future[SMTPResponse]") -> Answer:
    try:
        return _answer(await verdict)
    except (*LOST, aiosmtplib.SMTPResponseException):
        raise Unknown(
            "The connection was lost after the message was handed over: it may have been delivered. "
            "Ask the recipient before you send it again."
        ) from None


def _answer(reply: SMTPResponse) -> Answer:
    return Answer.of(reply.code, reply.message)


def _stuffed(raw: bytes) -> bytes:
    """Lines that begin with a dot get another one (RFC 5321, 4.5.2)."""
    body = raw.replace(b"\r\n.", b"\r\n..")
    body = b"." + body if body.startswith(b".") else body
    return body if body.endswith(b"\r\n") else body + b"\r\n"
