"""By which names this installation may be called."""

from ipaddress import ip_address

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_LOCAL = {"localhost", ""}


class OnlyOurName:
    """Refuses requests that name another host than `name`. Addresses and `localhost` always pass: health checks use them.

    Nothing is ever built from the Host header; this keeps caches in front of us from being filled with others' names.
    """

    def __init__(self, app: ASGIApp, name: str | None) -> None:
        self._app = app
        self._name = name.lower() if name else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._name is not None and not self._may_pass(_host_of(scope)):
            error = f"This installation is reached at {self._name}; BALCAO_BASE_URL sets its address"
            await JSONResponse({"error": error}, 400)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _may_pass(self, host: str) -> bool:
        return host == self._name or host in _LOCAL or _is_address(host)


def _host_of(scope: Scope) -> str:
    value = next((value for name, value in scope["headers"] if name == b"host"), b"").decode("latin-1").lower()
    return value.partition("]")[0].lstrip("[") if value.startswith("[") else value.partition(":")[0]


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
