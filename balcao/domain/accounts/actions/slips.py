"""Slips: single-use tokens that are mailed, and the letters that carry them.

The token is derived from a random nonce, and a job carries only the nonce: neither the slips nor the jobs of a stolen
database open anything.
"""

import msgspec
from sqlalchemy import delete, func, select

from balcao.domain.accounts import identity, queries
from balcao.domain.accounts import tables as t
from balcao.domain.accounts.rules import SLIP_LIFE, Role, Slip
from balcao.domain.actors import Person
from balcao.kit.crypto import Keyring, digest, random_token
from balcao.outbox.emit import NewJob, queue
from balcao.store.tx import Tx

MAIL = "mail"
c = t.slips.c


class LetterDraft(msgspec.Struct, frozen=True, kw_only=True):
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


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """How a letter with a slip differs from the usual one of its kind."""

    text: str = ""
    locale: str = ""
    values: dict[str, str] = {}


USUAL = Wording()


def mail_slip(tx: Tx, keyring: Keyring, user_id: int, kind: Slip, wording: Wording = USUAL) -> None:
    """Mail a link that does one thing once; earlier ones of its kind end."""
    user = identity.user_by_id(tx, user_id)
    to = (user.unconfirmed_email if kind is Slip.CONFIRM else None) or user.email
    nonce = random_token()
    tx.run(delete(t.slips).where(c.user_id == user_id, c.kind == kind))
    tx.add(
        t.slips, user_id=user_id, kind=kind, token_digest=digest(slip_token(keyring, nonce)), email=to,
        created_at=tx.now, expires_at=tx.now + SLIP_LIFE[kind],
    )  # fmt: skip
    locale = wording.locale or queries.language(tx, Person(user_id))
    letter = LetterDraft(
        text=wording.text or kind, to=to, name=user.name, locale=locale, nonce=nonce, values=wording.values
    )
    mail(tx, letter)


def mail_note(tx: Tx, user_id: int, text: str, **values: str) -> None:
    """Mail a letter without any link that proves something."""
    user = identity.user_by_id(tx, user_id)
    locale = queries.language(tx, Person(user_id))
    mail(tx, LetterDraft(text=text, to=user.email, name=user.name, locale=locale, values=values))


def mail(tx: Tx, letter: LetterDraft, once: str | None = None) -> None:
    """Queue a letter. `once`: what it is about, so that the same is queued only once."""
    key = f"{MAIL}:{once or letter.nonce or random_token()}"
    queue(tx, NewJob(kind=MAIL, key=key, payload=msgspec.structs.asdict(letter)))


def mail_admins(tx: Tx, account_id: int, text: str, values: dict[str, str], once: str) -> None:
    """Mail a letter to every administrator of an account, once about the same thing."""
    for agent in queries.agents(tx, account_id):
        if agent.role == Role.ADMINISTRATOR and agent.confirmed_at is not None:
            locale = queries.language(tx, Person(agent.id))
            letter = LetterDraft(text=text, to=agent.email, name=agent.name, locale=locale, values=values)
            mail(tx, letter, f"{once}:{agent.id}")


def mail_nobody(tx: Tx) -> None:
    """For an address that nobody has: the same work as for one that somebody has, so that time tells nothing."""
    mail(tx, LetterDraft(text="", to="", name="", locale=""))


def mailed_within(tx: Tx, user_id: int, kind: Slip, pause: int) -> bool:
    """Whether such a slip went out so recently that another letter would only annoy."""
    latest = tx.value(select(func.max(c.created_at)).where(c.user_id == user_id, c.kind == kind))
    return latest is not None and tx.now - latest < pause
