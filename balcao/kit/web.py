"""The one door out. Every request to an address that somebody typed goes through it.

A name is resolved once; every address that it has must be allowed; the connection is opened to exactly the address that
was checked, while the name stays in the Host header and in TLS. Nothing is read from the environment.
"""

import asyncio
import socket
import ssl
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urljoin

import httpcore2
import httpx2

from balcao.kit.targets import Address, BadAddress, Borders, Target, parse

CONNECT_SECONDS: Final = 3.0
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SECRETS = frozenset({"authorization", "cookie", "proxy-authorization"})

Resolve = Callable[[str, int], Awaitable[list[Address]]]


class WebError(Exception):
    """A request that brought no answer. The text is safe to show to the administrator."""


class Blocked(WebError):
    """The address may not be called; trying again changes nothing."""


class Unreachable(WebError):
    """No answer in time: the name, the connection, TLS, or too slow. Another try may succeed."""


class TooMuch(WebError):
    """The answer is larger than allowed; `status` came before it."""

    def __init__(self, status: int) -> None:
        super().__init__("The answer is too large")
        self.status = status


@dataclass(frozen=True, slots=True)
class Ask:
    """A request. `seconds` bounds the whole exchange, `most` the bytes of the answer after decoding."""

    url: str
    method: str = "GET"
    body: bytes = b""
    headers: Mapping[str, str] | None = None
    seconds: float = 10.0
    most: int = 1 << 20
    redirects: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Header names are lower case; of repeated headers the last counts."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def ok(self) -> bool:
        """Whether the other side accepted."""
        return 200 <= self.status < 300


async def system_resolve(host: str, port: int) -> list[Address]:
    """Ask the machine's resolver. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ip_address(entry[4][0]) for entry in found]


class Web:
    """The guarded client. `resolve` asks for the addresses of a name; no request takes longer than `longest` seconds."""

    def __init__(
        self, borders: Borders | None = None, resolve: Resolve = system_resolve, longest: float = 60.0
    ) -> None:
        self.borders = borders or Borders()
        self.resolve = resolve
        self.longest = longest
        self._client: httpx2.AsyncClient | None = None
        self._opening = asyncio.Lock()

    def check(self, url: str) -> Target:
        """What can be told of an address without asking anybody. Raises `BadAddress`."""
        target = parse(url)
        if self.borders.refuses(target):
            raise BadAddress("points into a private network, which this installation does not allow")
        return target

    async def send(self, ask: Ask) -> Answer:
        """Make a request and read its answer. Raises `WebError`."""
        client = await self._open()
        try:
            async with asyncio.timeout(min(ask.seconds, self.longest)):
                return await self._follow(client, ask)
        except TimeoutError:
            raise Unreachable("The other side did not answer in time") from None

    async def close(self) -> None:
        """Let go of open connections."""
        if self._client is not None:
            await self._client.aclose()
        self._client = None

    async def _follow(self, client: httpx2.AsyncClient, ask: Ask) -> Answer:
        target, headers = self._target(ask.url), dict(ask.headers or {})
        for _ in range(ask.redirects):
            answer = await _once(client, ask, target, headers)
            place = answer.headers.get("location")
            if answer.status not in _REDIRECTS or place is None:
                return answer
            onward = self._target(urljoin(target.url, place))
            if onward.scheme == "http" and target.scheme == "https":
                raise Blocked("The address leads from https to http")
            if onward.origin != target.origin:
                headers = {name: value for name, value in headers.items() if name.lower() not in _SECRETS}
            target = onward
        return await _once(client, ask, target, headers)

    def _target(self, url: str) -> Target:
        try:
            return self.check(url)
        except BadAddress as problem:
            raise Blocked(f"The address {problem}") from None

    async def _open(self) -> httpx2.AsyncClient:
        # Made at the first request and beside the loop: loading the certificates takes time that nobody should wait for.
        async with self._opening:
            if self._client is None:
                trust = await asyncio.to_thread(httpx2.create_ssl_context, trust_env=False)
                self._client = httpx2.AsyncClient(
                    transport=_Transport(_Guard(self.borders, self.resolve), trust),
                    trust_env=False,
                    follow_redirects=False,
                    headers={"user-agent": "Balcao", "accept-encoding": "gzip, identity"},
                    timeout=httpx2.Timeout(10.0, connect=CONNECT_SECONDS),
                )
            return self._client


async def _once(client: httpx2.AsyncClient, ask: Ask, target: Target, headers: dict[str, str]) -> Answer:
    try:
        request = client.build_request(ask.method, target.url, content=ask.body or None, headers=headers)
        response = await client.send(request, stream=True)
        try:
            body = await _read(response, ask.most)
        finally:
            await response.aclose()
    except httpx2.InvalidURL:
        raise Blocked("The address is not valid") from None
    except (httpx2.HTTPError, httpcore2.NetworkError, httpcore2.TimeoutException, httpcore2.ProtocolError, OSError):
        raise Unreachable("The other side could not be reached") from None
    return Answer(response.status_code, {k.lower(): v for k, v in response.headers.items()}, body)


class _Guard(httpcore2.AsyncNetworkBackend):
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


class _Transport(httpx2.AsyncBaseTransport):
    """The client's requests over connections of the guard."""

    def __init__(self, guard: _Guard, trust: ssl.SSLContext) -> None:
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


async def _read(response: httpx2.Response, most: int) -> bytes:
    """The body, unpacked step by step so that a small answer cannot grow without bound."""
    unpack = zlib.decompressobj(wbits=31) if response.headers.get("content-encoding", "").lower() == "gzip" else None
    body = bytearray()
    async for chunk in response.aiter_raw():
        try:
            body += unpack.decompress(chunk, most + 1 - len(body)) if unpack else chunk
        except zlib.error:
            raise Unreachable("The answer could not be read") from None
        if len(body) > most:
            raise TooMuch(response.status_code)
    return bytes(body)
