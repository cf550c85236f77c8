"""Bounces of servers that write only for people: qmail, Exim and whoever imitates them."""

import re

from balcao.channels.email.mime.identifiers import identifiers

_READ_MOST = 65_536
_BOUNCES = re.compile(
    r"qmail-send program|automatically by mail delivery software|undeliver(?:able|ed)|returned mail|delivery (?:has )?failed"
    r"|delivery failure|failure notice|delivery status notification \(failure\)|could not be delivered|wasn't able to deliver"
    r"|mail delivery fail|n[aã]o (?:foi|p[oô]de ser) entregue|falha na entrega|no se (?:pudo|ha podido) entregar",
    re.IGNORECASE,
)
_LATE = re.compile(
    r"\bdelayed\b|warning: message|will be retried|no action is required|will (?:continue|keep) (?:to )?try|still being retried"
    r"|delivery status notification \(delay\)|not yet been delivered|atras(?:o|ada) na entrega",
    re.IGNORECASE,
)
_GIVEN_UP = re.compile(r"permanent|giv(?:en|ing) up|\b5\d\d[ -]#?5\.\d", re.IGNORECASE)
_COPIED_ID = re.compile(r"^[> \t]{0,8}message-id:[ \t]*(<[^<>\s]{1,998}>)", re.IGNORECASE | re.MULTILINE)
_COPY = re.compile(
    r"^[->\s]{0,12}.{0,40}(?:copy of (?:the|your) message|original message|message headers?)\b",
    re.IGNORECASE | re.MULTILINE,
)
_RECIPIENT = re.compile(r"^[ \t]{0,8}<?([^\s<>@:,;]{1,200}@[^\s<>:,;@]{1,253})>?:?[ \t]*$", re.MULTILINE)
_ANSWER = re.compile(r"(?<![\d.])[45]\d\d[ -][^\n]{3,300}")


def is_bounce(subject: str, text: str) -> bool:
    """Whether a server's text says that something could not be delivered, or will be later."""
    return any(_BOUNCES.search(one) or _LATE.search(one) for one in (subject, text[:_READ_MOST]))


def is_late(subject: str, text: str) -> bool:
    """Whether the server goes on trying."""
    said = _before_copy(text)
    return bool(_LATE.search(subject) or _LATE.search(said)) and not _GIVEN_UP.search(said)


def copied_id(text: str) -> str | None:
    """The Message-ID in a copy of the headers."""
    found = _COPIED_ID.search(text[:_READ_MOST])
    return next(iter(identifiers([found[1].encode("utf-8", "replace")])), None) if found else None


def recipients(text: str) -> list[str]:
    """Addresses that stand on lines of their own above the copy."""
    return _RECIPIENT.findall(_before_copy(text))[:100]


def answer_about(recipient: str, text: str) -> str:
    """What the other server answered: its code and words, or the line below the recipient."""
    said = _before_copy(text)
    _, _, below = said.partition(recipient) if recipient else ("", "", said)
    if found := _ANSWER.search(below) or _ANSWER.search(said):
        return found[0]
    lines = [line.strip() for line in below.lstrip(">:").split("\n") if line.strip()]
    return lines[0] if lines and recipient else ""


def _before_copy(text: str) -> str:
    found = _COPY.search(text[:_READ_MOST])
    return text[: found.start() if found else _READ_MOST]
