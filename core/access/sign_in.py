"""Signing in with a name and a password, and with whatever the policy asks for besides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.access import passwords, throttle
from core.access.accounts import Account, find_account, tidy_name
from core.access.client import Client
from core.access.devices import is_known_address, is_known_device, note_device
from core.access.sessions import open_session
from core.access.sign_in_steps import Step, begin_steps, end_steps, next_step, pending_sign_in
from core.store.file_identity import counted_write
from core.store.trail import trail_transaction

if TYPE_CHECKING:
    from sqlite3 import Connection

SESSION_SECONDS = 12 * 3600


@dataclass(frozen=True, slots=True)
class SignInResult:
    """Result of signing in: a session's token; or, with a `step` to do first, a token that is good for the steps alone.

    Without a token there are the seconds to wait, or neither where name and password do not match. `device` is a new
    token for a browser that has none of this account's.
    """

    token: str | None = None
    wait: int = 0
    step: Step | None = None
    device: str | None = None


def sign_in(
    connection: Connection, name: str, password: str, client: Client, *, now: int, seconds: int
) -> SignInResult:
    """Tries a name and a password; if they are right and nothing is left to do, a session is opened."""
    name = tidy_name(name)[:64]
    counters = _counters(connection, name, client, now)
    if wait := throttle.count_guess(connection, counters, now):
        return SignInResult(wait=wait)
    row = connection.execute(
        "SELECT id, name, password FROM account WHERE name = ? AND disabled_at IS NULL", [name]
    ).fetchone()
    right = passwords.matches(row[2] if row else None, password)
    if row is None or not right:
        actor = f"user:{row[1]}" if row else "stranger"  # what a stranger types may be a password
        with trail_transaction(connection, actor=actor, action="sign_in_failed", detail=client.address, now=now):
            if row is not None:
                connection.execute("UPDATE account SET failures = failures + 1 WHERE id = ?", [row[0]])
        return SignInResult()
    _rehash(connection, row[0], row[2], password)
    throttle.forget_guesses(connection, counters)
    account = find_account(connection, row[1])
    step = next_step(connection, account, is_proved=False, now=now)
    if step is not None:
        return SignInResult(token=begin_steps(connection, account.id, now), step=step)
    return _open(connection, account, client, now=now, seconds=seconds)


def go_on(connection: Connection, token_digest: str, client: Client, *, now: int, seconds: int) -> SignInResult:
    """Returns the next step of a sign-in; where none is left, the session. Nothing where it took too long."""
    pending = pending_sign_in(connection, token_digest, now)
    if pending is None:
        return SignInResult()
    if pending.step is not None:
        return SignInResult(step=pending.step)
    end_steps(connection, token_digest)
    return _open(connection, pending.account, client, now=now, seconds=seconds)


def _open(connection: Connection, account: Account, client: Client, *, now: int, seconds: int) -> SignInResult:
    with trail_transaction(connection, actor=account.actor, action="sign_in", detail=client.address, now=now):
        device = note_device(connection, account.id, client.device, now)
        token = open_session(
            connection, account=account.id, address=client.address, device=client.browser, now=now, seconds=seconds
        )
        return SignInResult(token=token, device=device)


def _counters(connection: Connection, name: str, client: Client, now: int) -> tuple[throttle.GuessCounter, ...]:
    device = client.device if is_known_device(connection, name, client.device, now) else None
    is_known = is_known_address(connection, name, client.address, now)
    return throttle.guess_counters(name, client.address, device=device, is_known_address=is_known)


def _rehash(connection: Connection, account: int, password_hash: str, password: str) -> None:
    """Make the hash anew where it was made with other parameters than today's."""
    if passwords.needs_rehash(password_hash):
        new = passwords.hash_password(password)
        with counted_write(connection):
            connection.execute(
                "UPDATE account SET password = ? WHERE id = ? AND password = ?", [new, account, password_hash]
            )
