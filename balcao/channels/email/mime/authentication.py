"""What the receiving server found out about the sender. Nobody else is believed (EML-05)."""

import re
from collections.abc import Iterable
from typing import Final, Literal

from balcao.channels.email.mime.encoded import unfolded
from balcao.channels.email.mime.headers import Headers

Verdict = Literal["pass", "fail"]

# Under what name those sign whose servers are called differently where mail is fetched.
_SIGN_AS: Final = {
    "gmail.com": ("google.com",),
    "googlemail.com": ("google.com",),
    "office365.com": ("outlook.com",),
    "outlook.com": ("office365.com",),
    "hotmail.com": ("outlook.com",),
    "fastmail.com": ("messagingengine.com",),
    "me.com": ("icloud.com", "apple.com"),
    "icloud.com": ("me.com", "apple.com"),
    "zoho.com": ("zohomail.com",),
    "aol.com": ("yahoo.com",),
    "yandex.com": ("yandex.net", "yandex.ru"),
}
# Microsoft leaves out its name.
_NAMELESS: Final = {"office365.com", "outlook.com"}
_SECOND_LEVEL: Final = {
    "com",
    "co",
    "net",
    "org",
    "gov",
    "edu",
    "ac",
    "ind",
    "adv",
    "eco",
    "emp",
    "or",
    "ne",
    "go",
    "gob",
    "mil",
    "art",
}
_COMMENT = re.compile(r"\([^()]*\)")
_BY = re.compile(rb"\bby\s+([a-z0-9._-]{1,253})", re.IGNORECASE)
_DMARC = re.compile(r"\bdmarc\s*=\s*([a-z]+)", re.IGNORECASE)
_VALUE_MOST = 16_384


def dmarc(headers: Headers, hosts: Iterable[str]) -> Verdict | None:
    """What became of DMARC at the server that received the mail; None when it says nothing.

    `hosts` are servers from which the mail is fetched. A result counts only under their name or that of the server that
    made the topmost `Received`; a sender may add any number of others.
    """
    trusted = _trusted(headers, hosts)
    results = [_result(value) for value in headers.all(b"authentication-results")]
    own = next((name for name, _ in results if _belongs(name, trusted)), None)
    if own is None:
        return None
    return _verdict(text for name, text in results if name == own)


def own_finding(result: str) -> Verdict | None:
    """The same of what our own mail server has found out."""
    return _verdict([_result(result.encode())[1]])


def _verdict(results: Iterable[str]) -> Verdict | None:
    said = {found.lower() for text in results for found in _DMARC.findall(text)}
    if "fail" in said:
        return "fail"
    return "pass" if "pass" in said else None


def _trusted(headers: Headers, hosts: Iterable[str]) -> set[str]:
    by = _BY.search((headers.get(b"received") or b"")[:_VALUE_MOST])
    domains = {registrable(host) for host in [*hosts, by[1].decode() if by else ""]} - {""}
    return domains | {alias for domain in domains for alias in _SIGN_AS.get(domain, ())}


def _belongs(name: str, trusted: set[str]) -> bool:
    return bool(trusted & _NAMELESS) if not name else registrable(name) in trusted


def _result(value: bytes) -> tuple[str, str]:
    """Who says it, and what; nobody where a result stands in place of the name."""
    text = _COMMENT.sub(" ", unfolded(value[:_VALUE_MOST]))
    first, _, rest = text.partition(";")
    words = first.split()
    return ("", text) if not words or "=" in first else (words[0].lower(), rest)


def registrable(host: str) -> str:
    """The part of a host's name that somebody can register; the host itself when it has no dots."""
    labels = host.strip(".").lower().split(".")
    deep = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    return ".".join(labels[-3 if deep else -2 :])
