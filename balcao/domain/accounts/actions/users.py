"""Users: who they are, and the secrets that lead to them."""

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy import delete, update

from balcao.domain.accounts import identity, queries, rules
from balcao.domain.accounts import tables as t
from balcao.domain.accounts.events import UserChanged
from balcao.domain.actors import Person
from balcao.kit import text
from balcao.kit.crypto import Keyring, digest
from balcao.kit.errors import invalid
from balcao.kit.structs import said
from balcao.store.tx import Tx

ACCESS, PUBSUB = "access", "pubsub"


class NewUser(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody new. Without a `password_hash` only a link that was mailed leads in."""

    email: str
    name: str = ""
    password_hash: str | None = None
    confirmed: bool = False


class ProfileChange(msgspec.Struct, frozen=True, kw_only=True):
    """What changes of a profile; unset stays as it is, None empties it."""

    name: str | UnsetType = UNSET
    display_name: str | UnsetType | None = UNSET
    message_signature: str | UnsetType | None = UNSET
    ui_settings: dict[str, Any] | UnsetType = UNSET
    phone_number: str | UnsetType | None = UNSET
    avatar: str | UnsetType | None = UNSET


def add_user(tx: Tx, keyring: Keyring, new: NewUser) -> int:
    """Somebody who belongs to no account yet; the id. Raises for an address that is in use."""
    email = rules.accept_email(new.email)
    if identity.user_by_email(tx, email) is not None:
        raise rules.email_taken(email)
    user_id = tx.add(
        t.users, email=email, name=text.name(new.name) or email.partition("@")[0], password_hash=new.password_hash,
        password_changed_at=tx.now if new.password_hash else None, confirmed_at=tx.now if new.confirmed else None,
        ui_settings={}, custom_attributes={}, pubsub_version=1, created_at=tx.now, updated_at=tx.now,
    )  # fmt: skip
    _change(tx, user_id, pubsub_digest=digest(keyring.token(PUBSUB, user_id)))
    tx.add(t.access_tokens, user_id=user_id, token_digest=_access_digest(keyring, user_id, 1), created_at=tx.now)
    return user_id


def change_profile(tx: Tx, person: Person, change: ProfileChange) -> None:
    """Change what a user shows to the team, and how the desk looks."""
    values = said(change)
    phone = values.pop("phone_number", UNSET)
    if "name" in values:
        values["name"] = accept_name(values["name"])
    if "display_name" in values:
        values["display_name"] = text.name(values["display_name"] or "") or None
    if len(values.get("message_signature") or "") > rules.SIGNATURE_MAX:
        raise invalid(
            f"Message signature is too long (maximum is {rules.SIGNATURE_MAX} characters)", "message_signature"
        )
    if phone is not UNSET:
        known = text.loads(queries.profile(tx, person).user.custom_attributes)
        values["custom_attributes"] = known | {"phone_number": text.name(phone or "", 64)}
    for name in ("ui_settings", "custom_attributes"):
        if name in values:
            rules.accept_document(name, values[name])
    if values:
        _change(tx, person.user_id, **values)


def set_password(tx: Tx, keyring: Keyring, person: Person, password_hash: str) -> None:
    """A new password: whatever else led to this user until now, but the session in use, ends; so does a change of
    address that was asked for.
    """
    changes = {"password_hash": password_hash, "password_changed_at": tx.now, "unconfirmed_email": None}
    _change(tx, person.user_id, **changes)
    end_other_ways_in(tx, keyring, person)


def improve_hash(tx: Tx, user_id: int, password_hash: str) -> None:
    """The same password, hashed as strongly as is usual now."""
    _change(tx, user_id, password_hash=password_hash)


def disown(tx: Tx, keyring: Keyring, user_id: int) -> None:
    """Take an unproved address away from whoever claimed it: only a link to the mailbox leads in from here on."""
    _change(tx, user_id, password_hash=None, password_changed_at=tx.now, unconfirmed_email=None)
    end_other_ways_in(tx, keyring, Person(user_id))
    renew_access_token(tx, keyring, Person(user_id))


def confirm(tx: Tx, user_id: int) -> None:
    """The address was proved."""
    _change(tx, user_id, confirmed_at=tx.now)


def ask_for_email(tx: Tx, user_id: int, email: str) -> None:
    """Remember an address that takes effect when it is proved."""
    _change(tx, user_id, unconfirmed_email=_free_email(tx, user_id, email))


def set_email(tx: Tx, keyring: Keyring, person: Person, email: str) -> None:
    """The user's address from now on. What was mailed to the old one, and other sessions, end."""
    address = _free_email(tx, person.user_id, email)
    _change(tx, person.user_id, email=address, unconfirmed_email=None, confirmed_at=tx.now)
    end_other_ways_in(tx, keyring, person)


def renew_access_token(tx: Tx, keyring: Keyring, person: Person) -> None:
    """A new access token; the old one opens nothing any more."""
    version = queries.profile(tx, person).user.token_version + 1
    values = {"version": version, "token_digest": _access_digest(keyring, person.user_id, version)}
    tx.run(update(t.access_tokens).where(t.access_tokens.c.user_id == person.user_id).values(values))
    tx.wakes.add(UserChanged(person.user_id))


def end_other_ways_in(tx: Tx, keyring: Keyring, person: Person) -> None:
    """Void slips, sockets and every session but the one in use."""
    version = queries.profile(tx, person).user.pubsub_version + 1
    secret = digest(keyring.token(PUBSUB, person.user_id, version))
    _change(tx, person.user_id, pubsub_version=version, pubsub_digest=secret)
    tx.run(
        delete(t.sessions).where(t.sessions.c.user_id == person.user_id, t.sessions.c.client != (person.client or ""))
    )
    tx.run(delete(t.slips).where(t.slips.c.user_id == person.user_id))
    tx.wakes.add(UserChanged(person.user_id))


def accept_name(value: str) -> str:
    """A name for display. Raises when nothing is left of it."""
    if not (name := text.name(value)):
        raise invalid("Name can't be blank", "name")
    return name


def rename(tx: Tx, user_id: int, name: str) -> None:
    """Give a user another name."""
    _change(tx, user_id, name=accept_name(name))


def _free_email(tx: Tx, user_id: int, email: str) -> str:
    address = rules.accept_email(email)
    holder = identity.user_by_email(tx, address)
    if holder is not None and holder.id != user_id:
        raise invalid("Email has already been taken", "email")
    return address


def _access_digest(keyring: Keyring, user_id: int, version: int) -> str:
    return digest(keyring.token(ACCESS, user_id, version))


def _change(tx: Tx, user_id: int, **values: Any) -> None:
    tx.run(update(t.users).where(t.users.c.id == user_id).values(updated_at=tx.now, **values))
