"""What the house keeps of a mail beside its text, under the names of the public interface."""

import re
from typing import Any, Final

from balcao.channels.email.mime.addresses import Address
from balcao.channels.email.mime.encoded import header_text
from balcao.channels.email.mime.mail import Mail
from balcao.channels.email.mime.texts import Texts
from balcao.kit.clock import iso

NAMED_MOST: Final = 200
"""Addresses of one header that are kept."""

_NUMBER = re.compile(r"\[#(\d{1,9})\]", re.ASCII)


def details(mail: Mail, texts: Texts, author: Address, sent_at: int) -> dict[str, Any]:
    """The message's `content_attributes`; what the letterbox alone knows is added by it."""
    copies, hidden = _addresses(mail, b"cc"), _addresses(mail, b"bcc")
    told: dict[str, Any] = {
        "subject": mail.subject,
        "message_id": mail.message_id,
        "in_reply_to": next(iter(mail.in_reply_to), None),
        "references": mail.references,
        "date": iso(sent_at),
        "from": _unique(mail.authors) or [author.address],
        "from_name": author.name,
        "to": _addresses(mail, b"to"),
        "cc": copies,
        "bcc": hidden,
        "reply_to": _addresses(mail, b"reply-to"),
        "content_type": header_text(mail.headers.get(b"content-type"))[:255] or "text/plain",
        "multipart": bool(mail.root.children),
        "number_of_attachments": len(mail.files),
        "text_content": texts.plain,
        "html_content": texts.html,
        "remote_images": texts.remote_images,
        "truncated": mail.truncated or texts.cut,
        "refused_files": [one._asdict() for one in mail.refused],
    }
    if mail.invitation:
        told["invitation"] = mail.invitation
    if number := _NUMBER.search(mail.subject):
        told["answers_number"] = int(number[1])
    return {"email": told, "cc_emails": copies, "bcc_emails": hidden}


def _addresses(mail: Mail, name: bytes) -> list[str]:
    return _unique(mail.people(name))


def _unique(people: list[Address]) -> list[str]:
    return list(dict.fromkeys(one.address for one in people))[:NAMED_MOST]
