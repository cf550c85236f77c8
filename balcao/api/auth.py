"""Who is calling: an access token, or the headers of a session. No cookie is ever read, so no other site can speak for
a browser that is signed in here.
"""

import binascii
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from balcao.api.call import Call
from balcao.api.route import Who
from balcao.domain.accounts import identity
from balcao.domain.accounts.actions.sessions import Session
from balcao.domain.accounts.identity import Caller, Shown
from balcao.domain.accounts.rules import AccountStatus
from balcao.domain.actors import Member, Person
from balcao.kit.clock import seconds
from balcao.kit.errors import Problem, not_allowed, unauthenticated
from balcao.kit.text import plain
from balcao.store.tx import Tx

Identify = Callable[[Tx, Call[Any]], Any]

TOKEN = "api-access-token"  # noqa: S105 - the name of a header
ID_MAX = 2**63 - 1

OTHERS: dict[Who, Identify] = {}
"""How those who are no users prove themselves; `balcao.api.table` fills it in."""


class NotAMember(Problem):
    """No such account, or not the caller's: the answer does not tell which."""

    def __init__(self) -> None:
        super().__init__(401, {"error": "You are not authorized to access this account"})


class _Bearer(msgspec.Struct):
    """The headers of a session, as one value."""

    token: str = msgspec.field(name="access-token")
    client: str
    uid: str


def identify(tx: Tx, who: Who, call: Call[Any]) -> None:
    """Recognise the caller of a route for `who`. Raises the 401 that says what is missing."""
    call.actor = (_USERS.get(who) or OTHERS[who])(tx, call)


def nobody(_tx: Tx, _call: Call[Any]) -> None:
    """Anyone may call."""


def person(tx: Tx, call: Call[Any]) -> Person:
    """A signed-in user."""
    caller, client = _recognise(tx, call)
    return Person(caller.user_id, client)


def member(tx: Tx, call: Call[Any]) -> Member:
    """A user at work in the account of the path."""
    account_id = _account_id(call.path["account_id"])
    caller, client = _recognise(tx, call, account_id)
    if caller.role is None:
        raise NotAMember
    if caller.account_status == AccountStatus.SUSPENDED:
        raise Problem(401, {"error": "Account is suspended"})
    return Member(account_id, caller.user_id, caller.name, caller.role, client)


def admin(tx: Tx, call: Call[Any]) -> Member:
    """An administrator of the account of the path."""
    found = member(tx, call)
    if not found.is_admin:
        raise not_allowed()
    return found


def shows_something(call: Call[Any]) -> bool:
    """Whether the caller claims to be a user at all."""
    return any(name in call.headers for name in (TOKEN, "access-token", "authorization"))


def session_headers(session: Session) -> dict[str, str]:
    """A session as the caller keeps it: five headers, and the same five as one."""
    five = {
        "access-token": session.token, "token-type": "Bearer", "client": session.client,
        "expiry": str(seconds(session.expires_at)), "uid": session.uid,
    }  # fmt: skip
    return {**five, "authorization": f"Bearer {b64encode(msgspec.json.encode(five)).decode()}"}


def shown_session(headers: Mapping[str, str]) -> Shown | None:
    """The session that a request shows; None where it shows none, or half of one."""
    token, client, uid = (headers.get(name, "") for name in ("access-token", "client", "uid"))
    if token and client and uid:
        return Shown(uid, client, token)
    return _bearer(headers.get("authorization", ""))


_USERS: dict[Who, Identify] = {Who.ANYONE: nobody, Who.PERSON: person, Who.MEMBER: member, Who.ADMIN: admin}


def _recognise(tx: Tx, call: Call[Any], account_id: int | None = None) -> tuple[Caller, str | None]:
    """The caller, and the session in use. An access token that is shown is the only thing that counts."""
    if (token := call.headers.get(TOKEN)) is not None:
        if (caller := identity.by_token(tx, token.strip(), account_id)) is None:
            raise Problem(401, {"error": "Invalid Access Token"})
        return caller, None
    shown = shown_session(call.headers)
    caller = identity.by_session(tx, shown, account_id) if shown else None
    if shown is None or caller is None:
        raise unauthenticated()
    call.reply_headers |= session_headers(Session(caller.email, shown.client, shown.token, caller.expires_at))
    return caller, shown.client


def _bearer(value: str) -> Shown | None:
    kind, _, encoded = value.partition(" ")
    if kind.lower() != "bearer":
        return None
    try:
        found = msgspec.json.decode(b64decode(encoded + "=="), type=_Bearer)
    except (binascii.Error, msgspec.DecodeError, UnicodeDecodeError, ValueError):
        return None
    return Shown(plain(found.uid), plain(found.client), plain(found.token))


def _account_id(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
    return number if number <= ID_MAX else 0
