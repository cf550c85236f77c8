"""The one door out. Every request to an address that somebody typed goes through it.

A name is resolved once; every address that it has must be allowed; the connection is opened to exactly the address that
was checked, while the name stays in the Host header and in TLS. Nothing is read from the environment.
"""

import asyncio
import zlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

import httpcore2
import httpx2

from balcao.kit.guard import (
    CONNECT_SECONDS,
    Blocked,
    Connections,
    Guard,
    Resolve,
    Unreachable,
    WebError,
    system_resolve,
)
from balcao.kit.targets import BadAddress, Borders, Target, parse

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SECRETS = frozenset({"authorization", "cookie", "proxy-authorization"})


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
        self._beside: list[Callable[[], Awaitable[None]]] = []

    def take_along(self, close: Callable[[], Awaitable[None]]) -> None:
        """Other connections to the outside end together with this client's."""
        self._beside.append(close)

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
        for close in self._beside:
            await close()
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
                    transport=Connections(Guard(self.borders, self.resolve), trust),
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
