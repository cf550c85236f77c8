"""Who serves an inbox."""

import msgspec

from balcao.api.call import Call
from balcao.api.route import Room, Who
from balcao.domain.inboxes import actions, queries
from balcao.shapes.members import Members, members
from balcao.store.tx import Tx

room = Room("/api/v1/accounts/{account_id}/inbox_members", Who.MEMBER)


class InboxId(msgspec.Struct):
    """Which inbox."""

    inbox_id: int


class Serving(msgspec.Struct, kw_only=True):
    """Users, and the inbox."""

    inbox_id: int
    user_ids: list[int]


@room.get("/{inbox_id}", takes=InboxId, gives=Members)
def show(tx: Tx, call: Call[InboxId]) -> Members:
    """Who serves it, by name."""
    found = queries.show(tx, call.member, call.p.inbox_id)
    return _shown(tx, call, found.id)


@room.post(who=Who.ADMIN, takes=Serving, gives=Members)
def add(tx: Tx, call: Call[Serving]) -> Members:
    """Let some more people serve it."""
    actions.add_members(tx, call.member, call.p.inbox_id, call.p.user_ids)
    return _shown(tx, call, call.p.inbox_id)


@room.put(who=Who.ADMIN, takes=Serving, gives=Members)
@room.patch(who=Who.ADMIN, takes=Serving, gives=Members)
def replace(tx: Tx, call: Call[Serving]) -> Members:
    """Let exactly these people serve it."""
    actions.set_members(tx, call.member, call.p.inbox_id, call.p.user_ids)
    return _shown(tx, call, call.p.inbox_id)


@room.delete(who=Who.ADMIN, takes=Serving)
def remove(tx: Tx, call: Call[Serving]) -> None:
    """Let these people serve it no longer."""
    actions.remove_members(tx, call.member, call.p.inbox_id, call.p.user_ids)


def _shown(tx: Tx, call: Call[InboxId] | Call[Serving], inbox_id: int) -> Members:
    rows = queries.members(tx, call.member.account_id, inbox_id)
    return Members(members(rows, call.house.lens))
