"""Accounts."""

import msgspec
from msgspec import UNSET, UnsetType

from balcao.domain.accounts.queries import AccountRow
from balcao.domain.accounts.rules import FEATURES
from balcao.kit.clock import iso
from balcao.kit.text import Json
from balcao.shapes.agent import unless_empty


class CacheKeys(msgspec.Struct):
    """When each kind changed last: unix seconds as text, ten zeros for never."""

    label: str
    inbox: str
    team: str


class CacheKeysReply(msgspec.Struct):
    """The keys alone."""

    cache_keys: CacheKeys


class Account(msgspec.Struct):
    """An account. `latest_chatwoot_version` is present where one account is shown; nobody is asked, so it is null."""

    id: int
    name: str
    locale: str
    domain: str | None
    support_email: str | None
    status: str
    settings: Json
    features: dict[str, bool]
    cache_keys: CacheKeys
    created_at: str
    custom_attributes: Json | UnsetType = UNSET
    latest_chatwoot_version: str | UnsetType | None = UNSET


def account(row: AccountRow) -> Account:
    """The account of a row."""
    return Account(
        id=row.id, name=row.name, locale=row.locale, domain=row.domain, support_email=row.support_email,
        status=row.status, settings=row.settings, features=dict.fromkeys(FEATURES, True), cache_keys=cache_keys(row),
        created_at=iso(row.created_at), custom_attributes=unless_empty(row.custom_attributes),
    )  # fmt: skip


def cache_keys(row: AccountRow) -> CacheKeys:
    """The account's cache keys."""
    return CacheKeys(**row.cache_keys)
