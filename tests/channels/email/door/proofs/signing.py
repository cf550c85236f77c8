"""Mails that are signed by another program than the one that checks them, with keys made on the spot."""

import base64
import functools
from typing import Any

import dkim
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat


@functools.cache
def key(bits: int = 1024) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65_537, key_size=bits)


def published(bits: int = 1024, tags: str = "v=DKIM1; k=rsa; ") -> str:
    """What stands in DNS."""
    public = key(bits).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return f"{tags}p={base64.b64encode(public).decode()}"


def of_numbers(modulus: int, exponent: int) -> str:
    """The record of a key that nobody has."""
    numbers = b"".join(_tagged(0x02, _whole(value)) for value in (modulus, exponent))
    return f"v=DKIM1; k=rsa; p={base64.b64encode(_tagged(0x30, numbers)).decode()}"


def _whole(value: int) -> bytes:
    return value.to_bytes(value.bit_length() // 8 + 1, "big")


def _tagged(tag: int, content: bytes) -> bytes:
    """DER."""
    size = len(content)
    length = [size] if size < 128 else [0x81, size] if size < 256 else [0x82, size >> 8, size & 255]
    return bytes([tag, *length]) + content


def signed(raw: bytes, domain: str, bits: int = 1024, **more: Any) -> bytes:
    """The mail with a signature of this domain on top."""
    pem = key(bits).private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    ways = {"canonicalize": (b"relaxed", b"relaxed"), **more}
    return dkim.sign(raw, b"s1", domain.encode(), pem, **ways) + raw
