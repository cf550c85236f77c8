"""A user's error is a named outcome: a status, a sentence, and the body the contract asks for."""

from typing import Any


class Problem(Exception):
    """What the caller did wrong, and what to do.

    `body` is exactly what goes over the wire as JSON; None means an empty body.
    """

    def __init__(self, status: int, body: dict[str, Any] | str | None, headers: dict[str, str] | None = None) -> None:
        super().__init__(str(body))
        self.status = status
        self.body = body
        self.headers = headers or {}


def not_found() -> Problem:
    """The same answer for what never existed and for what the caller may not see."""
    return Problem(404, {"error": "Resource could not be found"})


def not_allowed() -> Problem:
    """The caller sees the thing but may not do this to it."""
    return Problem(401, {"error": "You are not authorized to do this action"})


def unauthenticated() -> Problem:
    """Nobody recognisable is calling."""
    return Problem(401, {"errors": ["You need to sign in or sign up before continuing."]})


def invalid(message: str, *attributes: str) -> Problem:
    """A value does not fit; `attributes` names the fields."""
    return Problem(422, {"message": message, "attributes": list(attributes)})


def refused(message: str, status: int = 422) -> Problem:
    """One plain sentence under `error`."""
    return Problem(status, {"error": message})


def missing(name: str) -> Problem:
    """A required parameter is absent."""
    return refused(f"param is missing or the value is empty: {name}")
