"""The signed-in user, with what only that user may see."""

import msgspec
from msgspec import UNSET, UnsetType

from balcao.domain.accounts.queries import MembershipRow, Profile
from balcao.kit.clock import iso, iso_or_none
from balcao.kit.crypto import Keyring
from balcao.kit.text import Json
from balcao.shapes.agent import unless_empty
from balcao.shapes.lens import Lens


class UserAccount(msgspec.Struct):
    """An account of the user, and what the user is there."""

    id: int
    name: str
    status: str
    active_at: str | None
    role: str
    permissions: list[str]
    availability: str
    availability_status: str
    auto_offline: bool


class User(msgspec.Struct):
    """The user. `account_id`, `role` and `inviter_id` are those of the account used last; null without any account."""

    access_token: str
    account_id: int | None
    available_name: str
    avatar_url: str
    confirmed: bool
    display_name: str | None
    message_signature: str | None
    email: str
    id: int
    inviter_id: int | None
    name: str
    provider: str
    pubsub_token: str
    role: str | None
    ui_settings: Json
    uid: str
    type: str | None
    accounts: list[UserAccount]
    custom_attributes: Json | UnsetType = UNSET
    hmac_identifier: str | UnsetType = UNSET
    created_at: str | UnsetType = UNSET


class UserReply(msgspec.Struct):
    """The user who has just signed in."""

    data: User


class ValidUser(msgspec.Struct):
    """The user whose session is good."""

    success: bool
    data: User


class ValidUserReply(msgspec.Struct):
    """That a session is good, and whose."""

    payload: ValidUser


class NewUserAccount(msgspec.Struct):
    """The account that somebody has just opened."""

    id: int
    name: str
    active_at: str | None
    role: str
    locale: str


class SignedUp(msgspec.Struct):
    """The user who has just signed up."""

    id: int
    provider: str
    uid: str
    name: str
    display_name: str | None
    email: str
    account_id: int | None
    created_at: str
    pubsub_token: str
    role: str | None
    inviter_id: int | None
    confirmed: bool
    avatar_url: str
    access_token: str
    accounts: list[NewUserAccount]


class SignedUpReply(msgspec.Struct):
    """The answer to signing up."""

    data: SignedUp


def user(profile: Profile, lens: Lens) -> User:
    """The user of a profile. Tokens are derived anew; they are stored nowhere."""
    row, current = profile.user, profile.memberships[0] if profile.memberships else None
    return User(
        access_token=access_token(profile, lens.keyring), account_id=current and current.account_id,
        available_name=row.display_name or row.name, avatar_url=lens.urls.file(row.avatar),
        confirmed=row.confirmed_at is not None, display_name=row.display_name,
        message_signature=row.message_signature, email=row.email, id=row.id,
        inviter_id=current and current.inviter_id, name=row.name, provider="email",
        pubsub_token=pubsub_token(profile, lens.keyring), role=current and current.role, ui_settings=row.ui_settings,
        uid=row.email, type=None, accounts=[_account(row.id, place, lens) for place in profile.memberships],
        custom_attributes=unless_empty(row.custom_attributes),
    )  # fmt: skip


def signed_up(profile: Profile, keyring: Keyring) -> SignedUp:
    """A new user, as signing up shows one."""
    row, current = profile.user, profile.memberships[0]
    places = [
        NewUserAccount(place.account_id, place.name, iso_or_none(place.active_at), place.role, place.locale)
        for place in profile.memberships
    ]
    return SignedUp(
        id=row.id, provider="email", uid=row.email, name=row.name, display_name=row.display_name, email=row.email,
        account_id=current.account_id, created_at=iso(row.created_at), pubsub_token=pubsub_token(profile, keyring),
        role=current.role, inviter_id=current.inviter_id, confirmed=row.confirmed_at is not None, avatar_url="",
        access_token=access_token(profile, keyring), accounts=places,
    )  # fmt: skip


def access_token(profile: Profile, keyring: Keyring) -> str:
    """What the user shows to act over the interface."""
    return keyring.token("access", profile.user.id, profile.user.token_version)


def pubsub_token(profile: Profile, keyring: Keyring) -> str:
    """What the user's sockets show."""
    return keyring.token("pubsub", profile.user.id, profile.user.pubsub_version)


def _account(user_id: int, place: MembershipRow, lens: Lens) -> UserAccount:
    status = lens.presence.status(place.account_id, user_id, place.availability, auto_offline=place.auto_offline)
    return UserAccount(
        id=place.account_id, name=place.name, status=place.status, active_at=iso_or_none(place.active_at),
        role=place.role, permissions=[place.role], availability=place.availability, availability_status=status,
        auto_offline=place.auto_offline,
    )  # fmt: skip
