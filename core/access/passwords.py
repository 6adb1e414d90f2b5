"""Passwords: kept as Argon2id hashes, compared in a time that reveals nothing."""

from __future__ import annotations

from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LONGEST = 256  # characters; it bounds the work that a stranger can ask for

# OWASP's least for Argon2id (19 MiB, two passes): 30 ms a guess, so that a hundred people who come at once are let in
# within seconds on two cores. RFC 9106's 64 MiB took seven times as long.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hash_password(password: str) -> str:
    """Returns the hash that is kept of a password."""
    return _hasher.hash(password)


def needs_rehash(password_hash: str) -> bool:
    """Returns True if a hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return _hasher.hash("nobody has this password")


def matches(password_hash: str | None, password: str) -> bool:
    """Returns True if it is the password. Where there is none to compare with, as much work is done."""
    if len(password) > LONGEST:
        password, password_hash = "", None
    try:
        return _hasher.verify(password_hash or _nobodys_hash(), password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False
