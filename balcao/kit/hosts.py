"""Host patterns: `acme.com`, `*.acme.com`, `localhost:3000`. Which sites may show something of ours. Pure."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

import idna

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_PATTERN = re.compile(rf"(?:\*\.)?{_LABEL}(?:\.{_LABEL})*(?::\d{{1,5}})?")
MOST = 50


class BadHost(ValueError):
    """Not a host pattern; the text is the entry."""


def patterns(text: str | Iterable[str]) -> list[str]:
    """The entries of a list (commas, spaces or lines between), tidied: `https://Acme.com/` is `acme.com`.

    Raises `BadHost` for an entry that is no host.
    """
    entries = re.split(r"[,\s]+", text) if isinstance(text, str) else [str(entry).strip() for entry in text]
    return list(dict.fromkeys(_tidy(entry) for entry in entries if entry))


def _tidy(entry: str) -> str:
    bare = entry.lower()
    for scheme in ("https://", "http://"):
        bare = bare.removeprefix(scheme)
    bare = _ascii(bare.removesuffix("/"))
    if len(bare) > 253 or not _PATTERN.fullmatch(bare):
        raise BadHost(entry)
    return bare


def _ascii(host: str) -> str:
    if host.isascii():
        return host
    star, name = ("*.", host[2:]) if host.startswith("*.") else ("", host)
    try:
        return star + idna.encode(name, uts46=True).decode()
    except idna.IDNAError:
        return host


def allows(allowed: Iterable[str], origin: str) -> bool:
    """Whether a page of this `Origin` is among the patterns. `*.acme.com` is every host below acme.com, not itself.

    A pattern without a port allows every port.
    """
    try:
        parts = urlsplit(origin.lower())
        host, port = parts.hostname, parts.port
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        return False
    return any(_fits(pattern, host, port or (443 if parts.scheme == "https" else 80)) for pattern in allowed)


def _fits(pattern: str, host: str, port: int) -> bool:
    name, _, wanted = pattern.partition(":")
    if wanted and wanted != str(port):
        return False
    return host.endswith(name[1:]) and len(host) > len(name[1:]) if name.startswith("*.") else host == name
