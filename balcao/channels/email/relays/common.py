"""What the relays have in common: what a call brings, and how its fields are read."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from balcao.channels.contract import Admission, Hook, Site
from balcao.kit.errors import Problem, refused

LARGEST: Final = 70 * 1024 * 1024
"""Bytes of one call: a mail of 50 MB, as whatever a relay makes of it."""

_HEAVY = 256 * 1024


@dataclass(frozen=True, slots=True)
class Posted:
    """A mail and, where the relay tells it, its envelope. `proof` is of this one call."""

    raw: bytes
    recipients: tuple[str, ...] = ()
    sender: str = ""
    proof: str = ""


class Relay(Protocol):
    """One of them. Every call is verified before anything in it is believed."""

    nobody: int
    """What it is told when no inbox is meant, so that it does not ask again."""

    def admit(self, hook: Hook, site: Site) -> Admission:
        """What its headers tell of a call. Raises `Forged`, or a `Problem` that says what is missing."""
        ...

    async def read(self, hook: Hook, site: Site) -> Sequence[Posted]:
        """The mails in a call that was admitted; none where it brings something else. Raises the same."""
        ...

    def note(self, posted: Sequence[Posted]) -> None:
        """All of it was kept: from now on the call counts as made."""


async def beside(read: Callable[[Hook, Site], Sequence[Posted]], hook: Hook, site: Site) -> Sequence[Posted]:
    """Read a call; a large one where nobody waits for it."""
    if len(hook.body) < _HEAVY:
        return read(hook, site)
    return await asyncio.to_thread(read, hook, site)


def closed(setting: str) -> Problem:
    """The answer of a way that is not in use."""
    return refused(f"This installation takes no mail here: {setting} is not set", 404)


def not_now(sentence: str) -> Problem:
    """Nobody is to blame, and the same call may pass later."""
    return Problem(503, {"error": sentence}, {"Retry-After": "20"})


def mail_in(form: Mapping[str, bytes], name: str) -> bytes:
    """The mail in a field of a form."""
    raw = form.get(name, b"")
    if not raw.strip():
        raise refused(f"The field {name} is missing: the relay must post the raw, full mail")
    return raw


def text_in(form: Mapping[str, bytes], name: str) -> str:
    """A field that is text."""
    return form.get(name, b"").decode("utf-8", "replace").strip()


def listed(site: Site, name: str) -> list[str]:
    """A setting that holds several values."""
    return [one for one in (part.strip() for part in site.keys.get(name, "").split(",")) if one]
