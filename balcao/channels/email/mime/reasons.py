"""Why a mail was not delivered, in one clear sentence for the agent who wrote it."""

import re
from typing import Final

SENTENCE_MOST: Final = 500
_TOLD_MOST = 300
_CODE = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_BASIC = re.compile(r"(?<![\d.])([45]\d\d)(?=[ -]|$)")
_KIND = re.compile(r"^\s*(?:smtp|x-[a-z0-9-]+|unix)\s*;\s*", re.IGNORECASE)

_NO_ADDRESS = "This address does not exist"
_UNPROVEN = "The recipient's server could not verify that the sender may use this address (SPF, DKIM or DMARC)"
_UNREACHED = "The recipient's server could not be reached in time"
_NO_DOMAIN = "The domain of this address does not exist or takes no mail"
_LOOP = "The mail went round in circles between servers"
_TOO_LARGE = "The mail is too large for the recipient"
_FULL = "The mailbox is full"

_EXACT: Final = {
    "1.0": _NO_ADDRESS, "1.1": _NO_ADDRESS, "1.6": _NO_ADDRESS, "1.10": _NO_ADDRESS, "1.2": _NO_DOMAIN,
    "1.3": "This address is not valid", "1.7": "The sender's address was not accepted",
    "1.8": "The domain of the sender's address was not accepted", "2.0": "The mailbox takes no mail",
    "2.1": "The mailbox is switched off", "2.2": _FULL, "2.3": _TOO_LARGE, "3.4": _TOO_LARGE,
    "4.1": _UNREACHED, "4.2": _UNREACHED, "4.4": _NO_DOMAIN, "4.6": _LOOP, "4.14": _LOOP, "4.7": _UNREACHED,
    "4.310": _NO_DOMAIN, "7.20": _UNPROVEN, "7.23": _UNPROVEN, "7.25": _UNPROVEN, "7.26": _UNPROVEN, "7.27": _UNPROVEN,
    "7.28": "The recipient's server refuses the mail as unwanted", "7.30": _UNPROVEN, "7.509": _UNPROVEN,
    "7.515": _UNPROVEN,
}  # fmt: skip
_BY_SUBJECT: Final = {
    "1": "There is something wrong with this address", "2": "The mailbox takes no mail",
    "3": "The recipient's server cannot take this mail", "4": "The mail could not be handed over to the recipient's server",
    "5": "The two servers did not understand each other", "6": "The recipient's server cannot read the content of the mail",
    "7": "The recipient's server refuses the mail by its policy",
}  # fmt: skip
_BY_BASIC: Final = {"552": _FULL, "553": "This address is not valid", "554": _BY_SUBJECT["7"]}
_UNKNOWN = "The mail was not delivered"


def status_in(*told: str) -> str:
    """The first status that says more than yes or no, as `5.1.1`; empty when nobody names one."""
    codes = [found for text in told for found in _CODE.finditer(text)]
    exact = next((code for code in codes if code[2] != "0"), None)
    best = exact or next(iter(codes), None)
    return best[0] if best else ""


def sentence(status: str, told: str) -> str:
    """What happened, the status, and the server's own words."""
    said = " ".join(_KIND.sub("", told).split())[:_TOLD_MOST]
    meaning = _meaning(status, said) + (f" ({status})" if status else "")
    return (f"{meaning}. The server said: {said}" if said else f"{meaning}.")[:SENTENCE_MOST]


def _meaning(status: str, said: str) -> str:
    _, _, detail = status.partition(".")
    # Microsoft says 5.4.1 for an address that its directory does not have.
    if status == "5.4.1" and "recipient address rejected" in said.lower():
        return _NO_ADDRESS
    if detail in _EXACT:
        return _EXACT[detail]
    basic = _BASIC.search(said)
    return _BY_SUBJECT.get(detail.partition(".")[0]) or (_BY_BASIC.get(basic[1]) if basic else None) or _UNKNOWN
