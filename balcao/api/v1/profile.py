"""The signed-in user: profile, password, address, being there."""

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from balcao.api.avatars import avatar_sent
from balcao.api.call import Call
from balcao.api.limits import Limit
from balcao.api.route import Room, Who
from balcao.domain.accounts import identity, queries, rules
from balcao.domain.accounts.actions import members, slips, users
from balcao.domain.accounts.actions.accounts import enter
from balcao.domain.accounts.actions.members import MemberChange
from balcao.domain.accounts.actions.users import ProfileChange
from balcao.domain.accounts.identity import KnownUser
from balcao.domain.accounts.rules import Availability, Slip
from balcao.kit import passwords
from balcao.kit.errors import not_found, refused
from balcao.shapes.user import User, user
from balcao.store.tx import Tx

room = Room("/api/v1/profile", Who.PERSON)

GUESSES = Limit("current_password", 10, 15 * 60)


class ProfileParams(msgspec.Struct, kw_only=True):
    """What a user changes. A new password or address asks for the current password."""

    name: str | UnsetType = UNSET
    email: str | UnsetType = UNSET
    display_name: str | UnsetType | None = UNSET
    message_signature: str | UnsetType | None = UNSET
    ui_settings: dict[str, Any] | UnsetType = UNSET
    phone_number: str | UnsetType | None = UNSET
    current_password: str | None = None
    password: str | None = None
    password_confirmation: str | None = None


class AvailabilityParams(msgspec.Struct, kw_only=True):
    """What a user says about being there."""

    account_id: int
    availability: Availability


class AutoOfflineParams(msgspec.Struct, kw_only=True):
    """Whether a user counts as away when nobody is there."""

    account_id: int
    auto_offline: bool


class ActiveAccount(msgspec.Struct, kw_only=True):
    """The account in front."""

    account_id: int


@room.get(gives=User)
def show(tx: Tx, call: Call[Any]) -> User:
    """The user, with all accounts."""
    return user(queries.profile(tx, call.person), call.house.lens)


@room.put(takes=ProfileParams, gives=User, wrap="profile", own=True, files=True)
@room.patch(takes=ProfileParams, gives=User, wrap="profile", own=True, files=True)
async def change(call: Call[ProfileParams]) -> User:
    """Change the profile."""
    password_hash = await _prove(call)
    avatar = await avatar_sent(call)
    return await call.house.store.write(lambda tx: _change(tx, call, password_hash, avatar))


@room.delete("/avatar", gives=User)
def drop_avatar(tx: Tx, call: Call[None]) -> User:
    """Go without a picture."""
    _replace_avatar(tx, call, None)
    return show(tx, call)


@room.post("/availability", takes=AvailabilityParams, gives=User, wrap="profile")
def say(tx: Tx, call: Call[AvailabilityParams]) -> User:
    """Be online, busy or offline in an account."""
    members.say(tx, call.person, call.p.account_id, MemberChange(availability=call.p.availability))
    if call.p.availability is not Availability.OFFLINE:
        call.house.presence.see_user(call.p.account_id, call.person.user_id)
    return show(tx, call)


@room.post("/auto_offline", takes=AutoOfflineParams, gives=User, wrap="profile")
def set_auto_offline(tx: Tx, call: Call[AutoOfflineParams]) -> User:
    """Whether closing the desk means being away."""
    members.say(tx, call.person, call.p.account_id, MemberChange(auto_offline=call.p.auto_offline))
    return show(tx, call)


@room.put("/set_active_account", takes=ActiveAccount, wrap="profile")
def set_active_account(tx: Tx, call: Call[ActiveAccount]) -> None:
    """Turn to an account."""
    if not members.is_member(tx, call.p.account_id, call.person.user_id):
        raise not_found()
    enter(tx, call.person, call.p.account_id)


@room.post("/resend_confirmation")
def resend_confirmation(tx: Tx, call: Call[Any]) -> None:
    """Mail the link again that proves an address; nothing when none is to be proved."""
    known = identity.user_by_id(tx, call.person.user_id)
    if known.is_confirmed and not known.unconfirmed_email:
        return
    if not slips.mailed_within(tx, known.id, Slip.CONFIRM, rules.PAUSE_BETWEEN_MAILS):
        slips.mail_slip(tx, call.house.keyring, known.id, Slip.CONFIRM)


@room.post("/reset_access_token", gives=User)
def renew_access_token(tx: Tx, call: Call[Any]) -> User:
    """A new access token; the old one ends."""
    users.renew_access_token(tx, call.house.keyring, call.person)
    return show(tx, call)


async def _prove(call: Call[ProfileParams]) -> str | None:
    """Ask for the current password where it is needed; the hash of the new one, if there is one."""
    known: KnownUser = await call.house.store.read(lambda tx: identity.user_by_id(tx, call.person.user_id))
    new = rules.accept_password(call.p.password, call.p.password_confirmation) if call.p.password else None
    if new is None and not _changes_email(call.p, known):
        return None
    call.count(GUESSES, str(known.id))
    if not await passwords.matches(known.password_hash, rules.normal_password(call.p.current_password or "")):
        raise refused("Invalid current password")
    call.limiter.give_back(GUESSES, str(known.id))
    return await passwords.hashed(new) if new else None


def _changes_email(p: ProfileParams, known: KnownUser) -> bool:
    return p.email is not UNSET and rules.tidy_email(p.email) not in ("", known.email)


def _change(tx: Tx, call: Call[ProfileParams], password_hash: str | None, avatar: str | None) -> User:
    p, person = call.p, call.person
    known = identity.user_by_id(tx, person.user_id)
    change = ProfileChange(
        name=p.name, display_name=p.display_name, message_signature=p.message_signature, ui_settings=p.ui_settings,
        phone_number=p.phone_number,
    )  # fmt: skip
    users.change_profile(tx, person, change)
    if avatar:
        _replace_avatar(tx, call, avatar)
    if password_hash:
        users.set_password(tx, call.house.keyring, person, password_hash)
    if _changes_email(p, known):
        _ask_for_email(tx, call, known, str(p.email))
    return show(tx, call)


def _replace_avatar(tx: Tx, call: Call[Any], avatar: str | None) -> None:
    old = queries.profile(tx, call.person).user.avatar
    call.dropped = (old,) if old else ()
    users.change_profile(tx, call.person, ProfileChange(avatar=avatar))


def _ask_for_email(tx: Tx, call: Call[ProfileParams], known: KnownUser, email: str) -> None:
    """A new address takes effect when it is proved; at once where no mail can be sent. The old one is told."""
    if not call.house.terms.smtp_configured:
        users.set_email(tx, call.house.keyring, call.person, email)
        return
    slips.mail_note(tx, known.id, "email_change", email=rules.tidy_email(email))
    users.ask_for_email(tx, known.id, email)
    slips.mail_slip(tx, call.house.keyring, known.id, Slip.CONFIRM)
