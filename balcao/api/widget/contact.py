"""What the visitor says of himself, and what his site says of him."""

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from balcao.api import visiting
from balcao.api.call import Call
from balcao.api.limits import Limit
from balcao.api.route import Room, Who
from balcao.api.visiting import Proof
from balcao.api.widget import tokens
from balcao.api.widget.visitors import site
from balcao.domain.actors import Visitor
from balcao.domain.contacts import actions, queries
from balcao.domain.contacts.actions import Claims, Identity
from balcao.shapes.visitor_contact import ContactRecord, WidgetContact, contact_record, own_identifier, widget_contact
from balcao.store.tx import Tx

room = Room("/api/v1/widget/contact", Who.VISITOR)

_CHANGES = (Limit("widget_identity", 20, 3600, by="token"), Limit("widget_identity_by_address", 300, 3600))


class Sayings(msgspec.Struct, kw_only=True):
    """What is said of the visitor; a key that is absent says nothing. Broken addresses count as absent."""

    name: str | UnsetType | None = UNSET
    email: str | UnsetType | None = UNSET
    phone_number: str | UnsetType | None = UNSET
    custom_attributes: dict[str, Any] | UnsetType | None = UNSET
    additional_attributes: dict[str, Any] | UnsetType | None = UNSET
    avatar_url: str | None = None

    @property
    def claims(self) -> Claims:
        """The same, as claims."""
        return Claims(
            name=self.name,
            email=self.email,
            phone_number=self.phone_number,
            custom_attributes=self.custom_attributes,
            additional_attributes=self.additional_attributes,
        )


class Introduction(Sayings, kw_only=True):
    """What the site says of its user. `identifier_hash` proves it."""

    identifier: Any = None
    identifier_hash: Any = None

    @property
    def proof(self) -> Proof:
        """The identifier and its signature."""
        return Proof(identifier=self.identifier, identifier_hash=self.identifier_hash)


class DroppedAttributes(msgspec.Struct, kw_only=True):
    """Names of custom attributes."""

    custom_attributes: list[str] = []


@room.get(gives=WidgetContact)
def show(tx: Tx, call: Call[None]) -> WidgetContact:
    """What is known of the visitor."""
    row = _row(tx, call.visitor)
    known = widget_contact(row)
    known.identifier = own_identifier(row)
    return known


@room.patch(takes=Sayings, gives=WidgetContact, limits=_CHANGES)
def update(tx: Tx, call: Call[Sayings]) -> WidgetContact:
    """Keep what the visitor says of himself. It joins him to nobody."""
    known = actions.claim(tx, call.visitor, call.p.claims)
    visiting.wish_picture(tx, call.visitor, call.p.avatar_url)
    return widget_contact(known)


@room.patch("/set_user", takes=Introduction, gives=WidgetContact, limits=_CHANGES)
def set_user(tx: Tx, call: Call[Introduction]) -> WidgetContact:
    """Keep who the site says its user is. Only a proven identifier joins him to the contact that has it.

    A new token comes back when he goes on from a new address, because this one was known under another identifier.
    """
    inbox, _ = site(tx, call)
    proof = call.p.proof
    verified = visiting.proven(call, inbox, proof)
    identity = Identity(identifier=proof.name, claims=call.p.claims, verified=verified)
    visitor = visiting.introduce(tx, call, call.visitor, identity)
    visiting.wish_picture(tx, visitor, call.p.avatar_url)
    known = widget_contact(_row(tx, visitor))
    if visitor.contact_inbox_id != call.visitor.contact_inbox_id:
        known.widget_auth_token = tokens.issue(call.house.keyring, visitor, tx.now)
    return known


@room.post("/destroy_custom_attributes", takes=DroppedAttributes, gives=ContactRecord)
def destroy_custom_attributes(tx: Tx, call: Call[DroppedAttributes]) -> ContactRecord:
    """Forget some of the visitor's custom attributes."""
    return contact_record(
        actions.drop_custom_attributes(tx, call.visitor.account_id, call.visitor.contact_id, call.p.custom_attributes)
    )


def _row(tx: Tx, visitor: Visitor) -> queries.ContactRow:
    return queries.show(tx, visitor.account_id, visitor.contact_id)
