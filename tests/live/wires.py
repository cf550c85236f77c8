"""Real sockets: uvicorn serving the cable on a free port, in the test's own loop."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from balcao.live.frames import SUBPROTOCOL
from balcao.live.wire import SERVER_OPTIONS, CableProtocol
from tests.live.rig import PATIENCE, Node


class _Server(uvicorn.Server):
    def install_signal_handlers(self) -> None:
        """The test keeps its own."""


@asynccontextmanager
async def served(node: Node, **options: Any) -> AsyncIterator[str]:
    """The address of the node's cable while it is served."""
    listener = socket.create_server(("127.0.0.1", 0))
    given = {**SERVER_OPTIONS, **options}
    config = uvicorn.Config(node.cable, ws=CableProtocol, lifespan="off", log_config=None, **given)
    server = _Server(config)
    task = asyncio.create_task(server.serve([listener]))
    try:
        yield f"ws://127.0.0.1:{listener.getsockname()[1]}/cable"
    finally:
        server.should_exit = True
        await task


@asynccontextmanager
async def opened(url: str, **how: Any) -> AsyncIterator[ClientConnection]:
    """A client's connection, after the welcome."""
    async with connect(url, subprotocols=[Subprotocol(SUBPROTOCOL)], compression=None, **how) as connection:
        assert connection.subprotocol == SUBPROTOCOL
        assert await connection.recv() == '{"type":"welcome"}'
        yield connection


async def subscribed(connection: ClientConnection, wish: dict[str, Any]) -> str:
    """Subscribe, and wait for the confirmation; the identifier."""
    identifier = json.dumps(wish)
    await connection.send(json.dumps({"command": "subscribe", "identifier": identifier}))
    async with asyncio.timeout(PATIENCE):
        while '"confirm_subscription"' not in await connection.recv(decode=True):
            pass
    return identifier


async def ended(connection: ClientConnection) -> int:
    """Wait for the server's end of it; the close code."""
    async with asyncio.timeout(PATIENCE * 2):
        await connection.wait_closed()
    return connection.close_code or 0
