"""Random tokens to hand out, and the digests that are kept of them."""

from __future__ import annotations

import hashlib
import secrets

_BYTES = 32


def new_token() -> str:
    """Returns a token that nobody can guess, of letters that an address and a cookie can hold."""
    return secrets.token_urlsafe(_BYTES)


def digest(token: str) -> str:
    """Returns the digest that is kept of a token: whoever reads the database cannot use it."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
