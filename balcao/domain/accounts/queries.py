"""Reads that answer a screen: a person's profile, an account, its agents."""

from typing import Any

import msgspec
from sqlalchemy import bindparam, func, select

from balcao.domain.accounts import rules
from balcao.domain.accounts import tables as t
from balcao.domain.actors import Person
from balcao.kit.clock import SECOND
from balcao.kit.errors import not_found
from balcao.kit.text import Json, loads
from balcao.store.prepared import Prepared
from balcao.store.tx import Tx

a, m, u = t.accounts.c, t.members.c, t.users.c


class ProfileRow(msgspec.Struct, frozen=True):
    """A user with what the user alone may see. `token_version` and `pubsub_version` lead to the secrets."""

    id: int
    email: str
    unconfirmed_email: str | None
    name: str
    display_name: str | None
    confirmed_at: int | None
    avatar: str | None
    message_signature: str | None
    ui_settings: Json
    custom_attributes: Json
    pubsub_version: int
    created_at: int
    token_version: int


class MembershipRow(msgspec.Struct, frozen=True):
    """A user's place in an account."""

    account_id: int
    name: str
    status: str
    locale: str
    active_at: int | None
    role: str
    availability: str
    auto_offline: bool
    inviter_id: int | None


class Profile(msgspec.Struct, frozen=True):
    """A user and the accounts, the one used last in front."""

    user: ProfileRow
    memberships: list[MembershipRow]


class AccountRow(msgspec.Struct, frozen=True):
    """An account."""

    id: int
    name: str
    locale: str
    domain: str | None
    support_email: str | None
    status: str
    settings: Json
    custom_attributes: Json
    inboxes_changed_at: int | None
    labels_changed_at: int | None
    teams_changed_at: int | None
    created_at: int

    @property
    def cache_keys(self) -> dict[str, str]:
        """When labels, inboxes and teams changed last, in unix seconds."""
        return {
            "label": _cache_key(self.labels_changed_at),
            "inbox": _cache_key(self.inboxes_changed_at),
            "team": _cache_key(self.teams_changed_at),
        }


class AgentRow(msgspec.Struct, frozen=True):
    """A member as the others see one."""

    id: int
    account_id: int
    email: str
    name: str
    display_name: str | None
    avatar: str | None
    confirmed_at: int | None
    custom_attributes: Json
    role: str
    availability: str
    auto_offline: bool


def _cache_key(moment: int | None) -> str:
    return f"{(moment or 0) // SECOND:010d}"


_user = (
    u.id, u.email, u.unconfirmed_email, u.name, u.display_name, u.confirmed_at, u.avatar, u.message_signature,
    u.ui_settings, u.custom_attributes, u.pubsub_version, u.created_at, t.access_tokens.c.version,
)  # fmt: skip
_USER = Prepared(
    select(*_user).join(t.access_tokens, t.access_tokens.c.user_id == u.id).where(u.id == bindparam("user"))
)
_MEMBERSHIPS = Prepared(
    select(m.account_id, a.name, a.status, a.locale, m.active_at, m.role, m.availability, m.auto_offline, m.inviter_id)
    .join(t.accounts, a.id == m.account_id)
    .where(m.user_id == bindparam("user"))
    .order_by(func.coalesce(m.active_at, 0).desc(), m.account_id)
)
_ACCOUNT = Prepared(
    select(
        a.id, a.name, a.locale, a.domain, a.support_email, a.status, a.settings, a.custom_attributes,
        a.inboxes_changed_at, a.labels_changed_at, a.teams_changed_at, a.created_at,
    ).where(a.id == bindparam("account"))
)  # fmt: skip
_LOCALE = Prepared(select(a.locale).where(a.id == bindparam("account")))
_agent = (
    u.id, m.account_id, u.email, u.name, u.display_name, u.avatar, u.confirmed_at, u.custom_attributes, m.role,
    m.availability, m.auto_offline,
)  # fmt: skip
_agents = select(*_agent).join(t.members, m.user_id == u.id).where(m.account_id == bindparam("account"))
_AGENTS = Prepared(_agents.order_by(func.lower(u.name), u.id))
_AGENT = Prepared(_agents.where(u.id == bindparam("user")))


def profile(tx: Tx, person: Person) -> Profile:
    """What a user may know about the own person."""
    values = {"user": person.user_id}
    row = tx.first(_USER, values)
    assert row is not None
    return Profile(ProfileRow(*row), [MembershipRow(*found) for found in tx.all(_MEMBERSHIPS, values)])


def language(tx: Tx, person: Person) -> str:
    """In which language to write to somebody: the chosen one, else that of the account."""
    known = profile(tx, person)
    chosen: Any = loads(known.user.ui_settings).get("locale")
    if isinstance(chosen, str) and (found := rules.locale(chosen)):
        return found
    return known.memberships[0].locale if known.memberships else rules.DEFAULT_LOCALE


def account(tx: Tx, account_id: int) -> AccountRow:
    """An account."""
    row = tx.first(_ACCOUNT, {"account": account_id})
    if row is None:
        raise not_found()
    return AccountRow(*row)


def locale_of(tx: Tx, account_id: int) -> str:
    """The account's language."""
    return tx.value(_LOCALE, {"account": account_id}) or "en"


def agents(tx: Tx, account_id: int) -> list[AgentRow]:
    """Everybody who works in the account, by name."""
    return [AgentRow(*row) for row in tx.all(_AGENTS, {"account": account_id})]


def agent(tx: Tx, account_id: int, user_id: int) -> AgentRow:
    """One member. Raises not found for a user of any other account."""
    row = tx.first(_AGENT, {"account": account_id, "user": user_id})
    if row is None:
        raise not_found()
    return AgentRow(*row)
