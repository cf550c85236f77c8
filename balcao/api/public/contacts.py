"""An API inbox, and the contacts that a client makes known to it.

A contact that is there already is only reused when the client proves, by the inbox's signature of the identifier, that
it speaks for him. Without proof a client that sends an e-mail, a phone number or an identifier of somebody else gets a new
contact, and cannot tell from the answer that it is new.
"""

from typing import Any

import msgspec

from balcao.api import visiting
from balcao.api.call import Call
from balcao.api.limits import Limit
from balcao.api.public.clients import inbox_of
from balcao.api.route import Room, Who
from balcao.api.widget.contact import Introduction
from balcao.domain.actors import Visitor
from balcao.domain.contacts import actions, queries
from balcao.domain.contacts.actions import Identity
from balcao.domain.inboxes.queries import InboxRow
from balcao.kit.text import Json
from balcao.shapes.visitor_contact import ContactRecord, PublicContact, contact_record, public_contact
from balcao.store.tx import Tx

room = Room("/public/api/v1/inboxes/{inbox_identifier}", Who.CLIENT)

_NEWCOMERS = Limit("client_newcomers", 300, 60, by="inbox_identifier")
_CHANGES = Limit("client_identity", 60, 3600, by="contact_identifier")


class PublicInbox(msgspec.Struct):
    """An inbox, as its clients see it."""

    identifier: str
    identity_validation_enabled: bool
    name: str
    timezone: str
    working_hours: Json
    working_hours_enabled: bool
    csat_survey_enabled: bool
    greeting_enabled: bool


class NewContact(Introduction, kw_only=True):
    """Somebody for whom the client will speak."""

    source_id: str | None = None


@room.get(who=Who.ANYONE, gives=PublicInbox)
def show_inbox(tx: Tx, call: Call[None]) -> PublicInbox:
    """The inbox."""
    row = inbox_of(tx, call)
    return PublicInbox(
        row.public_key, bool(row.setting("hmac_mandatory")), row.name, row.timezone, row.working_hours,
        row.working_hours_enabled, False, row.greeting_enabled,
    )  # fmt: skip


@room.post("/contacts", who=Who.ANYONE, takes=NewContact, gives=PublicContact, limits=(_NEWCOMERS,))
def create(tx: Tx, call: Call[NewContact]) -> PublicContact:
    """A contact with an address in the inbox; the one that is there for a known `source_id` or a proven identifier."""
    inbox, p = inbox_of(tx, call), call.p
    identity = _identity(call, inbox, p)
    address = actions.find_or_create(tx, call.house.keyring, inbox.account_id, inbox.id, p.source_id)
    visitor = visiting.introduce(tx, call, address.visitor, identity)
    visiting.wish_picture(tx, visitor, p.avatar_url)
    return _public(tx, call, visitor)


@room.get("/contacts/{contact_identifier}", gives=PublicContact)
def show(tx: Tx, call: Call[None]) -> PublicContact:
    """The contact at an address."""
    return _public(tx, call, call.visitor)


@room.patch("/contacts/{contact_identifier}", takes=Introduction, gives=ContactRecord, limits=(_CHANGES,))
def update(tx: Tx, call: Call[Introduction]) -> ContactRecord:
    """Keep what the client says of the contact."""
    visitor = call.visitor
    identity = _identity(call, inbox_of(tx, call), call.p)
    visitor = visiting.introduce(tx, call, visitor, identity)
    visiting.wish_picture(tx, visitor, call.p.avatar_url)
    return contact_record(queries.show(tx, visitor.account_id, visitor.contact_id))


def _identity(call: Call[Any], inbox: InboxRow, said: Introduction) -> Identity:
    verified = visiting.proven(call, inbox, said.proof)
    return Identity(identifier=said.proof.name, claims=said.claims, verified=verified)


def _public(tx: Tx, call: Call[Any], visitor: Visitor) -> PublicContact:
    row = queries.show(tx, visitor.account_id, visitor.contact_id)
    return public_contact(row, queries.address_of(tx, visitor), call.house.keyring)
