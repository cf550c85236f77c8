"""When two mails are the same: the name under which a mail is kept, whatever way it came."""

import hashlib
import re

_HEAD_MOST = 256 * 1024
_END = re.compile(rb"\r?\n\r?\n")
_TOLD = (b"message-id", b"from", b"date", b"subject")
_HEADER = re.compile(rb"^(message-id|from|date|subject)[ \t]*:(.*(?:\r?\n[ \t].*)*)", re.IGNORECASE | re.MULTILINE)


def mail_key(raw: bytes, rest: bytes = b"") -> str:
    """The same for one mail by every way; different when anything that a reader sees differs.

    Every server on the way adds headers, and each ends the lines as it likes, so only what the sender wrote counts.
    `rest` stands for what is missing of a mail that is not whole.
    """
    head, body = divided(raw)
    told: dict[bytes, bytes] = {}
    for found in _HEADER.finditer(head):
        told.setdefault(found[1].lower(), b" ".join(found[2].split()))
    if not told and not body:
        body = head  # text that somebody sent without any header
    digest = hashlib.sha256(b"\0".join([told.get(name, b"") for name in _TOLD] + [rest]))
    digest.update(b"\0")
    digest.update(body.replace(b"\r\n", b"\n").rstrip(b"\n"))
    return digest.hexdigest()


def divided(raw: bytes) -> tuple[bytes, bytes]:
    """The header lines and the body."""
    end = _END.search(raw, 0, _HEAD_MOST)
    return (raw[: end.end()], raw[end.end() :]) if end else (raw[:_HEAD_MOST], raw[_HEAD_MOST:])
