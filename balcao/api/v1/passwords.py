"""Ways in by mail: a forgotten password, an invitation, a confirmation."""

from typing import Any

import msgspec

from balcao.api.call import Call
from balcao.api.limits import Limit
from balcao.api.route import Room, Who
from balcao.api.v1.sessions import begin_session
from balcao.domain.accounts import identity, rules
from balcao.domain.accounts.actions import slips, users
from balcao.domain.accounts.identity import SlipRow
from balcao.domain.accounts.rules import Slip
from balcao.domain.actors import Person
from balcao.kit import passwords
from balcao.kit.errors import Problem
from balcao.shapes.user import UserReply
from balcao.store.tx import Tx

room = Room("/auth", Who.ANYONE)

FROM_ADDRESS = Limit("reset_ip", 20, 60 * 60)
FOR_EMAIL = Limit("reset_email", 3, 60 * 60)
# A slip cannot be guessed; this only bounds the work. A new office of two hundred accepts its invitations in one morning.
WITH_SLIP = Limit("slip_ip", 300, 60 * 60)


class Forgotten(msgspec.Struct, kw_only=True):
    """Whose password is forgotten."""

    email: str | None = None


class NewPassword(msgspec.Struct, kw_only=True):
    """A new password, by the token of a mailed link. An invitation may bring the name along."""

    reset_password_token: str | None = None
    password: str
    password_confirmation: str | None = None
    name: str | None = None


class Confirmation(msgspec.Struct, kw_only=True):
    """The token of a mailed link."""

    confirmation_token: str | None = None


class Message(msgspec.Struct):
    """A sentence."""

    message: str


@room.post("/password", takes=Forgotten, gives=Message, own=True, limits=(FROM_ADDRESS,))
async def ask(call: Call[Forgotten]) -> Message:
    """Mail a link that sets a new password. The answer does not tell whether anybody has the address."""
    email = rules.tidy_email(call.p.email or "")
    call.count(FOR_EMAIL, rules.counted_email(email))
    await call.house.store.write(lambda tx: _mail_link(tx, call, email))
    return Message("Woot! Request for password reset is successful. Check your mail for instructions.")


@room.patch("/password", takes=NewPassword, gives=UserReply, own=True, limits=(WITH_SLIP,))
@room.put("/password", takes=NewPassword, gives=UserReply, own=True, limits=(WITH_SLIP,))
async def change(call: Call[NewPassword]) -> UserReply:
    """Set a new password with a mailed link, and sign in."""
    token = call.p.reset_password_token or ""
    await call.house.store.read(lambda tx: _good(identity.slip(tx, token), Slip.RESET, Slip.INVITE))
    password = rules.accept_password(call.p.password, call.p.password_confirmation)
    password_hash = await passwords.hashed(password)
    return await call.house.store.write(lambda tx: _change(tx, call, password_hash))


@room.post("/confirmation", takes=Confirmation, gives=UserReply, limits=(WITH_SLIP,))
def confirm(tx: Tx, call: Call[Confirmation]) -> UserReply:
    """Prove an address with a mailed link, and sign in."""
    slip = _good(identity.slip(tx, call.p.confirmation_token or ""), Slip.CONFIRM)
    known = identity.user_by_id(tx, slip.user_id)
    if slip.email != known.email:
        users.set_email(tx, call.house.keyring, Person(known.id), slip.email)
    elif known.is_confirmed:
        raise _refusal("Already confirmed")
    else:
        users.confirm(tx, known.id)
    return UserReply(begin_session(tx, call, known.id))


def _mail_link(tx: Tx, call: Call[Any], email: str) -> None:
    known = identity.user_by_email(tx, email)
    if known is None:
        slips.mail_nobody(tx)
    else:
        slips.mail_slip(tx, call.house.keyring, known.id, Slip.RESET)


def _change(tx: Tx, call: Call[NewPassword], password_hash: str) -> UserReply:
    slip = _good(identity.slip(tx, call.p.reset_password_token or ""), Slip.RESET, Slip.INVITE)
    keyring, person = call.house.keyring, Person(slip.user_id)
    if not identity.user_by_id(tx, slip.user_id).is_confirmed:
        # Until now anybody may have signed up with this address: what they were given ends.
        users.renew_access_token(tx, keyring, person)
        users.confirm(tx, slip.user_id)
    if slip.kind == Slip.INVITE and call.p.name:
        users.rename(tx, slip.user_id, call.p.name)
    users.set_password(tx, keyring, person, password_hash)
    return UserReply(begin_session(tx, call, slip.user_id))


def _good(slip: SlipRow | None, *kinds: Slip) -> SlipRow:
    if slip is None or slip.kind not in kinds:
        raise _refusal("Invalid token")
    return slip


def _refusal(message: str) -> Problem:
    return Problem(422, {"message": message, "redirect_url": "/"})
