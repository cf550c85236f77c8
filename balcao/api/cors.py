"""Every site may call the client API and load the widget's files. No cookie is read there, so none can be misused."""

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

OPEN = ("/public/api/", "/packs/")
_PREFLIGHT = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
    "Access-Control-Max-Age": "7200",
}


class OpenToAll:
    """Answers what browsers ask before a call, and lets every origin read the answer to it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "OPTIONS":
            await _preflight(scope)(scope, receive, send)
            return

        async def opened(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Access-Control-Allow-Origin"] = "*"
            await send(message)

        await self._app(scope, receive, opened)


def _preflight(scope: Scope) -> Response:
    asked = next((value for name, value in scope["headers"] if name == b"access-control-request-headers"), b"*")
    return Response(status_code=200, headers={**_PREFLIGHT, "Access-Control-Allow-Headers": asked.decode("latin-1")})
