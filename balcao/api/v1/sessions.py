"""Signing in and out."""

from typing import Any

import msgspec
from starlette.responses import RedirectResponse, Response

from balcao.api import auth
from balcao.api.call import Call
from balcao.api.limits import Limit
from balcao.api.route import Room, Who
from balcao.domain.accounts import identity, queries
from balcao.domain.accounts.actions import sessions, slips, users
from balcao.domain.accounts.identity import KnownUser
from balcao.domain.accounts.rules import Slip, counted_email, normal_password, tidy_email
from balcao.domain.actors import Person
from balcao.kit import passwords
from balcao.kit.clock import HOUR, iso
from balcao.kit.errors import Problem
from balcao.kit.origin import address_key
from balcao.shapes.user import User, UserReply, ValidUser, ValidUserReply, user
from balcao.store.tx import Tx

room = Room("/auth", Who.ANYONE)

# Failures only: two hundred people behind one address sign in every morning.
FROM_ADDRESS = Limit("sign_in_ip", 30, 15 * 60)
FOR_EMAIL_FROM_ADDRESS = Limit("sign_in_email_ip", 10, 15 * 60)
FOR_EMAIL = Limit("sign_in_email", 50, 60 * 60)


class SignIn(msgspec.Struct, kw_only=True):
    """What proves a user."""

    email: str | None = None
    password: str | None = None


@room.post("/sign_in", takes=SignIn, gives=UserReply, own=True)
async def sign_in(call: Call[SignIn]) -> UserReply:
    """Sign a device in."""
    email, password = tidy_email(call.p.email or ""), normal_password(call.p.password or "")
    counted = await _count(call, email)
    known: KnownUser | None = await call.house.store.read(lambda tx: identity.user_by_email(tx, email))
    if not await passwords.matches(known and known.password_hash, password) or known is None:
        raise wrong_login()
    for limit, key in counted:
        call.limiter.give_back(limit, key)
    if not known.is_confirmed:
        raise _unconfirmed(known)
    better = await passwords.hashed(password) if passwords.is_weak(known.password_hash or "") else None
    return await call.house.store.write(lambda tx: UserReply(_enter(tx, call, known, better)))


@room.get("/sign_in", own=True)
async def sign_in_page(call: Call[None]) -> Response:
    """Whoever is led here by a link belongs on the desk."""
    return RedirectResponse(call.house.urls.app("login?error=access-denied"), 302)


@room.get("/validate_token", gives=ValidUserReply)
def validate_token(tx: Tx, call: Call[None]) -> ValidUserReply:
    """Whether the session is good, and whose it is."""
    try:
        person = auth.person(tx, call)
    except Problem:
        raise Problem(401, {"success": False, "errors": ["Invalid login credentials"]}) from None
    found = queries.profile(tx, person)
    data = user(found, call.house.lens)
    data.created_at = iso(found.user.created_at)
    return ValidUserReply(ValidUser(success=True, data=data))


@room.delete("/sign_out", gives=dict[str, bool])
def sign_out(tx: Tx, call: Call[None]) -> dict[str, bool]:
    """End the session in use."""
    shown = auth.shown_session(call.headers)
    caller = identity.by_session(tx, shown) if shown else None
    if shown is None or caller is None:
        raise Problem(404, {"success": False, "errors": ["User was not found or was not logged in."]})
    sessions.close_session(tx, caller.user_id, shown.client)
    return {"success": True}


def begin_session(tx: Tx, call: Call[Any], user_id: int) -> User:
    """Sign the calling device in: a new session in the reply's headers, the user for its body."""
    found = queries.profile(tx, Person(user_id))
    session = sessions.open_session(tx, user_id, found.user.email, call.headers.get("user-agent", ""))
    call.reply_headers |= auth.session_headers(session)
    return user(found, call.house.lens)


def wrong_login() -> Problem:
    """The same for an unknown address and for a wrong password."""
    return Problem(401, {"success": False, "errors": ["Invalid login credentials. Please try again."]})


def _unconfirmed(known: KnownUser) -> Problem:
    sentence = (
        f"A confirmation email was sent to your account at '{known.email}'. "
        "You must follow the instructions in the email before your account can be activated"
    )
    return Problem(401, {"success": False, "errors": [sentence]})


async def _count(call: Call[Any], email: str) -> list[tuple[Limit, str]]:
    """Count an attempt in every way; what was counted."""
    ip, spelled = address_key(call.ip), counted_email(email)
    call.count(FROM_ADDRESS, ip)
    call.count(FOR_EMAIL_FROM_ADDRESS, f"{spelled} {ip}")
    try:
        call.count(FOR_EMAIL, spelled)
    except Problem:
        # Guesses from everywhere: the owner gets another way in, so that no stranger can lock the door.
        await call.house.store.write(lambda tx: _warn(tx, call, email))
        raise
    return [(FROM_ADDRESS, ip), (FOR_EMAIL_FROM_ADDRESS, f"{spelled} {ip}"), (FOR_EMAIL, spelled)]


def _warn(tx: Tx, call: Call[Any], email: str) -> None:
    known = identity.user_by_email(tx, email)
    if known is None or slips.mailed_within(tx, known.id, Slip.RESET, HOUR):
        slips.mail_nobody(tx)
    else:
        slips.mail_slip(tx, call.house.keyring, known.id, Slip.RESET, slips.Wording(text="attempts"))


def _enter(tx: Tx, call: Call[Any], known: KnownUser, better: str | None) -> User:
    if identity.user_by_id(tx, known.id).password_hash != known.password_hash:
        # Changed while it was being compared: what was proved is the old one.
        raise wrong_login()
    if better:
        users.improve_hash(tx, known.id, better)
    return begin_session(tx, call, known.id)
