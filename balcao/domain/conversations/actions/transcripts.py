"""Have a conversation mailed to somebody."""

from balcao.domain.accounts.rules import is_email, tidy_email
from balcao.domain.conversations import queries as q
from balcao.domain.conversations.actions.carrying import is_proven
from balcao.kit.crypto import random_token
from balcao.kit.errors import invalid, refused
from balcao.outbox.emit import NewJob, queue
from balcao.store.tx import Tx

TRANSCRIPT = "transcript"


def mail_transcript(tx: Tx, row: q.ConversationRow, to: str, *, own: bool = False) -> None:
    """Mail what both sides have said. The contact (`own`) gets it without what others wrote into it (EML-09).

    Raises `Problem` for what is no address.
    """
    address = tidy_email(to)
    if not is_email(address):
        raise invalid("Email is invalid", "email")
    own = own or address == tidy_email(row.contact_email or "")
    payload = {"account_id": row.account_id, "conversation_id": row.id, "to": address, "own": own}
    queue(tx, NewJob(kind=TRANSCRIPT, key=f"{TRANSCRIPT}:{random_token()}", payload=payload, account_id=row.account_id))


def mail_own_transcript(tx: Tx, row: q.ConversationRow) -> None:
    """Mail it to the contact who asks for it; only to an address that is known to be his (WID-13)."""
    if not may_mail_own(tx, row):
        raise refused("A transcript is sent only to an address that has been confirmed")
    mail_transcript(tx, row, row.contact_email or "", own=True)


def may_mail_own(tx: Tx, row: q.ConversationRow) -> bool:
    """Whether the contact may have it: he has an address, and it is known to be his."""
    return bool(row.contact_email) and is_proven(tx, row)
