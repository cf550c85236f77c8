"""What a visitor says about himself without proof.

A claim never joins the visitor to an existing contact, and never tells whether one exists. It fills what is empty (or
what the same visitor had filled before), unless another contact has that value; a verified visitor may also correct what
is there. All of it is kept under `claims`, so that the team sees what was said and judges for itself.
"""

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from balcao.domain.accounts.rules import is_email, tidy_email
from balcao.domain.actors import Visitor
from balcao.domain.contacts import queries, rules
from balcao.domain.contacts.actions.contacts import is_taken, write
from balcao.kit.text import loads, name, plain
from balcao.store.tx import Tx


class Claims(msgspec.Struct, frozen=True, kw_only=True):
    """What was said; UNSET where nothing was. A broken e-mail or phone number counts as not said."""

    name: str | UnsetType | None = UNSET
    email: str | UnsetType | None = UNSET
    phone_number: str | UnsetType | None = UNSET
    custom_attributes: dict[str, Any] | UnsetType | None = UNSET
    additional_attributes: dict[str, Any] | UnsetType | None = UNSET


def claim(tx: Tx, visitor: Visitor, claims: Claims) -> queries.ContactRow:
    """Keep what a visitor said; the contact as it is then. Raises not found when the contact is gone."""
    return keep(tx, visitor, _said(claims), claims)


def keep(tx: Tx, visitor: Visitor, said: dict[str, str], claims: Claims) -> queries.ContactRow:
    """The same, for tidy values by the name of their field."""
    row = queries.show(tx, visitor.account_id, visitor.contact_id)
    before: dict[str, Any] = loads(row.additional_attributes)
    claimed: dict[str, Any] = before.get(rules.CLAIMS) or {}
    values: dict[str, Any] = {
        field: value
        for field, value in said.items()
        if (visitor.verified or _is_his(row, field, claimed)) and _is_free(tx, row, field, value)
    }
    after = rules.merged(before, _attributes(claims.additional_attributes))
    if said:
        after[rules.CLAIMS] = {**claimed, **said}
    values["additional_attributes"] = _within_bounds(before, after)
    custom: dict[str, Any] = loads(row.custom_attributes)
    values["custom_attributes"] = _within_bounds(custom, rules.merged(custom, _attributes(claims.custom_attributes)))
    return write(tx, row, values)


def _said(claims: Claims) -> dict[str, str]:
    said = {
        "name": name(claims.name or ""),
        "email": tidy_email(plain(claims.email or "")),
        "phone_number": rules.tidy_phone(plain(claims.phone_number or "")),
    }
    if not is_email(said["email"]):
        said["email"] = ""
    if not rules.is_phone(said["phone_number"]):
        said["phone_number"] = ""
    return {field: value for field, value in said.items() if value}


def _is_his(row: queries.ContactRow, field: str, claimed: dict[str, Any]) -> bool:
    """Whether a field is empty, or holds what the visitor himself has put there."""
    current = getattr(row, field)
    return not current or current == claimed.get(field) or (field == "name" and rules.is_visitor_name(current))


def _is_free(tx: Tx, row: queries.ContactRow, field: str, value: str) -> bool:
    return field == "name" or not is_taken(tx, row.account_id, field, value, row.id)


def _attributes(sent: dict[str, Any] | UnsetType | None) -> dict[str, Any]:
    return rules.without(sent, (rules.CLAIMS,)) if isinstance(sent, dict) else {}


def _within_bounds(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    return before if rules.attribute_faults(after) else after
