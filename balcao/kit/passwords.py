"""Passwords as argon2id hashes, computed by two threads of their own: never on the event loop, never in a unit of work."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LONGEST = 1024
"""Bytes. Nothing longer was ever accepted, so nothing longer is hashed."""

_hasher = PasswordHasher(time_cost=2, memory_cost=32 * 1024, parallelism=1)
_pool = ThreadPoolExecutor(2, "password")


async def hashed(password: str) -> str:
    """What is stored of a password."""
    return await asyncio.get_running_loop().run_in_executor(_pool, hash_now, password)


async def matches(stored: str | None, password: str) -> bool:
    """Whether this is the password. For nobody (None) the same work is done, so that time tells nothing."""
    return await asyncio.get_running_loop().run_in_executor(_pool, matches_now, stored, password)


def hash_now(password: str) -> str:
    """`hashed`, for commands."""
    return _hasher.hash(_bytes(password))


def matches_now(stored: str | None, password: str) -> bool:
    """`matches`, on this thread."""
    raw = _bytes(password)
    if len(raw) > LONGEST:
        return False
    try:
        return _hasher.verify(stored or _nobody(), raw) and bool(stored)
    except (VerificationError, InvalidHashError):
        return False


def is_weak(stored: str) -> bool:
    """Whether the hash was made with less work than is usual now."""
    return _hasher.check_needs_rehash(stored)


@cache
def _nobody() -> str:
    return _hasher.hash(b"nobody has this password")


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")
