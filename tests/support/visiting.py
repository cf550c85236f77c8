"""Visitors of a website and clients of an API inbox, as a test sends them to an installation."""

from dataclasses import dataclass, field, replace
from typing import Any

from httpx2 import Response

from tests.support.client import Client
from tests.support.people import Signed

WIDGET = "/api/v1/widget"


def add_inbox(client: Client, admin: Signed, kind: str = "web_widget", *, name: str = "Loja", **channel: Any) -> Any:
    """A new inbox, as the administrator sees it."""
    if kind == "web_widget":
        channel = {"website_url": "https://loja.example", **channel}
    body = {"name": name, "channel": {"type": kind, **channel}}
    reply = client.post(f"{admin.account}/inboxes", headers=admin.headers, json=body)
    assert reply.status_code == 200, reply.text
    return reply.json()


@dataclass(frozen=True)
class Guest:
    """A visitor of a website inbox, with the token of his browser."""

    client: Client
    website_token: str
    token: str
    contact: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def call(self, method: str, path: str, **how: Any) -> Response:
        """One request of the chat's. `path` lies below the widget's API."""
        headers = {"X-Auth-Token": self.token, **self.headers, **how.pop("headers", {})}
        params = {"website_token": self.website_token, **how.pop("params", {})}
        return self.client.request(method, f"{WIDGET}{path}", headers=headers, params=params, **how)

    def get(self, path: str, **how: Any) -> Any:
        """The JSON of a GET that goes well."""
        return ok(self.call("GET", path, **how))

    def say(self, content: str = "Olá!", **more: Any) -> Any:
        """Write a message that is accepted."""
        return ok(self.call("POST", "/messages", json={"message": {"content": content, **more}}))

    def send(self, *files: tuple[str, bytes, str], **fields: str) -> Response:
        """Write a message with files: (name, bytes, claimed type)."""
        parts = [("message[attachments][]", file) for file in files]
        return self.call("POST", "/messages", data={f"message[{k}]": v for k, v in fields.items()}, files=parts)

    def thread(self) -> list[dict[str, Any]]:
        """What the visitor reads."""
        return self.get("/messages")["payload"]

    def under(self, **more: Any) -> "Guest":
        """The same visitor with something changed."""
        return replace(self, **more)


def ok(response: Response) -> Any:
    """The JSON of an answer that went well."""
    assert response.status_code == 200, f"{response.status_code} {response.text}"
    return response.json() if response.content else None


def arrive(client: Client, website_token: str, **headers: str) -> Guest:
    """Somebody new at the website."""
    given = ok(client.post(f"{WIDGET}/config", params={"website_token": website_token}, headers=headers))
    return Guest(client, website_token, given["website_channel_config"]["auth_token"], given["contact"], headers)


def open_page(client: Client, inbox: Any, **params: str) -> Response:
    """The page in the iframe."""
    return client.get("/widget", params={"website_token": inbox["website_token"], **params})


@dataclass(frozen=True)
class ApiGuest:
    """A contact for whom a program speaks through the client API."""

    client: Client
    inbox: str
    contact: dict[str, Any]

    @property
    def path(self) -> str:
        return f"/public/api/v1/inboxes/{self.inbox}/contacts/{self.contact['source_id']}"

    def open(self, **body: Any) -> int:
        """Begin a conversation; its number."""
        return ok(self.client.post(f"{self.path}/conversations", json=body))["id"]

    def say(self, conversation: int, content: str, **more: Any) -> Any:
        """Write a message that is accepted."""
        path = f"{self.path}/conversations/{conversation}/messages"
        return ok(self.client.post(path, json={"content": content, **more}))


def introduce(client: Client, inbox_identifier: str, **body: Any) -> ApiGuest:
    """Make a contact known."""
    path = f"/public/api/v1/inboxes/{inbox_identifier}/contacts"
    return ApiGuest(client, inbox_identifier, ok(client.post(path, json=body)))


@dataclass(frozen=True)
class Team:
    """The team's side of one conversation."""

    client: Client
    admin: Signed
    conversation: int

    @property
    def path(self) -> str:
        return f"{self.admin.account}/conversations/{self.conversation}"

    def show(self) -> Any:
        """The conversation, as the team sees it."""
        return ok(self.client.get(self.path, headers=self.admin.headers))

    def write(self, content: str, **more: Any) -> Any:
        """An answer, or a note with `private=True`."""
        body = {"content": content, **more}
        return ok(self.client.post(f"{self.path}/messages", headers=self.admin.headers, json=body))

    def do(self, verb: str, **body: Any) -> Any:
        """One of the conversation's verbs."""
        return ok(self.client.post(f"{self.path}/{verb}", headers=self.admin.headers, json=body))

    def messages(self) -> list[dict[str, Any]]:
        """The whole thread."""
        return ok(self.client.get(f"{self.path}/messages", headers=self.admin.headers))["payload"]


def team_of(client: Client, admin: Signed, message: dict[str, Any]) -> Team:
    """The team's side of the conversation in which a message lies."""
    return Team(client, admin, message["conversation_id"])
