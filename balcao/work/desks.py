"""Where channels hand in what they find: one inbox's desk, and the lobby of a door that all inboxes share."""

import asyncio
import io
from collections.abc import Mapping, Sequence
from typing import Any

from balcao.channels.contract import Line
from balcao.domain.arrivals import actions
from balcao.domain.arrivals.rules import KEPT_IN_ROW
from balcao.domain.inboxes import queries as inboxes
from balcao.domain.inboxes.actions import tell_changed
from balcao.domain.inboxes.queries import InboxRow
from balcao.envelope import Arrival
from balcao.house import House
from balcao.kit.clock import SECOND
from balcao.store.tx import Tx

LOOKS_APART = 15 * SECOND
"""How often it is written down that a provider was asked."""


class InboxDesk:
    """The desk of one inbox while it is watched."""

    def __init__(self, house: House, inbox: InboxRow, cursor: Mapping[str, Any]) -> None:
        self._house = house
        self._inbox = inbox
        self._noted = 0
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

    async def looked(self) -> None:
        """The provider was asked and had no more."""
        now = self._house.clock()
        if now - self._noted < LOOKS_APART:
            return
        self._noted = now
        inbox = self._inbox

        def unit(tx: Tx) -> None:
            if actions.note_look(tx, inbox.account_id, inbox.id):
                tell_changed(tx, inbox.account_id)

        await self._house.store.write(unit)


class HouseLobby:
    """Finds the inbox that is meant, and keeps what came for it."""

    def __init__(self, house: House, kind: str) -> None:
        self._house = house
        self._kind = kind

    async def find(self, names: Sequence[str]) -> Line | None:
        """The inbox that has one of these names."""
        inbox = await self._house.store.read(lambda tx: inboxes.by_names(tx, self._kind, list(names)))
        return None if inbox is None else self._house.line(inbox)

    async def keep(self, line: Line, arrivals: Sequence[Arrival]) -> None:
        """Keep what came for an inbox. When it returns, nothing can lose it."""
        blobs = await keep_large(self._house, arrivals)

        def unit(tx: Tx) -> None:
            account_id = inboxes.account_of(tx, line.inbox_id)
            if account_id is not None:
                actions.keep(tx, account_id, line.inbox_id, arrivals, blobs)

        await self._house.store.write(unit)


async def keep_large(house: House, arrivals: Sequence[Arrival]) -> dict[str, str]:
    """The files of those that are too large for a row, by their key; written before any row names them."""
    large = [one for one in arrivals if len(one.raw) > KEPT_IN_ROW]
    if not large:
        return {}

    def write() -> dict[str, str]:
        return {one.key: house.files.write(io.BytesIO(one.raw), len(one.raw))[0] for one in large}

    return await asyncio.to_thread(write)
