"""What a server's refusal means: wait, or ask a person. Response codes: RFC 3501, RFC 5530."""

import re

_CODE = re.compile(r"\[([A-Z][A-Z0-9-]*)")
_PASSING = frozenset({"UNAVAILABLE", "LIMIT", "THROTTLED", "INUSE", "OVERQUOTA"})
_FINAL = frozenset({"AUTHENTICATIONFAILED", "AUTHORIZATIONFAILED", "EXPIRED", "PRIVACYREQUIRED", "CONTACTADMIN"})
_SOUNDS_PASSING = re.compile(
    r"too many|temporar|try again|later|exceeded|throttl|unavailable|server busy|not (?:currently )?connected",
    re.IGNORECASE,
)


def is_passing(said: str) -> bool:
    """Whether the server itself expects that it will do it later."""
    codes = set(_CODE.findall(said))
    return not codes & _FINAL and bool(codes & _PASSING or _SOUNDS_PASSING.search(said))


def is_final(said: str) -> bool:
    """Whether only a person can change that it does not let us in."""
    return bool(set(_CODE.findall(said)) & _FINAL)


def plain(said: str) -> str:
    """For a reader: without the code."""
    return re.sub(r"^\s*\[[^\]]*\]\s*", "", said) or said
