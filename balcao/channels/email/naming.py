"""What our mail is called, and by what we know it again: Message-IDs, reply addresses, and the mark against loops.

Each carries a proof that only this inbox can make. It leads to a conversation and says nothing of who writes.
"""

import base64
import hashlib
import hmac
import re
import uuid
from collections.abc import Iterable
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from balcao.kit.crypto import same

LOOP_HEADER: Final = "X-Balcao-Loop"
LOCAL_MAX: Final = 64

_OURS = re.compile(r"<?c\.([0-9a-f]{32})\.m\.(\d{1,19})\.([a-z2-7]{26})@", re.IGNORECASE | re.ASCII)
_REPLY = re.compile(r"\+r\.([a-z2-7]{32})@", re.IGNORECASE | re.ASCII)
_CHECK_BYTES = 4


def message_id(secret: str, conversation: str, message_id: int, domain: str) -> str:
    """The Message-ID of a message of ours, without brackets: the same at every try."""
    thread = uuid.UUID(conversation).hex
    return f"c.{thread}.m.{message_id}.{_proof(secret, thread, message_id)}@{domain}"


def reply_address(address: str, secret: str, conversation: str) -> str:
    """`local+r.<token>@domain`; the address as it is when its local part leaves no room for the token."""
    local, _, domain = address.rpartition("@")
    tagged = f"{local}+r.{_token(secret, uuid.UUID(conversation))}"
    return f"{tagged}@{domain}" if len(tagged) <= LOCAL_MAX else address


def untagged(address: str) -> str:
    """The address that a reply address was made of."""
    return _REPLY.sub("@", address)


def conversation_in(name: str, secret: str) -> str | None:
    """The uuid of the conversation to which a Message-ID or an address of ours leads; None when this inbox did not make it."""
    if found := _OURS.match(name.strip()):
        thread, number, proof = found[1].lower(), int(found[2]), found[3].lower()
        return str(uuid.UUID(thread)) if same(proof, _proof(secret, thread, number)) else None
    if found := _REPLY.search(name):
        return _opened(secret, found[1])
    return None


def loop_mark(secret: str) -> str:
    """The value of `LOOP_HEADER` in what this inbox sends."""
    return _base32(_mac(secret, "loop")[:16])


def is_loop(values: Iterable[str], secret: str) -> bool:
    """Whether a mail with these values of `LOOP_HEADER` was sent by this very inbox."""
    return any(same(value.strip().lower(), loop_mark(secret)) for value in values)


def _proof(secret: str, thread: str, number: int) -> str:
    return _base32(_mac(secret, f"id|{thread}|{number}")[:16])


def _token(secret: str, conversation: uuid.UUID) -> str:
    # A uuid and a 128-bit proof beside it do not fit into a local part, so the proof is the uuid itself, enciphered:
    # without the key nobody can tell which 128 bits belong to a conversation, not even one whose uuid he knows.
    block = _cipher(secret).encryptor().update(conversation.bytes)
    return _base32(block + _mac(secret, "reply", block)[:_CHECK_BYTES])


def _opened(secret: str, token: str) -> str | None:
    raw = base64.b32decode(token.upper())
    block, check = raw[:-_CHECK_BYTES], raw[-_CHECK_BYTES:]
    if not same(check, _mac(secret, "reply", block)[:_CHECK_BYTES]):
        return None
    return str(uuid.UUID(bytes=_cipher(secret).decryptor().update(block)))


def _cipher(secret: str) -> Cipher[modes.ECB]:
    return Cipher(algorithms.AES(_mac(secret, "reply address")), modes.ECB())  # noqa: S305 - one block, and never two alike


def _mac(secret: str, purpose: str, of: bytes = b"") -> bytes:
    return hmac.new(secret.encode(), f"mail|{purpose}|".encode() + of, hashlib.sha256).digest()


def _base32(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=").lower()
