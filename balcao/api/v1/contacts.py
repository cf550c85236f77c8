"""Contacts: list, find, enter, change, delete."""

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from balcao.api.avatars import avatar_sent
from balcao.api.call import Call
from balcao.api.limits import Limit
from balcao.api.route import Room, Who
from balcao.domain.contacts import actions, queries
from balcao.domain.contacts.actions import ContactDraft
from balcao.domain.inboxes import queries as inboxes
from balcao.kit.errors import invalid
from balcao.shapes.contact import (
    Contact,
    ContactPage,
    CreatedContact,
    NewAddress,
    NewContactParts,
    OneContact,
    PageMeta,
    contact,
    contact_inboxes,
)
from balcao.shapes.inbox import raw_inbox
from balcao.store.tx import Tx

room = Room("/api/v1/accounts/{account_id}/contacts", Who.MEMBER)

SEARCHES = (Limit("contact_search", 300, 60, by="account_id"),)


class ListParams(msgspec.Struct, kw_only=True):
    """Which page, in which order: a field's name, `-` before it for the last first."""

    page: Any = 1
    sort: str | None = None
    labels: list[str] | str = []
    include_contact_inboxes: bool = True

    @property
    def number(self) -> int:
        """The page's number; 1 for what is none."""
        text = str(self.page)
        return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 8 else 1


class SearchParams(ListParams, kw_only=True):
    """What to look for, in name, e-mail, phone, company and identifier."""

    q: str | None = None


class ContactFields(msgspec.Struct, kw_only=True):
    """What is said of a contact. Attributes are merged into those that are there; a picture is fetched soon after."""

    name: str | UnsetType | None = UNSET
    email: str | UnsetType | None = UNSET
    phone_number: str | UnsetType | None = UNSET
    identifier: str | UnsetType | None = UNSET
    blocked: bool | UnsetType | None = UNSET
    additional_attributes: dict[str, Any] | UnsetType | None = UNSET
    custom_attributes: dict[str, Any] | UnsetType | None = UNSET
    avatar_url: str | None = None

    @property
    def draft(self) -> ContactDraft:
        """The same as the domain takes it."""
        return ContactDraft(
            name=self.name, email=self.email, phone_number=self.phone_number, identifier=self.identifier,
            blocked=self.blocked if isinstance(self.blocked, bool) else UNSET,
            additional_attributes=_or_unset(self.additional_attributes),
            custom_attributes=_or_unset(self.custom_attributes),
        )  # fmt: skip


def _or_unset(value: dict[str, Any] | UnsetType | None) -> dict[str, Any] | UnsetType:
    return UNSET if value is None else value


class NewContact(ContactFields, kw_only=True):
    """A contact, with an address in an inbox where one is named."""

    inbox_id: int | None = None
    source_id: str | None = None


class ContactParams(ContactFields, kw_only=True):
    """What changes of a contact."""

    id: int


class ContactId(msgspec.Struct):
    """Which contact."""

    id: int


class AttributeNames(msgspec.Struct, kw_only=True):
    """Names of custom attributes, and the contact."""

    id: int
    custom_attributes: list[str]


def shown(call: Call[Any], row: queries.ContactRow) -> Contact:
    """A contact without its addresses."""
    return contact(row, call.house.lens)


def shown_with_inboxes(tx: Tx, call: Call[Any], rows: list[queries.ContactRow]) -> list[Contact]:
    """Contacts with their addresses, in two look-ups."""
    account_id = call.member.account_id
    addresses = queries.addresses_of(tx, account_id, [row.id for row in rows])
    named = inboxes.by_ids(tx, account_id, {one.inbox_id for some in addresses.values() for one in some})
    shapes = [shown(call, row) for row in rows]
    for shape in shapes:
        shape.contact_inboxes = contact_inboxes(addresses.get(shape.id, ()), named, call.house.lens)
    return shapes


def _page(tx: Tx, call: Call[Any], p: ListParams, found: queries.Page) -> ContactPage:
    number = str(call.params["page"]) if "page" in call.params else 1
    shapes = shown_with_inboxes(tx, call, found.rows) if p.include_contact_inboxes else _plain(call, found.rows)
    return ContactPage(PageMeta(found.count, number), shapes)


def _plain(call: Call[Any], rows: list[queries.ContactRow]) -> list[Contact]:
    return [shown(call, row) for row in rows]


@room.get(takes=ListParams, gives=ContactPage)
def index(tx: Tx, call: Call[ListParams]) -> ContactPage:
    """A page of 15 contacts that are known by e-mail, phone or identifier; contacts carry no labels."""
    none = [] if call.p.labels else None
    return _page(tx, call, call.p, queries.page(tx, call.member, call.p.number, call.p.sort, none))


@room.get("/search", takes=SearchParams, gives=ContactPage, limits=SEARCHES)
def search(tx: Tx, call: Call[SearchParams]) -> ContactPage:
    """The same for contacts that were looked for; nothing for a blank search."""
    return _page(tx, call, call.p, queries.search(tx, call.member, call.p.q or "", call.p.number, call.p.sort))


@room.get("/active", takes=ListParams, gives=ContactPage)
def active(tx: Tx, call: Call[ListParams]) -> ContactPage:
    """The same for contacts that are here now."""
    here = call.house.presence.contacts_here(call.member.account_id)
    return _page(tx, call, call.p, queries.page(tx, call.member, call.p.number, call.p.sort, here))


@room.get("/{id}", takes=ContactId, gives=OneContact)
def show(tx: Tx, call: Call[ContactId]) -> OneContact:
    """One contact."""
    row = queries.show(tx, call.member.account_id, call.p.id)
    return OneContact(shown_with_inboxes(tx, call, [row])[0])


@room.post(takes=NewContact, gives=CreatedContact, files=True, own=True)
async def create(call: Call[NewContact]) -> CreatedContact:
    """Enter a contact; `inbox_id` gives it an address there."""
    avatar = await avatar_sent(call)
    return await call.house.store.write(lambda tx: _enter(tx, call, avatar))


def _enter(tx: Tx, call: Call[NewContact], avatar: str | None) -> CreatedContact:
    p, account_id = call.p, call.member.account_id
    inbox = inboxes.seen(tx, call.member, p.inbox_id) if p.inbox_id else None
    if p.inbox_id and inbox is None:
        raise invalid("Inbox must exist", "inbox_id")
    row = actions.add_contact(tx, account_id, p.draft)
    row = _pictured(tx, row, p, avatar)
    address = NewAddress(None, None)
    if inbox is not None:
        kept = actions.add_address(tx, call.house.keyring, row, inbox.id, p.source_id)
        address = NewAddress(raw_inbox(inbox, call.house.lens), kept.source_id)
    return CreatedContact(NewContactParts(shown_with_inboxes(tx, call, [row])[0], address))


@room.put("/{id}", takes=ContactParams, gives=OneContact, files=True, own=True)
@room.patch("/{id}", takes=ContactParams, gives=OneContact, files=True, own=True)
async def change(call: Call[ContactParams]) -> OneContact:
    """Change what is sent, and nothing else."""
    account_id, avatar = call.member.account_id, await avatar_sent(call)

    def unit(tx: Tx) -> OneContact:
        row = actions.change_contact(tx, account_id, call.p.id, call.p.draft)
        return OneContact(shown(call, _pictured(tx, row, call.p, avatar)))

    return await call.house.store.write(unit)


def _pictured(tx: Tx, row: queries.ContactRow, p: ContactFields, avatar: str | None) -> queries.ContactRow:
    if avatar:
        return actions.set_avatar(tx, row.account_id, row.id, avatar)
    if p.avatar_url:
        actions.want_picture(tx, row.account_id, row.id, p.avatar_url)
    return row


@room.delete("/{id}", who=Who.ADMIN, takes=ContactId)
def remove(tx: Tx, call: Call[ContactId]) -> None:
    """Delete a contact with its conversations; not while it is online."""
    account_id = call.member.account_id
    is_here = call.house.presence.contact_is_here(account_id, call.p.id)
    actions.remove_contact(tx, account_id, call.p.id, is_here=is_here)


@room.delete("/{id}/avatar", takes=ContactId, gives=OneContact)
def drop_avatar(tx: Tx, call: Call[ContactId]) -> OneContact:
    """Take the picture away."""
    return OneContact(shown(call, actions.set_avatar(tx, call.member.account_id, call.p.id, None)))


@room.post("/{id}/destroy_custom_attributes", takes=AttributeNames, gives=OneContact)
def drop_custom_attributes(tx: Tx, call: Call[AttributeNames]) -> OneContact:
    """Forget some custom attributes."""
    row = actions.drop_custom_attributes(tx, call.member.account_id, call.p.id, call.p.custom_attributes)
    return OneContact(shown(call, row))
