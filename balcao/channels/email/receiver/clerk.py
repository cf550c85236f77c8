"""What a mail server is told where the library asks: who we are, and whether somebody is here."""

import asyncio
from typing import Any, Protocol

from aiosmtpd.smtp import Envelope, Session

from balcao.channels.contract import Line
from balcao.channels.email.receiver.terms import Host
from balcao.channels.email.reception import Addressee, inbox_of


class Booked(Envelope):
    """An envelope with the inboxes of its recipients."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, Line] = {}

    def addressees(self) -> list[Addressee]:
        """Each inbox once."""
        found: dict[int, Addressee] = {}
        for recipient, line in self.lines.items():
            found.setdefault(line.inbox_id, Addressee(line)).recipients.append(recipient)
        return list(found.values())


class Speaker(Protocol):
    """The connection for which the clerk answers."""

    hall: Host

    def note_stranger(self) -> bool:
        """Somebody was named who is not here; whether that happened too often."""
        ...

    def end(self, said: str) -> None:
        """Say a last word."""
        ...


class Clerk:
    """Answers where the library asks."""

    async def handle_EHLO(  # noqa: N802 - the library asks for it by this name
        self, _server: Speaker, session: Session, _envelope: Envelope, name: str, said: list[str]
    ) -> list[str]:
        session.host_name = name
        offered = [one for one in said if not one.startswith("250-AUTH") and one != "250 HELP"]
        return [*offered, "250-PIPELINING", "250 ENHANCEDSTATUSCODES"]

    async def handle_RCPT(  # noqa: N802 - the library asks for it by this name
        self, server: Speaker, _session: Session, envelope: Booked, address: str, _options: list[str]
    ) -> str:
        hall = server.hall
        if len(envelope.rcpt_tos) >= hall.terms.recipients:
            return "452 4.5.3 Too many recipients at once"
        line = envelope.lines.get(address) or await inbox_of(address, hall.site, hall.lobby)
        if line is None:
            if server.note_stranger():
                server.end("421 4.7.0 Too many recipients who are not here")
                raise asyncio.CancelledError
            return "550 5.1.1 No inbox here has this address"
        envelope.lines[address] = line
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"


def verbs(known: dict[str, Any], *, handed_over: bool) -> dict[str, Any]:
    """What may be said. Nobody signs in here, and nobody learns who else has an address."""
    verbs = {name: method for name, method in known.items() if name not in ("AUTH", "EXPN", "HELP")}
    if handed_over:
        verbs["LHLO"] = verbs.pop("EHLO")
        del verbs["HELO"]
    return verbs
