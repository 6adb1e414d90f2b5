"""Steps still to be done between the right password and a session: a code, an enrolment, a new password.

Until then there is a token that opens nothing else; with the last step it is replaced by a session's.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from core.access.accounts import Account, accounts
from core.access.password_change import has_to_change
from core.access.policy import access_policy
from core.access.second_factor import factor_state
from core.access.tokens import digest, new_token
from core.store.file_identity import counted_write

if TYPE_CHECKING:
    from sqlite3 import Connection

STEP_SECONDS = 600


class Step(StrEnum):
    """A step, in this order."""

    CODE = "code"
    ENROL = "enrol"
    PASSWORD = "password"


class PendingSignIn(NamedTuple):
    """Whoever has shown the password, whether the second factor too, and the next step; None where all are done."""

    account: Account
    is_proved: bool
    step: Step | None


def next_step(connection: Connection, account: Account, *, is_proved: bool, now: int) -> Step | None:
    """Return the next step of an account; None where nothing is left to do."""
    policy = access_policy(connection)
    if not is_proved:
        if factor_state(connection, account.id).confirmed_at is not None:
            return Step.CODE
        if account.scope.role in policy.second_factor:
            return Step.ENROL
    return Step.PASSWORD if has_to_change(connection, account.id, policy, now) else None


def begin_steps(connection: Connection, account: int, now: int) -> str:
    """Return the token of a sign-in that has steps before it."""
    token = new_token()
    with counted_write(connection):
        connection.execute("DELETE FROM sign_in_step WHERE until <= ?", [now])
        connection.execute(
            "INSERT INTO sign_in_step (digest, account, until) VALUES (?, ?, ?)",
            [digest(token), account, now + STEP_SECONDS],
        )
    return token


def pending_sign_in(connection: Connection, token_digest: str, now: int) -> PendingSignIn | None:
    """Return whose sign-in a token is and what comes next; None if it is none, or took too long."""
    row = connection.execute(
        "SELECT account, is_proved FROM sign_in_step WHERE digest = ? AND until > ?", [token_digest, now]
    ).fetchone()
    if row is None:
        return None
    account = next(account for account in accounts(connection) if account.id == row[0])
    if account.disabled_at is not None:
        return None
    is_proved = bool(row[1])
    return PendingSignIn(account, is_proved, next_step(connection, account, is_proved=is_proved, now=now))


def note_proof(connection: Connection, token_digest: str) -> None:
    """Note that the second factor has been shown."""
    with counted_write(connection):
        connection.execute("UPDATE sign_in_step SET is_proved = 1 WHERE digest = ?", [token_digest])


def end_steps(connection: Connection, token_digest: str) -> None:
    """Forget a sign-in that is done or given up."""
    with counted_write(connection):
        connection.execute("DELETE FROM sign_in_step WHERE digest = ?", [token_digest])
