"""Keep a number of connections busy with requests, and measure: requests a second, and how long each took."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import uvloop

Request = Callable[[int], bytes]
"""The bytes of the n-th request."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a load came to. Times in milliseconds."""

    per_second: float
    p50: float
    p99: float
    failures: int
    requests: int


class _Caller(asyncio.Protocol):
    """One connection: sends, waits for the whole answer, sends again."""

    def __init__(self, load: "_Load") -> None:
        self._load = load
        self._buffer = b""
        self._started = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._send()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, found, body = self._buffer.partition(b"\r\n\r\n")
        if not found:
            return
        lower = head.lower()
        at = lower.find(b"content-length:")
        length = int(lower[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        if len(body) < length:
            return
        self._buffer = b""
        self._load.done(time.perf_counter() - self._started, head[9:12] == b"200")
        self._send()

    def _send(self) -> None:
        request = self._load.next()
        if request is None:
            self._transport.close()
            return
        self._started = time.perf_counter()
        self._transport.write(request)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        self._load.left(self)


class _Load:
    def __init__(self, request: Request, seconds: float, connections: int) -> None:
        self._request = request
        self._until = time.perf_counter() + seconds
        self._sent = 0
        self._open = connections
        self._times: list[float] = []
        self._failures = 0
        self._began = time.perf_counter()
        self.finished = asyncio.get_running_loop().create_future()

    def next(self) -> bytes | None:
        if time.perf_counter() > self._until:
            return None
        self._sent += 1
        return self._request(self._sent)

    def done(self, took: float, good: bool) -> None:
        self._times.append(took)
        self._failures += not good

    def left(self, _caller: _Caller) -> None:
        self._open -= 1
        if self._open == 0 and not self.finished.done():
            self.finished.set_result(None)

    def result(self) -> Measured:
        times = sorted(self._times)
        lasted = time.perf_counter() - self._began
        at = [times[min(int(len(times) * share), len(times) - 1)] * 1000 for share in (0.5, 0.99)]
        return Measured(len(times) / lasted, at[0], at[1], self._failures, len(times))


def run(port: int, request: Request, *, seconds: float = 4.0, connections: int = 32) -> Measured:
    """Load 127.0.0.1:`port`."""
    return uvloop.run(_run(port, request, seconds, connections))


async def _run(port: int, request: Request, seconds: float, connections: int) -> Measured:
    loop = asyncio.get_running_loop()
    load = _Load(request, seconds, connections)
    await asyncio.gather(
        *(loop.create_connection(lambda: _Caller(load), "127.0.0.1", port) for _ in range(connections))
    )
    await load.finished
    return load.result()


def get(path: str, headers: dict[str, str]) -> bytes:
    """A GET as bytes."""
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{_lines(headers)}\r\n".encode()


def post(path: str, headers: dict[str, str], body: bytes) -> bytes:
    """A JSON POST as bytes."""
    all_headers = {**headers, "Content-Type": "application/json", "Content-Length": str(len(body))}
    return f"POST {path} HTTP/1.1\r\nHost: localhost\r\n{_lines(all_headers)}\r\n".encode() + body


def _lines(headers: dict[str, str]) -> str:
    return "".join(f"{name}: {value}\r\n" for name, value in headers.items())
