"""Where an HTTP request comes from."""

from starlette.requests import HTTPConnection

from balcao.kit import origin


def caller_ip(request: HTTPConnection, trusted: tuple[str, ...]) -> str:
    """The caller's address; see `balcao.kit.origin`."""
    peer = request.client.host if request.client else None
    return origin.caller_ip(peer, request.headers.get("x-forwarded-for", ""), trusted)
