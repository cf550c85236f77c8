"""Connections to the outside, each only to an address that was checked a moment before."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from ipaddress import ip_address
from typing import Any, Final

import httpcore2
import httpx2

from balcao.kit.targets import Address, Borders

CONNECT_SECONDS: Final = 3.0

Resolve = Callable[[str, int], Awaitable[list[Address]]]


class WebError(Exception):
    """A request that brought no answer. The text is safe to show to the administrator."""


class Blocked(WebError):
    """The address may not be called; trying again changes nothing."""


class Unreachable(WebError):
    """No answer in time: the name, the connection, TLS, or too slow. Another try may succeed."""


async def system_resolve(host: str, port: int) -> list[Address]:
    """Ask the machine's resolver. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ip_address(entry[4][0]) for entry in found]


class Guard(httpcore2.AsyncNetworkBackend):
    """Opens connections, and only to addresses that were checked a moment before."""

    def __init__(self, borders: Borders, resolve: Resolve) -> None:
        self._borders, self._resolve = borders, resolve
        self._network: Any = httpcore2.AnyIOBackend()

    async def connect_tcp(self, host: str, port: int, *args: Any, **terms: Any) -> httpcore2.AsyncNetworkStream:
        """The first of the name's addresses that answers."""
        failure: Exception | None = None
        for address in await self._addresses(host, port):
            try:
                return await self._network.connect_tcp(str(address), port, *args, **terms)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise failure or Unreachable("The name has no address")

    async def _addresses(self, host: str, port: int) -> list[Address]:
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                found = await self._resolve(host, port)
        except (OSError, UnicodeError):
            raise Unreachable("The name could not be resolved") from None
        if not all(map(self._borders.let_pass, found)):
            raise Blocked("The address points into a private network, which this installation does not allow")
        return list(dict.fromkeys(found))


class Connections(httpx2.AsyncBaseTransport):
    """The client's requests over connections of the guard."""

    def __init__(self, guard: Guard, trust: ssl.SSLContext) -> None:
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=trust,
            network_backend=guard,
            max_connections=200,
            max_keepalive_connections=20,
            keepalive_expiry=15.0,
        )

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """One exchange."""
        url = request.url
        assert isinstance(request.stream, httpx2.AsyncByteStream)
        answer = await self._pool.handle_async_request(
            httpcore2.Request(
                request.method,
                httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx2.Response(answer.status, headers=answer.headers, stream=_Stream(answer))

    async def aclose(self) -> None:
        """Close every connection."""
        await self._pool.aclose()


class _Stream(httpx2.AsyncByteStream):
    def __init__(self, answer: httpcore2.Response) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._answer.aiter_stream():
            yield chunk

    async def aclose(self) -> None:
        await self._answer.aclose()
