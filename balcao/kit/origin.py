"""Where a request comes from: believed only as far as the operator says."""

from collections.abc import Sequence
from ipaddress import IPv6Address, ip_address, ip_network

NOWHERE = "127.0.0.1"


def caller_ip(peer: str | None, forwarded_for: str, trusted: Sequence[str]) -> str:
    """The caller's address. `X-Forwarded-For` counts only when it was written by a trusted proxy."""
    if peer is None:
        return NOWHERE
    if not trusted or not _within(peer, trusted):
        return peer
    for hop in reversed([hop.strip() for hop in forwarded_for.split(",")]):
        if not _is_address(hop):
            return peer
        if not _within(hop, trusted):
            return hop
    return peer


def address_key(ip: str) -> str:
    """What one caller is counted by: an IPv4 address, or the /64 of an IPv6 address."""
    try:
        address = ip_address(ip)
    except ValueError:
        return ip
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(IPv6Address(int(address) >> 64 << 64))


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _within(address: str, networks: Sequence[str]) -> bool:
    try:
        here = ip_address(address)
    except ValueError:
        return False
    return any(here in ip_network(network, strict=False) for network in networks)
