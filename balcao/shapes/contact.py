"""Contacts, as REST gives them to the team."""

from collections.abc import Mapping, Sequence

import msgspec
from msgspec import UNSET, UnsetType

from balcao.domain.contacts.queries import AddressRow, ContactRow
from balcao.domain.inboxes.queries import InboxRow
from balcao.kit.clock import seconds
from balcao.kit.text import Json
from balcao.shapes.inbox import InboxSlim, RawInbox, inbox_slim
from balcao.shapes.lens import Lens


class ContactInbox(msgspec.Struct):
    """A contact's address, and in which inbox."""

    source_id: str
    inbox: InboxSlim


class Contact(msgspec.Struct, kw_only=True):
    """A contact. `contact_inboxes` is there where it was asked for."""

    id: int
    name: str
    email: str | None
    phone_number: str | None
    identifier: str | None
    thumbnail: str
    blocked: bool
    availability_status: str
    additional_attributes: Json
    custom_attributes: Json
    last_activity_at: int | UnsetType = UNSET
    created_at: int | UnsetType = UNSET
    contact_inboxes: list[ContactInbox] | UnsetType = UNSET


class OneContact(msgspec.Struct):
    """A contact in its envelope."""

    payload: Contact


class PageMeta(msgspec.Struct):
    """How many there are in all; `current_page` is the string that was sent, or 1."""

    count: int | None
    current_page: int | str


class ContactPage(msgspec.Struct):
    """A page of contacts."""

    meta: PageMeta
    payload: list[Contact]


class NewAddress(msgspec.Struct):
    """The address that a new contact was given; nulls for none."""

    inbox: RawInbox | None
    source_id: str | None


class NewContactParts(msgspec.Struct):
    """A new contact and its address."""

    contact: Contact
    contact_inbox: NewAddress


class CreatedContact(msgspec.Struct):
    """The answer to a creation."""

    payload: NewContactParts


class ContactableInboxes(msgspec.Struct):
    """Where a conversation with the contact can be started."""

    payload: list[ContactInbox]


def contact(row: ContactRow, lens: Lens) -> Contact:
    """The contact of a row, without addresses."""
    is_here = lens.presence.contact_is_here(row.account_id, row.id)
    return Contact(
        id=row.id, name=row.name, email=row.email, phone_number=row.phone_number, identifier=row.identifier,
        thumbnail=lens.urls.file(row.avatar), blocked=row.blocked, availability_status="online" if is_here else "offline",
        additional_attributes=row.additional_attributes, custom_attributes=row.custom_attributes,
        last_activity_at=seconds(row.last_activity_at) if row.last_activity_at else UNSET,
        created_at=seconds(row.created_at),
    )  # fmt: skip


def contact_inboxes(addresses: Sequence[AddressRow], inboxes: Mapping[int, InboxRow], lens: Lens) -> list[ContactInbox]:
    """The addresses of a contact, each with its inbox."""
    return [
        ContactInbox(address.source_id, inbox_slim(inboxes[address.inbox_id], lens))
        for address in addresses
        if address.inbox_id in inboxes
    ]
