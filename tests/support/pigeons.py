"""A provider that brings what tests write, and an inbox of its channel."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import msgspec

from balcao.channels.contract import Channel, Hook, Line, Original
from balcao.channels.registry import Channels
from balcao.domain.arrivals import actions, queries
from balcao.domain.arrivals.rules import State
from balcao.envelope import Arrival, Capabilities, Ignored, Inbound, Receipt
from balcao.envelope import State as Delivered
from balcao.store.tx import Tx
from tests.channels.pigeon import PIGEON
from tests.support.client import Client
from tests.support.people import Signed, sign_up
from tests.support.waiting import until


def take_up(client: Client, channel: Channel) -> None:
    """Let one more channel be in use."""
    house = client.house
    channels = Channels([*house.channels, channel])
    object.__setattr__(house, "channels", channels)
    object.__setattr__(house, "lens", msgspec.structs.replace(house.lens, channels=channels))


def open_post(client: Client, pace: int | None = None) -> "Post":
    """Let pigeons come: with copies, read by a `Scribe`, and sent by nobody."""
    about = msgspec.structs.replace(PIGEON.about, delivers=False, capabilities=Capabilities(text_max=None, copies=True))
    scribe = Scribe()
    take_up(client, replace(PIGEON, about=about, outbound=None, inbound=scribe, originals=scribe, pace=pace))
    return Post(client, sign_up(client))


class Scribe:
    """Reads what tests write: JSON in the words of the envelope."""

    def take(self, hook: Hook, line: Line) -> Sequence[Arrival]:
        return []

    def read(self, arrival: Arrival, line: Line) -> Sequence[Inbound | Receipt | Ignored]:
        told = msgspec.json.decode(arrival.raw)
        if told.get("bounce"):
            return [msgspec.convert({"state": Delivered.FAILED, **told["bounce"]}, Receipt)]
        if told.get("ignored"):
            return [Ignored(reason=told["ignored"])]
        return [msgspec.convert({"external_id": arrival.key, **told}, Inbound)]

    def show(self, arrival: Arrival) -> Original:
        return Original("a note", "ana", [("From", "ana")], None, "text/plain", "txt")


class Post:
    """An inbox of that channel, and its team."""

    def __init__(self, client: Client, admin: Signed) -> None:
        self.client, self.admin, self.n = client, admin, 0
        body = {"name": "Pombos", "channel": {"type": "pigeon", "token": "t"}}
        self.inbox = self._json(client.post(f"{admin.account}/inboxes", headers=admin.headers, json=body))

    def _json(self, reply: Any) -> Any:
        assert reply.status_code == 200, reply.text
        return reply.json()

    def get(self, path: str) -> Any:
        return self._json(self.client.get(f"{self.admin.account}/{path}", headers=self.admin.headers))

    def post(self, path: str, **body: Any) -> Any:
        return self._json(self.client.post(f"{self.admin.account}/{path}", headers=self.admin.headers, json=body))

    def brings(self, text: str = "oi", sender: str = "ana@loja.example", key: str | None = None, **more: Any) -> str:
        self.n += 1
        told = {"sender": {"address": sender, "email": sender, "name": "Ana"}, "text": text, **more}
        key = key or f"n{self.n}"
        arrival = Arrival(key=key, raw=msgspec.json.encode(told), way="hook")
        account, inbox = self.admin.account_id, self.inbox["id"]
        self.client.house.store.write_now(lambda tx: actions.keep(tx, account, inbox, [arrival]))
        return key

    def arrival(self, key: str) -> queries.ArrivalRow:
        def unit(tx: Tx) -> queries.ArrivalRow:
            rows = [
                row for state in State for row in queries.page(tx, self.admin.account_id, self.inbox["id"], state, 1)[1]
            ]
            return next(row for row in rows if row.key == key)

        return self.client.house.store.read_now(unit)

    def settled(self, key: str) -> queries.ArrivalRow:
        """The arrival, once it was read."""
        until(self.client, lambda: self.arrival(key).state != State.WAITING)
        return self.arrival(key)

    def number_of(self, key: str) -> int:
        """The conversation to which an arrival belongs, once it was read."""
        row = self.settled(key)
        assert row.state == State.READ, row.reason
        found = self.get(f"inboxes/{self.inbox['id']}/arrivals?state=read")["payload"]
        return next(one["conversation_id"] for one in found if one["id"] == row.id)

    def conversations(self) -> list[Any]:
        return self.get(f"conversations?inbox_id={self.inbox['id']}&status=all")["data"]["payload"]

    def thread(self, number: int) -> list[Any]:
        return [one for one in self.get(f"conversations/{number}/messages")["payload"] if one["message_type"] != 2]
