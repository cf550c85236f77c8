"""Open a conversation for the team: who it is with, in which inbox, and what is said first."""

from typing import Any
from uuid import UUID, uuid5

import msgspec
from msgspec import UNSET, UnsetType

from balcao.api.call import Call
from balcao.api.v1.recipients import drop_own, named_addresses, recipients
from balcao.domain.contacts import actions as contact_actions
from balcao.domain.contacts import queries as contacts
from balcao.domain.conversations import actions
from balcao.domain.conversations import queries as q
from balcao.domain.conversations.actions.hold import hold_by_id
from balcao.domain.conversations.actions.opening import opened_before
from balcao.domain.conversations.rules import Kind, Status
from balcao.domain.inboxes import queries as inboxes
from balcao.envelope import Correspondent
from balcao.kit.clock import from_seconds
from balcao.kit.errors import invalid, not_found, refused
from balcao.store.tx import Tx


class FirstMessage(msgspec.Struct, kw_only=True):
    """What the team says first."""

    content: str | None = None
    template_params: dict[str, Any] | None = None
    to_emails: Any = None
    cc_emails: Any = None
    bcc_emails: Any = None


class NewConversation(msgspec.Struct, kw_only=True):
    """A contact in an inbox, an address (`source_id`) alone, or mail addresses (`to_emails`); how it begins."""

    inbox_id: int | None = None
    contact_id: int | None = None
    source_id: str | None = None
    additional_attributes: dict[str, Any] = {}
    custom_attributes: dict[str, Any] = {}
    status: str | None = None
    snoozed_until: float | None = None
    assignee_id: int | str | UnsetType | None = UNSET
    team_id: int | str | UnsetType | None = UNSET
    hmac_verified: bool = False
    message: FirstMessage | None = None
    to_emails: Any = None
    cc_emails: Any = None
    bcc_emails: Any = None
    echo_id: str | int | None = None


_ECHOES = UUID("2f0f3c0e-7a52-5f0c-9d55-6c2c1d6f5b10")


def open_for_team(tx: Tx, call: Call[NewConversation]) -> q.ConversationRow:
    """The new conversation, or the running one of an inbox that is locked to a single conversation.

    The same `echo_id` of the same member opens it once.
    """
    p, member = call.p, call.member
    own_name = None if p.echo_id is None else str(uuid5(_ECHOES, f"{member.account_id}:{member.user_id}:{p.echo_id}"))
    if own_name and (before := opened_before(tx, member.account_id, own_name)):
        call.dropped = tuple(file.key for file in call.files.get("attachments", ()))
        return before
    address = _address(tx, call)
    status = status_of(p.status) if p.status else Status.OPEN
    opening = actions.Opening(
        contact_inbox_id=address.id, uuid=own_name, status=status, additional_attributes=p.additional_attributes,
        custom_attributes=p.custom_attributes, performer_id=member.user_id,
        snoozed_until=from_seconds(p.snoozed_until) if p.snoozed_until and status is Status.SNOOZED else None,
    )  # fmt: skip
    row = hold_by_id(tx, member.account_id, actions.open_conversation(tx, member.account_id, opening).id)
    _hand_over(tx, call, row)
    if p.message is not None:
        _say(tx, call, row, p.message)
    return row


def _address(tx: Tx, call: Call[NewConversation]) -> contacts.AddressRow:
    p, member = call.p, call.member
    if p.inbox_id is not None and p.to_emails:
        return _written_to(tx, call, inboxes.show(tx, member, p.inbox_id))
    if p.inbox_id is None or p.contact_id is None:
        known = _named(tx, member.account_id, p)
        if known is None:
            raise not_found()
        inboxes.show(tx, member, known.inbox_id)
        return known
    inbox = inboxes.show(tx, member, p.inbox_id)
    contact = contacts.show(tx, member.account_id, p.contact_id)
    if p.source_id is None and (known := _latest(tx, contact, inbox.id)):
        return known
    taken = contacts.address(tx, member.account_id, inbox.id, p.source_id) if p.source_id else None
    if taken is not None and taken.contact_id != contact.id:
        raise refused("source_id should be unique")
    address = taken or contact_actions.add_address(tx, call.house.keyring, contact, inbox.id, p.source_id)
    if taken is None and p.hmac_verified:
        contact_actions.set_verified(tx, member.account_id, address.id)
    return address


def _written_to(tx: Tx, call: Call[NewConversation], inbox: inboxes.InboxRow) -> contacts.AddressRow:
    """The first of the addresses to which a new conversation is written; its contact is found or made."""
    if not call.house.channels.of(inbox.kind).about.capabilities.copies:
        raise invalid("This inbox cannot write to mail addresses", "inbox_id")
    found = named_addresses(call.p.to_emails, "to_emails")
    if not found:
        raise invalid("To emails can't be blank", "to_emails")
    called, address = found[0]
    person = Correspondent(address=address, name=called, email=address)
    return contact_actions.recognise(tx, call.house.keyring, (inbox.account_id, inbox.id), person)


def _named(tx: Tx, account_id: int, p: NewConversation) -> contacts.AddressRow | None:
    if not p.source_id:
        return None
    if p.inbox_id is None:
        return contacts.address_by_source(tx, account_id, p.source_id)
    return contacts.address(tx, account_id, p.inbox_id, p.source_id)


def _latest(tx: Tx, contact: contacts.ContactRow, inbox_id: int) -> contacts.AddressRow | None:
    known = contacts.addresses_of(tx, contact.account_id, [contact.id]).get(contact.id, [])
    return next((address for address in reversed(known) if address.inbox_id == inbox_id), None)


def status_of(name: str) -> Status:
    """The status with this name; anything else is the caller's mistake."""
    try:
        return Status[name.upper()]
    except KeyError:
        raise invalid(f"Status {name} is not one of open, resolved, pending, snoozed", "status") from None


def _hand_over(tx: Tx, call: Call[NewConversation], row: q.ConversationRow) -> None:
    if call.p.team_id is not UNSET and (team := as_id(call.p.team_id)):
        actions.assign_team(tx, call.member, row, team, call.house.presence)
    if call.p.assignee_id is not UNSET and (user := as_id(call.p.assignee_id)):
        actions.assign(tx, call.member, row, user)


def _say(tx: Tx, call: Call[NewConversation], row: q.ConversationRow, first: FirstMessage) -> None:
    extra = {"template_params": first.template_params} if first.template_params else {}
    channel = call.house.channels.of(row.kind)
    draft = actions.Draft(
        content=first.content, kind=Kind.OUTGOING, additional_attributes=extra,
        content_attributes=_told(tx, call, first) if channel.about.capabilities.copies else {},
        files=tuple(call.files.get("attachments", ())),
    )  # fmt: skip
    actions.reply(tx, call.member, row, draft, delivers=channel.about.delivers)


def _told(tx: Tx, call: Call[NewConversation], first: FirstMessage) -> dict[str, Any]:
    return drop_own(tx, call.member.account_id, {**recipients(call.p), **recipients(first)})


def as_id(value: Any) -> int | None:
    """An id as clients send it; null, 0 and nonsense mean nobody."""
    try:
        return int(value) or None
    except (TypeError, ValueError):
        return None
