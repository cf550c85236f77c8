"""What mail programs put into their HTML to say: here the old mail begins. Pure data, and how it is recognised.

Programs that take a mail over put something before such names (`x_gmail_quote`), so the end of a name counts.
"""

from collections.abc import Mapping
from typing import Final

from balcao.channels.email.body.remembered import remembered

OWN: Final = "balcao_quote"
# The element is the old mail: Gmail, Yahoo, Proton, Tutanota, Zoho, NetEase, QQ, Outlook for Mac, ourselves.
_QUOTE_CLASSES = (
    OWN, "gmail_quote", "gmail_quote_container", "yahoo_quoted", "protonmail_quote", "tutanota_quote", "zmail_extra",
    "ntes-mailmaster-quote", "moz-email-headers-quote", "sh-quoted-content", "front-blockquote", "missive_quote", "hey_quote",
)  # fmt: skip
_QUOTE_IDS = ("isReplyContent", "OLK_SRC_BODY_SECTION", "mail-editor-reference-message-container", "yahoo_quoted")
# Everything from here on is the old mail: Outlook on the web and on telephones, Hotmail, old Zimbra.
_REST_IDS = ("appendonsend", "divRplyFwdMsg", "stopSpelling", "zwchr", "ms-outlook-mobile-body-separator-line")
_ATTRIBUTION_CLASSES = ("moz-cite-prefix", "gmail_attr", "quote-intro")
_ATTRIBUTION_IDS = ("reply-intro",)
_SIGNATURE_CLASSES = (
    "gmail_signature",
    "gmail_signature_prefix",
    "moz-signature",
    "protonmail_signature_block",
    "tutanota_signature",
)
_SIGNATURE_IDS = ("Signature", "AppleMailSignature", "ms-outlook-mobile-signature", "ymail_android_signature")
_IDS: Final = _QUOTE_IDS + _REST_IDS + _ATTRIBUTION_IDS + _SIGNATURE_IDS
_CLASSES: Final = _QUOTE_CLASSES + _ATTRIBUTION_CLASSES + _SIGNATURE_CLASSES
_DATA: Final = {
    "__QUOTED_TEXT__": "quote",
    "__HEADERS__": "rest",
    "__DIVIDER__": "rest",
    "__SIG_PRE__": "signature",
    "__SIG_POST__": "signature",
}
NAMES: Final = frozenset({"class", "id", "data-marker", "name"})
"""Attributes that the reader never gets."""


def meaning(element: str, attributes: Mapping[str, str]) -> str | None:
    """`quote`, `cite` (a quote that may be one of several), `rest`, `attribution`, `signature`, or None.

    A `blockquote` without any mark is `unmarked`: it may be a quote.
    """
    said = _of_id(attributes["id"]) if "id" in attributes else None
    if "class" in attributes:
        said = said or _of_classes(attributes["class"])
    if "data-marker" in attributes:
        said = _DATA.get(attributes["data-marker"], said)
    if element == "blockquote":
        return "cite" if said == "quote" or attributes.get("type", "").lower() == "cite" else said or "unmarked"
    return "quote" if element == "div" and attributes.get("name") == "quote" else said


def _of_id(value: str) -> str | None:
    if not value.endswith(_IDS):
        return None
    if value.endswith(_REST_IDS):
        return "rest"
    if value.endswith(_QUOTE_IDS):
        return "quote"
    return "attribution" if value.endswith(_ATTRIBUTION_IDS) else "signature"


@remembered
def _of_classes(value: str) -> str | None:
    known = next((name for name in value.split() if name.endswith(_CLASSES)), None)
    if known is None:
        return None
    if known.endswith(_QUOTE_CLASSES):
        return "quote"
    return "attribution" if known.endswith(_ATTRIBUTION_CLASSES) else "signature"
