"""A visitor at the door: recognised by his token, or made known as somebody new.

Looking at the chat makes nobody known. Rows are written when a client asks for a visitor without the words
`visitor=lazy`, which the public contract promises, and when the chat is about to send something. Each token thus names
an address that exists, so one whose contact was deleted is refused, and cannot bring the contact back.
"""

from typing import Any

import msgspec

from balcao.api.call import Call
from balcao.api.limits import Limit
from balcao.api.widget import tokens
from balcao.api.widget.channel import Face, face_of
from balcao.api.widget.visitors import check_origin, recognise, site
from balcao.domain.accounts.queries import AccountRow
from balcao.domain.actors import Visitor
from balcao.domain.contacts import actions as contacts
from balcao.domain.contacts import queries as contact_queries
from balcao.domain.contacts.queries import AddressRow, ContactRow
from balcao.domain.inboxes.queries import InboxRow
from balcao.kit.clock import from_seconds
from balcao.kit.origin import address_key
from balcao.store.tx import Tx

NEWCOMERS = Limit("widget_newcomers", 30, 60)
NEWCOMERS_OF_INBOX = Limit("widget_newcomers_of_inbox", 300, 60)


class Doorway(msgspec.Struct, frozen=True):
    """The inbox at whose door the call stands, and who is there (None: a stranger)."""

    inbox: InboxRow
    account: AccountRow
    face: Face
    guest: "Guest | None"


class Guest(msgspec.Struct, frozen=True):
    """A visitor with contact, address and a token that is good for some time."""

    contact: ContactRow
    address: AddressRow
    token: str


async def look(call: Call[Any], token: str | None) -> Doorway:
    """Who is at the door, without making anybody known."""

    def unit(tx: Tx) -> Doorway:
        inbox, account = site(tx, call)
        check_origin(call, inbox.settings)
        visitor = recognise(tx, call, token)
        guest = _guest(tx, call, visitor, token) if visitor else None
        return Doorway(inbox, account, face_of(call.house, inbox, account, tx.now), guest)

    return await call.house.store.read(unit)


async def welcome(call: Call[Any], token: str | None) -> Doorway:
    """The same, with a stranger made known."""
    doorway = await look(call, token)
    if doorway.guest is not None:
        return doorway
    call.count(NEWCOMERS, address_key(call.ip))
    call.count(NEWCOMERS_OF_INBOX, doorway.inbox.public_key)

    def unit(tx: Tx) -> Guest:
        address = contacts.find_or_create(tx, call.house.keyring, doorway.inbox.account_id, doorway.inbox.id)
        return _guest(tx, call, address.visitor, None)

    guest = await call.house.store.write(unit)
    return msgspec.structs.replace(doorway, guest=guest)


def _guest(tx: Tx, call: Call[Any], visitor: Visitor, token: str | None) -> Guest:
    contact = contact_queries.show(tx, visitor.account_id, visitor.contact_id)
    address = contact_queries.address_of(tx, visitor)
    return Guest(contact, address, _good_token(call, visitor, token, tx.now))


def _good_token(call: Call[Any], visitor: Visitor, token: str | None, now: int) -> str:
    """The token at hand while it is young, else a new one: whoever comes back stays known."""
    known = tokens.read(call.house.keyring, token, now)
    if token and known and now - from_seconds(known.iat) < tokens.RENEW_AFTER:
        return token
    return tokens.issue(call.house.keyring, visitor, now)
