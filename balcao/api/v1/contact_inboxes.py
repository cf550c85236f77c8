"""The addresses of a contact: where it can be written to, and a new one."""

from typing import Any

import msgspec

from balcao.api.call import Call
from balcao.api.route import Room, Who
from balcao.domain.contacts import actions, queries
from balcao.domain.conversations import visits
from balcao.domain.inboxes import queries as inboxes
from balcao.kit.errors import invalid
from balcao.shapes.contact import ContactableInboxes, ContactInbox
from balcao.shapes.inbox import inbox_slim
from balcao.store.tx import Tx

room = Room("/api/v1/accounts/{account_id}/contacts/{id}", Who.MEMBER)


class ContactId(msgspec.Struct):
    """Which contact."""

    id: int


class NewAddress(msgspec.Struct, kw_only=True):
    """An address in an inbox; made up where `source_id` is not given."""

    id: int
    inbox_id: int
    source_id: str | None = None
    hmac_verified: bool = False


@room.get("/contactable_inboxes", takes=ContactId, gives=ContactableInboxes)
def index(tx: Tx, call: Call[ContactId]) -> ContactableInboxes:
    """Where the team can begin a conversation: where the channel can start one, or the contact waits unanswered."""
    contact = queries.show(tx, call.member.account_id, call.p.id)
    addresses = queries.addresses_of(tx, contact.account_id, [contact.id]).get(contact.id, [])
    known = {address.inbox_id: address for address in addresses}
    found = [(row, _source(tx, call, row, known.get(row.id))) for row in inboxes.listed(tx, call.member)]
    shown = [ContactInbox(source, inbox_slim(row, call.house.lens)) for row, source in found if source]
    return ContactableInboxes(shown)


@room.post("/contact_inboxes", takes=NewAddress, gives=ContactInbox)
def create(tx: Tx, call: Call[NewAddress]) -> ContactInbox:
    """Give the contact an address in an inbox."""
    contact = queries.show(tx, call.member.account_id, call.p.id)
    inbox = inboxes.seen(tx, call.member, call.p.inbox_id)
    if inbox is None:
        raise invalid("Inbox must exist", "inbox_id")
    address = actions.add_address(tx, call.house.keyring, contact, inbox.id, call.p.source_id)
    if call.p.hmac_verified:
        actions.set_verified(tx, contact.account_id, address.id)
    return ContactInbox(address.source_id, inbox_slim(inbox, call.house.lens))


def _source(tx: Tx, call: Call[Any], row: inboxes.InboxRow, address: queries.AddressRow | None) -> str | None:
    if call.house.channels.of(row.kind).about.capabilities.can_start_conversation:
        return address.source_id if address else actions.fresh_source()
    if address is None or visits.latest(tx, address.visitor) is not None:
        return None
    return address.source_id
