"""`ImapWatch`: looks into a mailbox. The protocol's library is loaded when the first mailbox is watched."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from balcao.channels.contract import Desk, Line
from balcao.channels.email.servers import imap_server
from balcao.channels.outcomes import Disconnected

if TYPE_CHECKING:
    from balcao.channels.email.imap.visit import Pace


class ImapWatch:
    """Watches by IMAP. `pace` is for tests."""

    def __init__(self, pace: "Pace | None" = None) -> None:
        self._pace = pace

    def wants(self, settings: Mapping[str, Any]) -> bool:
        """Whether there is a mailbox to look into."""
        if settings.get("provider") in ("google", "microsoft"):
            return bool(settings.get("oauth"))
        return bool(settings.get("imap_enabled") and settings.get("imap_address")) and (
            settings.get("provider") != "forward"
        )

    async def watch(self, line: Line, desk: Desk) -> None:
        """Look, hand in, wait. See `Watching`."""
        server = imap_server(line.settings, line.site)
        if server is None:
            raise Disconnected("This inbox has no mailbox to look into")
        from balcao.channels.email.imap.keeping import Keeping  # noqa: PLC0415

        await Keeping(line, desk, server, self._pace).go_on()
