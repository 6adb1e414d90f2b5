"""Time-based one-time passwords (RFC 6238): six digits, thirty seconds, SHA-1, as every app reads them."""

from __future__ import annotations

import base64
import hmac
import secrets
from urllib.parse import quote, urlencode

STEP_SECONDS, DIGITS = 30, 6
_SECRET_BYTES = 20
_DRIFT = 1  # steps that a telephone's clock may be wrong by


def new_secret() -> str:
    """Return a new secret, in the letters that apps take."""
    return base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def code_at(secret: str, counter: int, *, digits: int = DIGITS, algorithm: str = "sha1") -> str:
    """Return the code of a counter (RFC 4226); the counter of a time is its thirtieth of a minute since 1970."""
    mac = hmac.digest(base64.b32decode(secret), counter.to_bytes(8, "big"), algorithm)
    start = mac[-1] & 0xF
    number = int.from_bytes(mac[start : start + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**digits:0{digits}d}"


def matching_counter(secret: str, code: str, now: int, last_counter: int) -> int | None:
    """Return the counter whose code this is, around now and after the last one that was used; None if there is none."""
    current = now // STEP_SECONDS
    for counter in range(max(current - _DRIFT, last_counter + 1), current + _DRIFT + 1):
        if hmac.compare_digest(code_at(secret, counter).encode(), code.encode()):
            return counter
    return None


def key_uri(secret: str, account: str, issuer: str) -> str:
    """Return the address that a QR code holds for an app."""
    label = f"{quote(issuer, safe='')}:{quote(account, safe='')}"
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': issuer})}"
