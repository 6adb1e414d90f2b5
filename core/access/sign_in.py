"""Signing in with a name and a password."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.access import passwords, throttle
from core.access.accounts import tidy_name
from core.access.sessions import open_session
from core.store.trail import trail_transaction

if TYPE_CHECKING:
    from sqlite3 import Connection

SESSION_SECONDS = 12 * 3600


@dataclass(frozen=True, slots=True)
class SignInResult:
    """Result of signing in: a token, or the seconds to wait, or neither where name and password do not match."""

    token: str | None = None
    wait: int = 0


def sign_in(connection: Connection, name: str, password: str, *, address: str, now: int, seconds: int) -> SignInResult:
    """Tries a name and a password; a session of so many seconds is opened if they are right."""
    name = tidy_name(name)[:64]
    counters = throttle.guess_counters(name, address)
    if wait := throttle.count_guess(connection, counters, now):
        return SignInResult(wait=wait)
    row = connection.execute(
        "SELECT id, name, password FROM account WHERE name = ? AND disabled_at IS NULL", [name]
    ).fetchone()
    right = passwords.matches(row[2] if row else None, password)
    if row is None or not right:
        actor = f"user:{row[1]}" if row else "stranger"  # what a stranger types may be a password
        with trail_transaction(connection, actor=actor, action="sign_in_failed", detail=address, now=now):
            pass
        return SignInResult()
    with trail_transaction(connection, actor=f"user:{row[1]}", action="sign_in", detail=address, now=now):
        throttle.forget_guesses(connection, counters)
        return SignInResult(open_session(connection, account=row[0], address=address, now=now, seconds=seconds))
