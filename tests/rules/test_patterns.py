"""Patterns that an administrator types are refused when they could run for ever (XSS-13)."""

import re
import time

import pytest

from balcao.kit.patterns import INPUT_MAX, UnsafePattern, bare, check_pattern


@pytest.mark.parametrize(
    "pattern",
    [
        r"^\d{5}-?\d{3}$", r"/^\d+$/", r"^[A-Z]{2}\d{4,6}$", r"^(?:\+55)?\d{10,11}$", r"^[^@]+@[^@]+\.[^@]+$",
        r"(\d{3}\.){2}\d{3}-\d{2}", "a|b|c", "", r"[\w.]+",
    ],
)  # fmt: skip
def test_ordinary_patterns_are_kept(pattern: str) -> None:
    check_pattern(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+$", "(a*)*", "(a|aa)+$", "(a|a?)+$", "([a-z]+)*$", "((ab)*c)*", "(x+x+)+y", r"(\w)\1", "(?=a)b",
        "(?<!a)b", "a*a*a*a*a*a*b", "(a{1,9}){9}", "[", "(", "a{2,1}", "a++", "(?>a)", "x" * 201, "(" * 150 + ")" * 150,
    ],
)  # fmt: skip
def test_what_may_run_for_ever_is_refused_xss_13(pattern: str) -> None:
    with pytest.raises(UnsafePattern):
        check_pattern(pattern)


@pytest.mark.parametrize("pattern", [r"^[^@]+@[^@]+\.[^@]+$", "(?:a?){1}a*b", r"a*a*b"])
def test_the_worst_that_is_kept_ends_soon(pattern: str) -> None:
    check_pattern(pattern)
    began = time.process_time()
    re.compile(bare(pattern)).search("a@." * (INPUT_MAX // 3) + "\n")
    assert time.process_time() - began < 2
