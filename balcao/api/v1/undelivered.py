"""What was not delivered: how much there is, and all of it once more."""

import msgspec

from balcao.api.call import Call
from balcao.api.route import Room, Who
from balcao.api.v1.conversations import ListParams
from balcao.domain.conversations import actions, lists
from balcao.domain.conversations.filters import Filter
from balcao.domain.conversations.lists import Undelivered
from balcao.store.tx import Tx

room = Room("/api/v1/accounts/{account_id}/conversations/undelivered", Who.MEMBER)

MOST = 100
"""So many messages are handed over again by one call."""


class Retried(msgspec.Struct):
    """How many messages are on their way again, and how many are still to be asked for."""

    retried: int
    left: int


@room.get(takes=ListParams, gives=Undelivered)
def index(tx: Tx, call: Call[ListParams]) -> Undelivered:
    """How much was not delivered in the last 30 days. The list itself: `conversation_type=undelivered`."""
    return lists.count_undelivered(tx, call.member, _wanted(tx, call.p))


@room.post("/retry", takes=ListParams, gives=Retried)
def retry(tx: Tx, call: Call[ListParams]) -> Retried:
    """Send again what the list shows, oldest first and at most a hundred messages at once."""
    wanted = _wanted(tx, call.p)
    found = lists.undelivered(tx, call.member, wanted, MOST)
    for failed in found:
        actions.send_again(tx, call.member, failed.display_id, failed.message_id)
    return Retried(len(found), lists.count_undelivered(tx, call.member, wanted).messages)


def _wanted(tx: Tx, p: ListParams) -> Filter:
    return msgspec.structs.replace(p, conversation_type="undelivered").filter(tx.now)
