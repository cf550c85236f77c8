"""How much is taken from whom, and what the hall and its guests know of each other."""

import asyncio
from dataclasses import dataclass
from typing import Final, Protocol

from balcao.channels.contract import Lobby, Site
from balcao.channels.email.receiver.certificate import OwnCertificate

_MB = 1024 * 1024
NEAR: Final = (
    "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10", "::1/128", "fc00::/7",
    "fe80::/10",
)  # fmt: skip
"""From there nobody comes straight from the internet: the address tells which way a mail took here, not who sent it."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Bytes and seconds."""

    size: int = 50 * _MB
    """The largest mail."""

    recipients: int = 100
    connections: int = 100
    connections_of_peer: int = 10
    in_hand: int = 256 * _MB
    """All mails together while they are being received."""

    silence: float = 60.0
    """How long nothing may come."""

    mail: float = 600.0
    """How long the content of one mail may take."""

    strangers: int = 20
    """Recipients in one connection who are not here, before it ends."""

    name_servers: tuple[tuple[str, int], ...] = ()
    """Who is asked about senders; those of the machine where nobody is named."""

    asking: float = 5.0
    """How long a sender waits for all that is asked about a mail."""

    near: tuple[str, ...] = NEAR
    """Networks from which nobody comes straight from the internet."""


USUAL: Final = Terms()


@dataclass(frozen=True, slots=True)
class Handed:
    """How a mail was handed in. An empty sender is that of a bounce."""

    peer: str
    helo: str
    sender: str


class Judging(Protocol):
    """Who finds out whether a mail comes from the domain that it names."""

    async def findings(self, raw: bytes, handed: Handed) -> str:
        """What stands behind `Authentication-Results:`. Never raises."""
        ...


class Guest(Protocol):
    """Somebody who is being talked to."""

    @property
    def peer(self) -> str:
        """His address."""
        ...

    @property
    def handed_over(self) -> bool:
        """Whether he is the operator's own mail server."""
        ...

    def leave(self) -> "asyncio.Task[None] | None":
        """Go, unless something is just being kept; what to wait for then."""
        ...

    def hang_up(self) -> "asyncio.Task[None] | None":
        """Go at once; what ends with it."""
        ...


class Room(Protocol):
    """What all mails on their way in share."""

    terms: Terms
    in_hand: int
    """Bytes of them that are held."""

    def has_room(self, more: int) -> bool:
        """Whether memory is left for more."""
        ...


class Host(Room, Protocol):
    """Who lets guests in."""

    site: Site
    lobby: Lobby
    certificate: OwnCertificate | None
    name: str
    """What this server is called."""

    judge: Judging | None
    """Where strangers are let in."""

    def admit(self, guest: Guest) -> str | None:
        """Let somebody in; or the answer that he gets at the door."""
        ...

    def see_off(self, guest: Guest) -> None:
        """Somebody has left."""
        ...
