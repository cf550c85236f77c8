"""What the subject of a mail tells about its body. Pure."""

import re

_FORWARD = re.compile(
    r"\s*(?:\[[^\]]{1,40}\]\s*)?(?:fwd?|enc|encam|rv|renv|tr|wg|i|fs|vb|vs|pd|doorst|ilt|пер|转发|轉寄|転送|전달)\s*(?:\[\d+\])?\s*[:：]",
    re.IGNORECASE,
)


def hands_on(subject: str) -> bool:
    """Whether the mail hands on another one, as Outlook, Gmail and Apple Mail say it in our users' languages."""
    return _FORWARD.match(subject) is not None
