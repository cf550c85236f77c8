"""Buckets that strangers fill: few, small, and the same for every spelling of a place."""

import pytest

from balcao.api.limits import KEY_MAX, Limit, Limiter
from balcao.kit.errors import Problem
from balcao.kit.origin import address_key

ONE = Limit("one", 1, 60)


def test_a_long_key_takes_no_more_room_than_a_short_one() -> None:
    limiter = Limiter(lambda: 0.0)
    limiter.take(ONE, "x" * 1_000_000)
    limiter.take(ONE, "x" * 1_000_000 + "y")
    assert all(len(key) <= KEY_MAX for _, key in limiter._buckets)
    with pytest.raises(Problem):
        limiter.take(ONE, "x" * 1_000_000)


def test_an_attempt_that_turned_out_well_is_given_back_under_a_long_key_too() -> None:
    limiter = Limiter(lambda: 0.0)
    limiter.take(ONE, "x" * 1000)
    limiter.give_back(ONE, "x" * 1000)
    limiter.take(ONE, "x" * 1000)


@pytest.mark.parametrize(
    ("ip", "key"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::9", "2001:db8:1:2::"),
        ("no address", "no address"),
    ],
)
def test_a_place_is_an_address_or_a_network_of_ipv6(ip: str, key: str) -> None:
    assert address_key(ip) == key
