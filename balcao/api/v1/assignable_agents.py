"""Who may be given conversations of certain inboxes."""

import msgspec

from balcao.api.call import Call
from balcao.api.route import Room, Who
from balcao.domain.inboxes import queries
from balcao.shapes.members import Members, members
from balcao.store.tx import Tx

room = Room("/api/v1/accounts/{account_id}/assignable_agents", Who.MEMBER)


class InboxIds(msgspec.Struct, kw_only=True):
    """Which inboxes."""

    inbox_ids: list[int] | int


@room.get(takes=InboxIds, gives=Members)
def index(tx: Tx, call: Call[InboxIds]) -> Members:
    """The members that all the inboxes have in common, and every administrator."""
    wanted = call.p.inbox_ids if isinstance(call.p.inbox_ids, list) else [call.p.inbox_ids]
    found = [queries.show(tx, call.member, inbox_id).id for inbox_id in wanted]
    rows = queries.assignable(tx, call.member.account_id, found)
    return Members(members(rows, call.house.lens))
