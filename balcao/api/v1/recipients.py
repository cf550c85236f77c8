"""To whom a message goes beside the contact: lists of addresses, as clients send them."""

from collections.abc import Mapping
from email.utils import getaddresses
from types import MappingProxyType
from typing import Any

from balcao.domain.accounts.rules import is_email, tidy_email
from balcao.domain.conversations.rules import RECIPIENTS
from balcao.kit.errors import invalid
from balcao.kit.text import name, plain

MOST = 50


def addresses(sent: Any, field: str) -> list[str]:
    """The addresses of one field: a list, or text with commas, semicolons or lines between; names are left out.

    Raises `Problem` that names the first one that cannot be an address.
    """
    return [address for _, address in named_addresses(sent, field)]


def named_addresses(sent: Any, field: str) -> list[tuple[str, str]]:
    """The same, each with the name that stood beside it (or nothing)."""
    given = sent if isinstance(sent, list) else [sent]
    text = [plain(str(one)).replace(";", ",").replace("\r", "").replace("\n", ",") for one in given if one]
    found = [(name(called), tidy_email(address)) for called, address in getaddresses(text) if called or address]
    for called, address in found:
        if not is_email(address):
            raise invalid(f"{_title(field)} {(address or called)[:80]} is not an e-mail address", field)
    if len(found) > MOST:
        raise invalid(f"{_title(field)} has too many addresses (maximum is {MOST})", field)
    return list({address: (called, address) for called, address in reversed(found)}.values())[::-1]


def recipients(p: Any, beside: Mapping[str, Any] = MappingProxyType({})) -> dict[str, list[str]]:
    """What a call says of them (or `beside`), by the name under which a message keeps it; empty ones are left out."""
    said = {field: addresses(getattr(p, field, None) or beside.get(field), field) for field in RECIPIENTS}
    if sum(map(len, said.values())) > MOST:
        raise invalid(f"There are too many recipients (maximum is {MOST})", *said)
    return {field: found for field, found in said.items() if found}


def _title(field: str) -> str:
    return field.replace("_", " ").capitalize()
