"""A whole mail: its headers and its parts, as the bytes that go out."""

from dataclasses import dataclass
from email.utils import format_datetime
from typing import Any, Final

from balcao.channels.contract import Line
from balcao.channels.email.compose.addresses import Recipients, Sender
from balcao.channels.email.compose.content import Content
from balcao.channels.email.compose.files import Files
from balcao.channels.email.compose.headers import header, mailboxes, unstructured
from balcao.channels.email.compose.mime import Piece, file_part, multipart, pieces, text_part
from balcao.channels.email.compose.thread import followed, subject
from balcao.channels.email.compose.words import wording
from balcao.channels.email.naming import LOOP_HEADER, loop_mark, message_id
from balcao.envelope import Outbound
from balcao.kit.clock import moment

DELIVERY_HEADER: Final = "X-Balcao-Delivery"


@dataclass(frozen=True, slots=True)
class Envelope:
    """What is known of a mail before it is written. `name` is its Message-ID, without brackets."""

    message: Outbound
    sender: Sender
    recipients: Recipients
    name: str
    subject: str

    @property
    def details(self) -> dict[str, Any]:
        """What was sent, for the team."""
        return {
            "subject": self.subject,
            "from": [self.sender.address],
            "to": list(self.recipients.to),
            "cc": list(self.recipients.cc),
            "bcc": list(self.recipients.bcc),
            "message_id": self.name,
        }


def envelope(message: Outbound, line: Line, sender: Sender, recipients: Recipients) -> Envelope:
    """The same for every try of a message."""
    domain = sender.address.rpartition("@")[2]
    return Envelope(
        message=message,
        sender=sender,
        recipients=recipients,
        name=message_id(line.secret, message.conversation, message.message_id, domain),
        subject=subject(message, wording(line)),
    )


def written(outer: Envelope, line: Line, content: Content, files: Files) -> tuple[Piece, ...]:
    """The mail, with CRLF line ends."""
    return pieces([*_headers(outer, line), *_body(content, files)])


def _headers(outer: Envelope, line: Line) -> list[bytes]:
    message, who = outer.message, outer.recipients
    before = [f"<{name}>" for name in followed(message)]
    lines = [
        ("From", mailboxes([outer.sender.address], outer.sender.name)),
        ("Reply-To", mailboxes([outer.sender.reply_to] if outer.sender.reply_to else [])),
        ("To", mailboxes(who.to)),
        ("Cc", mailboxes(who.cc)),
        ("Subject", unstructured(outer.subject)),
        ("Date", [format_datetime(moment(message.written_at or line.now))]),
        ("Message-ID", [f"<{outer.name}>"]),
        ("In-Reply-To", before[-1:]),
        ("References", before),
        (LOOP_HEADER, [loop_mark(line.secret)]),
        (DELIVERY_HEADER, unstructured(message.delivery)),
        *_of_a_machine(message),
        ("MIME-Version", ["1.0"]),
    ]
    return [header(name, words) for name, words in lines if words]


def _of_a_machine(message: Outbound) -> list[tuple[str, list[str]]]:
    """So that no other machine answers (RFC 3834)."""
    if not message.automatic:
        return []
    kind = "auto-replied" if any(said.incoming for said in message.earlier) else "auto-generated"
    return [("Auto-Submitted", [kind]), ("X-Auto-Response-Suppress", ["All"])]


def _body(content: Content, files: Files) -> list[Piece]:
    shown = [file_part(file.data, file.content_type, file.name, file.cid) for file in files.shown]
    page = multipart("related", [text_part(content.html, "html"), *shown])
    both = multipart("alternative", [text_part(content.text, "plain"), page])
    return multipart("mixed", [both, *(file_part(file.data, file.content_type, file.name) for file in files.attached)])
