"""Slips: single-use tokens that are mailed, and the letters that carry them.

The token is derived from a random nonce, and a job carries only the nonce: neither the slips nor the jobs of a stolen
database open anything.
"""

from typing import Any

import msgspec
from sqlalchemy import delete, func, select

from balcao.domain.accounts import identity, queries
from balcao.domain.accounts import tables as t
from balcao.domain.accounts.rules import PAUSE_BETWEEN_MAILS, SLIP_LIFE, Slip
from balcao.domain.actors import Person
from balcao.kit.crypto import Keyring, digest, random_token
from balcao.outbox.emit import NewJob, queue
from balcao.store.tx import Tx

MAIL = "mail"
c = t.slips.c


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A letter that is still to be written: which text, to whom, and what stands in it."""

    text: str
    to: str
    name: str
    locale: str
    nonce: str | None = None
    """Leads to the token of the slip that the letter carries."""
    values: dict[str, str] = {}


def slip_token(keyring: Keyring, nonce: str) -> str:
    """The token that a letter shows to its reader."""
    return keyring.token("slip", nonce)


def mail_slip(tx: Tx, keyring: Keyring, user_id: int, kind: Slip, **more: Any) -> None:
    """Mail a link that does one thing once; earlier ones of its kind end. `text` and `values` shape the letter."""
    user = identity.user_by_id(tx, user_id)
    to = (user.unconfirmed_email if kind is Slip.CONFIRM else None) or user.email
    nonce = random_token()
    tx.run(delete(t.slips).where(c.user_id == user_id, c.kind == kind))
    tx.add(
        t.slips, user_id=user_id, kind=kind, token_digest=digest(slip_token(keyring, nonce)), email=to,
        created_at=tx.now, expires_at=tx.now + SLIP_LIFE[kind],
    )  # fmt: skip
    locale = more.pop("locale", None) or queries.language(tx, Person(user_id))
    mail(tx, Letter(to=to, name=user.name, locale=locale, nonce=nonce, **({"text": str(kind)} | more)))


def mail_note(tx: Tx, user_id: int, text: str, **values: str) -> None:
    """Mail a letter without any link that proves something."""
    user = identity.user_by_id(tx, user_id)
    locale = queries.language(tx, Person(user_id))
    mail(tx, Letter(text=text, to=user.email, name=user.name, locale=locale, values=values))


def mail(tx: Tx, letter: Letter) -> None:
    """Queue a letter."""
    key = f"{MAIL}:{letter.nonce or random_token()}"
    queue(tx, NewJob(kind=MAIL, key=key, payload=msgspec.structs.asdict(letter)))


def mailed_lately(tx: Tx, user_id: int, kind: Slip) -> bool:
    """Whether such a letter went out so recently that another would only annoy."""
    latest = tx.value(select(func.max(c.created_at)).where(c.user_id == user_id, c.kind == kind))
    return latest is not None and tx.now - latest < PAUSE_BETWEEN_MAILS


def redeem(tx: Tx, token: str, *kinds: Slip) -> identity.SlipRow | None:
    """Use a slip up; None for one that is not good, or good for something else."""
    found = identity.slip(tx, token)
    if found is None or found.kind not in kinds:
        return None
    tx.run(delete(t.slips).where(c.id == found.id))
    return found
