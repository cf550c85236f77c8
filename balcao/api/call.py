"""One call, as its handler sees it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from balcao.api.limits import Limit, Limiter
from balcao.domain.actors import Member, Person, Visitor
from balcao.house import House
from balcao.kit.files import Kept

P = TypeVar("P")


async def _no_body(_most: int) -> bytes:
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
    query: str = ""
    body: Callable[[int], Awaitable[bytes]] = _no_body
    """The body exactly as it came, up to so many bytes, where the route leaves it to the handler."""

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
