"""Google and Microsoft at once, as far as signing in goes: a page to allow or deny, codes with PKCE, tokens that rotate."""

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape, unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import urlopen

CLIENT_ID, CLIENT_SECRET = "client-of-the-tests", "geheim-aber-lang-genug"
_PAGES = ("/o/oauth2/v2/auth", "/common/oauth2/v2.0/authorize")


@dataclass
class OAuthServer:
    """`email` is whoever sits in front of the page. `opens` are the access tokens that hold, with their mailboxes.

    `shares`: the mailbox that somebody's tokens open in the stead of his own.

    `away`: it answers nothing sensible. `rotates`: a refresh token serves once. `lives`: seconds of an access token.
    """

    email: str = "loja@example.test"
    rotates: bool = True
    lives: int = 3600
    away: bool = False
    lasting: bool = True
    opens: dict[str, str] = field(default_factory=dict[str, str])
    refreshes: dict[str, str] = field(default_factory=dict[str, str])
    shares: dict[str, str] = field(default_factory=dict[str, str])
    asked: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    """What the token address was asked, in order."""
    told: Callable[[str, str], None] = lambda _email, _token: None
    """Who else must know of a new access token."""
    base: str = ""
    _codes: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])

    @property
    def keys(self) -> dict[str, str]:
        """What an installation that is registered here has set."""
        both = ("google", "microsoft")
        return {
            **{f"{one}_client_id": CLIENT_ID for one in both},
            **{f"{one}_client_secret": CLIENT_SECRET for one in both},
            **{f"oauth_{one}_base": self.base for one in both},
        }

    def visit(self, url: str, *, allow: bool = True) -> str:
        """Open the page and press a button; where the browser is sent."""
        with urlopen(url, timeout=10) as page:
            text = page.read().decode()
        mark = f'id="{"allow" if allow else "deny"}" href="'
        return unescape(text.split(mark)[1].split('"')[0])

    def revoke(self, email: str) -> None:
        """Its owner takes the access back."""
        for held in (self.opens, self.refreshes):
            for token in [token for token, of in held.items() if of == email]:
                del held[token]

    def page(self, query: dict[str, str]) -> str:
        """What a person sees."""
        code, back, state = secrets.token_urlsafe(12), query["redirect_uri"], query["state"]
        assert (query["client_id"], query["response_type"]) == (CLIENT_ID, "code")
        assert query["code_challenge_method"] == "S256"
        self._codes[code] = {**query, "email": self.email}
        allow = escape(f"{back}?{urlencode({'code': code, 'state': state})}")
        deny = escape(f"{back}?{urlencode({'error': 'access_denied', 'state': state})}")
        return f'<h1>{escape(self.email)}</h1><a id="allow" href="{allow}">Allow</a><a id="deny" href="{deny}">Deny</a>'

    def answer(self, sent: dict[str, str]) -> tuple[int, Any]:
        """What the token address says."""
        self.asked.append(sent)
        if self.away:
            return 503, "<html>Service unavailable</html>"
        if (sent.get("client_id"), sent.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return 401, {"error": "invalid_client"}
        email = self._by_code(sent) if sent["grant_type"] == "authorization_code" else self._by_refresh(sent)
        return (400, {"error": "invalid_grant", "error_description": "Token has been revoked."}) if email is None else (
            200, self._given(email, sent)
        )  # fmt: skip

    def _by_code(self, sent: dict[str, str]) -> str | None:
        asked = self._codes.pop(sent.get("code", ""), None)
        proof = base64.urlsafe_b64encode(hashlib.sha256(sent["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        fits = asked and asked["redirect_uri"] == sent["redirect_uri"] and asked["code_challenge"] == proof
        return asked["email"] if asked and fits else None

    def _by_refresh(self, sent: dict[str, str]) -> str | None:
        token = sent.get("refresh_token", "")
        return self.refreshes.pop(token, None) if self.rotates else self.refreshes.get(token)

    def _given(self, email: str, sent: dict[str, str]) -> dict[str, Any]:
        access = secrets.token_urlsafe(16)
        mailbox = self.shares.get(email, email)
        self.opens[access] = mailbox
        self.told(mailbox, access)
        given: dict[str, Any] = {
            "access_token": access,
            "expires_in": self.lives,
            "token_type": "Bearer",
            "scope": "mail",
        }
        if self.lasting and (self.rotates or sent["grant_type"] == "authorization_code"):
            given["refresh_token"] = secrets.token_urlsafe(16)
            self.refreshes[given["refresh_token"]] = email
        if sent["grant_type"] == "authorization_code":
            claims = json.dumps({"aud": CLIENT_ID, "email": email}).encode()
            given["id_token"] = f"e30.{base64.urlsafe_b64encode(claims).rstrip(b'=').decode()}.e30"
        return given


@contextmanager
def oauth_server(**terms: Any) -> Iterator[OAuthServer]:
    """One that runs until the end of the block."""
    provider = OAuthServer(**terms)

    class Desk(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlsplit(self.path)
            assert url.path in _PAGES
            self._say(200, provider.page(_flat(url.query)), "text/html")

        def do_POST(self) -> None:
            sent = _flat(self.rfile.read(int(self.headers["content-length"])).decode())
            status, body = provider.answer(sent)
            text = body if isinstance(body, str) else json.dumps(body)
            self._say(status, text, "text/html" if isinstance(body, str) else "application/json")

        def _say(self, status: int, text: str, kind: str) -> None:
            body = text.encode()
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the base
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    provider.base = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()


def _flat(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}
