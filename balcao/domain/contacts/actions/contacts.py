"""What the team does to contacts."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy import bindparam, delete, update

from balcao.domain.accounts.rules import is_email, tidy_email
from balcao.domain.contacts import queries, rules
from balcao.domain.contacts import tables as t
from balcao.domain.contacts.events import ContactCreated, ContactDeleted, ContactUpdated
from balcao.kit.errors import Problem, invalid
from balcao.kit.text import loads, name, plain
from balcao.outbox.emit import emit
from balcao.store.prepared import Prepared
from balcao.store.tx import Tx

BLANK: Mapping[str, Any] = {
    "name": "",
    "email": None,
    "phone_number": None,
    "identifier": None,
    "blocked": False,
    "additional_attributes": {},
    "custom_attributes": {},
}
_UNIQUE = {"email": "Email", "phone_number": "Phone number", "identifier": "Identifier"}


class ContactDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of a contact. UNSET leaves a field as it is; None or blank empties it.

    Attributes are merged into those that are there.
    """

    name: str | UnsetType | None = UNSET
    email: str | UnsetType | None = UNSET
    phone_number: str | UnsetType | None = UNSET
    identifier: str | UnsetType | None = UNSET
    blocked: bool | UnsetType = UNSET
    additional_attributes: dict[str, Any] | UnsetType = UNSET
    custom_attributes: dict[str, Any] | UnsetType = UNSET


def add_contact(tx: Tx, account_id: int, draft: ContactDraft) -> queries.ContactRow:
    """Enter a contact. Raises `Problem` for what does not fit or is taken."""
    values = {**BLANK, **_tidy(draft, None)}
    _refuse_taken(tx, account_id, values, None)
    return insert(tx, account_id, values)


def change_contact(tx: Tx, account_id: int, contact_id: int, draft: ContactDraft) -> queries.ContactRow:
    """Change a contact. Raises not found, or `Problem` for what does not fit or is taken."""
    row = queries.show(tx, account_id, contact_id)
    values = _tidy(draft, row)
    _refuse_taken(tx, account_id, values, contact_id)
    return write(tx, row, values)


def remove_contact(tx: Tx, account_id: int, contact_id: int, *, is_here: bool) -> None:
    """Delete a contact with its conversations. Whoever is here just now stays."""
    row = queries.show(tx, account_id, contact_id)
    if is_here:
        raise Problem(422, {"message": f"{row.name or 'The contact'} is Online, please try again later"})
    tx.run(delete(t.contacts).where(t.contacts.c.account_id == account_id, t.contacts.c.id == contact_id))
    emit(tx, ContactDeleted(account_id=account_id, contact_id=contact_id))


def drop_custom_attributes(tx: Tx, account_id: int, contact_id: int, keys: Sequence[str]) -> queries.ContactRow:
    """Forget some custom attributes."""
    row = queries.show(tx, account_id, contact_id)
    return write(tx, row, {"custom_attributes": rules.without(loads(row.custom_attributes), keys)})


def insert(tx: Tx, account_id: int, values: Mapping[str, Any]) -> queries.ContactRow:
    """Write a new contact of checked values, and say so."""
    found = {**values, **_derived(values, "visitor")}
    contact_id = tx.add(t.contacts, account_id=account_id, created_at=tx.now, updated_at=tx.now, **found)
    emit(tx, ContactCreated(account_id=account_id, contact_id=contact_id))
    return queries.show(tx, account_id, contact_id)


def write(tx: Tx, row: queries.ContactRow, values: Mapping[str, Any]) -> queries.ContactRow:
    """Write checked values into a contact, and say so; nothing where nothing is new."""
    new = {key: value for key, value in values.items() if _differs(getattr(row, key), value)}
    if not new:
        return row
    after = {field: new.get(field, getattr(row, field)) for field in BLANK}
    mine = (t.contacts.c.account_id == row.account_id) & (t.contacts.c.id == row.id)
    tx.run(update(t.contacts).where(mine).values({**new, **_derived(after, row.contact_type), "updated_at": tx.now}))
    emit(tx, ContactUpdated(account_id=row.account_id, contact_id=row.id, changed=tuple(sorted(new))))
    return queries.show(tx, row.account_id, row.id)


def _differs(before: Any, after: Any) -> bool:
    return (loads(before) if isinstance(before, msgspec.Raw) else before) != after


def _derived(values: Mapping[str, Any], contact_type: str) -> dict[str, Any]:
    """What follows from a contact's values: its type, its place in a list, what finds it."""
    attributes = values["additional_attributes"]
    company = (loads(attributes) if isinstance(attributes, msgspec.Raw) else attributes).get("company_name")
    known = any(values.get(field) for field in _UNIQUE)
    text = rules.search_text(*(values[field] for field in _UNIQUE), values["name"], str(company or ""))
    return {
        "known": known,
        "contact_type": "lead" if known and contact_type == "visitor" else contact_type,
        "sort_name": rules.sort_name(values["name"]),
        "search_text": text,
    }


def _tidy(draft: ContactDraft, row: queries.ContactRow | None) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field, tidy in _FIELDS.items():
        if (sent := getattr(draft, field)) is not UNSET:
            values[field] = tidy(sent or "")
    if draft.blocked is not UNSET:
        values["blocked"] = draft.blocked
    for field in ("additional_attributes", "custom_attributes"):
        if (sent := getattr(draft, field)) is not UNSET:
            values[field] = _attributes(field, row, sent)
    return values


def _attributes(field: str, row: queries.ContactRow | None, sent: Mapping[str, Any]) -> dict[str, Any]:
    found = rules.merged(loads(getattr(row, field)) if row else {}, sent)
    if fault := rules.attribute_faults(found):
        raise invalid(f"{field.replace('_', ' ').capitalize()} {fault}", field)
    return found


def _email(value: str) -> str | None:
    email = tidy_email(plain(value))
    if email and not is_email(email):
        raise invalid("Email Invalid email", "email")
    return email or None


def _phone(value: str) -> str | None:
    number = rules.tidy_phone(plain(value))
    if number and not rules.is_phone(number):
        raise invalid("Phone number should be in e164 format", "phone_number")
    return number or None


def _identifier(value: str) -> str | None:
    identifier = plain(value).strip()
    if len(identifier) > rules.SOURCE_MAX:
        raise invalid(f"Identifier is too long (maximum is {rules.SOURCE_MAX} characters)", "identifier")
    return identifier or None


_FIELDS = {"name": name, "email": _email, "phone_number": _phone, "identifier": _identifier}


def _refuse_taken(tx: Tx, account_id: int, values: Mapping[str, Any], own_id: int | None) -> None:
    taken = [field for field in _UNIQUE if (v := values.get(field)) and is_taken(tx, account_id, field, v, own_id)]
    if taken:
        raise invalid(", ".join(f"{_UNIQUE[field]} has already been taken" for field in taken), *taken)


def is_taken(tx: Tx, account_id: int, field: str, value: str, own_id: int | None) -> bool:
    """Whether another contact of the account has this e-mail, phone number or identifier."""
    return queries.id_by(tx, account_id, field, value) not in (None, own_id)


_ACTIVE = Prepared(
    update(t.contacts)
    .where(t.contacts.c.account_id == bindparam("account"), t.contacts.c.id == bindparam("contact"))
    .values(last_activity_at=bindparam("moment"))
)


def note_activity(tx: Tx, account_id: int, contact_id: int) -> None:
    """The contact has just written."""
    tx.run(_ACTIVE, {"account": account_id, "contact": contact_id, "moment": tx.now})
