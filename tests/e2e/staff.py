"""A company's account on a running server: its people, its inboxes and its mail, reached as programs reach them."""

import itertools
import json
import os
import re
import threading
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from tests.support.office import PASSWORD, PATIENCE, Office

_SESSION = ("access-token", "token-type", "client", "expiry", "uid")
_TOKEN = re.compile(r"https?://\S+token=\S+")
_numbers = itertools.count()
T = TypeVar("T")


@dataclass(frozen=True)
class Person:
    """Somebody who may sign in, with the session of one device."""

    name: str
    email: str
    user_id: int
    session: dict[str, str]


@dataclass(frozen=True)
class Staff:
    """An account and the person who opened it."""

    office: Office
    owner: Person

    @property
    def url(self) -> str:
        return self.office.url

    def add_site(self, name: str = "Loja", *members: Person, **channel: Any) -> dict[str, Any]:
        """A website inbox that these people (or only the owner) serve."""
        about = {"type": "web_widget", "website_url": "https://loja.example", **channel}
        inbox = self.office.call("POST", "inboxes", {"name": name, "channel": about})
        users = [person.user_id for person in members or (self.owner,)]
        self.office.call("PATCH", "inbox_members", {"inbox_id": inbox["id"], "user_ids": users})
        return inbox

    def hire(self, name: str, role: str = "agent") -> Person:
        """Invite somebody, who follows the link in the mail."""
        email = address(name)
        self.office.call("POST", "agents", {"name": name, "email": email, "role": role})
        token = link_for(self.url, email).partition("token=")[2]
        body = {"reset_password_token": token, "password": PASSWORD, "password_confirmation": PASSWORD}
        return _person(name, *_signed(f"{self.url}/auth/password", "PUT", body))

    def conversation(self, inbox: dict[str, Any], text: str = "Oi, tudo bem?", name: str | None = None) -> int:
        """A visitor's first message; the conversation's number."""
        visitor = self.office.visitor(inbox["website_token"])
        if name:
            visitor.call("PATCH", "contact", {"name": name})
        return visitor.say(text)["conversation_id"]

    def answer(self, number: int, text: str, **more: Any) -> dict[str, Any]:
        """Write into a conversation as the owner."""
        return self.office.call("POST", f"conversations/{number}/messages", {"content": text, **more})

    def messages(self, number: int) -> list[dict[str, Any]]:
        """The newest messages of a conversation, oldest first, without what the system says."""
        found = self.office.call("GET", f"conversations/{number}/messages")["payload"]
        return [message for message in found if message["message_type"] in (0, 1)]

    def texts(self, number: int) -> list[str]:
        return [message["content"] for message in self.messages(number)]


def open_staff(url: str, company: str = "Café da Serra", locale: str = "pt-BR") -> Staff:
    """A new account, opened through the door that the sign-up page uses."""
    email = address("Ana Moura")
    body = {
        "account_name": company,
        "user_full_name": "Ana Moura",
        "email": email,
        "password": PASSWORD,
        "locale": locale,
    }
    user, session = _signed(f"{url}/api/v1/accounts", "POST", body)
    owner = _person("Ana Moura", user, session)
    return Staff(Office(url, user["account_id"], user["access_token"]), owner)


def sign_in(url: str, email: str, password: str = PASSWORD) -> tuple[Person, int]:
    """A new session of somebody who is there already, and the account of theirs."""
    user, session = _signed(f"{url}/auth/sign_in", "POST", {"email": email, "password": password})
    return _person(user["name"], user, session), user["account_id"]


def address(name: str) -> str:
    """An address that nobody else on this server has."""
    plain = name.lower().replace(" ", ".").encode("ascii", "ignore").decode()
    return f"{plain}.{os.getpid()}.{next(_numbers)}@example.com"


def link_for(url: str, email: str, subject: str = "") -> str:
    """The address of the link in the newest mail to somebody; waits for the mail."""

    def newest() -> str | None:
        request = urllib.request.Request(f"{url}/dev/mail", headers={"Accept": "application/json"})
        with urllib.request.urlopen(request, timeout=PATIENCE) as reply:
            letters = json.load(reply)
        own = (each for each in letters if each["to"] == email and subject in each["subject"])
        return next((link[0] for each in own if (link := _TOKEN.search(each["text"]))), None)

    return until(newest)


def until(look: Callable[[], T | None], within: float = 60.0) -> T:
    """What `look` finds, as soon as it finds something: for what happens on the server and shows on no page."""
    deadline = time.monotonic() + within
    while not (found := look()):
        assert time.monotonic() < deadline, "it did not happen"
        threading.Event().wait(0.05)
    return found


def _signed(url: str, method: str, body: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    request = urllib.request.Request(
        url, json.dumps(body).encode(), {"Content-Type": "application/json"}, method=method
    )
    with urllib.request.urlopen(request, timeout=PATIENCE) as reply:
        session = {name: reply.headers[name] for name in _SESSION}
        return json.load(reply)["data"], session


def _person(name: str, user: dict[str, Any], session: dict[str, str]) -> Person:
    return Person(name, user["email"], user["id"], session)
