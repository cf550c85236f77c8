"""Where mail for any inbox comes in: our own mail server, and the calls of mail relays."""

from collections.abc import Awaitable, Callable, Sequence

from balcao.channels.contract import Admission, Hook, Lobby, Site
from balcao.channels.email.reception import addressees, facts_of, keep, named_in
from balcao.channels.email.relays.common import Posted
from balcao.channels.email.relays.table import relays
from balcao.kit.clock import Clock, wall_clock
from balcao.kit.errors import refused


class MailDoor:
    """The entrance that all e-mail inboxes share."""

    def __init__(self, clock: Clock = wall_clock) -> None:
        self._relays = relays(clock)

    async def open(self, site: Site, lobby: Lobby) -> Callable[[], Awaitable[None]] | None:
        """Receive mail by SMTP or LMTP, where the operator wants it. Raises an OSError that names the setting."""
        if not (site.keys.get("mail_listen") or site.keys.get("mail_listen_lmtp")):
            return None
        from balcao.channels.email.receiver.hall import open_hall  # noqa: PLC0415 - heavy, and few installations need it

        hall = await open_hall(site, lobby)
        return hall.close

    def admit(self, way: str, hook: Hook, site: Site) -> Admission | None:
        """Whether a relay may hand over a mail. Raises `Forged`, or a `Problem` that says what is missing."""
        relay = self._relays.get(way)
        return relay.admit(hook, site) if relay else None

    async def knock(self, way: str, hook: Hook, site: Site, lobby: Lobby) -> bool:
        """Mails that a relay posts. Raises `Forged`, or a `Problem` that says what is missing."""
        relay = self._relays.get(way)
        if relay is None:
            return False
        relay.admit(hook, site)
        posted = await relay.read(hook, site)
        if not await _keep_all(way, posted, site, lobby) and posted:
            return _nobody(relay.nobody)
        relay.note(posted)
        return True


async def _keep_all(way: str, posted: Sequence[Posted], site: Site, lobby: Lobby) -> bool:
    """Whether any of the mails was for somebody here. One that cannot be kept is said at the end, when the others are."""
    found, failure = False, None
    for one in posted:
        try:
            found |= await _keep(way, one, site, lobby)
        except Exception as error:  # noqa: BLE001 - whatever it is, the relay hears of it
            failure = failure or error
    if failure:
        raise failure
    return found


async def _keep(way: str, posted: Posted, site: Site, lobby: Lobby) -> bool:
    for recipients in _to(posted):
        if meant := await addressees(recipients, site, lobby):
            for one in meant:
                await keep(lobby, one, posted.raw, "hook", {**facts_of(posted.sender), "relay": way})
            return True
    return False


def _to(posted: Posted) -> tuple[Sequence[str], ...]:
    """Who may be meant: those of the envelope, where the relay tells it; else what the mail says of itself."""
    return (posted.recipients,) if posted.recipients else named_in(posted.raw)


def _nobody(status: int) -> bool:
    """Say that nobody here is meant so that this relay does not ask again; False where the usual 404 does."""
    if status >= 400 and status != 404:
        raise refused("No inbox here has this address", status)
    return status < 400
