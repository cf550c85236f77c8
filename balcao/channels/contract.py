"""The contract of a channel: what it declares, and the three things it may do.

A channel is given values and gives values back. It keeps nothing, reaches no database, and goes out only through the
guarded client of its line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from balcao.channels.about import About
from balcao.envelope import Inbound, Outbound, Receipt
from balcao.kit.web import Web


class Retry(Exception):
    """Not now. `after` microseconds the provider takes messages again; None leaves the wait to the house."""

    def __init__(self, reason: str, after: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.after = after


class Rejected(Exception):
    """Never: the provider refuses this message. `reason` is shown to the agent."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Disconnected(Exception):
    """The inbox has lost its access; nothing passes until somebody connects it again."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Forged(Exception):
    """A call to our hook that the provider did not make."""


@dataclass(frozen=True, slots=True)
class Line:
    """One inbox's connection, as its channel sees it. `secret` is the inbox's own, derived and never stored."""

    inbox_id: int
    settings: Mapping[str, Any]
    secret: str
    web: Web
    now: int


@dataclass(frozen=True, slots=True)
class Hook:
    """A provider's call, exactly as it came. Header names are lower case."""

    method: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Health:
    """Whether an inbox works. `reason` says to an administrator what does not."""

    ok: bool = True
    reason: str | None = None


class Incoming(Protocol):
    """From a provider's call to values. Both are pure."""

    def verify(self, hook: Hook, line: Line) -> None:
        """Check the raw bytes. Raises `Forged`."""
        ...

    def read(self, hook: Hook, line: Line) -> Sequence[Inbound | Receipt]:
        """What the call tells."""
        ...


class Outgoing(Protocol):
    """From a message to the provider."""

    async def send(self, message: Outbound, line: Line) -> Receipt:
        """Hand over one message. Raises `Retry`, `Rejected` or `Disconnected`."""
        ...


class Setup:
    """How an inbox is connected. A channel that needs nothing of its own uses it as it is."""

    async def validate(self, settings: dict[str, Any], web: Web) -> dict[str, Any]:  # noqa: ARG002 - others try it out
        """Settings that passed the declaration, tried out and completed. Raises `kit.errors.Problem`."""
        return settings

    async def connect(self, line: Line) -> None:
        """Tell the provider where to call; after the inbox was added or its settings changed."""

    async def disconnect(self, line: Line) -> None:
        """Tell the provider to stop calling; the inbox is being removed."""

    async def health(self, line: Line) -> Health:  # noqa: ARG002 - others ask their provider
        """Whether it works now."""
        return Health()


@dataclass(frozen=True, slots=True)
class Channel:
    """A way of talking.

    Without `inbound` the customer writes through our own interface; without `outbound` he reads from it, and a message
    is sent as soon as it is kept.
    """

    about: About
    setup: Setup = Setup()  # noqa: RUF009 - it has no state
    inbound: Incoming | None = None
    outbound: Outgoing | None = None
