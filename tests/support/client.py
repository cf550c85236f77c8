"""A whole installation inside the test's process, and a synchronous client of its HTTP interface."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import httpx2

from balcao.app import App, build_house
from balcao.house import House
from balcao.kit.clock import SECOND, Clock
from balcao.settings import load

BASE = "http://balcao.test"


class Client:
    """`client.post(path, json=…, headers=…)`: every call goes through the real ASGI app."""

    def __init__(self, url: str, data: Path, clock: Clock, **given: Any) -> None:
        settings = load({}, data=data, database=url, **{"base_url": BASE, "rate_limits": False, **given})
        self.app = App(build_house(settings, clock=clock))
        # Limits count by the test's clock too: on a slow machine a flood would last so long that it is none.
        self.app._door._limiter._now = lambda: clock() / SECOND
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._stop = asyncio.Event()
        self._running = self._start()
        self._http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=self.app), base_url=BASE)

    @property
    def house(self) -> House:
        """The installation behind the interface."""
        return self.app.house

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Carry out a coroutine on the installation's loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=30)

    def request(self, method: str, path: str, **how: Any) -> httpx2.Response:
        """One request."""
        return self.run(self._http.request(method, path, **how))

    def get(self, path: str, **how: Any) -> httpx2.Response:
        """GET."""
        return self.request("GET", path, **how)

    def post(self, path: str, **how: Any) -> httpx2.Response:
        """POST."""
        return self.request("POST", path, **how)

    def put(self, path: str, **how: Any) -> httpx2.Response:
        """PUT."""
        return self.request("PUT", path, **how)

    def patch(self, path: str, **how: Any) -> httpx2.Response:
        """PATCH."""
        return self.request("PATCH", path, **how)

    def delete(self, path: str, **how: Any) -> httpx2.Response:
        """DELETE."""
        return self.request("DELETE", path, **how)

    def query(self, unit: Callable[[Any], Any]) -> Any:
        """Look into the database."""
        return self.house.store.read_now(unit)

    def close(self) -> None:
        """Stop in order."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._running.result(timeout=30)
        self.run(self._http.aclose())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)
        self._loop.close()

    def _start(self) -> Any:
        opened = threading.Event()

        async def live() -> None:
            async with self.app.running():
                opened.set()
                await self._stop.wait()

        running = asyncio.run_coroutine_threadsafe(live(), self._loop)
        while not opened.wait(0.05):
            if running.done():
                running.result()
        return running
