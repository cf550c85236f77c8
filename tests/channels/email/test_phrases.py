"""What went wrong is said in the reader's language: each sentence that is kept is one of those that are declared."""

import errno
import re
import ssl
from collections.abc import Iterator
from string import Template

import pytest

from balcao.channels.about import Words
from balcao.channels.email.about import ABOUT
from balcao.channels.email.mime import reasons
from balcao.channels.email.mime.reasons import sentence
from balcao.channels.email.smtp.answers import Answer, Stage, outcome
from balcao.channels.phrases import COMMON
from balcao.kit.dial import Place, explain

PHRASES = (*ABOUT.phrases, *COMMON)
PLACE = Place("imap.example.com", 993, ())
ANSWERS = (
    "550 5.1.1 User unknown", "550 5.1.6 Moved", "551 Gone", "452 4.2.2 Full", "552 5.2.2 Full", "550 5.2.1 Off",
    "552 5.3.4 Too big", "550 5.7.1 Spam", "554 No", "550 5.1.8 Bad sender", "421 Busy", "451 Later", "535 5.7.8 No",
    "534 5.7.9 App password", "530 Sign in", "550 5.7.139 Off", "550 5.7.30 Basic", "500 What", "550 5.4.1 Nobody",
)  # fmt: skip


def whole(text: str) -> bool:
    """Whether a sentence is one of those declared, or several of them."""
    rest = text
    while rest:
        found = next((end for phrase in PHRASES if (end := _length(phrase.en, rest))), 0)
        if not found:
            return False
        rest = rest[found:].lstrip(" .")
    return True


def _length(phrase: str, text: str) -> int:
    pattern = re.sub(r"\\\$\w+", ".+?", re.escape(phrase))
    found = re.match(pattern + (r"$" if phrase.endswith(("$said", "$problem", "$news")) else r"(?=[\s.]|$)"), text)
    return found.end() if found else 0


def _placeholders(text: str) -> list[str]:
    return sorted(Template(text).get_identifiers())


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: phrase.en[:50])
def test_every_language_says_the_same(phrase: Words) -> None:
    assert _placeholders(phrase.pt) == _placeholders(phrase.en) == _placeholders(phrase.es)
    assert phrase.pt != phrase.en != phrase.es


def _network() -> Iterator[Exception]:
    yield from (ConnectionRefusedError(), TimeoutError(), ConnectionResetError(), OSError(errno.ENETUNREACH, "x"))
    for reason in ("WRONG_VERSION_NUMBER", "UNSUPPORTED_PROTOCOL", "OTHER"):
        error = ssl.SSLError()
        error.reason = reason
        yield error
    for number in (9, 10, 18, 19, 23, 62, 64):
        flaw = ssl.SSLCertVerificationError()
        flaw.verify_code, flaw.verify_message = number, "unable to get local issuer certificate"
        yield flaw


@pytest.mark.parametrize("error", tuple(_network()), ids=repr)
def test_a_lost_connection_is_said(error: Exception) -> None:
    assert whole(explain(error, PLACE).reason)


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("said", ANSWERS)
def test_a_refusal_is_said(said: str, stage: Stage) -> None:
    code, _, text = said.partition(" ")
    assert whole(outcome(Answer.of(int(code), text), stage, "ana@cliente.com").reason)


def test_a_bounce_is_said() -> None:
    told = {*reasons._EXACT.values(), *reasons._BY_SUBJECT.values(), *reasons._BY_BASIC.values(), sentence("", "")}
    assert all(whole(one) for one in told)
    assert whole(sentence("", "552 Mailbox over quota"))
