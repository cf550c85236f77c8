"""An inbox to which mail is forwarded, and what relays bring for it."""

import base64
from typing import Any

from httpx2 import Response

from balcao.domain.inboxes import queries as inboxes
from tests.support.client import Client
from tests.support.people import Signed, sign_up

PASSWORD = "a relay password of length"
MAIL = b"From: Ana <ana@cliente.example>\r\nSubject: Pedido\r\nMessage-ID: <1@cliente.example>\r\n\r\nCad\xc3\xaa?\r\n"


def add(client: Client, admin: Signed, **channel: Any) -> dict[str, Any]:
    body = {"name": "Entrada", "channel": channel}
    reply = client.post(f"{admin.account}/inboxes", headers=admin.headers, json=body)
    assert reply.status_code == 200, reply.text
    return reply.json()


def key_of(client: Client, admin: Signed, inbox: dict[str, Any]) -> str:
    row = client.query(lambda tx: inboxes.by_id(tx, admin.account_id, inbox["id"]))
    return row.public_key


def thread(client: Client, admin: Signed, inbox: dict[str, Any]) -> list[Any]:
    """The incoming messages of an inbox."""
    path = f"{admin.account}/conversations?inbox_id={inbox['id']}&status=all"
    found = client.get(path, headers=admin.headers).json()["data"]["payload"]
    return [
        one
        for talk in found
        for one in client.get(f"{admin.account}/conversations/{talk['id']}/messages", headers=admin.headers).json()[
            "payload"
        ]
        if one["message_type"] == 0
    ]


class Post:
    """The inbox, in an installation that takes mail from relays."""

    def __init__(self, client: Client) -> None:
        self.client, self.admin = client, sign_up(client)
        channel = {"type": "email", "email": "suporte@loja.example"}
        self.inbox = add(client, self.admin, **channel)
        self.address = f"{key_of(client, self.admin, self.inbox).lower()}@inbound.loja.example"

    def relay(self, path: str, to: str, password: str = PASSWORD) -> Response:
        """Post a mail as a script does."""
        headers = {"content-type": "message/rfc822", **basic(password)}
        return self.client.post(path, content=f"To: {to}\r\n".encode() + MAIL, headers=headers)

    def said(self) -> list[str]:
        """What has come in."""
        return [one["content"] for one in thread(self.client, self.admin, self.inbox)]


def basic(password: str) -> dict[str, str]:
    """How a relay signs in."""
    return {"authorization": "Basic " + base64.b64encode(f"actionmailbox:{password}".encode()).decode()}
