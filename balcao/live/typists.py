"""Who is typing: told to the others in the conversation, kept nowhere."""

import asyncio

import msgspec
import structlog

from balcao.domain.conversations.events import Typing
from balcao.house import House
from balcao.live import frames
from balcao.live.audience import Audience
from balcao.live.hub import Ears, Hub
from balcao.live.scene import load
from balcao.store.tx import Tx

log = structlog.get_logger()

_Key = tuple[int, int, int | None, int | None]


class _Told(msgspec.Struct, frozen=True):
    account_id: int
    body: bytes
    ears: Ears


class Typists:
    """One task for all. Of several signs from one typist only the last counts, so a flood costs one read."""

    def __init__(self, house: House, hub: Hub) -> None:
        self._house = house
        self._hub = hub
        self._latest: dict[_Key, Typing] = {}
        self._bell = asyncio.Event()

    def hear(self, typing: Typing) -> None:
        """Somebody types, or has stopped."""
        if typing.account_id in self._hub.rooms:
            key = (typing.account_id, typing.conversation_id, typing.user_id, typing.contact_id)
            self._latest[key] = typing
            self._bell.set()

    async def run(self) -> None:
        """Tell until cancelled."""
        while True:
            await self._bell.wait()
            self._bell.clear()
            heard, self._latest = list(self._latest.values()), {}
            try:
                told = await self._house.store.read(lambda tx, heard=heard: _read(tx, self._house, heard))
            except Exception:
                log.exception("typing cannot be told")
                continue
            for one in told:
                self._hand_out(one)

    def _hand_out(self, told: _Told) -> None:
        room = self._hub.rooms.get(told.account_id)
        for one in list(room.of(told.ears)) if room else ():
            one.say(told.body)


def _read(tx: Tx, house: House, heard: list[Typing]) -> list[_Told]:
    told: list[_Told] = []
    for account_id in {typing.account_id for typing in heard}:
        mine = [typing for typing in heard if typing.account_id == account_id]
        scene, audience = load(tx, house, account_id, mine), Audience(tx, account_id)
        for typing in mine:
            row = scene.conversation(typing)
            if row is None:
                continue
            event = "conversation.typing_on" if typing.on else "conversation.typing_off"
            staff = Ears(users=audience.staff(row.inbox_id) - {typing.user_id})
            shown = [(scene.typing_json(typing, row), staff)]
            shown.append((scene.visitor_typing_json(typing, row), Ears(visitors=audience.contact(row))))
            told += [_Told(account_id, frames.told(event, data), ears) for data, ears in shown if data is not None]
    return told
