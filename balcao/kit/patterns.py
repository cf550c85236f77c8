"""Patterns that somebody typed in a form, and that will be matched against what strangers type. Pure.

The usual engines try every way to match. A pattern such as `(a+)+$` then takes longer than the universe lasts, so
whatever can make them try in more than one way at each place is refused before it is kept.
"""

import re
from importlib import import_module
from typing import Any

# The interpreter's own parser: whoever parses patterns a second time parses them differently.
code: Any = import_module("re._constants")
parser: Any = import_module("re._parser")

LONGEST = 200
INPUT_MAX = 255
MOST_WAYS = 20_000_000
_REFUSED: dict[Any, str] = {
    code.GROUPREF: "refers back to a group",
    code.GROUPREF_EXISTS: "refers back to a group",
    code.ASSERT: "looks ahead or behind",
    code.ASSERT_NOT: "looks ahead or behind",
    code.POSSESSIVE_REPEAT: "uses a form that browsers do not know",
    code.ATOMIC_GROUP: "uses a form that browsers do not know",
}
_REPEATS = {code.MAX_REPEAT, code.MIN_REPEAT}


class UnsafePattern(ValueError):
    """The text says why."""


def bare(pattern: str) -> str:
    """Without the slashes of `/…/`, as people copy it from JavaScript."""
    return pattern[1:-1] if len(pattern) > 1 and pattern[0] == pattern[-1] == "/" else pattern


def check_pattern(pattern: str) -> None:
    """Raises `UnsafePattern` for one that is broken, too long, or might run for ever on `INPUT_MAX` characters."""
    if len(pattern) > LONGEST:
        raise UnsafePattern(f"is too long (maximum is {LONGEST} characters)")
    try:
        tree: Any = parser.parse(bare(pattern))
    except (re.error, RecursionError, OverflowError):
        raise UnsafePattern("is not a regular expression") from None
    if _ways(tree, inside=False) > MOST_WAYS:
        raise UnsafePattern("repeats too often")


def _ways(tree: Any, *, inside: bool) -> int:
    """In how many ways an engine may try to match; raises for what multiplies inside a repetition."""
    ways = 1
    for operator, argument in tree:
        if operator in _REFUSED:
            raise UnsafePattern(_REFUSED[operator])
        if operator in _REPEATS:
            ways *= _ways_to_repeat(*argument, inside=inside)
        elif operator is code.BRANCH:
            if inside:
                raise UnsafePattern("repeats a choice")
            ways *= sum(_ways(branch, inside=inside) for branch in argument[1])
        elif operator is code.SUBPATTERN:
            ways *= _ways(argument[3], inside=inside)
    return ways


def _ways_to_repeat(low: int, high: int, part: Any, *, inside: bool) -> int:
    if inside and low != high:
        raise UnsafePattern("repeats a repetition")
    return (min(high, INPUT_MAX) - min(low, INPUT_MAX) + 1) * _ways(part, inside=inside or high > 1)
