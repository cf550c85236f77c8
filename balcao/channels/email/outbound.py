"""A message of the team becomes a mail, and is handed to a mail server."""

import asyncio

import aiosmtplib

from balcao.channels.contract import Line
from balcao.channels.email.compose.addresses import recipients, sender
from balcao.channels.email.compose.content import Content, said, whole
from balcao.channels.email.compose.files import Files, collected, room
from balcao.channels.email.compose.letter import Envelope, envelope, written
from balcao.channels.email.smtp.hand_over import Mail, hand_over, size_limit, told
from balcao.channels.email.smtp.way import leave, open_way, patience, way_of
from balcao.channels.outcomes import Rejected
from balcao.envelope import Outbound, Receipt


class Sending:
    """Sends through the inbox's mail server, or the installation's."""

    async def send(self, message: Outbound, line: Line) -> Receipt:
        """Raises `Retry`, `Rejected`, `Disconnected` or `Unknown`."""
        way = way_of(line)
        outer = envelope(message, line, sender(message, line, shared=way.shared), recipients(message, line))
        client = await open_way(way, line)
        try:
            mail = await _composed(outer, line, client)
            refused = await hand_over(client, mail, patience(line))
        finally:
            await leave(client)
        sent = {**outer.details, **({"refused": list(refused)} if refused else {})}
        return Receipt(external_id=outer.name, reason=told(refused), details={"email": sent})


async def _composed(outer: Envelope, line: Line, client: aiosmtplib.SMTP) -> Mail:
    """Beside the loop, which long texts and large files would hold up."""
    new = await asyncio.to_thread(said, outer.message)
    files = await collected(outer.message, line, new.html, room(size_limit(client)))
    raw = await asyncio.to_thread(_written, outer, line, new, files)
    return Mail(outer.sender.bounces, outer.recipients.all, raw, _needs_utf8(outer, client))


def _written(outer: Envelope, line: Line, new: Content, files: Files) -> bytes:
    return written(outer, line, whole(new, outer.message, line, files), files)


def _needs_utf8(outer: Envelope, client: aiosmtplib.SMTP) -> bool:
    """Whether an address is not ASCII before its @; not every server takes such ones (RFC 6531)."""
    strange = [one for one in (outer.sender.bounces, *outer.recipients.all) if not one.isascii()]
    if strange and not client.supports_extension("smtputf8"):
        raise Rejected(f"The mail server takes no addresses with letters like those of “{strange[0]}”.")
    return bool(strange)
