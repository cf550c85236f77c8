"""The visitor's token: a signed note that says which address of which inbox its bearer writes from.

It is signed with a key of its own and carries its purpose, so that no other token of the house can pass for it.
"""

from functools import lru_cache
from typing import Any

import jwt
import msgspec

from balcao.domain.actors import Visitor
from balcao.kit.clock import DAY, seconds
from balcao.kit.crypto import Keyring

ALGORITHM = "HS256"
KIND = "visitor"
LIFE, PROVEN_LIFE = 180 * DAY, 30 * DAY
RENEW_AFTER = DAY
_OURS: Any = {
    "require": ["exp", "iat", "aud"],
    # The house has its own clock, which tests move; the library would look at the machine's.
    "verify_exp": False,
    "verify_iat": False,
    # Which inbox it is for, it says itself; whether that is the inbox of the call, the caller compares.
    "verify_aud": False,
}


class Token(msgspec.Struct, frozen=True):
    """What a token says. Times are unix seconds."""

    source_id: str
    inbox_id: int
    iat: int
    exp: int
    typ: str
    aud: str

    def outlasts_proof(self, now: int) -> bool:
        """Whether it is too old for a proven visitor. It may have been issued before he was one."""
        return seconds(now) - self.iat >= seconds(PROVEN_LIFE)


def issue(keyring: Keyring, visitor: Visitor, now: int) -> str:
    """A token for this visitor; a proven one lives shorter."""
    life = PROVEN_LIFE if visitor.verified else LIFE
    claims = Token(
        visitor.source_id, visitor.inbox_id, seconds(now), seconds(now + life), KIND, _audience(visitor.inbox_id)
    )
    return jwt.encode(msgspec.structs.asdict(claims), keyring.key("widget"), ALGORITHM)


def read(keyring: Keyring, token: str | None, now: int) -> Token | None:
    """What a token says; None for one that we did not make for a visitor, or that has expired."""
    if not token:
        return None
    try:
        claims = _signed(keyring.key("widget"), token)
    except (jwt.PyJWTError, msgspec.ValidationError, ValueError):
        return None
    good = claims.typ == KIND and claims.aud == _audience(claims.inbox_id) and claims.iat <= seconds(now) + 60
    return claims if good and claims.exp > seconds(now) else None


@lru_cache(maxsize=4096)
def _signed(key: bytes, token: str) -> Token:
    # What was signed once stays signed; whether it still counts is asked anew each time.
    return msgspec.convert(jwt.decode(token, key, [ALGORITHM], options=_OURS), Token)


def _audience(inbox_id: int) -> str:
    return f"inbox:{inbox_id}"
