"""Who listens here: subscriptions, grouped by account, by user and by a contact's address."""

from collections.abc import Iterator

import msgspec

from balcao.live import frames
from balcao.live.socket import Socket

PER_USER = 50
PER_VISITOR = 20


class Standing(msgspec.Struct, frozen=True):
    """Whom a proven token stands for: a user in an account, or a contact at one address."""

    account_id: int
    digest: str
    user_id: int | None = None
    contact_id: int = 0
    contact_inbox_id: int = 0


class Subscription:
    """One identifier on one socket. `seq` is the last event that it was offered; `seen` when it last gave a sign of life."""

    __slots__ = ("has_left", "is_live", "opening", "seen", "seq", "socket", "standing")

    def __init__(self, socket: Socket, identifier: str, standing: Standing) -> None:
        self.socket = socket
        self.opening = frames.opening(identifier)
        self.standing = standing
        self.seq = 0
        self.is_live = False
        self.has_left = False
        self.seen = 0

    def tell(self, seq: int, body: bytes) -> None:
        """Send a logged event that it has not had."""
        if seq > self.seq:
            self.seq = seq
            self.socket.push(self.opening, body)

    def say(self, body: bytes) -> None:
        """Send what is not logged."""
        self.socket.push(self.opening, body)


class Ears(msgspec.Struct, frozen=True):
    """Who hears something: user ids, and ids of contact inboxes."""

    users: frozenset[int] = frozenset()
    visitors: frozenset[int] = frozenset()

    def __contains__(self, one: Standing) -> bool:
        return one.contact_inbox_id in self.visitors if one.user_id is None else one.user_id in self.users


class Room:
    """An account that somebody here listens to. `cursor` is the last event that was relayed."""

    __slots__ = ("cursor", "users", "visitors")

    def __init__(self, cursor: int) -> None:
        self.cursor = cursor
        self.users: dict[int, set[Subscription]] = {}
        self.visitors: dict[int, set[Subscription]] = {}

    def of(self, ears: Ears) -> Iterator[Subscription]:
        """The subscriptions of these ears that are here."""
        for user_id in ears.users & self.users.keys():
            yield from self.users[user_id]
        for address in ears.visitors & self.visitors.keys():
            yield from self.visitors[address]

    def everybody(self) -> Iterator[Subscription]:
        """All subscriptions."""
        for group in (*self.users.values(), *self.visitors.values()):
            yield from group


class Hub:
    """All rooms of this process."""

    def __init__(self) -> None:
        self.rooms: dict[int, Room] = {}

    def enter(self, one: Subscription, latest: int) -> Room | None:
        """Take a subscription in, into a room that is at `latest` if it is new; None when its owner has too many."""
        room = self.rooms.setdefault(one.standing.account_id, Room(latest))
        group, key, most = _place(room, one.standing)
        if len(group.get(key, ())) >= most:
            return None
        group.setdefault(key, set()).add(one)
        return room

    def leave(self, one: Subscription) -> None:
        """Forget a subscription; fine when it is forgotten already."""
        one.is_live, one.has_left = False, True
        room = self.rooms.get(one.standing.account_id)
        if room is None:
            return
        group, key, _ = _place(room, one.standing)
        group.get(key, set()).discard(one)
        if not group.get(key):
            group.pop(key, None)
        if not room.users and not room.visitors:
            del self.rooms[one.standing.account_id]

    def subscriptions(self) -> list[Subscription]:
        """Everybody, everywhere."""
        return [one for room in self.rooms.values() for one in room.everybody()]

    def of_user(self, user_id: int) -> list[Subscription]:
        """A user's, in all accounts."""
        return [one for room in self.rooms.values() for one in room.users.get(user_id, ())]


def _place(room: Room, standing: Standing) -> tuple[dict[int, set[Subscription]], int, int]:
    if standing.user_id is None:
        return room.visitors, standing.contact_inbox_id, PER_VISITOR
    return room.users, standing.user_id, PER_USER
