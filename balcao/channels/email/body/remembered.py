"""Answers about short strings, kept: mails repeat the same attributes hundreds of times."""

from collections.abc import Callable
from functools import lru_cache
from typing import Final, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
SHORT: Final = 500


def remembered(function: Callable[P, T]) -> Callable[P, T]:
    """Keeps the answers of a pure function whose last argument is a string; a long one is not kept, it may be huge."""
    known = lru_cache(maxsize=2048)(function)

    def ask(*args: P.args, **kwargs: P.kwargs) -> T:
        value = args[-1]
        return known(*args) if isinstance(value, str) and len(value) <= SHORT else function(*args, **kwargs)

    return ask
