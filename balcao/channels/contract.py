# Long because: everything that a channel may be stands here, so that one page is the whole contract.
"""The contract of a channel: what it declares, and what it may do: be set up, take in, give out, and keep watch.

A channel is given values and gives values back. It keeps nothing but connections, which end with the guarded client of its
line; it reaches no database, and goes out only to where that client may.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from balcao.channels.about import About, Words
from balcao.envelope import Arrival, Ignored, Inbound, Outbound, Part, Receipt
from balcao.kit.clock import HOUR
from balcao.kit.web import Web


@dataclass(frozen=True, slots=True)
class Site:
    """The installation, as channels see it.

    `base` is its public address; `mail_domain` the domain whose mail it receives itself; `keys` are what the operator has
    set for channels (client ids and secrets of providers), by name.
    """

    web: Web
    base: str = ""
    mail_domain: str | None = None
    keys: Mapping[str, str] = field(default_factory=dict[str, str])


async def _keep_nothing(_values: Mapping[str, Any]) -> None:
    return


async def _no_bytes(_part: Part) -> bytes:
    raise FileNotFoundError


@dataclass(frozen=True, slots=True)
class Line:
    """One inbox's connection, as its channel sees it. `secret` is the inbox's own, derived and never stored.

    `settings` are opened: secrets are clear. `remember` keeps what the provider has told us anew (a rotated token), and
    `read` gives the bytes of a part.
    """

    inbox_id: int
    settings: Mapping[str, Any]
    secret: str
    site: Site
    now: int
    remember: Callable[[Mapping[str, Any]], Awaitable[None]] = _keep_nothing
    read: Callable[[Part], Awaitable[bytes]] = _no_bytes

    @property
    def web(self) -> Web:
        """The guarded client."""
        return self.site.web


@dataclass(frozen=True, slots=True)
class Hook:
    """A provider's call, exactly as it came. Header names are lower case; `url` is the public address that was called."""

    method: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    url: str = ""


@dataclass(frozen=True, slots=True)
class Admission:
    """What a call may bring: so many bytes. `proven` says that its headers alone have shown who calls."""

    most: int
    proven: bool = False


@dataclass(frozen=True, slots=True)
class Health:
    """Whether an inbox works. `reason` says to an administrator what does not, `words` the same in each language, `detail`
    is the provider's own answer.
    """

    ok: bool = True
    reason: str | None = None
    words: Words | None = None
    detail: str | None = None


class Incoming(Protocol):
    """From what a provider brought to values. Pure: no I/O, the same each time."""

    def take(self, hook: Hook, line: Line) -> Sequence[Arrival]:
        """Check the raw bytes of a call and divide it. Raises `Forged`, also where the channel has no calls."""
        ...

    def read(self, arrival: Arrival, line: Line) -> Sequence[Inbound | Receipt | Ignored]:
        """What was brought, understood. Never raises for what a stranger may send."""
        ...


@dataclass(frozen=True, slots=True)
class Original:
    """Something that was brought, for a person's eyes: header lines as names and values, and the safe HTML of its body."""

    title: str
    sender: str
    headers: Sequence[tuple[str, str]]
    html: str | None
    content_type: str
    ending: str


class Originals(Protocol):
    """A channel whose messages can be looked at as they came."""

    def show(self, arrival: Arrival) -> Original:
        """What the raw bytes say. Never raises for what a stranger may send."""
        ...


class Desk(Protocol):
    """Where a watch hands in what it finds."""

    @property
    def cursor(self) -> Mapping[str, Any]:
        """How far it has come, as kept last; empty at the first time."""
        ...

    async def keep(self, arrivals: Sequence[Arrival], cursor: Mapping[str, Any]) -> None:
        """Keep what came and how far that is, in one step; what was kept before is kept once."""
        ...

    async def looked(self, warning: str | None = None) -> None:
        """The provider was asked and had no more. `warning`: what it could not be asked for, while the rest is well."""
        ...


class Watching(Protocol):
    """A channel that goes and looks for messages itself."""

    def wants(self, settings: Mapping[str, Any]) -> bool:
        """Whether an inbox with these settings has anything to watch."""
        ...

    async def watch(self, line: Line, desk: Desk) -> None:
        """Look, hand in, and wait for more until cancelled; at most one watch of an inbox runs at a time.

        Raises `Retry` when the provider is away (the house starts it again), `Disconnected` when it lets us in no more.
        """
        ...


class Lobby(Protocol):
    """Where a channel-wide door asks whose something is."""

    async def find(self, names: Sequence[str]) -> Line | None:
        """The inbox that has one of these names at the provider."""
        ...

    async def keep(self, line: Line, arrivals: Sequence[Arrival]) -> None:
        """Keep what came for an inbox. When it returns, nothing can lose it."""
        ...


class Door(Protocol):
    """An entrance that all inboxes of a channel share."""

    async def open(self, site: Site, lobby: Lobby) -> Callable[[], Awaitable[None]] | None:
        """Start to listen, if the operator wants it (`site.keys`); what closes it. Raises OSError."""
        ...

    def admit(self, way: str, hook: Hook, site: Site) -> Admission | None:
        """What the headers of a call tell before its body is read (`hook.body` is empty); None for an unknown way.

        Raises `Forged` (`Guessed` for a wrong password), or a `Problem`, where the body need not come. A provider that only looks whether the address is
        there (`hook.method` is `GET`) gets the same answer. No I/O, and no substitute for what `knock` verifies.
        """
        ...

    async def knock(self, way: str, hook: Hook, site: Site, lobby: Lobby) -> bool:
        """A provider's call that concerns any inbox; `way` is the last part of its address.

        True when everything in it was kept, False when nobody here is meant. Raises `Forged`, or a `Problem` with the
        answer that this provider understands.
        """
        ...


@dataclass(frozen=True, slots=True)
class Visit:
    """A way to a provider's page and back. `state` comes back with the browser, `chosen` is what was filled in before."""

    provider: str
    site: Site
    state: str
    chosen: Mapping[str, Any]


class SignIn(Protocol):
    """A provider where the owner of an account lets us in by signing in there (OAuth 2)."""

    def providers(self, site: Site) -> Sequence[str]:
        """Those for which the operator has set up what it takes."""
        ...

    def address(self, visit: Visit, email: str | None) -> str:
        """Where to send the browser, and who probably sits in front of it."""
        ...

    async def redeem(self, visit: Visit, code: str) -> dict[str, Any]:
        """Settings of the inbox that the answer opens. Raises `kit.errors.Problem`."""
        ...


class Outgoing(Protocol):
    """From a message to the provider."""

    async def send(self, message: Outbound, line: Line) -> Receipt:
        """Hand over one message. Raises `Retry`, `Rejected`, `Disconnected` or `Unknown`."""
        ...


class Setup:
    """How an inbox is connected. A channel that needs nothing of its own uses it as it is."""

    async def validate(self, settings: dict[str, Any], site: Site) -> dict[str, Any]:  # noqa: ARG002 - others try it out
        """Settings that passed the declaration, tried out and completed. Raises `kit.errors.Problem`."""
        return settings

    async def suggest(self, settings: dict[str, Any], site: Site) -> dict[str, Any]:  # noqa: ARG002 - others know some
        """What the rest of a half-filled form probably is."""
        return {}

    def names(self, settings: Mapping[str, Any]) -> Sequence[str]:  # noqa: ARG002 - others have one
        """What the inbox is called at its provider; no two inboxes of a channel have one name."""
        return ()

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
    is sent as soon as it is kept. `patience` is how long a message is tried (microseconds). `repeats` says that the
    provider recognises a repeated delivery; where it does not, a delivery that a crash interrupted is not made again by
    itself. `pace` is how many messages a person sends at most within ten minutes; None where nobody can say.
    """

    about: About
    setup: Setup = Setup()  # noqa: RUF009 - it has no state
    inbound: Incoming | None = None
    outbound: Outgoing | None = None
    watching: Watching | None = None
    door: Door | None = None
    sign_in: SignIn | None = None
    originals: Originals | None = None
    patience: int = 24 * HOUR
    repeats: bool = True
    history: int = 0
    pace: int | None = None
