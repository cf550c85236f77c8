"""What mail servers answer, in the words of real ones, and what an agent is told."""

import pytest

from balcao.channels.email.smtp.answers import Answer, Stage, outcome
from balcao.channels.outcomes import Disconnected, Rejected, Retry
from balcao.kit.clock import HOUR, MINUTE, SECOND

WHOM = "ana@cliente.com"
NOBODY = f"{WHOM} does not exist"
FULL = "the mailbox is full"
SPAM = "refused as spam or by a rule"
BIG = "too big"
SENDER, RECIPIENT, MESSAGE, SIGN_IN = Stage.SENDER, Stage.RECIPIENT, Stage.MESSAGE, Stage.SIGN_IN


@pytest.mark.parametrize(
    ("code", "text", "stage", "kind", "told"),
    [
        # Google
        (550, "5.1.1 The email account that you tried to reach does not exist.", RECIPIENT, Rejected, NOBODY),
        (552, "5.2.2 The email account that you tried to reach is over quota.", RECIPIENT, Rejected, FULL),
        (550, "5.7.26 This mail has been blocked because the sender is unauthenticated.", MESSAGE, Rejected, SPAM),
        (552, "5.3.4 Your message exceeded Google's message size limits.", SENDER, Rejected, BIG),
        (535, "5.7.8 Username and Password not accepted.", SIGN_IN, Disconnected, "user name or password"),
        (534, "5.7.9 Application-specific password required.", SIGN_IN, Disconnected, "app password"),
        (550, "5.4.5 Daily user sending limit exceeded.", MESSAGE, Retry, "no more mail from here"),
        (421, "4.7.28 Our system has detected an unusual rate of mail.", MESSAGE, Retry, "no more mail from here"),
        (454, "4.7.0 Too many login attempts, please try again later.", SIGN_IN, Retry, "cannot check the sign-in"),
        # Microsoft
        (550, "5.4.1 Recipient address rejected: Access denied.", RECIPIENT, Rejected, NOBODY),
        (535, "5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled.", SIGN_IN, Disconnected,
         "Authenticated SMTP"),
        (550, "5.7.30 Basic authentication is not supported for Client Submission.", SENDER, Disconnected,
         "signing in with Microsoft"),
        (535, "5.7.3 Authentication unsuccessful", SIGN_IN, Disconnected, "user name or password"),
        (550, "5.7.60 SMTP; Client does not have permissions to send as this sender", MESSAGE, Rejected, SPAM),
        (451, "4.7.500 Server busy. Please try again later.", RECIPIENT, Retry, "no more mail from here"),
        # Postfix, Exim, qmail, and who says no more than a number
        (550, "5.1.1 <ana@cliente.com>: Recipient address rejected: User unknown in local recipient table", RECIPIENT,
         Rejected, NOBODY),
        (550, "Unrouteable address: no such user", RECIPIENT, Rejected, NOBODY),
        (553, "sorry, no mailbox here by that name", RECIPIENT, Rejected, NOBODY),
        (554, "5.7.1 Service unavailable; Client host blocked using zen.spamhaus.org", RECIPIENT, Rejected, SPAM),
        (550, "relay not permitted: relaying denied", RECIPIENT, Rejected, SPAM),
        (550, "Requested action not taken", RECIPIENT, Rejected, f"{WHOM} was refused"),
        (552, "Message size exceeds fixed limit", MESSAGE, Rejected, BIG),
        (552, "Requested mail action aborted: exceeded storage allocation", RECIPIENT, Rejected, FULL),
        (551, "5.1.6 User not local", RECIPIENT, Rejected, "any more"),
        (553, "5.1.8 Sender address rejected: Domain not found", SENDER, Rejected, "does not accept the sender"),
        (500, "What?", MESSAGE, Rejected, "refused the mail"),
        (450, "4.2.0 Greylisted", RECIPIENT, Retry, "no more mail from here"),
        (452, "4.2.2 Mailbox full", RECIPIENT, Retry, FULL),
        (451, "4.3.0 Error: queue file write error", MESSAGE, Retry, "does not take the mail at present"),
        (530, "5.7.0 Must issue a STARTTLS command first", SENDER, Disconnected, "wants"),
    ],
)  # fmt: skip
def test_an_answer_means(code: int, text: str, stage: Stage, kind: type[Exception], told: str) -> None:
    found = outcome(Answer.of(code, text), stage, WHOM if stage is RECIPIENT else "")
    assert type(found) is kind
    assert told in found.reason
    assert f"{code} {text}" in found.reason, "the server's own words are there too"


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("4.7.1 Greylisted, try again in 300 seconds", 300 * SECOND),
        ("4.7.1 Please retry after 5 minutes", 5 * MINUTE),
        ("4.7.1 wait 2 hours", 2 * HOUR),
        ("4.7.1 wait 9999 hours", 24 * HOUR),
        ("4.7.1 Try again later", None),
    ],
)
def test_a_time_that_is_named_is_kept(text: str, after: int | None) -> None:
    found = outcome(Answer.of(451, text), RECIPIENT)
    assert isinstance(found, Retry)
    assert found.after == after


def test_what_a_server_says_is_one_short_line() -> None:
    found = outcome(Answer.of(550, "5.7.1 a\r\nb\x07\x1b[31m" + "c" * 5_000 + "\udcff"), MESSAGE)
    assert found.reason.isprintable()
    assert len(found.reason) < 500
