"""Mails as strangers send them, built in place, and the letterbox of an inbox that reads them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from balcao.channels.contract import Line, Site
from balcao.channels.email.inbound import Letterbox
from balcao.channels.email.mime.mail import Mail, parse
from balcao.envelope import Arrival, Ignored, Inbound, Receipt
from balcao.kit.web import Web

NOW = int(datetime(2026, 11, 24, 15, tzinfo=UTC).timestamp()) * 1_000_000
OWN = "suporte@loja.example"
SECRET = "the inbox's own secret"
USUAL: Mapping[str, str] = {
    "From": "Ana <ana@cliente.example>",
    "To": OWN,
    "Subject": "Pedido",
    "Date": "Tue, 24 Nov 2026 09:00:00 -0300",
    "Message-ID": "<um@cliente.example>",
}
MAILS = sorted((Path(__file__).parent / "mails").glob("*.eml"))


def built(body: bytes = b"Bom dia", /, **headers: str | bytes | None) -> bytes:
    """A mail with these headers (`_` stands for `-`) beside the usual ones; None leaves one out."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    whole = {**{name: value for name, value in USUAL.items() if name not in given}, **given}
    lines = [
        name.encode() + b": " + (value if isinstance(value, bytes) else value.encode())
        for name, value in whole.items()
        if value is not None
    ]
    return b"\r\n".join([*lines, b"", body])


def part(content: bytes, *headers: str) -> bytes:
    """A part with these header lines."""
    return "\r\n".join(headers).encode() + b"\r\n\r\n" + content


def multipart(kind: str, *parts: bytes, boundary: str = "b", **headers: str | bytes | None) -> bytes:
    """A mail of these parts."""
    return built(joined(boundary, *parts), Content_Type=f'multipart/{kind}; boundary="{boundary}"', **headers)


def joined(boundary: str, *parts: bytes) -> bytes:
    """Parts between the lines of a boundary."""
    mark = b"--" + boundary.encode()
    return b"".join(mark + b"\r\n" + one + b"\r\n" for one in parts) + mark + b"--\r\n"


def fixture(name: str) -> bytes:
    return (Path(__file__).parent / "mails" / f"{name}.eml").read_bytes()


def read(raw: bytes) -> Mail:
    return parse(raw)


def line(settings: Mapping[str, Any] | None = None, mail_domain: str | None = None) -> Line:
    site = Site(web=cast("Web", None), mail_domain=mail_domain)
    return Line(1, {"email": OWN, "imap_address": "imap.gmail.com", **(settings or {})}, SECRET, site, NOW)


def told(
    raw: bytes, facts: Mapping[str, Any] | None = None, *, by: Line | None = None
) -> Sequence[Inbound | Receipt | Ignored]:
    return Letterbox().read(Arrival(key="k", raw=raw, way="imap", facts=facts or {}), by or line())


def message(raw: bytes, facts: Mapping[str, Any] | None = None, *, by: Line | None = None) -> Inbound:
    """The message that a mail is; fails when it is none."""
    (one,) = told(raw, facts, by=by)
    assert isinstance(one, Inbound), one
    return one


def email_of(inbound: Inbound) -> dict[str, Any]:
    return inbound.details["email"]
