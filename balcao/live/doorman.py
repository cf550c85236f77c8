"""How often one address may open sockets: enough for an office behind one address, too little for a flood."""

from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from time import monotonic

BURST = 300
PER_SECOND = 5.0
MOST_ADDRESSES = 50_000


class Doorman:
    """A token bucket for each IPv4 address and each /64 of IPv6. The machine itself is not counted."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def lets_in(self, ip: str) -> bool:
        """Count one connection."""
        key, now = _key(ip), self._now()
        if key is None:
            return True
        left, then = self._buckets.pop(key, (float(BURST), now))
        left = min(BURST, left + (now - then) * PER_SECOND)
        allowed = left >= 1
        self._buckets[key] = (left - allowed, now)
        if len(self._buckets) > MOST_ADDRESSES:
            self._buckets.popitem(last=False)
        return allowed


def _key(ip: str) -> str | None:
    try:
        address = ip_address(ip)
    except ValueError:
        return ip
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if address.is_loopback:
        return None
    return str(IPv6Address(int(address) >> 64 << 64)) if isinstance(address, IPv6Address) else str(address)
