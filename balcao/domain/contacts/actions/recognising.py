"""Who writes, as a provider tells it: the contact that has the address, or somebody new."""

from typing import Any

from balcao.domain.accounts.rules import is_email, tidy_email
from balcao.domain.contacts import queries, rules
from balcao.domain.contacts.actions.addresses import add_address
from balcao.domain.contacts.actions.contacts import BLANK, insert, is_taken, write
from balcao.envelope import Correspondent
from balcao.kit import text
from balcao.kit.crypto import Keyring
from balcao.store.tx import Tx


def recognise(
    tx: Tx, keyring: Keyring, inbox: tuple[int, int], sender: Correspondent, *, trusted: bool = True
) -> queries.AddressRow:
    """The address of whoever writes into an inbox (account id, inbox id).

    A known address stays with its contact. A new one joins the contact that has the same e-mail, phone number or
    identifier, but only where the provider vouches for it (`trusted`, EML-05); else it is somebody new, who takes no value
    from anybody.
    """
    account_id, inbox_id = inbox
    said = _said(sender)
    known = queries.address(tx, account_id, inbox_id, sender.address)
    if known is not None:
        if trusted:
            _complete(tx, queries.show(tx, account_id, known.contact_id), said)
        return known
    same = _same(tx, account_id, said) if trusted else None
    if same:
        contact = _complete(tx, queries.show(tx, account_id, same), said)
    else:
        contact = _newcomer(tx, account_id, said, trusted=trusted)
    return add_address(tx, keyring, contact, inbox_id, sender.address)


def _said(sender: Correspondent) -> dict[str, str]:
    email, phone = tidy_email(sender.email or ""), rules.tidy_phone(sender.phone_number or "")
    said = {
        "name": text.name(sender.name),
        "email": email if is_email(email) else "",
        "phone_number": phone if rules.is_phone(phone) else "",
        "identifier": text.plain(sender.identifier or "").strip()[: rules.SOURCE_MAX],
    }
    return {field: value for field, value in said.items() if value}


def _same(tx: Tx, account_id: int, said: dict[str, str]) -> int | None:
    for field in ("identifier", "email", "phone_number"):
        if (value := said.get(field)) and (found := queries.id_by(tx, account_id, field, value)):
            return found
    return None


def _newcomer(tx: Tx, account_id: int, said: dict[str, str], *, trusted: bool) -> queries.ContactRow:
    # Of a trusted sender nothing is anybody's: that was asked before (`_same`).
    free = {field: value for field, value in said.items() if trusted or field == "name"}
    called = said.get("name") or said.get("email", "").partition("@")[0] or said.get("phone_number", "")
    return insert(tx, account_id, {**BLANK, **free, "name": called})


def _complete(tx: Tx, contact: queries.ContactRow, said: dict[str, str]) -> queries.ContactRow:
    """Fill what is empty; a name that we made up, or took from the address, gives way to the real one."""
    values: dict[str, Any] = {
        field: value
        for field, value in said.items()
        if field != "name"
        and not getattr(contact, field)
        and not is_taken(tx, contact.account_id, field, value, contact.id)
    }
    stopgap = (
        not contact.name
        or rules.is_visitor_name(contact.name)
        or contact.name == said.get("email", "").partition("@")[0]
    )
    if stopgap and said.get("name"):
        values["name"] = said["name"]
    return write(tx, contact, values) if values else contact
