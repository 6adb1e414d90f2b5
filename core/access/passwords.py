"""Passwords: kept as Argon2id hashes, compared in a time that reveals nothing."""

from __future__ import annotations

from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 10, 256  # characters; the longest bounds the work that a stranger can ask for

_hasher = PasswordHasher()  # RFC 9106's low-memory profile: 64 MiB and about a tenth of a second a guess


def password_fault(password: str, account: str) -> str | None:
    """Returns why a new password cannot be used (Chinese), or None."""
    if len(password) < SHORTEST:
        return f"密码至少 {SHORTEST} 个字符。"
    if len(password) > LONGEST:
        return f"密码最多 {LONGEST} 个字符。"
    if len(set(password)) < 4:
        return "密码里不同的字符太少。"
    if account.lower() in password.lower():
        return "密码里不能含有账号。"
    return None


def hash_password(password: str) -> str:
    """Returns the hash that is kept of a password."""
    return _hasher.hash(password)


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
