"""Mail that says that a mail of ours did not arrive, in the ways in which servers say it (EML-03).

Which message it was is taken only from the copy that comes back with it: everything else anybody could make up (EML-04).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from balcao.channels.email.mime import told_in_text
from balcao.channels.email.mime.addresses import addresses, normal
from balcao.channels.email.mime.charsets import decode
from balcao.channels.email.mime.encoded import unfolded
from balcao.channels.email.mime.headers import Headers, read_headers
from balcao.channels.email.mime.identifiers import identifiers
from balcao.channels.email.mime.machines import has_no_return, is_robot
from balcao.channels.email.mime.mail import Mail
from balcao.channels.email.mime.reasons import sentence, status_in
from balcao.channels.email.mime.tree import Node

RECIPIENTS_MOST: Final = 50
_REPORT_MOST = 200_000
_REPORTS = {"message/delivery-status", "message/global-delivery-status"}
_COPIES = {
    "message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global", "message/global-headers",
    "text/rfc822",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Failure:
    """One recipient who did not get it; `recipient` is empty where none is named."""

    recipient: str
    reason: str


@dataclass(frozen=True, slots=True)
class Bounce:
    """What became of a mail. Without failures it is only late, or has even arrived."""

    message_id: str | None
    failures: tuple[Failure, ...]


def bounce_in(mail: Mail) -> Bounce | None:
    """What a server tells about a mail of ours; None for any other mail."""
    parts = [part for part in mail.root.all() if part.kind in _REPORTS]
    official = mail.root.kind == "multipart/report" and _report_type(mail.root) in ("delivery-status", "")
    from_server = _is_from_server(mail)
    if parts and (official or from_server):
        return Bounce(_copied_id(mail), tuple(_unique(_reported(mail, parts)))[:RECIPIENTS_MOST])
    failed = mail.people(b"x-failed-recipients") if b"x-failed-recipients" in mail.headers else []
    if not from_server or not (failed or told_in_text.is_bounce(mail.subject, mail.text)):
        return None
    return Bounce(_copied_id(mail), tuple(_spoken(mail, [one.address for one in failed]))[:RECIPIENTS_MOST])


def _report_type(root: Node) -> str:
    return root.parameters.get("report-type", "").lower()


def _is_from_server(mail: Mail) -> bool:
    return has_no_return(mail.headers) or any(is_robot(author.address) for author in mail.authors)


def _copied_id(mail: Mail) -> str | None:
    for part in mail.root.all():
        if part.kind in _COPIES:
            headers, _ = read_headers(part.content()[:_REPORT_MOST].lstrip())
            if found := identifiers(headers.all(b"message-id")[:1]):
                return found[0]
    return told_in_text.copied_id(mail.text)


def _reported(mail: Mail, parts: list[Node]) -> Iterator[Failure]:
    """The failures in the machine-readable parts."""
    known = [one.address for one in mail.people(b"x-failed-recipients")]
    for block in (block for part in parts for block in _blocks(part.content()[:_REPORT_MOST])):
        if b"final-recipient" not in block and b"original-recipient" not in block:
            continue
        diagnostic = _value(block, b"diagnostic-code")
        told = _value(block, b"status")
        status = status_in(told if ".0." not in told else "", diagnostic, told)
        if _failed(_value(block, b"action"), status):
            yield Failure(_recipient(block) or next(iter(known), ""), sentence(status, diagnostic))


def _blocks(content: bytes) -> Iterator[Headers]:
    at = 0
    while at < len(content):
        headers, after = read_headers(content, at)
        yield headers
        at = max(after, at + 1)


def _value(block: Headers, name: bytes) -> str:
    return " ".join(decode(unfolded(block.get(name) or b"").encode()).split())


def _failed(action: str, status: str) -> bool:
    """What is given up for good. A temporary status does not matter where the server has stopped trying."""
    word = action.lower().partition(" ")[0]
    return word.startswith("fail") if word else status.startswith("5")


def _recipient(block: Headers) -> str:
    """To whom we had sent it, if that is told, rather than where it went on to."""
    for name in (b"original-recipient", b"final-recipient"):
        kind, _, address = _value(block, name).rpartition(";")
        found = normal(address.strip().strip("<>"))
        if found and kind.strip().lower() in ("rfc822", "utf-8", ""):
            return found
    return ""


def _unique(failures: Iterator[Failure]) -> Iterator[Failure]:
    seen = set[str]()
    for failure in failures:
        if failure.recipient not in seen:
            seen.add(failure.recipient)
            yield failure


def _spoken(mail: Mail, failed: list[str]) -> Iterator[Failure]:
    """The failures in a text for people."""
    if told_in_text.is_late(mail.subject, mail.text):
        return
    named = failed or [one.address for one in addresses([", ".join(told_in_text.recipients(mail.text)).encode()])]
    for recipient in dict.fromkeys(named) or [""]:
        said = told_in_text.answer_about(recipient, mail.text)
        yield Failure(recipient, sentence(status_in(said), said))
