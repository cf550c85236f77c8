"""A visitor's own contact, as widget and client API tell it back. Keys were allowed by name, as in `visitor.py`."""

import msgspec
from msgspec import UNSET, UnsetType

from balcao.domain.contacts.queries import AddressRow, ContactRow
from balcao.domain.contacts.rules import CLAIMS, is_visitor_name
from balcao.kit.clock import iso, iso_or_none
from balcao.kit.crypto import Keyring
from balcao.kit.text import Json, dumps, loads
from balcao.shapes.visitor import claims_of


class WidgetContact(msgspec.Struct):
    """What the widget must know to ask for no more than is missing."""

    id: int
    has_email: bool
    has_name: bool
    has_phone_number: bool
    identifier: str | UnsetType | None = UNSET
    widget_auth_token: str | UnsetType = UNSET


class ConfigContact(msgspec.Struct):
    """The contact in the widget's configuration."""

    email: str | None
    id: int
    identifier: str | None
    name: str
    phone_number: str | None
    pubsub_token: str


class PublicContact(msgspec.Struct):
    """The contact of a client, with the token for its socket."""

    source_id: str
    pubsub_token: str
    id: int
    name: str
    email: str | None
    phone_number: str | None


class ContactRecord(msgspec.Struct):
    """A contact with all its fields."""

    id: int
    name: str
    email: str | None
    phone_number: str | None
    account_id: int
    created_at: str
    updated_at: str
    additional_attributes: Json
    identifier: str | None
    custom_attributes: Json
    last_activity_at: str | None
    contact_type: str
    middle_name: str
    last_name: str
    location: str
    country_code: str
    blocked: bool
    company_id: int | None


def widget_contact(row: ContactRow) -> WidgetContact:
    """What is known of the visitor; `identifier` is left out."""
    email, phone, _ = _own(row)
    return WidgetContact(row.id, bool(email), bool(row.name) and not is_visitor_name(row.name), bool(phone))


def config_contact(row: ContactRow, address: AddressRow, keyring: Keyring) -> ConfigContact:
    """The contact in the widget's configuration."""
    email, phone, identifier = _own(row)
    return ConfigContact(email, row.id, identifier, row.name, phone, keyring.token("contact", address.id))


def public_contact(row: ContactRow, address: AddressRow, keyring: Keyring) -> PublicContact:
    """The contact of a client."""
    email, phone, _ = _own(row)
    return PublicContact(address.source_id, keyring.token("contact", address.id), row.id, row.name, email, phone)


def contact_record(row: ContactRow) -> ContactRecord:
    """The whole contact, to himself."""
    email, phone, identifier = _own(row)
    additional = loads(row.additional_attributes)
    additional.pop(CLAIMS, None)
    kind = "lead" if row.contact_type == "visitor" and any((email, phone, identifier)) else row.contact_type
    return ContactRecord(
        row.id, row.name, email, phone, row.account_id, iso(row.created_at), iso(row.updated_at), dumps(additional),
        identifier, row.custom_attributes, iso_or_none(row.last_activity_at), kind, "", "", "", "",
        # Somebody who is told that he is blocked comes back under another name.
        False, None,
    )  # fmt: skip


def own_identifier(row: ContactRow) -> str | None:
    """The identifier under which the visitor goes, proven or said."""
    return _own(row)[2]


def _own(row: ContactRow) -> tuple[str | None, str | None, str | None]:
    said = claims_of(row.additional_attributes)
    return (
        row.email or said.get("email"),
        row.phone_number or said.get("phone_number"),
        row.identifier or said.get("identifier"),
    )
