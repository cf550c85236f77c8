"""Secrets: derive, compare, hash. Nothing here ever logs."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def base58(raw: bytes, length: int) -> str:
    """`length` characters of the alphabet without look-alikes."""
    number, out = int.from_bytes(raw, "big"), list[str]()
    for _ in range(length):
        number, digit = divmod(number, 58)
        out.append(_ALPHABET[digit])
    return "".join(out)


def random_token(length: int = 24) -> str:
    """A fresh unguessable token (24 characters are 140 bits)."""
    return base58(secrets.token_bytes(length * 2), length)


def digest(token: str) -> str:
    """What is stored instead of a token that is itself random: its SHA-256, in hex."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def same(left: str | bytes | None, right: str | bytes | None) -> bool:
    """Compare in constant time; an empty or missing secret equals nothing."""
    if not left or not right:
        return False
    a = left.encode("utf-8", "surrogatepass") if isinstance(left, str) else left
    b = right.encode("utf-8", "surrogatepass") if isinstance(right, str) else right
    return hmac.compare_digest(a, b)


def hmac_hex(key: str, message: str) -> str:
    """Hex HMAC-SHA256, the identity hash of the widget."""
    return hmac.new(key.encode(), message.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Keyring:
    """The installation's one secret, and what is derived from it.

    Tokens that people may look up again (API access, socket, inbox identity) are derived rather than stored:
    the database holds their digest and a version, so a stolen database opens nothing.
    """

    secret: bytes = field(repr=False)

    def token(self, purpose: str, subject: int | str, version: int = 1) -> str:
        """The 24-character token of `subject` for `purpose`; a new version is a new token."""
        return base58(self._mac(f"{purpose}|{subject}|{version}"), 24)

    def key(self, purpose: str) -> bytes:
        """A 32-byte key of its own for each purpose."""
        return self._mac(f"key|{purpose}")

    def _mac(self, text: str) -> bytes:
        return hmac.new(self.secret, text.encode(), hashlib.sha256).digest()
