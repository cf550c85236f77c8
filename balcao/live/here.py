"""Who is here: signs of life from sockets, and the answer that each of them gets."""

import asyncio
from typing import ClassVar

import msgspec
from sqlalchemy import bindparam, select

from balcao.domain.accounts.rules import PRESENCE_LIFE
from balcao.domain.accounts.tables import members
from balcao.house import House
from balcao.kit.clock import SECOND
from balcao.live import frames
from balcao.live.hub import Ears, Hub, Subscription
from balcao.outbox.bus import Signal
from balcao.store.prepared import Prepared
from balcao.store.tx import Tx

ROSTER_LIFE = 5 * SECOND
BEAT = 5.0
IDS_PER_SIGNAL = 400

_ROSTER = Prepared(
    select(members.c.user_id, members.c.availability, members.c.auto_offline).where(
        members.c.account_id == bindparam("account")
    )
)


class Here(Signal, frozen=True, tag="here"):
    """Users and contacts with an open socket at another node."""

    account_id: int
    users: tuple[int, ...] = ()
    contacts: tuple[int, ...] = ()


class _Roster(msgspec.Struct, frozen=True):
    read_at: int
    rows: list[tuple[int, str, bool]]


class Presences:
    """Refreshes who is here, and tells it to one subscriber at a time."""

    EVENT: ClassVar[str] = "presence.update"

    def __init__(self, house: House, hub: Hub) -> None:
        self._house = house
        self._hub = hub
        self._rosters: dict[int, _Roster] = {}

    async def answer(self, one: Subscription) -> None:
        """A subscriber gives a sign of life, and hears who else is here."""
        one.seen = self._house.clock()
        self._see(one)
        await self.tell(one)

    async def tell(self, one: Subscription) -> None:
        """Say who is here now."""
        account_id = one.standing.account_id
        rows = await self._roster(account_id)
        one.say(frames.told(self.EVENT, self._drawn(account_id, rows, to_user=one.standing.user_id is not None)))

    async def tell_team(self, account_id: int) -> None:
        """Somebody says something else about being there: the team hears it at once."""
        self._rosters.pop(account_id, None)
        room = self._hub.rooms.get(account_id)
        if room is None:
            return
        rows = await self._roster(account_id)
        body = frames.told(self.EVENT, self._drawn(account_id, rows, to_user=True))
        for one in list(room.of(Ears(users=frozenset(user_id for user_id, _, _ in rows)))):
            one.say(body)

    def hear(self, note: Here) -> None:
        """Another node's sockets are alive."""
        for user_id in note.users:
            self._house.presence.see_user(note.account_id, user_id)
        for contact_id in note.contacts:
            self._house.presence.see_contact(note.account_id, contact_id)

    async def beat(self) -> None:
        """Until cancelled: an open socket whose client reports in time counts between its reports too."""
        while True:
            await asyncio.sleep(BEAT)
            self.refresh()

    def refresh(self) -> None:
        """Keep alive who reported lately, here and at the other nodes."""
        since = self._house.clock() - PRESENCE_LIFE
        for account_id, room in self._hub.rooms.items():
            alive = [one for one in room.everybody() if one.seen > since]
            for one in alive:
                self._see(one)
            if self._house.bus.is_shared:
                self._house.bus.tell(*_signals(account_id, alive))
        self._house.presence.forget_stale()
        self._rosters = {key: kept for key, kept in self._rosters.items() if key in self._hub.rooms}

    def _see(self, one: Subscription) -> None:
        standing = one.standing
        if standing.user_id is None:
            self._house.presence.see_contact(standing.account_id, standing.contact_id)
        else:
            self._house.presence.see_user(standing.account_id, standing.user_id)

    async def _roster(self, account_id: int) -> list[tuple[int, str, bool]]:
        now, kept = self._house.clock(), self._rosters.get(account_id)
        if kept is None or now - kept.read_at > ROSTER_LIFE:
            rows = await self._house.store.read(lambda tx: _read(tx, account_id))
            kept = self._rosters[account_id] = _Roster(now, rows)
        return kept.rows

    def _drawn(self, account_id: int, rows: list[tuple[int, str, bool]], *, to_user: bool) -> bytes:
        presence = self._house.presence
        users = {
            str(user_id): availability
            for user_id, availability, auto_offline in rows
            if not auto_offline or presence.user_is_here(account_id, user_id)
        }
        data: dict[str, object] = {"account_id": account_id, "users": users}
        if to_user:
            data["contacts"] = {str(contact_id): "online" for contact_id in presence.contacts_here(account_id)}
        return msgspec.json.encode(data)


def _read(tx: Tx, account_id: int) -> list[tuple[int, str, bool]]:
    return [tuple(row) for row in tx.all(_ROSTER, {"account": account_id})]


def _signals(account_id: int, alive: list[Subscription]) -> list[Here]:
    users = sorted({one.standing.user_id for one in alive if one.standing.user_id is not None})
    contacts = sorted({one.standing.contact_id for one in alive if one.standing.user_id is None})
    step = IDS_PER_SIGNAL
    return [
        *(Here(account_id, users=tuple(users[i : i + step])) for i in range(0, len(users), step)),
        *(Here(account_id, contacts=tuple(contacts[i : i + step])) for i in range(0, len(contacts), step)),
    ]
