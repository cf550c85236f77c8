"""An inbox that sends through a server of the tests' own."""

import email
import email.policy
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import replace
from email.message import EmailMessage
from typing import Any

import pytest

from balcao.channels.contract import Line, Site
from balcao.channels.email.compose.addresses import recipients, sender
from balcao.channels.email.compose.content import said, whole
from balcao.channels.email.compose.files import Files
from balcao.channels.email.compose.letter import envelope, written
from balcao.channels.email.compose.mime import Piece
from balcao.envelope import Correspondent, Outbound, Said
from balcao.kit.targets import Borders
from balcao.kit.web import Web
from tests.support.authority import Authority
from tests.support.smtp_server import SmtpServer, smtp_server

NOW = 1_764_000_000_000_000
TALK = "0b52f4c2-8a5e-4a7e-9a57-2c1d5a3f9b10"
INBOX = "suporte@loja.com.br"
ANA = "ana@cliente.com"
PASSWORD = "correct horse"


_opened: list[Web] = []


@pytest.fixture
async def hung_up() -> AsyncIterator[None]:
    """What was kept open is closed at the end, as when the program stops."""
    yield
    while _opened:
        await _opened.pop().close()


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(params=[False, True], ids=["one by one", "at once"])
def server(authority: Authority, request: pytest.FixtureRequest) -> Iterator[SmtpServer]:
    """One that wants one command after the other, and one that takes several at once."""
    terms = {"certificate": authority.issue("127.0.0.1"), "users": {INBOX: PASSWORD}, "pipelining": request.param}
    with smtp_server(**terms) as running:
        yield running


@pytest.fixture
def line(server: SmtpServer, authority: Authority) -> Line:
    return line_to(server, authority)


def line_to(server: SmtpServer, authority: Authority, **settings: Any) -> Line:
    """An inbox whose SMTP server this is."""
    own: dict[str, Any] = {
        "email": INBOX, "provider": "other", "smtp_enabled": True, "smtp_address": "127.0.0.1",
        "smtp_port": server.port, "smtp_login": INBOX, "smtp_password": PASSWORD, "smtp_security": server.security,
        "smtp_authentication": "login", "locale": "pt_BR",
    }  # fmt: skip
    return a_line({**own, **settings}, mail_ca=str(authority.bundle))


def signed_in(server: SmtpServer, authority: Authority, token: str) -> Line:
    """An inbox whose owner has signed in at a provider that has this server."""
    oauth = {"access_token": token, "refresh_token": "", "expires_at": 4_000_000_000_000_000, "scope": ""}
    return a_line(
        {"email": INBOX, "provider": "google", "oauth": oauth},
        mail_ca=str(authority.bundle), oauth_google_smtp=f"127.0.0.1:{server.port}:{server.security}",
    )  # fmt: skip


def a_line(settings: dict[str, Any], *, mail_domain: str | None = None, **keys: str) -> Line:
    web = Web(Borders(["127.0.0.1"]), longest=1.0)
    _opened.append(web)
    site = Site(web, "https://desk.test", mail_domain, keys)
    return Line(inbox_id=1, settings=settings, secret="s3cret", site=site, now=NOW)


def a_message(**changes: Any) -> Outbound:
    """An answer to Ana's first mail."""
    plain = Outbound(
        message_id=7,
        delivery="d-7",
        recipient=Correspondent(address=ANA, name="Ana", email=ANA),
        text="Olá, Ana. O pedido saiu hoje.",
        sender_name="Loja",
        conversation=TALK,
        number=12,
        written_at=NOW,
        earlier=(asked(),),
        opening={"mail_subject": "Meu pedido"},
    )
    terms = {field: getattr(plain, field) for field in plain.__struct_fields__}
    return Outbound(**{**terms, **changes})


def asked(**changes: Any) -> Said:
    """Ana's mail."""
    known = {"message_id": "q1@cliente.com", "from": [ANA], "reply_to": [], "references": [], **changes}
    return Said(
        incoming=True, author="Ana", said_at=NOW - 1, text="Cadê meu pedido?", external_id=known["message_id"],
        details={"email": known},
    )  # fmt: skip


Change = Callable[[Line], Line]


def with_settings(line: Line, **settings: Any) -> Line:
    return replace(line, settings={**line.settings, **settings})


LINE = a_line({"email": INBOX, "locale": "pt_BR"})
NO_FILES = Files()


def mail_of(message: Outbound, line: Line = LINE, files: Files = NO_FILES, *, shared: bool = False) -> EmailMessage:
    outer = envelope(message, line, sender(message, line, shared=shared), recipients(message, line))
    raw = whole_of(written(outer, line, whole(said(message), message, line, files), files))
    assert b"\n" not in raw.replace(b"\r\n", b"") and max(map(len, raw.split(b"\r\n"))) <= 998
    return email.message_from_bytes(raw, policy=email.policy.default)


def whole_of(pieces: Iterable[Piece]) -> bytes:
    """What goes out, together."""
    return b"".join(piece if isinstance(piece, bytes) else b"".join(piece) for piece in pieces)


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return body.get_content().replace("\r\n", "\n")
