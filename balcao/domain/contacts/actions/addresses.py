"""The addresses from which contacts write."""

import secrets
import uuid

from sqlalchemy import bindparam, update

from balcao.domain.accounts.queries import locale_of
from balcao.domain.contacts import queries, rules
from balcao.domain.contacts import tables as t
from balcao.domain.contacts.actions.contacts import BLANK, insert
from balcao.kit.crypto import Keyring, digest
from balcao.kit.errors import invalid
from balcao.kit.text import plain
from balcao.store.prepared import Prepared
from balcao.store.tx import Tx

_SIGN = Prepared(
    update(t.contact_inboxes)
    .where(t.contact_inboxes.c.id == bindparam("row_id"))
    .values(pubsub_digest=bindparam("token"))
)


def fresh_source() -> str:
    """An address that nobody can guess, for channels without addresses of their own."""
    return str(uuid.uuid4())


def find_or_create(
    tx: Tx, keyring: Keyring, account_id: int, inbox_id: int, source_id: str | None = None
) -> queries.AddressRow:
    """Who writes from this address; somebody new, with a made-up name, when the address is new or None.

    The answer's `visitor` acts in the contact's name. Raises `Problem` for an address that cannot be one.
    """
    source = _source(source_id)
    if source_id is not None and (known := queries.address(tx, account_id, inbox_id, source)):
        return known
    contact = _newcomer(tx, account_id)
    return _add(tx, keyring, contact, inbox_id, source)


def add_address(
    tx: Tx, keyring: Keyring, contact: queries.ContactRow, inbox_id: int, source_id: str | None = None
) -> queries.AddressRow:
    """Give a contact an address in an inbox of the same account; the one that is there when it is the contact's own.

    Raises `Problem` when the address belongs to somebody else. That the inbox is the account's, the caller has asked.
    """
    source = _source(source_id)
    known = queries.address(tx, contact.account_id, inbox_id, source)
    if known is not None and known.contact_id != contact.id:
        raise invalid("Source has already been taken", "source_id")
    return known or _add(tx, keyring, contact, inbox_id, source)


def set_verified(tx: Tx, account_id: int, contact_inbox_id: int) -> None:
    """The contact has proved who writes from here."""
    mine = (t.contact_inboxes.c.account_id == account_id) & (t.contact_inboxes.c.id == contact_inbox_id)
    tx.run(update(t.contact_inboxes).where(mine).values(hmac_verified=True, updated_at=tx.now))


def _newcomer(tx: Tx, account_id: int) -> queries.ContactRow:
    name = rules.visitor_name(secrets.randbelow(1 << 30), locale_of(tx, account_id))
    return insert(tx, account_id, {**BLANK, "name": name})


def _add(tx: Tx, keyring: Keyring, contact: queries.ContactRow, inbox_id: int, source: str) -> queries.AddressRow:
    address_id = tx.add(
        t.contact_inboxes, account_id=contact.account_id, contact_id=contact.id, inbox_id=inbox_id, source_id=source,
        hmac_verified=False, created_at=tx.now, updated_at=tx.now,
    )  # fmt: skip
    tx.run(_SIGN, {"row_id": address_id, "token": digest(keyring.token("contact", address_id))})
    return queries.AddressRow(address_id, contact.account_id, contact.id, inbox_id, source, False, tx.now, tx.now)


def _source(source_id: str | None) -> str:
    if source_id is None:
        return fresh_source()
    source = plain(source_id).strip()
    if not 0 < len(source) <= rules.SOURCE_MAX:
        raise invalid(f"Source id is too long (maximum is {rules.SOURCE_MAX} characters)", "source_id")
    return source
