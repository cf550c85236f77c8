"""Handing one mail over: who was refused, and whether it was taken at all."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from balcao.channels.email.compose.mime import Piece
from balcao.channels.email.smtp.answers import Answer, Stage, outcome, sentence
from balcao.channels.email.smtp.dialogue import Babble, Dialogue
from balcao.channels.email.smtp.kept import Link
from balcao.channels.outcomes import Extent, Rejected, Retry, Unknown

TAKING_SECONDS: Final = 120.0
STALE_SECONDS: Final = 5.0
"""How long a connection that was kept may say nothing before it is taken for lost."""
CHUNK: Final = 1 << 16
_ENDED = (421, 530)


class Stale(Exception):
    """A connection that was kept has ended meanwhile, and nothing of the mail went out."""


@dataclass(frozen=True, slots=True)
class Mail:
    """What is handed over. `pieces` have CRLF line ends; `utf8`: an address is not ASCII."""

    sender: str
    recipients: tuple[str, ...]
    pieces: tuple[Piece, ...]
    utf8: bool = False

    @property
    def size(self) -> int:
        """Its bytes."""
        return sum(map(len, self.pieces))


async def hand_over(link: Link, mail: Mail, seconds: float) -> dict[str, Answer]:
    """Those recipients who were refused while others were not.

    Raises `Retry`, `Rejected`, `Disconnected`, `Unknown`; `Stale` only over a connection that was used before.
    """
    link.ready = False
    try:
        refused = await _announce(link, mail, seconds)
        answer = await _content(link.talk, mail, min(seconds * 4, TAKING_SECONDS))
    except OSError:
        lost = "The connection to the mail server was lost before the message was handed over."
        raise Retry(lost, extent=Extent.PERHAPS) from None
    except Babble as babble:
        raise Retry(f"The mail server cannot be understood: {babble}", extent=Extent.PERHAPS) from None
    if answer.code != 250:
        raise outcome(answer, Stage.MESSAGE)
    link.mails += 1
    link.ready = True
    return refused


def told(refused: dict[str, Answer]) -> str | None:
    """Who did not get it and why, for the agent; None when everybody did."""
    if not refused:
        return None
    return " ".join(["Not sent to everybody.", *causes(refused).values()])


def causes(refused: dict[str, Answer]) -> dict[str, str]:
    """Why somebody did not get it, for each."""
    return {whom: _cause(whom, answer) for whom, answer in refused.items()}


def _cause(whom: str, answer: Answer) -> str:
    said = sentence(answer, Stage.RECIPIENT, whom)
    return f"{said} ({answer})" if whom in said else f"{whom}: {said} ({answer})"


def size_limit(offers: Mapping[str, str]) -> int | None:
    """The largest mail that the server takes; None when it says nothing."""
    said = offers.get("size", "").strip()
    return int(said) if said.isascii() and said.isdigit() and int(said) > 0 else None


async def _announce(link: Link, mail: Mail, seconds: float) -> dict[str, Answer]:
    """Everything before the content: said at once where the server allows it (RFC 2920), for each way there and back counts."""
    talk, commands = link.talk, [_sender(link.talk, mail), *(_recipient(whom) for whom in mail.recipients), b"DATA"]
    is_at_once = "pipelining" in talk.offers

    async def ask(command: bytes, patience: float = seconds) -> Answer:
        if not is_at_once:
            talk.say(command)
        return await talk.answer(patience)

    try:
        if is_at_once:
            talk.say(*commands)
        _judge_sender(link, await ask(commands[0], min(STALE_SECONDS, seconds) if link.is_used else seconds))
        answers = [await ask(command) for command in commands[1:-1]]
        refused = _refused(link, dict(zip(mail.recipients, answers, strict=True)))
        _judge_data(link, await ask(b"DATA"))
    except OSError:
        if link.is_used:
            raise Stale from None
        raise
    return refused


def _sender(talk: Dialogue, mail: Mail) -> bytes:
    terms = [" SMTPUTF8"] if mail.utf8 else []
    if "size" in talk.offers:
        terms.append(f" SIZE={mail.size}")
    return f"MAIL FROM:<{mail.sender}>{''.join(terms)}".encode()


def _recipient(whom: str) -> bytes:
    return f"RCPT TO:<{whom}>".encode()


def _judge_sender(link: Link, answer: Answer) -> None:
    if answer.code != 250:
        # It may have had enough of this connection alone.
        raise Stale if link.is_used else outcome(answer, Stage.SENDER)


def _refused(link: Link, answers: dict[str, Answer]) -> dict[str, Answer]:
    """Those who do not take it. Where nobody does, no content follows, even if it was asked for."""
    for whom, answer in answers.items():
        if answer.code in _ENDED:
            raise Stale if link.is_used else outcome(answer, Stage.RECIPIENT, whom)
    refused = {whom: answer for whom, answer in answers.items() if answer.code not in (250, 251)}
    if len(refused) == len(answers):
        raise _nobody(refused)
    return refused


def _judge_data(link: Link, answer: Answer) -> None:
    if answer.code != 354:
        raise Stale if link.is_used and answer.code in _ENDED else outcome(answer, Stage.MESSAGE)


def _nobody(refused: dict[str, Answer]) -> Exception:
    """Everybody was refused; as long as it may be different for one, the message is tried again."""
    found = [outcome(answer, Stage.RECIPIENT, whom) for whom, answer in refused.items()]
    first = next((one for one in found if not isinstance(one, Rejected)), found[0])
    return first if len(found) == 1 or not isinstance(first, Rejected) else Rejected(" ".join(causes(refused).values()))


async def _content(talk: Dialogue, mail: Mail, seconds: float) -> Answer:
    """Send the content and wait for the verdict.

    Without the final dot no server may deliver, so it is written only once everything before it has left: what is lost
    earlier was certainly not taken, what is lost later may have been. A server that has enough may say so in the middle.
    """
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    async with asyncio.timeout_at(until):
        for chunk in _chunks(mail.pieces):
            await talk.pour(chunk)
            if talk.is_answered:
                return await talk.answer(seconds)
    talk.say(b".")
    return await _verdict(talk, max(until - loop.time(), seconds / 4))


async def _verdict(talk: Dialogue, seconds: float) -> Answer:
    try:
        return await talk.answer(seconds)
    except (OSError, Babble):
        raise Unknown(
            "The connection was lost after the message was handed over: it may have been delivered. "
            "Ask the recipient before you send it again."
        ) from None


def _chunks(pieces: tuple[Piece, ...]) -> Iterator[bytes]:
    """All of it in portions, its last line ended."""
    last = b""
    for piece in pieces:
        for last in _portions(_stuffed(piece)) if isinstance(piece, bytes) else piece:
            yield last
    if not last.endswith(b"\r\n"):
        yield b"\r\n"


def _portions(raw: bytes) -> Iterator[bytes]:
    return (raw[start : start + CHUNK] for start in range(0, len(raw), CHUNK))


def _stuffed(raw: bytes) -> bytes:
    """Lines that begin with a dot get another one (RFC 5321, 4.5.2)."""
    body = raw.replace(b"\r\n.", b"\r\n..")
    return b"." + body if body.startswith(b".") else body
