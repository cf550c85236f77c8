"""What a recipient's mail server says later of a mail that it took first."""

import itertools

_numbers = itertools.count(1)
_FULL = ("Action: failed", "Status: 5.2.2", "Diagnostic-Code: smtp; 552 5.2.2 Mailbox over quota")


def bounce(to: str, name: str, *whom: str) -> bytes:
    """A report that the mailboxes of `whom` are full, about the mail with the Message-ID `name`."""
    blocks = (("", f"Final-Recipient: rfc822; {one}", *_FULL) for one in whom)
    return _written(
        to,
        "Content-Type: multipart/report; report-type=delivery-status; boundary=x", "",
        "--x", "Content-Type: text/plain", "", "failed",
        "--x", "Content-Type: message/delivery-status", "", "Reporting-MTA: dns; mx.example",
        *(line for block in blocks for line in block), "",
        "--x", "Content-Type: text/rfc822-headers", "", f"Message-ID: <{name}>", "Subject: Re", "", "--x--", "",
    )  # fmt: skip


def spoken_bounce(to: str, text: str, *whom: str) -> bytes:
    """What a server says that writes for people only, and puts nothing of the mail beside it."""
    named = [f"X-Failed-Recipients: {', '.join(whom)}"] if whom else []
    return _written(to, *named, "Content-Type: text/plain", "", text, "")


def _written(to: str, *lines: str) -> bytes:
    head = (
        "From: MAILER-DAEMON@mx.example", f"To: {to}", "Subject: Undelivered", "MIME-Version: 1.0",
        f"Message-ID: <b{next(_numbers)}@mx.example>", "Auto-Submitted: auto-replied",
    )  # fmt: skip
    return "\r\n".join((*head, *lines)).encode()
