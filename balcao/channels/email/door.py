"""Where mail for any inbox comes in: our own mail server, and the calls of mail relays."""

import asyncio
from collections.abc import Awaitable, Callable

from balcao.channels.contract import Hook, Lobby, Site
from balcao.channels.email.reception import addressees, facts_of, keep, named_in
from balcao.channels.email.relays import Posted, Relays, nobody
from balcao.kit.clock import Clock, wall_clock

_HEAVY = 256 * 1024


class MailDoor:
    """The entrance that all e-mail inboxes share."""

    def __init__(self, clock: Clock = wall_clock) -> None:
        self._relays = Relays(clock)

    async def open(self, site: Site, lobby: Lobby) -> Callable[[], Awaitable[None]] | None:
        """Receive mail by SMTP or LMTP, where the operator wants it. Raises an OSError that names the setting."""
        if not (site.keys.get("mail_listen") or site.keys.get("mail_listen_lmtp")):
            return None
        from balcao.channels.email.receiver.hall import open_hall  # noqa: PLC0415 - heavy, and few installations need it

        hall = await open_hall(site, lobby)
        return hall.close

    async def knock(self, way: str, hook: Hook, site: Site, lobby: Lobby) -> bool:
        """A mail that a relay posts. Raises `Forged`, or a `Problem` that says what is missing."""
        posted = await self._read(way, hook, site)
        if posted is None:
            return False
        for recipients in await self._to(posted):
            if meant := await addressees(recipients, site, lobby):
                for one in meant:
                    await keep(lobby, one, posted.raw, "hook", {**facts_of(posted.sender), "relay": way})
                self._relays.note(posted)
                return True
        nobody(way)
        return False

    async def _read(self, way: str, hook: Hook, site: Site) -> Posted | None:
        if len(hook.body) < _HEAVY:
            return self._relays.posted(way, hook, site)
        return await asyncio.to_thread(self._relays.posted, way, hook, site)

    async def _to(self, posted: Posted) -> tuple[list[str], ...]:
        """Who may be meant: those of the envelope, where the relay tells it; else what the mail says of itself."""
        return (list(posted.recipients),) if posted.recipients else named_in(posted.raw)
