"""Where a channel that keeps watch hands in what it finds: the desk of one inbox."""

from collections.abc import Mapping, Sequence
from typing import Any

from balcao.domain.arrivals import actions
from balcao.domain.inboxes.actions import tell_changed
from balcao.domain.inboxes.queries import InboxRow
from balcao.envelope import Arrival
from balcao.house import House
from balcao.kit.clock import SECOND
from balcao.lobby import keep_large
from balcao.store.tx import Tx

LOOKS_APART = 15 * SECOND
"""How often it is written down that a provider was asked."""


class InboxDesk:
    """The desk of one inbox while it is watched."""

    def __init__(self, house: House, inbox: InboxRow, cursor: Mapping[str, Any]) -> None:
        self._house = house
        self._inbox = inbox
        self._noted = 0
        self._warning: str | None = None
        self.cursor: Mapping[str, Any] = cursor

    async def keep(self, arrivals: Sequence[Arrival], cursor: Mapping[str, Any]) -> None:
        """Keep what came and how far that is, in one step."""
        inbox = self._inbox
        blobs = await keep_large(self._house, arrivals)

        def unit(tx: Tx) -> None:
            actions.keep(tx, inbox.account_id, inbox.id, arrivals, blobs)
            actions.advance(tx, inbox.account_id, inbox.id, cursor)

        await self._house.store.write(unit)
        self.cursor = dict(cursor)

    async def looked(self, warning: str | None = None) -> None:
        """The provider was asked and had no more."""
        now = self._house.clock()
        if now - self._noted < LOOKS_APART and warning == self._warning:
            return
        self._noted, self._warning = now, warning
        inbox = self._inbox

        def unit(tx: Tx) -> None:
            if actions.note_look(tx, inbox.account_id, inbox.id, warning):
                tell_changed(tx, inbox.account_id)

        await self._house.store.write(unit)
