"""Mail addresses: one spelling for each mailbox that somebody typed. Pure."""

import re

import idna

_ADDRESS = re.compile(r"[^\s\x00-\x20\x7f<>()\[\],;:\\\"@]{1,64}@[^\s\x00-\x20\x7f<>()\[\],;:\\\"@/]{1,190}")
_DOMAIN = re.compile(r"(?=.{3,253}\Z)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+")


def tidy_address(text: str) -> str | None:
    """In lower case, the domain in ASCII; None for what no mail can be sent to over the internet."""
    address = text.strip().lower()
    # A local part of other letters needs servers that understand them, all the way; and look-alikes pass for others.
    local, _, named = address.rpartition("@")
    if not _ADDRESS.fullmatch(address) or not local.isascii() or ".." in local or "." in (local[0], local[-1]):
        return None
    domain = ascii_domain(named)
    return f"{local}@{domain}" if domain else None


def ascii_domain(domain: str) -> str | None:
    """A domain as name servers know it; None for what cannot be one."""
    try:
        name = domain.lower() if domain.isascii() else idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        return None
    name = name.rstrip(".")
    return name if _DOMAIN.fullmatch(name) else None
