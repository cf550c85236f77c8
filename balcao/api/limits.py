"""Rate limits: token buckets in memory. A limit names what it counts by; the door asks before anything else runs."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from time import monotonic

from balcao.kit.crypto import digest
from balcao.kit.errors import Problem

MOST_BUCKETS = 100_000
KEY_MAX = 100


@dataclass(frozen=True, slots=True)
class Limit:
    """`amount` calls in `seconds`, counted by `by`: "ip", "token" (visitor or access token), or a parameter's name."""

    name: str
    amount: int
    seconds: float
    by: str = "ip"


class Limiter:
    """All buckets of this process; the least recently used are forgotten first."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._buckets: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def take(self, limit: Limit, key: str) -> None:
        """Count one attempt. Raises a 429 `Problem` that says when to come back."""
        now, bucket = self._now(), _bucket(limit, key)
        with self._lock:
            left, then = self._buckets.pop(bucket, (float(limit.amount), now))
            left = min(limit.amount, left + (now - then) * limit.amount / limit.seconds)
            allowed = left >= 1
            self._buckets[bucket] = (left - 1 if allowed else left, now)
            if len(self._buckets) > MOST_BUCKETS:
                self._buckets.popitem(last=False)
        if not allowed:
            raise too_many(int((1 - left) * limit.seconds / limit.amount) + 1)

    def give_back(self, limit: Limit, key: str) -> None:
        """Forget one counted attempt: it turned out well, and only failures are limited."""
        bucket = _bucket(limit, key)
        with self._lock:
            if kept := self._buckets.get(bucket):
                self._buckets[bucket] = (min(limit.amount, kept[0] + 1), kept[1])


def _bucket(limit: Limit, key: str) -> tuple[str, str]:
    # Keys come from strangers, who would fill the memory with long ones.
    return limit.name, key if len(key) <= KEY_MAX else digest(key)


def too_many(wait: int) -> Problem:
    """429 with the seconds to wait."""
    return Problem(429, "Retry later\n", {"Retry-After": str(wait)})
