"""Members: invite people into an account, say what they may do, let them go."""

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy import delete, func, select, update

from balcao.domain.accounts import identity, queries, rules
from balcao.domain.accounts import tables as t
from balcao.domain.accounts.actions import slips, users
from balcao.domain.accounts.events import AvailabilityChanged, UserChanged
from balcao.domain.accounts.rules import Availability, Role, Slip
from balcao.domain.actors import Member, Person
from balcao.kit import text
from balcao.kit.crypto import Keyring
from balcao.kit.errors import invalid, not_found, refused
from balcao.kit.structs import said
from balcao.store.tx import Tx

m = t.members.c


class NewMember(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody is in the account from the start."""

    role: Role = Role.AGENT
    availability: Availability = Availability.OFFLINE
    auto_offline: bool = True
    inviter_id: int | None = None


class MemberChange(msgspec.Struct, frozen=True, kw_only=True):
    """What changes of a member; unset stays as it is."""

    name: str | UnsetType = UNSET
    role: Role | UnsetType = UNSET
    availability: Availability | UnsetType = UNSET
    auto_offline: bool | UnsetType = UNSET


class Guest(msgspec.Struct, frozen=True, kw_only=True):
    """Who is invited, and as what."""

    email: str
    name: str = ""
    terms: NewMember = NewMember()


def invite(tx: Tx, keyring: Keyring, actor: Member, guest: Guest) -> int:
    """Make somebody a member, and write to them; the user's id.

    Whoever has proved the address is told to sign in. Anybody else gets a link that sets a password; until it is used,
    nothing else leads to this user, whoever signed up with the address before. Inviting again renews the link.
    """
    if not identity.user_by_id(tx, actor.user_id).is_confirmed:
        raise refused("Confirm your own email address before you invite others")
    email = rules.accept_email(guest.email)
    known = identity.user_by_email(tx, email)
    here = known is not None and is_member(tx, actor.account_id, known.id)
    if known is not None and here and known.is_confirmed:
        raise invalid("Email has already been taken", "email")
    user_id = known.id if known else users.add_user(tx, keyring, users.NewUser(email=email, name=guest.name))
    if not here:
        join(tx, actor.account_id, user_id, msgspec.structs.replace(guest.terms, inviter_id=actor.user_id))
    _write(tx, keyring, actor, user_id)
    return user_id


def _write(tx: Tx, keyring: Keyring, actor: Member, user_id: int) -> None:
    account = queries.account(tx, actor.account_id)
    words = {"account": account.name, "inviter": actor.name}
    if identity.user_by_id(tx, user_id).is_confirmed:
        slips.mail_note(tx, user_id, "added", **words)
        return
    users.disown(tx, keyring, user_id)
    slips.mail_slip(tx, keyring, user_id, Slip.INVITE, slips.Wording(values=words, locale=account.locale))


def join(tx: Tx, account_id: int, user_id: int, terms: NewMember) -> None:
    """Add a user to an account."""
    values = msgspec.structs.asdict(terms)
    tx.add(t.members, account_id=account_id, user_id=user_id, created_at=tx.now, updated_at=tx.now, **values)


def change_member(tx: Tx, actor: Member, user_id: int, change: MemberChange) -> None:
    """Change what somebody may do and says about being there."""
    known = queries.agent(tx, actor.account_id, user_id)
    values = said(change)
    name = text.name(values.pop("name", "")) or known.name
    if name != known.name:
        _may_rename(tx, actor, user_id)
        users.rename(tx, user_id, name)
    if values.get("role", known.role) != known.role:
        _keep_an_administrator(tx, actor.account_id, user_id)
        tx.wakes.add(UserChanged(user_id))
    if values:
        _change(tx, actor.account_id, user_id, **values)


def say(tx: Tx, person: Person, account_id: int, change: MemberChange) -> None:
    """What a user says about being there. Raises not found for an account that is not the user's."""
    if not is_member(tx, account_id, person.user_id):
        raise not_found()
    own = MemberChange(availability=change.availability, auto_offline=change.auto_offline)
    _change(tx, account_id, person.user_id, **said(own))


def remove_member(tx: Tx, actor: Member, user_id: int) -> None:
    """Let somebody go. What was assigned to them must have been released before."""
    queries.agent(tx, actor.account_id, user_id)
    _keep_an_administrator(tx, actor.account_id, user_id)
    tx.run(delete(t.members).where(m.account_id == actor.account_id, m.user_id == user_id))
    tx.wakes |= {UserChanged(user_id), AvailabilityChanged(actor.account_id)}


def is_member(tx: Tx, account_id: int, user_id: int) -> bool:
    """Whether the user works in the account."""
    return tx.value(select(m.id).where(m.account_id == account_id, m.user_id == user_id)) is not None


def _change(tx: Tx, account_id: int, user_id: int, **values: object) -> None:
    mine = (m.account_id == account_id) & (m.user_id == user_id)
    tx.run(update(t.members).where(mine).values(updated_at=tx.now, **values))
    tx.wakes.add(AvailabilityChanged(account_id))


def _may_rename(tx: Tx, actor: Member, user_id: int) -> None:
    """A name belongs to the user; an administrator may set that of a user who works nowhere else."""
    elsewhere = tx.value(select(m.id).where(m.user_id == user_id, m.account_id != actor.account_id).limit(1))
    if elsewhere is not None and user_id != actor.user_id:
        raise invalid("Name can only be changed by the agent", "name")


def _keep_an_administrator(tx: Tx, account_id: int, leaving: int) -> None:
    # Two administrators who demote each other at the same moment wait for one another here.
    tx.first(select(t.accounts.c.id).where(t.accounts.c.id == account_id).with_for_update())
    others = (
        select(func.count())
        .select_from(t.members.join(t.users, t.users.c.id == m.user_id))
        .where(m.account_id == account_id, m.role == Role.ADMINISTRATOR, m.user_id != leaving)
        .where(t.users.c.confirmed_at.is_not(None))
    )
    if not tx.value(others):
        raise refused("An account needs at least one administrator")
