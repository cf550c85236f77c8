"""Subjects of mails, as mail programs write them. Pure."""

import re

# Reply marks of mail programs: English, Outlook in Portuguese and Spanish, German, Scandinavian, Dutch, French, Italian.
_REPLIED = re.compile(
    r"(?:(?:re|res|resp|rv|r|aw|sv|vs|antw|réf|ref)\s*(?:\[\d+\]|\(\d+\))?\s*[:：]\s*)+", re.IGNORECASE
)


def bare(subject: str) -> str:
    """Without the marks of replies before it."""
    found = _REPLIED.match(subject)
    return subject[found.end() :] if found else subject
