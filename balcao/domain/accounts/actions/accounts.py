"""Accounts: open, change, keep what others have cached about them fresh."""

from typing import Any, Literal

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy import case, func, literal, update

from balcao.domain.accounts import queries, rules
from balcao.domain.accounts import tables as t
from balcao.domain.accounts.actions.members import NewMember, join
from balcao.domain.accounts.actions.users import NewUser, accept_name, add_user
from balcao.domain.accounts.events import CacheInvalidated
from balcao.domain.actors import Member, Person
from balcao.kit import text
from balcao.kit.clock import SECOND
from balcao.kit.crypto import Keyring
from balcao.kit.errors import invalid
from balcao.kit.structs import said
from balcao.outbox.emit import emit, next_number
from balcao.store.tx import Tx

Cached = Literal["inbox", "label", "team"]


class NewAccount(msgspec.Struct, frozen=True, kw_only=True):
    """An account and its first administrator: somebody new, or (by id) a user who is known."""

    name: str
    owner: NewUser | int
    locale: str = rules.DEFAULT_LOCALE
    custom_attributes: dict[str, Any] = {}


class Opened(msgspec.Struct, frozen=True):
    """What was opened, and for whom."""

    account_id: int
    user_id: int


class AccountChange(msgspec.Struct, frozen=True, kw_only=True):
    """What changes of an account; unset stays as it is. `settings` and `custom_attributes` are merged."""

    name: str | UnsetType = UNSET
    locale: str | UnsetType = UNSET
    domain: str | UnsetType | None = UNSET
    support_email: str | UnsetType | None = UNSET
    settings: dict[str, Any] = {}
    custom_attributes: dict[str, Any] = {}


def open_account(tx: Tx, keyring: Keyring, new: NewAccount) -> Opened:
    """Open an account with its first administrator. Raises for an address that is in use."""
    owner_id = new.owner if isinstance(new.owner, int) else add_user(tx, keyring, new.owner)
    name = text.name(new.name) or queries.profile(tx, Person(owner_id)).user.name
    account_id = tx.add(
        t.accounts, name=name, locale=rules.locale(new.locale) or rules.DEFAULT_LOCALE, settings={},
        custom_attributes=new.custom_attributes, created_at=tx.now, updated_at=tx.now,
    )  # fmt: skip
    for counter in rules.COUNTERS:
        next_number(tx, account_id, counter, 0)
    join(tx, account_id, owner_id, NewMember(role=rules.Role.ADMINISTRATOR, availability=rules.Availability.ONLINE))
    enter(tx, Person(owner_id), account_id)
    return Opened(account_id, owner_id)


def change_account(tx: Tx, actor: Member, change: AccountChange) -> None:
    """Change an account's name, language, addresses and settings."""
    known = queries.account(tx, actor.account_id)
    values = said(change)
    if "name" in values:
        values["name"] = accept_name(values["name"])
    if "locale" in values and rules.locale(values["locale"]) is None:
        raise invalid("Locale is not included in the list", "locale")
    if "locale" in values:
        values["locale"] = rules.locale(values["locale"])
    if values.get("domain"):
        values["domain"] = text.name(values["domain"]) or None
    if support := values.get("support_email"):
        values["support_email"] = rules.accept_email(support)
    for name, stored in (("settings", known.settings), ("custom_attributes", known.custom_attributes)):
        values[name] = rules.accept_document(name, text.loads(stored) | values[name])
    tx.run(update(t.accounts).where(t.accounts.c.id == actor.account_id).values(updated_at=tx.now, **values))


def bump_cache(tx: Tx, account_id: int, what: Cached) -> None:
    """Inboxes, labels or teams have changed: a new cache key, and word to everybody."""
    column = {"inbox": t.accounts.c.inboxes_changed_at, "label": t.accounts.c.labels_changed_at,
              "team": t.accounts.c.teams_changed_at}[what]  # fmt: skip
    # Keys are whole seconds on the wire: two changes within one second must still give two keys.
    after = func.coalesce(column, 0) + SECOND
    moment = case((after > tx.now, after), else_=literal(tx.now))
    tx.run(update(t.accounts).where(t.accounts.c.id == account_id).values({column.name: moment}))
    emit(tx, CacheInvalidated(account_id=account_id, cache_keys=queries.account(tx, account_id).cache_keys))


def enter(tx: Tx, person: Person, account_id: int) -> None:
    """The user turned to this account just now. Nothing happens in an account that is not the user's."""
    mine = (t.members.c.user_id == person.user_id) & (t.members.c.account_id == account_id)
    tx.run(update(t.members).where(mine).values(active_at=tx.now))
