"""Routes as declarations. Dispatch, the permission table and the OpenAPI document all derive from them."""

import enum
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from balcao.api.limits import Limit

Handler = Callable[..., Any]


class Who(enum.StrEnum):
    """Who may call. Each stands for one way of proving it; see `balcao.api.auth`."""

    ANYONE = "anyone"
    PERSON = "signed-in user"
    MEMBER = "member of the account"
    ADMIN = "administrator of the account"
    VISITOR = "visitor of a website inbox"
    CLIENT = "client of an API inbox"


class Unit(enum.StrEnum):
    """How the handler runs: in a reading or a writing unit of work, or with units of its own (async)."""

    READ = "read"
    WRITE = "write"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Route:
    """One verb on one path.

    `takes` is the struct that query, body and path are read into; `wrap` the root key under which they may lie;
    `gives` the struct of the answer (None: an empty body). With `files`, uploads are kept before the unit runs and
    arrive in `call.files` by their field name. With `raw`, the body is left to the handler: `await call.body(most)`.
    """

    method: str
    path: str
    handler: Handler
    who: Who
    unit: Unit
    takes: Any = None
    gives: Any = None
    wrap: str | None = None
    files: bool = False
    raw: bool = False
    limits: tuple[Limit, ...] = ()
    status: int = 200

    @property
    def key(self) -> str:
        """`GET /api/v1/profile`."""
        return f"{self.method} {self.path}"


@dataclass(slots=True)
class Room:
    """The routes of one resource: a common prefix and a common caller.

    Handlers are `def handler(tx, call) -> Any` in a unit of work, or `async def handler(call) -> Any` with `own=True`.
    """

    prefix: str
    who: Who
    routes: list[Route] = field(default_factory=list)

    def get(self, path: str = "", **terms: Any) -> Callable[[Handler], Handler]:
        """A reading route."""
        return self._declare("GET", path, Unit.READ, terms)

    def post(self, path: str = "", **terms: Any) -> Callable[[Handler], Handler]:
        """A writing route."""
        return self._declare("POST", path, Unit.WRITE, terms)

    def put(self, path: str = "", **terms: Any) -> Callable[[Handler], Handler]:
        """A writing route."""
        return self._declare("PUT", path, Unit.WRITE, terms)

    def patch(self, path: str = "", **terms: Any) -> Callable[[Handler], Handler]:
        """A writing route."""
        return self._declare("PATCH", path, Unit.WRITE, terms)

    def delete(self, path: str = "", **terms: Any) -> Callable[[Handler], Handler]:
        """A writing route."""
        return self._declare("DELETE", path, Unit.WRITE, terms)

    def _declare(self, method: str, path: str, unit: Unit, terms: dict[str, Any]) -> Callable[[Handler], Handler]:
        own, who = terms.pop("own", False), terms.pop("who", self.who)
        unit = Unit.OWN if own else terms.pop("unit", unit)

        def declare(handler: Handler) -> Handler:
            self.routes.append(Route(method, self.prefix + path, handler, who, unit, **terms))
            return handler

        return declare
