"""The sockets of a real `balcao serve`: over HTTP in, over a socket out, through restarts and kills."""

import json
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.support.office import Office, Visitor, call, open_account
from tests.support.server import Server

PATIENCE = 10


class Socket:
    """A client of the server's `/cable`."""

    def __init__(self, connection: ClientConnection, wish: dict[str, Any]) -> None:
        self._connection = connection
        self.identifier = json.dumps(wish)
        assert self.frame() == {"type": "welcome"}
        connection.send(json.dumps({"command": "subscribe", "identifier": self.identifier}))
        self.confirmed = self.frame()
        assert self.confirmed["type"] == "confirm_subscription"

    def frame(self) -> Any:
        """The next frame that is no ping."""
        while (frame := json.loads(self._connection.recv(PATIENCE))).get("type") == "ping":
            pass
        return frame

    def until(self, event: str) -> dict[str, Any]:
        """The next event of this name."""
        while (message := self.frame().get("message", {})).get("event") != event:
            pass
        return message

    def story(self, upto: int) -> list[dict[str, Any]]:
        """The logged events up to this number."""
        found: list[dict[str, Any]] = []
        while not found or found[-1]["seq"] < upto:
            message = self.frame().get("message", {})
            found += [message] if "seq" in message else []
        return found


@pytest.fixture
def account(live_server: Server) -> dict[str, Any]:
    return open_account(live_server.data)


@pytest.fixture
def office(live_server: Server, account: dict[str, Any]) -> Office:
    return Office(live_server.url, account["account_id"], account["access_token"])


@pytest.fixture
def wish(office: Office, account: dict[str, Any]) -> dict[str, Any]:
    profile = call(f"{office.url}/api/v1/profile", "GET", api_access_token=office.token)
    return {
        "channel": "RoomChannel",
        "pubsub_token": profile["pubsub_token"],
        "account_id": office.account_id,
        "user_id": account["user_id"],
    }


@pytest.fixture
def visitor(office: Office) -> Visitor:
    return office.visitor(office.add_website()["website_token"])


@pytest.fixture
def opened(live_server: Server) -> Callable[..., Any]:
    @contextmanager
    def open_socket(wish: dict[str, Any]) -> Iterator[Socket]:
        address = f"ws://127.0.0.1:{live_server.port}/cable"
        with connect(address, subprotocols=[Subprotocol("actioncable-v1-json")], compression=None) as connection:
            assert connection.subprotocol == "actioncable-v1-json"
            yield Socket(connection, wish)

    return open_socket


def test_a_visitors_message_reaches_the_agent_and_the_answer_the_visitor(
    office: Office, visitor: Visitor, wish: dict[str, Any], opened: Callable[..., Any]
) -> None:
    visitors_wish = {"channel": "RoomChannel", "pubsub_token": visitor.pubsub_token}
    with opened(wish) as agent, opened(visitors_wish) as chat:
        visitor.say("Bom dia", echo_id="v1")
        heard = agent.until("message.created")["data"]
        assert (heard["content"], heard["echo_id"]) == ("Bom dia", "v1")
        path = f"conversations/{heard['conversation_id']}"
        office.call("POST", f"{path}/toggle_typing_status", {"typing_status": "on"})
        assert chat.until("conversation.typing_on")["data"]["user"]["type"] == "user"
        visitor.call("POST", "conversations/toggle_typing", {"typing_status": "on"})
        assert agent.until("conversation.typing_on")["data"]["user"]["type"] == "contact"
        office.call("POST", f"{path}/messages", {"content": "Só para nós", "private": True})
        office.call("POST", f"{path}/messages", {"content": "Olá!"})
        answer = chat.until("message.created")["data"]
        while answer["content"] == "Bom dia":
            answer = chat.until("message.created")["data"]
        assert answer["content"] == "Olá!"


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_ws_10_the_story_goes_on_after_the_server_came_back(
    live_server: Server, visitor: Visitor, wish: dict[str, Any], opened: Callable[..., Any], end: str
) -> None:
    with opened(wish) as agent:
        visitor.say("antes")
        seen = agent.until("message.created")["seq"]
        visitor.say("no último momento")
        getattr(live_server, end)()
        if end == "stop":
            farewell = {"type": "disconnect", "reason": "server_restart", "reconnect": True}
            while (frame := agent.frame()) != farewell:
                assert "message" in frame
        with pytest.raises(ConnectionClosed):
            deque(iter(agent.frame, None))
    live_server.restart()
    visitor.say("depois")
    with opened({**wish, "since": seen}) as agent:
        story = agent.story(agent.confirmed["seq"])
        created = [told["data"]["content"] for told in story if told["event"] == "message.created"]
        assert created == ["no último momento", "depois"]
        assert [told["seq"] for told in story] == sorted({told["seq"] for told in story})
