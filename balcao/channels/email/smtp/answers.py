"""What a mail server's answer means for the message, in a sentence that an agent understands. Pure."""

import enum
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from balcao.channels.outcomes import Disconnected, Extent, Rejected, Retry
from balcao.kit.clock import HOUR, MINUTE, SECOND

TOLD_MAX: Final = 300

_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_AGAIN = re.compile(
    r"(?:in|after|for|wait)\s+(\d{1,4})\s*(seconds?|secs?|s|minutes?|mins?|m|hours?|h)\b", re.IGNORECASE
)
_UNITS = {"s": SECOND, "m": MINUTE, "h": HOUR}
_UNKNOWN = re.compile(
    r"unknown|no such|does(?:n't| not) exist|not found|no mailbox|invalid (?:recipient|mailbox|user)|user not|disabled",
    re.IGNORECASE,
)
_POLICY = re.compile(r"spam|block|black|reputation|policy|dmarc|spf|dkim|relay|denied|not allowed|virus", re.IGNORECASE)
_QUOTA = re.compile(r"sending limit|daily limit|quota ?exceeded|too many messages|rate limit", re.IGNORECASE)

_NOBODY = "{} does not exist: there is no such address."
_GONE = "{} is not at this mail server any more."
_FULL = "{} takes no mail at present: the mailbox is full."
_TOO_BIG = "The mail is too big for the mail server."
_AGAINST_RULES = "The mail was refused as spam or by a rule of the mail server."
_BAD_SENDER = "The mail server does not accept the sender's address."
# RFC 3463: subject and detail of the enhanced status.
_BY_STATUS: Final = {
    (1, 6): _GONE,
    (1, 7): _BAD_SENDER,
    (1, 8): _BAD_SENDER,
    (2, 1): "{} takes no mail at present: the mailbox is disabled.",
    (2, 2): _FULL,
    (2, 3): _TOO_BIG,
    (3, 4): _TOO_BIG,
    (4, 1): _NOBODY,
    (4, 4): _NOBODY,
}
_BY_SUBJECT: Final = {1: _NOBODY, 7: _AGAINST_RULES}


class Stage(enum.StrEnum):
    """When it was said."""

    GREETING = "greeting"
    SIGN_IN = "sign_in"
    SENDER = "sender"
    RECIPIENT = "recipient"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply of the server: its code, and its text on one line."""

    code: int
    text: str

    @classmethod
    def of(cls, code: int, text: str) -> "Answer":
        """From what came over the wire."""
        shown = " ".join(text.encode("utf-8", "replace").decode().split())
        return cls(code, "".join(c for c in shown if c.isprintable()))

    @property
    def status(self) -> tuple[int, int, int] | None:
        """The enhanced status, such as 5.1.1 (RFC 3463)."""
        found = _STATUS.search(self.text)
        return (int(found[1]), int(found[2]), int(found[3])) if found else None

    @property
    def passes(self) -> bool:
        """Whether it may be different next time."""
        return 400 <= self.code < 500 or bool(_QUOTA.search(self.text))

    def __str__(self) -> str:
        return f"{self.code} {self.text}".strip()[:TOLD_MAX]


def outcome(answer: Answer, stage: Stage, about: str = "") -> Retry | Rejected | Disconnected:
    """What has become of the message; `about` names the recipient who was refused."""
    if locked := _locked_out(answer, stage):
        return Disconnected(_told(locked, answer))
    said = _told(sentence(answer, stage, about), answer)
    return Retry(said, _after(answer), extent=_extent(answer, stage)) if answer.passes else Rejected(said)


def _extent(answer: Answer, stage: Stage) -> Extent:
    """Whether the server would take other mails."""
    if _QUOTA.search(answer.text):
        return Extent.ALL
    if stage is Stage.RECIPIENT and answer.code != 421:
        return Extent.MESSAGE
    return Extent.PERHAPS if stage in (Stage.RECIPIENT, Stage.MESSAGE) else Extent.ALL


def sentence(answer: Answer, stage: Stage, about: str = "") -> str:
    """The cause, without the server's own words."""
    whom = about or "The recipient"
    if answer.passes:
        return _not_now(answer, whom, stage)
    _, subject, detail = answer.status or (0, 0, 0)
    found = _BY_STATUS.get((subject, detail)) or _BY_SUBJECT.get(subject)
    return found.format(whom) if found else _by_code(answer, stage, whom)


def _by_code(answer: Answer, stage: Stage, whom: str) -> str:
    to_somebody = stage is Stage.RECIPIENT
    if answer.code == 551:
        return _GONE.format(whom)
    if answer.code == 552:
        return _FULL.format(whom) if to_somebody else _TOO_BIG
    if answer.code == 554 or _POLICY.search(answer.text):
        return _AGAINST_RULES
    if to_somebody:
        unknown = answer.code == 553 or _UNKNOWN.search(answer.text)
        return (_NOBODY if unknown else "{} was refused by the mail server.").format(whom)
    return _BAD_SENDER if stage is Stage.SENDER else "The mail server refused the mail."


def _not_now(answer: Answer, whom: str, stage: Stage) -> str:
    if answer.status and answer.status[1:] == (2, 2):
        return _FULL.format(whom)
    if stage is Stage.SIGN_IN:
        return "The mail server cannot check the sign-in at present."
    if _QUOTA.search(answer.text) or answer.code in (421, 450) or (answer.status and answer.status[1] == 7):
        return "The mail server takes no more mail from here for the moment."
    return "The mail server does not take the mail at present."


def _locked_out(answer: Answer, stage: Stage) -> str:
    """What somebody has to do before anything passes again; empty where nobody has to."""
    if answer.status == (5, 7, 139):
        return (
            "Microsoft has switched off sending by SMTP for this mailbox: allow “Authenticated SMTP” for it in the "
            "Microsoft 365 admin center, or connect the inbox by signing in with Microsoft."
        )
    if answer.status == (5, 7, 30):
        return "Microsoft takes no passwords here any more: connect the inbox by signing in with Microsoft."
    if answer.code == 534:
        return "The provider asks for an app password instead of the account's own password."
    if answer.code == 530:
        return "The mail server wants a user name and password."
    if answer.code == 535 or (stage is Stage.SIGN_IN and not answer.passes):
        return "The mail server does not accept the user name or password."
    return ""


def soonest(answers: Iterable[Answer]) -> int | None:
    """When the first of those who were put off may be asked again; None when nobody says it."""
    return min((wait for answer in answers if (wait := _after(answer)) is not None), default=None)


def _after(answer: Answer) -> int | None:
    found = _AGAIN.search(answer.text)
    if found:
        return min(int(found[1]) * _UNITS[found[2][0].lower()], 24 * HOUR)
    return HOUR if _QUOTA.search(answer.text) and answer.code >= 500 else None


def _told(what: str, answer: Answer) -> str:
    return f"{what} (Its answer: {answer})"
