"""One call, as its handler sees it."""

from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from balcao.api.limits import Limit, Limiter
from balcao.domain.actors import Member, Person, Visitor
from balcao.house import House
from balcao.kit.files import Kept

P = TypeVar("P")


class Body(Protocol):
    """Reads the body exactly as it came, up to so many bytes; `proven`: the headers have shown who calls."""

    async def __call__(self, most: int, *, proven: bool = False) -> bytes: ...


async def _no_body(most: int, *, proven: bool = False) -> bytes:  # noqa: ARG001 - a `Body`
    return b""


@dataclass(slots=True)
class Call(Generic[P]):
    """`p` is the struct that the route takes; `actor` is who was recognised (None where anyone may call)."""

    house: House
    p: P
    path: dict[str, str]
    params: dict[str, Any]
    headers: dict[str, str]
    ip: str
    actor: Any = None
    files: dict[str, list[Kept]] = field(default_factory=dict)
    reply_headers: dict[str, str] = field(default_factory=dict)
    rootless: bool = False
    """Whether nothing was sent under the root key that the route asks for."""

    dropped: tuple[str, ...] = ()
    """Kept files that nothing refers to. The door forgets them after the commit: a unit may run twice."""

    limiter: Limiter = field(default_factory=Limiter)
    called: str = ""
    """The path as it was called; like `query` and `body`, where the route leaves the body to the handler."""

    query: str = ""
    body: Body = _no_body

    def count(self, limit: Limit, key: str) -> None:
        """Count one attempt by a key that the door cannot know. Raises a 429 `Problem`."""
        if self.house.terms.limits_enabled:
            self.limiter.take(limit, key)

    @property
    def member(self) -> Member:
        """The caller of an account's route."""
        assert isinstance(self.actor, Member)
        return self.actor

    @property
    def person(self) -> Person:
        """The caller of a route outside accounts."""
        assert isinstance(self.actor, Person)
        return self.actor

    @property
    def visitor(self) -> Visitor:
        """The caller of a widget or client route."""
        assert isinstance(self.actor, Visitor)
        return self.actor
