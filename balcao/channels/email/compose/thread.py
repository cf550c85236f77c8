"""Where a mail belongs: its subject, and the mails that it follows. Pure."""

import re
from collections.abc import Mapping
from typing import Any, Final

from balcao.channels.email.compose.addresses import last_mail, listed
from balcao.channels.email.compose.headers import one_line
from balcao.channels.email.compose.words import Wording
from balcao.envelope import Outbound
from balcao.kit.subjects import bare

FOLLOWED: Final = 15
SUBJECT_MAX: Final = 250

_ID = re.compile(r"[\x21-\x3b\x3d\x3f-\x7e]+@[\x21-\x3b\x3d\x3f-\x7e]+")
_ID_MAX = 255


def subject(message: Outbound, words: Wording) -> str:
    """As it was, after one `Re:`; the first mail of a conversation has its own, like one to which the team gives another."""
    if other := one_line(str(message.details.get("mail_subject") or ""), SUBJECT_MAX):
        return other
    given = one_line(str(message.opening.get("mail_subject") or ""), SUBJECT_MAX)
    if not given:
        return words.subject(message)
    return f"Re: {bare(given)}" if message.earlier else given


def followed(message: Outbound) -> list[str]:
    """Ids of the mails before this one, oldest first; the last is the one that it answers. First and last few only."""
    chain = [said.external_id for said in reversed(message.earlier)]
    last = last_mail(message)
    parent = message.reply_to or (_name(last[0].external_id, last[1]) if last else None)
    behind = listed(last[1], "references") if last else []
    found = list(dict.fromkeys(one for one in (*behind, *chain, parent) if one and _is_id(one)))
    if parent in found:
        found.remove(parent)
        found.append(parent)
    return found if len(found) <= FOLLOWED + 1 else [found[0], *found[-FOLLOWED:]]


def _name(external_id: str | None, known: Mapping[str, Any]) -> str | None:
    return external_id if external_id and _is_id(external_id) else known.get("message_id")


def _is_id(text: str) -> bool:
    """What another mail program takes for a Message-ID; ids that were made up for mails without one are not sent out."""
    return len(text) <= _ID_MAX and _ID.fullmatch(text) is not None
