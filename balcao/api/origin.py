"""Where a request comes from: believed only as far as the operator says."""

from ipaddress import ip_address, ip_network

from starlette.requests import HTTPConnection


def caller_ip(request: HTTPConnection, trusted: tuple[str, ...]) -> str:
    """The caller's address. `X-Forwarded-For` counts only when it was written by a trusted proxy."""
    peer = request.client.host if request.client else "127.0.0.1"
    if not trusted or not _within(peer, trusted):
        return peer
    hops = [hop.strip() for hop in request.headers.get("x-forwarded-for", "").split(",")]
    for hop in reversed(hops):
        if not _is_address(hop):
            return peer
        if not _within(hop, trusted):
            return hop
    return peer


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _within(address: str, networks: tuple[str, ...]) -> bool:
    try:
        here = ip_address(address)
    except ValueError:
        return False
    return any(here in ip_network(network, strict=False) for network in networks)
