"""Sessions: one for each device on which a user is signed in."""

import msgspec
from sqlalchemy import delete, select

from balcao.domain.accounts import rules
from balcao.domain.accounts import tables as t
from balcao.kit.crypto import digest, random_token
from balcao.store.tx import Tx

c = t.sessions.c


class Session(msgspec.Struct, frozen=True):
    """A session as its device keeps it. The token is told here and never again."""

    uid: str
    client: str
    token: str
    expires_at: int


def open_session(tx: Tx, user_id: int, uid: str, device: str = "") -> Session:
    """Sign a device in. Client and token are always new: what a caller brought along is not taken over."""
    session = Session(uid, random_token(22), random_token(), tx.now + rules.SESSION_LIFE + rules.SESSION_REST)
    tx.add(
        t.sessions, user_id=user_id, client=session.client, token_digest=digest(session.token), agent=device[:255],
        created_at=tx.now, expires_at=session.expires_at,
    )  # fmt: skip
    kept = select(c.id).where(c.user_id == user_id).order_by(c.id.desc()).limit(rules.SESSIONS_PER_USER)
    tx.run(delete(t.sessions).where(c.user_id == user_id, c.id.not_in(kept)))
    return session


def close_session(tx: Tx, user_id: int, client: str) -> None:
    """Sign a device out."""
    tx.run(delete(t.sessions).where(c.user_id == user_id, c.client == client))
