"""Where what comes in for a channel finds its inbox and is kept, whichever way it came: a call, a mail server, a watch."""

import asyncio
import io
from collections.abc import Sequence

from balcao.channels.contract import Line
from balcao.domain.arrivals import actions
from balcao.domain.arrivals.rules import KEPT_IN_ROW
from balcao.domain.inboxes import queries as inboxes
from balcao.envelope import Arrival
from balcao.house import House
from balcao.kit.errors import not_found
from balcao.store.tx import Tx


class HouseLobby:
    """Finds the inbox that is meant, and keeps what came for it."""

    def __init__(self, house: House, kind: str) -> None:
        self._house = house
        self._kind = kind

    async def find(self, names: Sequence[str]) -> Line | None:
        """The inbox that has one of these names."""
        inbox = await self._house.store.read(lambda tx: inboxes.by_names(tx, self._kind, list(names)))
        return None if inbox is None else self._house.line(inbox)

    async def keyed(self, key: str) -> Line | None:
        """The inbox that strangers address by this key."""
        inbox = await self._house.store.read(lambda tx: inboxes.by_public_key(tx, key, self._kind))
        return None if inbox is None else self._house.line(inbox)

    async def keep(self, line: Line, arrivals: Sequence[Arrival]) -> None:
        """Keep what came for an inbox. When it returns, nothing can lose it. Raises not found for one that is gone."""
        blobs = await keep_large(self._house, arrivals)

        def unit(tx: Tx) -> None:
            account_id = inboxes.account_of(tx, line.inbox_id)
            if account_id is None:
                raise not_found()
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
