"""Amazon as this installation sees it: SNS with its certificate, confirmations, and S3; by TLS, under its own names."""

import asyncio
import base64
import datetime as dt
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import httpcore2
import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID

from balcao.kit.clock import Clock, iso, moment
from balcao.kit.targets import Address
from tests.support.authority import Authority

REGION = "sa-east-1"
TOPIC = f"arn:aws:sns:{REGION}:123456789012:mail"
SNS = f"sns.{REGION}.amazonaws.com"
PEM = "/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem"
DAY = dt.timedelta(days=1)
_KEY = rsa.generate_private_key(65537, 2048)


def certificate(clock: Clock, key: Any = _KEY, *, valid: tuple[int, int] = (-30, 300)) -> bytes:
    """A certificate of a key that is valid between these days from now."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    now = moment(clock())
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    whole = builder.not_valid_before(now + valid[0] * DAY).not_valid_after(now + valid[1] * DAY)
    return whole.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def of_another_kind(clock: Clock) -> bytes:
    """A certificate as SNS has none."""
    return certificate(clock, ec.generate_private_key(ec.SECP256R1()))


class Amazon:
    """`pages` are what it has, by host and path; `asked` what was asked for; `status` what it answers instead."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.asked: list[str] = []
        self.heads: list[dict[str, str]] = []
        self.status: int | None = None
        self.pages: dict[str, tuple[int, dict[str, str], bytes]] = {
            f"{SNS}{PEM}": (200, {}, certificate(clock)),
            f"{SNS}/": (200, {}, b"<ConfirmSubscriptionResponse/>"),
        }

    def signed(self, version: str = "2", **told: Any) -> dict[str, Any]:
        """A message of SNS. What is None is left out."""
        whole = {
            "Type": "Notification", "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324", "TopicArn": TOPIC,
            "Timestamp": iso(self.clock()), "SignatureVersion": version, "SigningCertURL": f"https://{SNS}{PEM}",
            "Subject": "Amazon SES Email Receipt Notification",
            "UnsubscribeURL": f"https://{SNS}/?Action=Unsubscribe", **told,
        }  # fmt: skip
        whole = {name: value for name, value in whole.items() if value is not None}
        names = ["Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"]
        text = "".join(f"{name}\n{whole[name]}\n" for name in names if name in whole)
        hashed = hashes.SHA1() if version == "1" else hashes.SHA256()
        signature = _KEY.sign(text.encode(), padding.PKCS1v15(), hashed)
        return {"Signature": base64.b64encode(signature).decode(), **whole}

    def invitation(self, **told: Any) -> dict[str, Any]:
        """To subscribe to the topic."""
        about = {"Type": "SubscriptionConfirmation", "Subject": None, "Message": "You have chosen to subscribe", **told}
        token = {"Token": "2336412f37fb687f5d51e6e2425f", "SubscribeURL": f"https://{SNS}/?Action=ConfirmSubscription"}
        return self.signed(**{**token, **about})

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One exchange on a connection."""
        lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        head = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
        target = lines[0].split(" ")[1]
        self.asked.append(f"{head['host']}{target}")
        self.heads.append(head)
        status, headers, body = self.pages.get(f"{head['host']}{target.partition('?')[0]}", (404, {}, b""))
        if self.status is not None:
            status, body = self.status, b""
        told = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        answer = f"HTTP/1.1 {status} X\r\n{told}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write(answer.encode() + body)
        await writer.drain()
        writer.close()


def as_posted(told: dict[str, Any], **headers: str) -> tuple[dict[str, str], bytes]:
    """The headers and the body with which SNS posts a message."""
    about = {"x-amz-sns-message-type": told["Type"], "x-amz-sns-topic-arn": told["TopicArn"]}
    usual = {"content-type": "text/plain; charset=UTF-8", "user-agent": "Amazon Simple Notification Service Agent"}
    return {**usual, **about, **headers}, json.dumps(told).encode()


def received(content: str | None, action: dict[str, str] | None = None, **told: Any) -> str:
    """What SES tells of a mail, as the text of a message."""
    receipt = {
        "recipients": [],
        "spamVerdict": {"status": "PASS"},
        "action": action or {"type": "SNS", "encoding": "UTF8"},
    }
    mail = {"source": "ana@cliente.example", "messageId": "o3vrnil0e2ic", "headersTruncated": False, "headers": []}
    receipt["recipients"] = told.pop("recipients", ["k3y@inbound.loja.example"])
    whole = {"notificationType": "Received", "mail": {**mail, **told}, "receipt": receipt}
    return json.dumps(whole if content is None else {**whole, "content": content})


async def here(_host: str, _port: int) -> list[Address]:
    """Every name leads to this machine."""
    return [ip_address("127.0.0.1")]


@asynccontextmanager
async def serving(amazon: Amazon, folder: Path, patch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """Let it stand where the guarded client goes: on port 443 of every name, with certificates that it trusts."""
    authority = Authority(folder / "authority")
    names = (SNS, f"*.s3.{REGION}.amazonaws.com", f"s3.{REGION}.amazonaws.com", "*.s3.eu-west-1.amazonaws.com")
    own = authority.issue(*names)
    cover = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    cover.load_cert_chain(own.chain, own.key)
    server = await asyncio.start_server(amazon.serve, "127.0.0.1", 0, ssl=cover)
    network: Any = httpcore2.AnyIOBackend
    port, usual = server.sockets[0].getsockname()[1], network.connect_tcp

    async def connect(self: Any, host: str, wanted: int, *args: Any, **terms: Any) -> Any:
        return await usual(self, host, port if wanted == 443 else wanted, *args, **terms)

    patch.setattr(network, "connect_tcp", connect)
    patch.setattr(httpx2, "create_ssl_context", lambda **_: ssl.create_default_context(cafile=str(authority.bundle)))
    async with server:
        yield
