"""Who is behind what a caller shows. One look-up each, by an index: these are the most frequent queries of the house."""

from typing import Any

import msgspec
from sqlalchemy import Row, Select, and_, bindparam, select

from balcao.domain.accounts import rules
from balcao.domain.accounts import tables as t
from balcao.kit.crypto import digest, same
from balcao.store.prepared import Prepared
from balcao.store.tx import Tx

u, s, k = t.users.c, t.sessions.c, t.access_tokens.c


class Caller(msgspec.Struct, frozen=True):
    """A recognised user, with role and account status where an account was asked for (None: no member of it)."""

    user_id: int
    name: str
    email: str
    expires_at: int
    role: str | None = None
    account_status: str | None = None


class KnownUser(msgspec.Struct, frozen=True):
    """A user as signing in sees one."""

    id: int
    name: str
    email: str
    unconfirmed_email: str | None
    password_hash: str | None
    confirmed_at: int | None

    @property
    def is_confirmed(self) -> bool:
        """Whether the address was proved."""
        return self.confirmed_at is not None


class Shown(msgspec.Struct, frozen=True):
    """A session as the caller shows it."""

    uid: str
    client: str
    token: str


class SlipRow(msgspec.Struct, frozen=True):
    """A slip that is still good."""

    id: int
    user_id: int
    kind: str
    email: str
    created_at: int


def _in_account(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    here = and_(t.members.c.user_id == u.id, t.members.c.account_id == bindparam("account"))
    return (
        query.add_columns(t.members.c.role, t.accounts.c.status)
        .outerjoin(t.members, here)
        .outerjoin(t.accounts, t.accounts.c.id == t.members.c.account_id)
    )


_session = (
    select(u.id, u.name, u.email, s.token_digest, s.expires_at)
    .join(t.sessions, s.user_id == u.id)
    .where(u.email == bindparam("uid"), s.client == bindparam("client"))
)
_token = (
    select(u.id, u.name, u.email, k.token_digest, k.created_at)
    .join(t.access_tokens, k.user_id == u.id)
    .where(k.token_digest == bindparam("digest"))
)
_SESSION, _SESSION_IN_ACCOUNT = Prepared(_session), Prepared(_in_account(_session))
_TOKEN, _TOKEN_IN_ACCOUNT = Prepared(_token), Prepared(_in_account(_token))
_known = select(u.id, u.name, u.email, u.unconfirmed_email, u.password_hash, u.confirmed_at)
_BY_EMAIL = Prepared(_known.where(u.email == bindparam("email")))
_BY_ID = Prepared(_known.where(u.id == bindparam("id")))


def by_session(tx: Tx, shown: Shown, account_id: int | None = None) -> Caller | None:
    """Whose session this is; None for one that is unknown, closed or over."""
    values = {"uid": rules.tidy_email(shown.uid), "client": shown.client}
    if account_id is None:
        row = tx.first(_SESSION, values)
    else:
        row = tx.first(_SESSION_IN_ACCOUNT, {**values, "account": account_id})
    if row is None or not shown.token or not same(row.token_digest, digest(shown.token)):
        return None
    return _caller(row, row.expires_at) if rules.session_is_open(row.expires_at, tx.now) else None


def by_token(tx: Tx, token: str, account_id: int | None = None) -> Caller | None:
    """Whose access token this is; None for an unknown or empty one."""
    if not token:
        return None
    values = {"digest": digest(token)}
    if account_id is None:
        row = tx.first(_TOKEN, values)
    else:
        row = tx.first(_TOKEN_IN_ACCOUNT, {**values, "account": account_id})
    return None if row is None else _caller(row)


def _caller(row: Row[Any], expires_at: int = 0) -> Caller:
    values: list[Any] = list(row)
    role, status = values[5:] or (None, None)
    return Caller(values[0], values[1], values[2], expires_at, role, status)


def user_by_email(tx: Tx, email: str) -> KnownUser | None:
    """The user who signs in with this address."""
    row = tx.first(_BY_EMAIL, {"email": rules.tidy_email(email)})
    return None if row is None else KnownUser(*row)


def user_by_id(tx: Tx, user_id: int) -> KnownUser:
    """A user who is known to exist."""
    row = tx.first(_BY_ID, {"id": user_id})
    assert row is not None
    return KnownUser(*row)


def slip(tx: Tx, token: str) -> SlipRow | None:
    """The slip with this token, while it is good: not over, and still about an address of its user."""
    c = t.slips.c
    row = tx.first(
        select(c.id, c.user_id, c.kind, c.email, c.created_at, u.email, u.unconfirmed_email)
        .join(t.users, u.id == c.user_id)
        .where(c.token_digest == digest(token), c.expires_at > tx.now)
    )
    if row is None:
        return None
    values: list[Any] = list(row)
    found, current, asked_for = SlipRow(*values[:5]), values[5], values[6]
    # A new address may be proved before it is in use; nothing else may be done in its name.
    proves_new = found.kind == rules.Slip.CONFIRM and found.email == asked_for
    return found if proves_new or found.email == current else None
