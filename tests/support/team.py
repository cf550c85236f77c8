"""Colleagues without letters: members of an account who hold an access token from the start."""

from dataclasses import dataclass
from typing import Any

from httpx2 import Response

from balcao.domain.accounts.actions.members import NewMember, join
from balcao.domain.accounts.actions.users import NewUser, add_user
from balcao.domain.accounts.rules import Role
from balcao.domain.actors import Member
from balcao.store.tx import Tx
from tests.support.client import Client
from tests.support.people import sign_up


@dataclass(frozen=True)
class Colleague:
    """A member's own view of an account: `desk.post("labels", json=…)`."""

    client: Client
    account_id: int
    user_id: int
    name: str
    role: str = "administrator"

    @property
    def headers(self) -> dict[str, str]:
        """Proof of who calls."""
        return {"api_access_token": self.client.house.keyring.token("access", self.user_id)}

    @property
    def member(self) -> Member:
        """The same for the domain."""
        return Member(self.account_id, self.user_id, self.name, self.role)

    def call(self, method: str, path: str, **how: Any) -> Response:
        """A request below the account's path."""
        where = f"/api/v1/accounts/{self.account_id}/{path}"
        return self.client.request(method, where, headers=self.headers, **how)

    def get(self, path: str, **how: Any) -> Response:
        return self.call("GET", path, **how)

    def post(self, path: str, **how: Any) -> Response:
        return self.call("POST", path, **how)

    def patch(self, path: str, **how: Any) -> Response:
        return self.call("PATCH", path, **how)

    def delete(self, path: str, **how: Any) -> Response:
        return self.call("DELETE", path, **how)

    def made(self, path: str, body: Any) -> Any:
        """What a creation answered."""
        reply = self.post(path, json=body)
        assert reply.status_code == 200, reply.text
        return reply.json()

    def website(self, name: str = "Site", **channel: Any) -> dict[str, Any]:
        """A new website inbox."""
        site = {"type": "web_widget", "website_url": "https://padaria.example", **channel}
        return self.made("inboxes", {"name": name, "channel": site})

    def api_inbox(self, name: str = "App", **channel: Any) -> dict[str, Any]:
        """A new API inbox."""
        return self.made("inboxes", {"name": name, "channel": {"type": "api", **channel}})

    def employ(self, name: str, role: Role = Role.AGENT) -> "Colleague":
        """A new colleague."""

        def unit(tx: Tx) -> int:
            new = NewUser(email=f"{name.lower()}@{self.account_id}.example", name=name, confirmed=True)
            user_id = add_user(tx, self.client.house.keyring, new)
            join(tx, self.account_id, user_id, NewMember(role=role))
            return user_id

        return Colleague(self.client, self.account_id, self.client.house.store.write_now(unit), name, role)


def open_desk(client: Client, email: str = "ana@padaria.example") -> Colleague:
    """An account of its own, seen by its administrator."""
    ana = sign_up(client, email)
    return Colleague(client, ana.account_id, ana.id, "Ana Moura")
