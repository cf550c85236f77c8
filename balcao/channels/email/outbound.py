"""A message of the team becomes a mail, and is handed to a mail server."""

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from balcao.channels.contract import Line
from balcao.channels.email.compose.addresses import recipients, sender
from balcao.channels.email.compose.content import Content, said, whole
from balcao.channels.email.compose.files import Files, collected, room, weight
from balcao.channels.email.compose.letter import Envelope, envelope, written
from balcao.channels.email.compose.mime import Piece
from balcao.channels.email.smtp.answers import Answer, soonest
from balcao.channels.email.smtp.hand_over import Mail, Stale, causes, hand_over, size_limit, told
from balcao.channels.email.smtp.kept import Links
from balcao.channels.email.smtp.way import Way, patience, way_of
from balcao.channels.email.smtp.weights import HEAVY, Weights
from balcao.channels.outcomes import Rejected
from balcao.envelope import Outbound, Receipt
from balcao.kit.web import Web


@dataclass(frozen=True, slots=True)
class _Counter:
    """Where one installation hands in its mail."""

    links: Links = field(default_factory=Links)
    weights: Weights = field(default_factory=Weights)


class Sending:
    """Sends through the inbox's mail server, or the installation's."""

    def __init__(self) -> None:
        self._counters = WeakKeyDictionary[Web, _Counter]()

    async def send(self, message: Outbound, line: Line) -> Receipt:
        """Raises `Retry`, `Rejected`, `Disconnected` or `Unknown`."""
        way, counter = way_of(line), self._counter(line.web)
        outer = envelope(message, line, sender(message, line, shared=way.shared), recipients(message, line))
        async with counter.weights.hold(weight(message)):
            answers = await _handed_over(counter.links, outer, way, line)
        return _receipt(outer, answers)

    def _counter(self, web: Web) -> _Counter:
        if web not in self._counters:
            self._counters[web] = _Counter()
            web.take_along(self._counters[web].links.close)
        return self._counters[web]


def _receipt(outer: Envelope, answers: dict[str, Answer]) -> Receipt:
    put_off = {whom: answer for whom, answer in answers.items() if answer.passes}
    refused = {whom: answer for whom, answer in answers.items() if not answer.passes}
    return Receipt(
        external_id=outer.name, reason=told(refused), details={"email": outer.details}, refused=tuple(refused),
        put_off=causes(put_off), after=soonest(put_off.values()),
    )  # fmt: skip


async def _handed_over(links: Links, outer: Envelope, way: Way, line: Line) -> dict[str, Answer]:
    """Who did not take it, and what was said about that."""
    is_heavy = weight(outer.message) >= HEAVY
    async with links.lent(way, line, heavy=is_heavy) as link:
        mail = await _composed(outer, line, link.talk.offers)
        with contextlib.suppress(Stale):
            return await hand_over(link, mail, patience(line))
    async with links.lent(way, line, heavy=is_heavy, fresh=True) as link:
        return await hand_over(link, mail, patience(line))


async def _composed(outer: Envelope, line: Line, offers: Mapping[str, str]) -> Mail:
    """Beside the loop, which long texts would hold up."""
    new = await asyncio.to_thread(said, outer.message)
    files = await collected(outer.message, line, new.html, room(size_limit(offers)))
    pieces = await asyncio.to_thread(_written, outer, line, new, files)
    return Mail(outer.sender.bounces, outer.recipients.all, pieces, _needs_utf8(outer, offers))


def _written(outer: Envelope, line: Line, new: Content, files: Files) -> tuple[Piece, ...]:
    return written(outer, line, whole(new, outer.message, line, files), files)


def _needs_utf8(outer: Envelope, offers: Mapping[str, str]) -> bool:
    """Whether an address is not ASCII before its @; not every server takes such ones (RFC 6531)."""
    strange = [one for one in (outer.sender.bounces, *outer.recipients.all) if not one.isascii()]
    if strange and "smtputf8" not in offers:
        raise Rejected(f"The mail server takes no addresses with letters like those of “{strange[0]}”.")
    return bool(strange)
