"""Who a visitor is: an identifier of the site's own users, proved by the site's signature or merely said."""

from collections.abc import Callable

import msgspec
from sqlalchemy import delete, update

from balcao.domain.actors import Visitor
from balcao.domain.contacts import queries, rules
from balcao.domain.contacts import tables as t
from balcao.domain.contacts.actions.addresses import find_or_create, set_verified
from balcao.domain.contacts.actions.claims import Claims, claim, keep
from balcao.domain.contacts.actions.contacts import write
from balcao.domain.contacts.events import ContactMerged
from balcao.kit.crypto import Keyring
from balcao.kit.text import loads, plain
from balcao.outbox.emit import emit
from balcao.store.tx import Tx

Move = Callable[[Tx, int, int, int], None]
"""Hand what a contact said to another one: (tx, account id, from contact, to contact)."""


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """What was said of a visitor. `verified`: the caller has checked the site's signature of the identifier."""

    identifier: str
    claims: Claims = Claims()
    verified: bool = False


def identify(tx: Tx, keyring: Keyring, visitor: Visitor, identity: Identity, move: Move) -> Visitor:
    """Say who a visitor is; the visitor as whom he goes on.

    Another `contact_inbox_id` in the answer is a new address, and needs a new token: it is given out when the contact
    at hand is known under another identifier. Only a verified visitor is joined to the contact that has the identifier,
    and `move` takes the conversations along; otherwise an identifier that another contact has stays a claim.
    """
    wanted = plain(identity.identifier).strip()[: rules.SOURCE_MAX]
    row = queries.show(tx, visitor.account_id, visitor.contact_id)
    said: dict[str, str] = loads(row.additional_attributes).get(rules.CLAIMS) or {}
    known_as = row.identifier or said.get("identifier")
    if wanted and known_as not in (None, wanted):
        visitor = find_or_create(tx, keyring, visitor.account_id, visitor.inbox_id).visitor
    if wanted and identity.verified:
        visitor = _prove(tx, visitor, wanted, move)
    elif wanted:
        keep(tx, visitor, {"identifier": wanted}, Claims())
    claim(tx, visitor, identity.claims)
    return visitor


def _prove(tx: Tx, visitor: Visitor, identifier: str, move: Move) -> Visitor:
    owner = queries.id_by(tx, visitor.account_id, "identifier", identifier)
    if owner and owner != visitor.contact_id and _merely_said(tx, visitor.account_id, owner, identifier):
        # Somebody else took the name without proof. He keeps it as a claim, and nothing of his joins its owner.
        write(tx, queries.show(tx, visitor.account_id, owner), {"identifier": None})
        owner = None
    if owner is None:
        write(tx, queries.show(tx, visitor.account_id, visitor.contact_id), {"identifier": identifier})
    elif owner != visitor.contact_id:
        _merge(tx, visitor.account_id, owner, visitor.contact_id, move)
    set_verified(tx, visitor.account_id, visitor.contact_inbox_id)
    return queries.address_of(tx, visitor).visitor


def _merely_said(tx: Tx, account_id: int, contact_id: int, identifier: str) -> bool:
    """Whether a contact has its identifier only because a visitor said so."""
    claims: dict[str, str] = (
        loads(queries.show(tx, account_id, contact_id).additional_attributes).get(rules.CLAIMS) or {}
    )
    return claims.get("identifier") == identifier and not queries.verified_addresses(tx, account_id, contact_id)


def _merge(tx: Tx, account_id: int, base_id: int, mergee_id: int, move: Move) -> None:
    """Make one contact of two: what the base has wins, what it lacks comes from the other."""
    base, mergee = queries.show(tx, account_id, base_id), queries.show(tx, account_id, mergee_id)
    contacts, addresses = t.contacts.c, t.contact_inboxes.c
    move(tx, account_id, mergee_id, base_id)
    his = (addresses.account_id == account_id) & (addresses.contact_id == mergee_id)
    tx.run(update(t.contact_inboxes).where(his).values(contact_id=base_id, updated_at=tx.now))
    tx.run(delete(t.contacts).where(contacts.account_id == account_id, contacts.id == mergee_id))
    write(tx, base, {
        "additional_attributes": rules.merged(
            rules.without(loads(mergee.additional_attributes), (rules.CLAIMS,)), loads(base.additional_attributes)
        ),
        "custom_attributes": rules.merged(loads(mergee.custom_attributes), loads(base.custom_attributes)),
    })  # fmt: skip
    emit(tx, ContactMerged(account_id=account_id, contact_id=base_id, mergee_id=mergee_id))
