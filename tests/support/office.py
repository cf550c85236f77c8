"""An account at work on a real server, reached over HTTP as its people reach it."""

import json
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PASSWORD = "Balcao#2026!"
PATIENCE = 60
"""Seconds: fifty callers at once on a machine that has other things to do."""


def open_account(data: Path, *options: str, email: str = "ana@example.com") -> dict[str, Any]:
    """`balcao account create`, as an operator runs it; ids and the access token."""
    program = Path(sys.executable).with_name("balcao")
    command = [program, "account", "create", "--name", "Café da Serra", "--email", email, "--password", PASSWORD,
               "--user-name", "Ana Moura", "--data", data, *options]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout.strip().splitlines()[-1])


@dataclass(frozen=True, slots=True)
class Office:
    """An account of a server. `call` answers the JSON body and raises `urllib.error.HTTPError` on an error."""

    url: str
    account_id: int
    token: str

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """A request to the account's own API."""
        return call(f"{self.url}/api/v1/accounts/{self.account_id}/{path}", method, body, api_access_token=self.token)

    def add_website(self, name: str = "Site") -> dict[str, Any]:
        """A website inbox; the answer has `website_token`."""
        channel = {"type": "web_widget", "website_url": "https://example.com"}
        return self.call("POST", "inboxes", {"name": name, "channel": channel})

    def visitor(self, website_token: str) -> "Visitor":
        """Somebody who opens the chat for the first time."""
        found = call(f"{self.url}/api/v1/widget/config?website_token={website_token}", "POST", {})
        config, contact = found["website_channel_config"], found["contact"]
        return Visitor(self.url, website_token, config["auth_token"], contact.get("pubsub_token") or "")


@dataclass(frozen=True, slots=True)
class Visitor:
    """A visitor of a website inbox."""

    url: str
    website_token: str
    token: str
    pubsub_token: str = ""

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """A request to the widget's API."""
        address = f"{self.url}/api/v1/widget/{path}?website_token={self.website_token}"
        return call(address, method, body, **{"X-Auth-Token": self.token})

    def say(self, text: str, echo_id: str | None = None) -> dict[str, Any]:
        """Write a message; the message."""
        return self.call("POST", "messages", {"message": {"content": text, "echo_id": echo_id}})


def call(url: str, method: str, body: Any = None, **headers: str) -> Any:
    """One HTTP request with JSON in and out; None for an empty answer."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json", **headers}, method=method)
    with urllib.request.urlopen(request, timeout=PATIENCE) as reply:
        text = reply.read()
    return json.loads(text) if text.strip() else None
