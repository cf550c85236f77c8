"""Messages of Amazon SNS, which are signed (versions 1 and 2), and the certificates with which they are.

Nothing in a message says where to go: addresses are made of the topic, which the operator has named.
"""

import base64
import binascii
import re
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

import msgspec

from balcao.channels.email.relays.common import not_now
from balcao.channels.outcomes import Forged
from balcao.kit.clock import DAY, MINUTE, SECOND, Clock, moment
from balcao.kit.errors import refused
from balcao.kit.web import Answer, Ask, TooMuch, Web, WebError

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

OLDEST: Final = DAY
"""SNS gives up after an hour."""

_EARLIEST = 15 * MINUTE
_KEPT = 16
_CERTIFICATE_MOST = 16 * 1024
_CERTIFICATE = re.compile(r"https://([a-z0-9.-]+)(/[\w-]{1,120}\.pem)", re.ASCII)
_CONFIRMATIONS = ("SubscriptionConfirmation", "UnsubscribeConfirmation")
_SIGNED = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
_SIGNED_OF_CONFIRMATIONS = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")


@dataclass(frozen=True, slots=True)
class Topic:
    """One that the operator has named."""

    arn: str

    @property
    def region(self) -> str:
        """`us-east-1`."""
        return self.arn.split(":")[3]

    @property
    def domain(self) -> str:
        """Of Amazon's servers there."""
        return "amazonaws.com.cn" if self.arn.split(":")[1] == "aws-cn" else "amazonaws.com"

    @property
    def host(self) -> str:
        """Where SNS is."""
        return f"sns.{self.region}.{self.domain}"


class Message(msgspec.Struct, rename="pascal"):
    """What SNS posts."""

    type: str
    message_id: str
    topic_arn: str
    message: str
    timestamp: str
    signature_version: str
    signature: str
    signing_cert: str = msgspec.field(name="SigningCertURL")
    subject: str | None = None
    token: str | None = None
    subscribe: str | None = msgspec.field(name="SubscribeURL", default=None)


class Signatures:
    """Checks messages; each certificate is fetched once."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._certificates: OrderedDict[str, Certificate] = OrderedDict()

    async def check(self, message: Message, topic: Topic, web: Web) -> None:
        """Raises `Forged` for what SNS has not signed for this topic, or not lately."""
        if message.topic_arn != topic.arn:
            raise Forged("The message is of another topic than its header says")
        self._check_age(message.timestamp)
        certificate = await self._certificate(message.signing_cert, topic, web)
        if not _is_signed(message, certificate):
            raise Forged("The signature is not that of Amazon SNS")

    def _check_age(self, stamp: str) -> None:
        try:
            since = moment(self._clock()) - datetime.fromisoformat(stamp)
        except (ValueError, TypeError):
            raise Forged("The message does not tell when it was sent") from None
        if not -timedelta(seconds=_EARLIEST // SECOND) < since < timedelta(seconds=OLDEST // SECOND):
            raise Forged("The message was sent more than a day ago, or is yet to be sent: is the clock right?")

    async def _certificate(self, url: str, topic: Topic, web: Web) -> "Certificate":
        place = _CERTIFICATE.fullmatch(url)
        if place is None or place[1] != topic.host:
            raise Forged(f"The certificate is not from {topic.host}")
        if url not in self._certificates:
            self._certificates[url] = _loaded(await _fetched(url, web))
            while len(self._certificates) > _KEPT:
                self._certificates.popitem(last=False)
        certificate, now = self._certificates[url], moment(self._clock())
        if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
            raise Forged("The certificate of the message has run out, or is not valid yet: is the clock right?")
        return certificate


async def confirm(message: Message, topic: Topic, web: Web) -> None:
    """Tell SNS that this installation wants the topic."""
    query = urlencode({"Action": "ConfirmSubscription", "TopicArn": topic.arn, "Token": message.token or ""})
    answer = await ask(Ask(f"https://{topic.host}/?{query}"), web)
    if not answer.ok:
        raise refused(f"Amazon SNS did not take the confirmation: it answered {answer.status}")


async def ask(request: Ask, web: Web) -> Answer:
    """An answer of Amazon's. Raises a `Problem` where there is none, after which SNS tries again."""
    try:
        answer = await web.send(request)
    except TooMuch:
        raise refused("What Amazon answered is too large", 413) from None
    except WebError as error:
        raise not_now(f"Amazon could not be asked: {error}") from None
    if answer.status >= 500 or answer.status == 429:
        raise not_now(f"Amazon could not be asked: it answered {answer.status}")
    return answer


async def _fetched(url: str, web: Web) -> bytes:
    answer = await ask(Ask(url, seconds=5, most=_CERTIFICATE_MOST), web)
    if not answer.ok:
        raise Forged("There is no such certificate at Amazon SNS")
    return answer.body


def _loaded(pem: bytes) -> "Certificate":
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey  # noqa: PLC0415 - few need it
    from cryptography.x509 import load_pem_x509_certificate  # noqa: PLC0415 - the same

    try:
        certificate = load_pem_x509_certificate(pem)
        key = certificate.public_key()
    except ValueError:
        raise Forged("The certificate of the message cannot be read") from None
    if not isinstance(key, RSAPublicKey):
        raise Forged("The certificate of the message is not one of Amazon SNS")
    return certificate


def _is_signed(message: Message, certificate: "Certificate") -> bool:
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - few need it
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15  # noqa: PLC0415 - the same
    from cryptography.hazmat.primitives.hashes import SHA1, SHA256  # noqa: PLC0415 - the same

    hashed: Any = {"1": SHA1, "2": SHA256}.get(message.signature_version)
    key: Any = certificate.public_key()
    if hashed is None:
        return False
    try:
        given = base64.b64decode("".join(message.signature.split()), validate=True)
        key.verify(given, signed_text(message), PKCS1v15(), hashed())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def signed_text(message: Message) -> bytes:
    """What the signature covers: names and values, a line each, without what is not there."""
    told: dict[str, str | None] = msgspec.to_builtins(message)
    names = _SIGNED_OF_CONFIRMATIONS if message.type in _CONFIRMATIONS else _SIGNED
    return "".join(f"{name}\n{told[name]}\n" for name in names if told[name] is not None).encode("utf-8", "replace")
