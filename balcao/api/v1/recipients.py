"""To whom a message goes beside the contact: lists of addresses, as clients send them; and what it is about."""

import re
from collections.abc import Mapping
from email.utils import getaddresses
from types import MappingProxyType
from typing import Any, cast
from unicodedata import category

from balcao.domain.accounts.rules import is_email, tidy_email
from balcao.domain.conversations.rules import RECIPIENTS
from balcao.domain.inboxes import queries as inboxes
from balcao.kit.errors import Problem, invalid
from balcao.kit.text import name, plain
from balcao.store.tx import Tx

MOST = 50
SUBJECT_MAX = 250

_COPIES = ("cc_emails", "bcc_emails")
_HEADER = re.compile(r"\s*[A-Za-z][A-Za-z0-9-]*\s*:")
_PLUS = re.compile(r"\+[^@]*(?=@)")


def addresses(sent: Any, field: str) -> list[str]:
    """The addresses of one field: a list, or text with commas, semicolons or lines between; names are left out.

    Raises `Problem` that names the first one that cannot be an address.
    """
    return [address for _, address in named_addresses(sent, field)]


def named_addresses(sent: Any, field: str) -> list[tuple[str, str]]:
    """The same, each with the name that stood beside it (or nothing)."""
    text = [part for one in _parts(sent, field) for part in one.replace(";", ",").split("\n")]
    if begun := next(filter(_HEADER.match, text), None):
        raise _no_address(begun, field)
    found = [(name(called), tidy_email(address)) for called, address in getaddresses(text) if called or address]
    for called, address in found:
        if not is_email(address):
            raise _no_address(address or called, field)
    if len(found) > MOST:
        raise invalid(f"{_title(field)} has too many addresses (maximum is {MOST})", field)
    return list({address: (called, address) for called, address in reversed(found)}.values())[::-1]


def _parts(sent: Any, field: str) -> list[str]:
    """One address is one line; only a text of many has lines between them."""
    if not isinstance(sent, list):
        return [plain(str(sent)).replace("\r\n", "\n").replace("\r", "\n")] if sent else []
    given = [plain(str(one)) for one in cast("list[Any]", sent) if one]
    if broken := next((one for one in given if any(category(char) == "Cc" for char in one)), None):
        raise _no_address(broken, field)
    return given


def _no_address(given: str, field: str) -> Problem:
    return invalid(f"{_title(field)} {name(given)[:80]} is not an e-mail address", field)


def recipients(p: Any, beside: Mapping[str, Any] = MappingProxyType({})) -> dict[str, list[str]]:
    """What a call says of them (or `beside`), by the name under which a message keeps it; empty ones are left out."""
    said = {field: addresses(getattr(p, field, None) or beside.get(field), field) for field in RECIPIENTS}
    if sum(map(len, said.values())) > MOST:
        raise invalid(f"There are too many recipients (maximum is {MOST})", *said)
    return {field: found for field, found in said.items() if found}


def drop_own(tx: Tx, account_id: int, told: dict[str, list[str]]) -> dict[str, list[str]]:
    """Without copies to the account's own inboxes, with or without something after a plus. `to` is what it is: on purpose."""
    copies = [one for field in _COPIES for one in told.get(field, ())]
    own = inboxes.own_names(tx, account_id, [*copies, *(_PLUS.sub("", one) for one in copies)])
    kept = {
        field: [one for one in found if field not in _COPIES or own.isdisjoint((one, _PLUS.sub("", one)))]
        for field, found in told.items()
    }
    return {field: found for field, found in kept.items() if found}


def subject(sent: Any, attributes: Mapping[str, Any]) -> str | None:
    """What a message is about from now on; None where nothing was said of it. Raises for what cannot be a subject."""
    given = plain(str(sent or attributes.get("mail_subject") or "")).strip()
    if any(category(char) == "Cc" for char in given):
        raise invalid("Mail subject must be one line", "mail_subject")
    if len(given) > SUBJECT_MAX:
        raise invalid(f"Mail subject is too long (maximum is {SUBJECT_MAX} characters)", "mail_subject")
    return given or None


def _title(field: str) -> str:
    return field.replace("_", " ").capitalize()
