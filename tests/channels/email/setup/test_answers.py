"""What servers say, or do not say, when a mailbox is tried."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from balcao.channels.contract import Site
from tests.channels.email.setup.conftest import refusal
from tests.support.dovecot import Dovecot
from tests.support.faults import Fault, Proxy
from tests.support.smtp_server import CUT, HANG, SmtpServer


@pytest.mark.parametrize(
    ("script", "field", "code"),
    [
        ({"AUTH": "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled"}, "smtp_login", "smtp_off"),
        ({"AUTH": "550 5.7.30 Basic authentication is not supported for Client Submission."}, "smtp_password", "no_passwords"),
        ({"AUTH": "534-5.7.9 Application-specific password required."}, "smtp_password", "app_password"),
        ({"AUTH": "454 4.7.0 Temporary authentication failure"}, "smtp_address", "busy"),
        ({"MAIL": "553 5.7.1 Sender address rejected: not owned by user"}, "smtp_login", "sender"),
        ({"GREETING": "421 4.7.0 Too many connections"}, "smtp_address", "busy"),
        ({"GREETING": "* OK IMAP4rev1 ready"}, "smtp_port", "other_service"),
        ({"EHLO": CUT}, "smtp_address", "dropped"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
async def test_what_a_sending_server_may_say(
    settings: dict[str, Any], site: Site, smtp: SmtpServer, script: dict[str, str], field: str, code: str
) -> None:
    smtp.script |= {step: said.replace("534-", "534 ") for step, said in script.items()}
    body = await refusal(settings, site)
    assert (body["attributes"], body["code"]) == ([field], code), body


async def test_sending_without_a_login_where_one_is_wanted(
    settings: dict[str, Any], site: Site, smtp: SmtpServer
) -> None:
    smtp.script["MAIL"] = "530 5.7.0 Authentication required"
    body = await refusal(settings | {"smtp_login": None, "smtp_password": None}, site)
    assert (body["attributes"], body["code"]) == (["smtp_login"], "needs_login")


@contextlib.contextmanager
def imap_that_says(*answers: bytes) -> Iterator[int]:
    """A server that greets and then answers each command with the next of these; `{tag}` stands for the command's."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with contextlib.suppress(OSError):
            here, _ = listener.accept()
            with here, here.makefile("rb") as lines:
                here.sendall(answers[0])
                for answer in answers[1:]:
                    tag = lines.readline().split(b" ")[0]
                    here.sendall(answer.replace(b"{tag}", tag))
                lines.read()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()
        thread.join(10)


OK = b"* OK ready\r\n", b"* CAPABILITY IMAP4rev1\r\n{tag} OK done\r\n"


@pytest.mark.parametrize(
    ("answers", "field", "code"),
    [
        ((b"220 mail.test ESMTP\r\n",), "imap_port", "other_service"),
        ((b"* BYE Too many connections, try again later\r\n",), "imap_address", "busy"),
        ((*OK, b"{tag} NO [ALERT] Application-specific password required\r\n"), "imap_password", "app_password"),
        ((*OK, b"{tag} NO [ALERT] Your account is not enabled for IMAP use.\r\n"), "imap_login", "imap_off"),
        ((*OK, b"{tag} NO [PRIVACYREQUIRED] Plaintext authentication disallowed\r\n"), "imap_security", "unprotected"),
        ((*OK, b"{tag} NO [UNAVAILABLE] Try again later\r\n"), "imap_address", "busy"),
    ],
    ids=["smtp-there", "bye", "app-password", "imap-off", "unprotected", "unavailable"],
)
async def test_what_a_receiving_server_may_say(
    settings: dict[str, Any], site: Site, answers: tuple[bytes, ...], field: str, code: str
) -> None:
    with imap_that_says(*answers) as port:
        body = await refusal(settings | {"imap_port": port, "imap_security": "none"}, site)
    assert (body["attributes"], body["code"]) == ([field], code), body


async def test_a_server_that_says_nothing(
    settings: dict[str, Any], site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("balcao.channels.email.trying.both.CONNECT_SECONDS", 0.3)
    with imap_that_says(b"") as port:
        body = await refusal(settings | {"imap_port": port, "imap_security": "starttls"}, site)
    assert (body["attributes"], body["code"]) == (["imap_port"], "silent")


async def test_a_server_that_stops_in_the_middle(
    settings: dict[str, Any], site: Site, smtp: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("balcao.channels.email.trying.both.SECONDS", 0.5)
    smtp.script["AUTH"] = HANG
    async with asyncio.timeout(5):
        # Alone: of two servers that are too slow, the other would be named.
        body = await refusal(settings | {"imap_enabled": False}, site)
    assert (body["attributes"], body["code"]) == (["smtp_address"], "too_slow")


async def test_a_stalled_mailbox_does_not_hold_its_thread(
    settings: dict[str, Any], site: Site, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("balcao.channels.email.trying.both.SECONDS", 0.5)
    proxy = Proxy(dovecot.imap, Fault(stall=400))
    try:
        async with asyncio.timeout(5):
            body = await refusal(settings | {"imap_port": proxy.port, "imap_security": "none"}, site)
    finally:
        proxy.close()
    assert body["code"] == "too_slow"
