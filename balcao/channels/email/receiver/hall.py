"""Where mail servers are let in: the addresses that are listened on, who may come in, and how all of it ends."""

import asyncio
import contextlib
import logging
import os
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from balcao.channels.contract import Lobby, Site
from balcao.channels.email.receiver.certificate import OwnCertificate, certificate_of
from balcao.channels.email.receiver.dialogue import Dialogue
from balcao.channels.email.receiver.terms import USUAL, Guest, Judging, Terms

_LISTENERS: Final = (("mail_listen", False), ("mail_listen_lmtp", True))
_FAREWELL = 5.0
_BACKLOG = 128

# The library writes a line for whatever a stranger says.
logging.getLogger("mail.log").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Listener:
    """One address. `handed_over`: our operator's own mail server speaks there, by LMTP."""

    server: asyncio.Server
    handed_over: bool

    @property
    def port(self) -> int:
        """The port that it got."""
        return self.server.sockets[0].getsockname()[1]


class Hall:
    """Everybody who is being talked to."""

    def __init__(self, site: Site, lobby: Lobby, terms: Terms) -> None:
        self.site = site
        self.lobby = lobby
        self.terms = terms
        self.certificate: OwnCertificate | None = certificate_of(site)
        self.name = site.mail_domain or urlsplit(site.base).hostname or "localhost"
        self.judge: Judging | None = None
        self.in_hand = 0
        """Bytes of mails that are being received."""

        self.listeners: list[Listener] = []
        self._guests: set[Guest] = set()

    async def listen(self, setting: str, *, handed_over: bool) -> None:
        """Let people in at the address that a setting names. Raises an OSError that names it."""
        if not handed_over:
            self.judge = _judge(self.name, self.terms)
        host, _, port = self.site.keys[setting].rpartition(":")
        loop = asyncio.get_running_loop()

        def receive() -> Dialogue:
            return Dialogue(self, loop, handed_over=handed_over)

        try:
            server = await loop.create_server(receive, host.strip("[]"), int(port), backlog=_BACKLOG)
        except (OSError, OverflowError, ValueError) as error:
            number = getattr(error, "errno", None)
            reason = os.strerror(number) if number and number > 0 else str(error)
            raise OSError(f"BALCAO_{setting.upper()}: cannot listen on {self.site.keys[setting]}: {reason}") from None
        self.listeners.append(Listener(server, handed_over))

    def admit(self, guest: Guest) -> str | None:
        """Let somebody in; or the answer that he gets at the door. The operator's own server is no stranger."""
        if len(self._guests) >= self.terms.connections:
            return "421 4.3.2 Too many connections, try again later"
        of_peer = sum(one.peer == guest.peer and not one.handed_over for one in self._guests)
        if not guest.handed_over and of_peer >= self.terms.connections_of_peer:
            return "421 4.7.0 Too many connections from your address, try again later"
        self._guests.add(guest)
        return None

    def see_off(self, guest: Guest) -> None:
        """Somebody has left."""
        self._guests.discard(guest)

    def has_room(self, more: int) -> bool:
        """Whether memory is left for more of a mail."""
        return self.in_hand + more <= self.terms.in_hand

    async def close(self) -> None:
        """Let nobody in, see through what is being kept, and send the others away; they come again."""
        for listener in self.listeners:
            listener.server.close()
        busy = [work for guest in list(self._guests) if (work := guest.leave())]
        if busy:
            await asyncio.wait(busy, timeout=_FAREWELL)
        left = [work for guest in list(self._guests) if (work := guest.hang_up())]
        await asyncio.gather(*left, return_exceptions=True)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_FAREWELL):
                await asyncio.gather(*(listener.server.wait_closed() for listener in self.listeners))


def _judge(called: str, terms: Terms) -> Judging:
    from balcao.channels.email.receiver.proofs.judge import Judge  # noqa: PLC0415 - heavy; who hands mail over needs none
    from balcao.channels.email.receiver.proofs.resolver import NameServers  # noqa: PLC0415 - comes with it

    return Judge(NameServers(terms.name_servers), called, terms)


async def open_hall(site: Site, lobby: Lobby, terms: Terms = USUAL) -> Hall:
    """Listen wherever the operator wants it. Raises an OSError that names the setting."""
    hall = Hall(site, lobby, terms)
    try:
        for setting, handed_over in _LISTENERS:
            if site.keys.get(setting):
                await hall.listen(setting, handed_over=handed_over)
    except OSError:
        await hall.close()
        raise
    return hall
