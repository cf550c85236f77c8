"""Amazon SES: a receipt rule publishes the mail, or where it lies in S3, to a topic of SNS that posts it here."""

import base64
import binascii
from collections.abc import Sequence
from typing import Final

import msgspec
import structlog

from balcao.channels.contract import Admission, Hook, Site
from balcao.channels.email.relays.common import Posted, closed, listed
from balcao.channels.email.relays.s3 import Store, Thing
from balcao.channels.email.relays.sns import Message, Signatures, Topic, confirm
from balcao.channels.outcomes import Forged
from balcao.kit.clock import Clock
from balcao.kit.errors import Problem, refused

log: Final = structlog.get_logger()

MESSAGE_MOST: Final = 2 * 1024 * 1024
"""Bytes of one message of SNS: 256 kB, most characters of which may be written as escapes."""

_NO_CONTENT = (
    "The notification carries no mail. Let the receipt rule publish to SNS (mails up to 150 kB), or set "
    "BALCAO_SES_ACCESS_KEY and BALCAO_SES_SECRET_KEY, with which it is fetched from S3."
)


class _Action(msgspec.Struct, rename="camel"):
    type: str = ""
    encoding: str = ""
    bucket_name: str = ""
    object_key: str = ""


class _Receipt(msgspec.Struct):
    action: _Action = msgspec.field(default_factory=_Action)
    recipients: list[str] = []


class _Mail(msgspec.Struct):
    source: str = ""


class _Notice(msgspec.Struct, rename="camel"):
    notification_type: str = ""
    content: str | None = None
    receipt: _Receipt = msgspec.field(default_factory=_Receipt)
    mail: _Mail = msgspec.field(default_factory=_Mail)


class Ses:
    """SNS comes again after a 429 or a 5xx alone; whatever else is said is final."""

    nobody = 404

    def __init__(self, clock: Clock) -> None:
        self._signatures = Signatures(clock)
        self._clock = clock

    def admit(self, hook: Hook, site: Site) -> Admission:
        """Whether the call says that it is of a topic that the operator has named; the signature must prove it."""
        if not listed(site, "ses_topics"):
            raise closed("BALCAO_SES_TOPICS")
        if hook.method == "POST":
            _topic(hook, site)
        return Admission(MESSAGE_MOST)

    async def read(self, hook: Hook, site: Site) -> Sequence[Posted]:
        """The mail in a notification. A subscription is confirmed; what else is told of a topic says nothing to us."""
        topic = _topic(hook, site)
        try:
            message = msgspec.json.decode(hook.body, type=Message)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise refused("This address takes the JSON of Amazon SNS, without raw message delivery") from None
        await self._signatures.check(message, topic, site.web)
        if message.type == "Notification":
            return await self._mail(message, topic, site)
        if message.type == "SubscriptionConfirmation":
            await confirm(message, topic, site.web)
        log.info("amazon sns told of a subscription", kind=message.type, topic=topic.arn)
        return []

    def note(self, posted: Sequence[Posted]) -> None:
        """A repeated call is harmless: a mail is kept once."""

    async def _mail(self, message: Message, topic: Topic, site: Site) -> list[Posted]:
        notice = _notice(message.message)
        if notice.notification_type != "Received" or notice.receipt.action.type not in ("SNS", "S3"):
            log.info("amazon sns told of something else than a mail", kind=notice.notification_type, topic=topic.arn)
            return []
        try:
            raw = await self._raw(notice, topic, site)
        except Problem as problem:
            # Amazon shows the answer to nobody.
            log.warning("a mail at amazon could not be taken", topic=topic.arn, reason=problem.body)
            raise
        return [Posted(raw, tuple(notice.receipt.recipients), notice.mail.source.strip("<>"))]

    async def _raw(self, notice: _Notice, topic: Topic, site: Site) -> bytes:
        action = notice.receipt.action
        if notice.content is not None:
            return _decoded(notice.content, action.encoding)
        key, secret = site.keys.get("ses_access_key"), site.keys.get("ses_secret_key")
        if action.type != "S3" or not key or not secret:
            raise refused(_NO_CONTENT)
        store = Store(topic, key, secret, self._clock)
        return await store.fetch(Thing(action.bucket_name, action.object_key), site.web)


def _topic(hook: Hook, site: Site) -> Topic:
    if hook.headers.get("x-amz-sns-rawdelivery", "").lower() == "true":
        raise refused("The message is not signed: switch off raw message delivery of this subscription in SNS")
    told = hook.headers.get("x-amz-sns-topic-arn")
    if told is None or told not in listed(site, "ses_topics"):
        raise Forged("The topic is not one of BALCAO_SES_TOPICS")
    return Topic(told)


def _notice(text: str) -> _Notice:
    try:
        return msgspec.json.decode(text.encode("utf-8", "replace"), type=_Notice)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _Notice()


def _decoded(content: str, encoding: str) -> bytes:
    # Every mail has a colon in its first line, and base64 has none.
    if encoding.upper() != "BASE64" and ":" in content:
        return content.encode("utf-8", "replace")
    try:
        return base64.b64decode("".join(content.split()), validate=True)
    except (binascii.Error, ValueError):
        raise refused("The mail in the notification is neither text nor base64") from None
