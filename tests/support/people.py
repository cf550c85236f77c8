"""People who use an installation in a test: they sign up, sign in and read their mail."""

import queue
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from httpx2 import Response

from balcao.kit import passwords
from balcao.kit.mail import Letter
from tests.support.client import Client
from tests.support.clock import HandClock

PASSWORD = "Correct9!horse"
OTHER_PASSWORD = "Battery7?staple"
SESSION = ("access-token", "token-type", "client", "expiry", "uid")
TOKEN = re.compile(r"token=(\w+)")

# People sign in thousands of times here; what a hash costs is tested where passwords are.
passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass(frozen=True)
class Signed:
    """Somebody who is signed in on one device. `user` is what the server said about the user."""

    headers: dict[str, str]
    user: dict[str, Any]

    @property
    def id(self) -> int:
        return self.user["id"]

    @property
    def email(self) -> str:
        return self.user["email"]

    @property
    def account_id(self) -> int:
        return self.user["account_id"]

    @property
    def account(self) -> str:
        """The path of the account."""
        return f"/api/v1/accounts/{self.account_id}"

    @property
    def token(self) -> dict[str, str]:
        """The header of the access token."""
        return {"api_access_token": self.user["access_token"]}


class Mailbox:
    """Takes the place of the mail server: what is sent can be waited for."""

    def __init__(self) -> None:
        self._letters: queue.SimpleQueue[Letter] = queue.SimpleQueue()

    async def send(self, letter: Letter) -> None:
        self._letters.put(letter)

    def next(self) -> Letter:
        """The next letter; waits for it."""
        return self._letters.get(timeout=10)

    def token(self) -> str:
        """The token in the next letter."""
        found = TOKEN.search(self.next().text)
        assert found
        return found[1]

    @property
    def is_empty(self) -> bool:
        return self._letters.empty()


def mailbox_of(client: Client) -> Mailbox:
    """The box in which an installation's mail arrives from now on."""
    box = Mailbox()
    object.__setattr__(client.house, "post", box)
    return box


@contextmanager
def installation(url: str, folder: Path, clock: HandClock, **settings: Any) -> Iterator[tuple[Client, Mailbox]]:
    """An installation whose mail arrives in a box."""
    client = Client(url, folder / "installation", clock, **settings)
    try:
        yield client, mailbox_of(client)
    finally:
        client.close()


def signed(response: Response) -> Signed:
    """Who is signed in by this answer."""
    assert response.status_code == 200, response.text
    headers = {name: response.headers[name] for name in SESSION}
    return Signed(headers, response.json()["data"])


def sign_up(client: Client, email: str = "ana@padaria.example", **more: Any) -> Signed:
    """Open an account."""
    body = {"account_name": "Padaria", "user_full_name": "Ana Moura", "email": email, "password": PASSWORD}
    return signed(client.post("/api/v1/accounts", json=body | more))


def sign_in(client: Client, email: str = "ana@padaria.example", password: str = PASSWORD) -> Response:
    """Try to sign in."""
    return client.post("/auth/sign_in", json={"email": email, "password": password, "sso_auth_token": ""})


def hire(client: Client, box: Mailbox, admin: Signed, email: str, **more: Any) -> Signed:
    """Invite somebody who accepts."""
    reply = client.post(f"{admin.account}/agents", headers=admin.headers, json={"email": email} | more)
    assert reply.status_code == 200, reply.text
    return accept(client, box.token())


def accept(client: Client, token: str, password: str = PASSWORD, **more: Any) -> Signed:
    """Follow a link that sets a password."""
    body = {"reset_password_token": token, "password": password, "password_confirmation": password}
    return signed(client.put("/auth/password", json=body | more))


def try_token(client: Client, token: object, password: str = OTHER_PASSWORD) -> tuple[int, object]:
    """Try to set a password with a mailed token; status and body."""
    reply = client.put("/auth/password", json={"reset_password_token": token, "password": password})
    return reply.status_code, reply.json()


def jobs_of(client: Client) -> list[Any]:
    """The payloads of the jobs that are queued."""
    return client.query(lambda tx: tx.conn.exec_driver_sql("select payload from jobs").fetchall())
