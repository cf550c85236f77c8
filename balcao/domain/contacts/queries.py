"""Reads about contacts and their addresses."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, and_, bindparam, func, select

from balcao.domain.actors import Actor, Visitor
from balcao.domain.contacts import tables as t
from balcao.domain.contacts.access import visible_to
from balcao.domain.contacts.rules import PAGE, looks_like_phone, tidy_phone
from balcao.kit.errors import not_found
from balcao.kit.text import Json, folded
from balcao.store.prepared import Prepared
from balcao.store.tx import Tx

c, ci = t.contacts.c, t.contact_inboxes.c


class ContactRow(msgspec.Struct):
    """A contact."""

    id: int
    account_id: int
    name: str
    email: str | None
    phone_number: str | None
    identifier: str | None
    avatar: str | None
    blocked: bool
    contact_type: str
    additional_attributes: Json
    custom_attributes: Json
    last_activity_at: int | None
    created_at: int
    updated_at: int


class AddressRow(msgspec.Struct):
    """A contact's address in an inbox (a contact inbox)."""

    id: int
    account_id: int
    contact_id: int
    inbox_id: int
    source_id: str
    hmac_verified: bool
    created_at: int
    updated_at: int

    @property
    def visitor(self) -> Visitor:
        """The contact as it acts from this address."""
        return Visitor(
            self.account_id, self.inbox_id, self.contact_id, self.id, self.source_id, verified=self.hmac_verified
        )


class Page(msgspec.Struct):
    """A page of a list. `count` is that of all pages; None where nothing was asked for."""

    count: int | None
    rows: list[ContactRow]


CONTACT = (
    c.id, c.account_id, c.name, c.email, c.phone_number, c.identifier, c.avatar, c.blocked, c.contact_type,
    c.additional_attributes, c.custom_attributes, c.last_activity_at, c.created_at, c.updated_at,
)  # fmt: skip
ADDRESS = (
    ci.id, ci.account_id, ci.contact_id, ci.inbox_id, ci.source_id, ci.hmac_verified, ci.created_at, ci.updated_at,
)  # fmt: skip


def _attribute(name: str) -> ColumnElement[Any]:
    return c.additional_attributes[name].as_string()


_SORTS: dict[str, ColumnElement[Any]] = {
    "name": c.sort_name,
    "email": c.email,
    "phone_number": c.phone_number,
    "last_activity_at": c.last_activity_at,
    "created_at": c.id,
    "company": _attribute("company_name"),
    "city": _attribute("city"),
    "country": _attribute("country"),
}
_BY_ID = Prepared(select(*CONTACT).where(c.account_id == bindparam("account"), c.id == bindparam("id")))
_IDS = {
    field: Prepared(select(c.id).where(c.account_id == bindparam("account"), c[field] == bindparam("value")))
    for field in ("identifier", "email", "phone_number")
}
_ADDRESS = Prepared(select(*ADDRESS).where(ci.inbox_id == bindparam("inbox"), ci.source_id == bindparam("source")))


def show(tx: Tx, account_id: int, contact_id: int) -> ContactRow:
    """The contact with this id. Raises not found."""
    row = tx.first(_BY_ID, {"account": account_id, "id": contact_id})
    if row is None:
        raise not_found()
    return ContactRow(*row)


def by_ids(tx: Tx, account_id: int, ids: Sequence[int]) -> dict[int, ContactRow]:
    """Contacts by id."""
    rows = tx.all(select(*CONTACT).where(c.account_id == account_id, c.id.in_(ids))) if ids else ()
    return {row[0]: ContactRow(*row) for row in rows}


def page(tx: Tx, actor: Actor, number: int, sort: str | None = None, among: Sequence[int] | None = None) -> Page:
    """Page `number` of the known contacts; `among` narrows them to some ids."""
    where = _known(actor) if among is None else and_(_known(actor), c.id.in_(among))
    count: int = tx.value(select(func.count()).select_from(t.contacts).where(where))
    ids = tx.values(_paged(select(c.id).where(where), number, sort)) if (number - 1) * PAGE < count else []
    return Page(count, _in_order(tx, actor, ids))


def search(tx: Tx, actor: Actor, text: str, number: int, sort: str | None = None) -> Page:
    """Known contacts by a part of name, e-mail, phone, identifier or company; capitals and accents do not matter."""
    wanted = text.strip()
    if not wanted:
        return Page(None, [])
    plain = tidy_phone(wanted) if looks_like_phone(wanted) else folded(wanted)
    where = and_(_known(actor), c.search_text.contains(plain, autoescape=True))
    # Every text is looked at once, for the page and the count together.
    found = tx.all(_paged(select(c.id, func.count().over()).where(where), number, sort))
    if found:
        return Page(tuple(found[0])[1], _in_order(tx, actor, [row.id for row in found]))
    return Page(tx.value(select(func.count()).select_from(t.contacts).where(where)) if number > 1 else 0, [])


def _known(actor: Actor) -> ColumnElement[bool]:
    return and_(visible_to(actor), c.known.is_(True))


def _in_order(tx: Tx, actor: Actor, ids: Sequence[int]) -> list[ContactRow]:
    found = by_ids(tx, actor.account_id, ids)
    return [found[contact_id] for contact_id in ids]


def _paged(query: Select[*tuple[Any, ...]], number: int, sort: str | None) -> Select[*tuple[Any, ...]]:
    return _sorted(query, sort).limit(PAGE).offset((number - 1) * PAGE)


def _sorted(query: Select[*tuple[Any, ...]], sort: str | None) -> Select[*tuple[Any, ...]]:
    wanted = sort if sort and sort.removeprefix("-") in _SORTS else "-last_activity_at"
    column = _SORTS[wanted.removeprefix("-")]
    if wanted.startswith("-"):
        return query.order_by(column.desc().nulls_last(), c.id.desc())
    return query.order_by(column.asc().nulls_last(), c.id)


def addresses_of(tx: Tx, account_id: int, contact_ids: Sequence[int]) -> dict[int, list[AddressRow]]:
    """The addresses of contacts, by contact."""
    found: dict[int, list[AddressRow]] = {}
    query = select(*ADDRESS).where(ci.account_id == account_id, ci.contact_id.in_(contact_ids))
    for row in tx.all(query.order_by(ci.contact_id, ci.id)) if contact_ids else ():
        found.setdefault(row.contact_id, []).append(AddressRow(*row))
    return found


def address(tx: Tx, account_id: int, inbox_id: int, source_id: str) -> AddressRow | None:
    """Who writes from this address of an inbox."""
    row = tx.first(_ADDRESS, {"inbox": inbox_id, "source": source_id})
    return AddressRow(*row) if row is not None and row.account_id == account_id else None


def address_by_source(tx: Tx, account_id: int, source_id: str) -> AddressRow | None:
    """The newest address of the account with this source id, whichever its inbox."""
    query = select(*ADDRESS).where(ci.account_id == account_id, ci.source_id == source_id).order_by(ci.id.desc())
    row = tx.first(query.limit(1))
    return None if row is None else AddressRow(*row)


def address_of(tx: Tx, visitor: Visitor) -> AddressRow:
    """The visitor's address as it is now. Raises not found when it is gone."""
    query = select(*ADDRESS).where(ci.account_id == visitor.account_id, ci.id == visitor.contact_inbox_id)
    row = tx.first(query)
    if row is None:
        raise not_found()
    return AddressRow(*row)


def verified_addresses(tx: Tx, account_id: int, contact_id: int, inbox_id: int | None = None) -> list[int]:
    """The ids of a contact's proven addresses, in one inbox or in all."""
    proven = and_(ci.account_id == account_id, ci.contact_id == contact_id, ci.hmac_verified)
    if inbox_id is not None:
        proven = and_(proven, ci.inbox_id == inbox_id)
    return tx.values(select(ci.id).where(proven).order_by(ci.id))


def id_by(tx: Tx, account_id: int, field: str, value: str) -> int | None:
    """The contact that has this e-mail, phone number or identifier (`field` is the column's name)."""
    return tx.value(_IDS[field], {"account": account_id, "value": value})
