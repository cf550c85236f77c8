"""Accounts: sign up, show, change."""

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from balcao.api import auth
from balcao.api.call import Call
from balcao.api.limits import Limit
from balcao.api.route import Room, Who
from balcao.api.v1.sessions import begin_session
from balcao.domain.accounts import queries, rules
from balcao.domain.accounts.actions import NewAccount, NewUser, open_account, slips
from balcao.domain.accounts.actions.accounts import AccountChange, change_account, enter
from balcao.domain.accounts.rules import Slip
from balcao.domain.actors import Person
from balcao.kit import passwords
from balcao.kit.errors import Problem, invalid, not_found
from balcao.kit.text import loads
from balcao.shapes.account import Account, CacheKeysReply, account, cache_keys
from balcao.shapes.user import SignedUpReply, signed_up
from balcao.store.tx import Tx

room = Room("/api", Who.MEMBER)

SIGN_UPS = Limit("sign_up_ip", 5, 60 * 60)
SETTINGS = (
    "auto_resolve_after", "auto_resolve_message", "auto_resolve_ignore_waiting", "audio_transcriptions",
    "auto_resolve_label", "conversation_required_attributes",
)  # fmt: skip
ATTRIBUTES = ("industry", "company_size", "timezone")


class SignUp(msgspec.Struct, kw_only=True):
    """A new account and its first administrator. Who is signed in already needs no more than its name."""

    account_name: str | None = None
    user_full_name: str | None = None
    email: str | None = None
    password: str | None = None
    locale: str | None = None

    @property
    def is_blank(self) -> bool:
        """Whether nobody and nothing is named."""
        return not (self.account_name or "").strip() and not (self.user_full_name or "").strip()


class AccountParams(msgspec.Struct, kw_only=True):
    """What changes of an account."""

    name: str | UnsetType = UNSET
    locale: str | UnsetType = UNSET
    domain: str | UnsetType | None = UNSET
    support_email: str | UnsetType | None = UNSET
    industry: str | UnsetType | None = UNSET
    company_size: str | UnsetType | None = UNSET
    timezone: str | UnsetType | None = UNSET
    auto_resolve_after: int | UnsetType | None = UNSET
    auto_resolve_message: str | UnsetType | None = UNSET
    auto_resolve_ignore_waiting: bool | UnsetType | None = UNSET
    audio_transcriptions: bool | UnsetType | None = UNSET
    auto_resolve_label: str | UnsetType | None = UNSET
    conversation_required_attributes: list[str] | UnsetType = UNSET

    def among(self, names: tuple[str, ...]) -> dict[str, Any]:
        """Those of `names` that were sent."""
        return {name: value for name in names if (value := getattr(self, name)) is not UNSET}


@room.post("/v1/accounts", who=Who.ANYONE, takes=SignUp, gives=SignedUpReply, own=True, limits=(SIGN_UPS,))
async def create(call: Call[SignUp]) -> SignedUpReply:
    """Sign up. Not found where the operator has closed it."""
    owner = await _owner(call)
    if call.p.is_blank:
        raise _refusal("Invalid, please check the signup paramters and try again")
    return await call.house.store.write(lambda tx: _open(tx, call, owner, {}))


@room.post("/v2/accounts", who=Who.ANYONE, takes=SignUp, gives=SignedUpReply, own=True, limits=(SIGN_UPS,))
async def create_bare(call: Call[SignUp]) -> SignedUpReply:
    """Sign up with address and password; the names come later."""
    owner = await _owner(call)
    return await call.house.store.write(lambda tx: _open(tx, call, owner, {"onboarding_step": "profile_update"}))


@room.get("/v1/accounts/{account_id}", who=Who.PERSON, gives=Account)
def show(tx: Tx, call: Call[Any]) -> Account:
    """The account. Not found for whoever is no member."""
    try:
        member = auth.member(tx, call)
    except auth.NotAMember:
        raise not_found() from None
    shape = account(queries.account(tx, member.account_id))
    shape.latest_chatwoot_version = None
    return shape


@room.put("/v1/accounts/{account_id}", who=Who.ADMIN, takes=AccountParams, gives=Account)
@room.patch("/v1/accounts/{account_id}", who=Who.ADMIN, takes=AccountParams, gives=Account)
def change(tx: Tx, call: Call[AccountParams]) -> Account:
    """Change name, language, addresses and settings."""
    p, account_id = call.p, call.member.account_id
    _check(p)
    attributes = p.among(ATTRIBUTES)
    if loads(queries.account(tx, account_id).custom_attributes).get("onboarding_step") == "account_update":
        attributes["onboarding_step"] = "invite_team"
    change = AccountChange(
        name=p.name, locale=p.locale, domain=p.domain, support_email=p.support_email, settings=p.among(SETTINGS),
        custom_attributes=attributes,
    )  # fmt: skip
    change_account(tx, call.member, change)
    return account(queries.account(tx, account_id))


@room.post("/v1/accounts/{account_id}/update_active_at")
def touch(tx: Tx, call: Call[Any]) -> None:
    """The caller is at work here just now."""
    enter(tx, Person(call.member.user_id), call.member.account_id)


@room.get("/v1/accounts/{account_id}/cache_keys", gives=CacheKeysReply)
def show_cache_keys(tx: Tx, call: Call[Any]) -> CacheKeysReply:
    """When labels, inboxes and teams changed last."""
    call.reply_headers["Cache-Control"] = "private, max-age=10, stale-while-revalidate=300"
    return CacheKeysReply(cache_keys(queries.account(tx, call.member.account_id)))


async def _owner(call: Call[SignUp]) -> NewUser | int:
    """Whose account it will be: the caller's, or that of somebody new."""
    house, p = call.house, call.p
    if not house.terms.signup_enabled:
        raise not_found()
    person = await house.store.read(lambda tx: _caller(tx, call)) if auth.shows_something(call) else None
    if person is not None:
        return person.user_id
    email = rules.tidy_email(p.email or "")
    if not rules.is_email(email):
        raise _refusal("You have entered an invalid email")
    password_hash = await passwords.hashed(rules.accept_password(p.password or ""))
    return NewUser(
        email=email, name=p.user_full_name or "", password_hash=password_hash,
        confirmed=not house.terms.smtp_configured,
    )  # fmt: skip


def _caller(tx: Tx, call: Call[Any]) -> Person | None:
    try:
        return auth.person(tx, call)
    except Problem:
        # Left over from another day; a stranger may sign up all the same.
        return None


def _open(tx: Tx, call: Call[SignUp], owner: NewUser | int, attributes: dict[str, Any]) -> SignedUpReply:
    house, p = call.house, call.p
    name = p.account_name or p.user_full_name or ""
    new = NewAccount(name=name, owner=owner, locale=_locale(call), custom_attributes=attributes)
    opened = open_account(tx, house.keyring, new)
    if not isinstance(owner, int):
        if not owner.confirmed:
            slips.mail_slip(tx, house.keyring, opened.user_id, Slip.CONFIRM)
        begin_session(tx, call, opened.user_id)
    return SignedUpReply(signed_up(queries.profile(tx, Person(opened.user_id)), house.keyring))


def _locale(call: Call[SignUp]) -> str:
    browser = rules.preferred_locale(call.headers.get("accept-language", ""))
    return rules.locale(call.p.locale) or browser or call.house.terms.default_locale


def _check(p: AccountParams) -> None:
    least, most = rules.AUTO_RESOLVE_MINUTES
    if isinstance(p.auto_resolve_after, int) and not least <= p.auto_resolve_after <= most:
        raise invalid(f"Auto resolve after must be between {least} and {most} minutes", "auto_resolve_after")


def _refusal(message: str) -> Problem:
    return Problem(403, {"message": message})
