"""The keys that domains publish for their signatures (RFC 6376, 3.6; RFC 8301; RFC 8463)."""

import base64
import binascii
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from cryptography.hazmat.primitives.serialization import load_der_public_key

from balcao.channels.email.receiver.proofs.tags import close, tags_of

_BITS: Final = (1024, 4096)
_EXPONENT_BITS = 64
_TEXT_MOST = 4096


@dataclass(frozen=True, slots=True)
class Key:
    """One key. `strict`: it signs only for the domain itself, not for its subdomains."""

    public: RSAPublicKey | Ed25519PublicKey
    strict: bool

    @property
    def algorithm(self) -> str:
        """As signatures call it."""
        return "rsa-sha256" if isinstance(self.public, RSAPublicKey) else "ed25519-sha256"

    def has_signed(self, text: bytes, signature: bytes) -> bool:
        """Whether the signature is one of this key over this text."""
        try:
            if isinstance(self.public, RSAPublicKey):
                self.public.verify(signature, text, PKCS1v15(), SHA256())
            else:
                self.public.verify(signature, _sha256(text))
        except InvalidSignature:
            return False
        return True


def key_in(text: str) -> Key | None:
    """The key of a TXT record; None for one that was taken back, is of no known kind, or is too weak or too large."""
    tags = tags_of(text) if len(text) <= _TEXT_MOST else None
    if not tags or tags.get("v", "DKIM1") != "DKIM1" or not tags.get("p"):
        return None
    hashes, uses = (close(tags.get(name, default)).split(":") for name, default in (("h", "sha256"), ("s", "*")))
    if "sha256" not in hashes or not {"*", "email"} & set(uses):
        return None
    public = _public(tags.get("k", "rsa").lower(), close(tags["p"]))
    return public and Key(public, "s" in close(tags.get("t", "")).split(":"))


def _public(kind: str, text: str) -> RSAPublicKey | Ed25519PublicKey | None:
    try:
        told = base64.b64decode(text, validate=True)
        if kind == "ed25519":
            return Ed25519PublicKey.from_public_bytes(told)
        key = load_der_public_key(told) if kind == "rsa" else None
    except (binascii.Error, ValueError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, RSAPublicKey) and _is_usable(key) else None


def _is_usable(key: RSAPublicKey) -> bool:
    """Too small proves nothing; too large is made to keep us busy."""
    return _BITS[0] <= key.key_size <= _BITS[1] and key.public_numbers().e.bit_length() <= _EXPONENT_BITS


def _sha256(text: bytes) -> bytes:
    digest = Hash(SHA256())
    digest.update(text)
    return digest.finalize()
