"""How much is mailed to addresses that a visitor has typed and nobody has proven: they may be somebody else's (WID-13)."""

from sqlalchemy import delete, func, select, update

from balcao.domain.conversations import queries as q
from balcao.domain.conversations import tables as t
from balcao.domain.conversations.actions.hold import hold_by_id
from balcao.domain.conversations.actions.message import remark
from balcao.kit.clock import DAY, HOUR
from balcao.kit.crypto import digest
from balcao.store.tx import Tx

PER_ACCOUNT = 200
"""In an hour."""
PER_INSTALLATION = 2000
"""In a day. One address gets one mail in that time, whoever sends it."""
_u = t.unproven_mails.c


def admit(tx: Tx, row: q.ConversationRow, mail: str) -> bool:
    """Whether `mail` may go to the contact's address; if not, the team sees why. The same mail may at every try."""
    address = _counted(row.contact_email or "")
    last = tx.first(select(_u.mail, _u.sent_at).where(_u.address == address).with_for_update())
    if last is not None and last.mail == mail:
        return True
    reason = _reason(tx, row.account_id, last.sent_at if last else None)
    if reason is None and not _noted(tx, row.account_id, address, mail, is_known=last is not None):
        reason = "unproven_address"
    if reason is not None:
        remark(tx, hold_by_id(tx, row.account_id, row.id), reason, None, address=row.contact_email or "")
    return reason is None


def forget_unproven(tx: Tx) -> int:
    """Drop what counts no more; how many went."""
    return tx.run(delete(t.unproven_mails).where(_u.sent_at <= tx.now - DAY))


def _noted(tx: Tx, account_id: int, address: str, mail: str, *, is_known: bool) -> bool:
    """False when another mail to this address was admitted in this very moment."""
    values = {"account_id": account_id, "mail": mail, "sent_at": tx.now}
    if is_known:
        return tx.run(update(t.unproven_mails).where(_u.address == address).values(values)) > 0
    return tx.add_or_skip(t.unproven_mails, ["address"], address=address, **values)


def _reason(tx: Tx, account_id: int, last_at: int | None) -> str | None:
    """The line that says why not."""
    if last_at is not None and tx.now - last_at < DAY:
        return "unproven_address"
    lately = select(func.count()).select_from(t.unproven_mails)
    in_account = lately.where(_u.account_id == account_id, _u.sent_at > tx.now - HOUR)
    if tx.value(in_account) >= PER_ACCOUNT or tx.value(lately.where(_u.sent_at > tx.now - DAY)) >= PER_INSTALLATION:
        return "unproven_many"
    return None


def _counted(address: str) -> str:
    """One name for the spellings that commonly reach one mailbox."""
    local, _, domain = address.lower().rpartition("@")
    return digest(f"{local.partition('+')[0].replace('.', '')}@{domain}")
