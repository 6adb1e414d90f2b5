"""Changes of passwords: by an administrator, to be changed at the next sign-in, or by the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.access import passwords, throttle
from core.access.accounts import Account, AccountError, checked_hash
from core.access.policy import AccessPolicy, access_policy
from core.access.sessions import NOTHING_KEPT, KeptSignIn, end_sessions
from core.store.trail import trail_transaction

if TYPE_CHECKING:
    from sqlite3 import Connection

_DAY = 86_400


class GuessRefused(AccountError):
    """The password of today is not the one that was typed, or too many were tried."""


def set_password(
    connection: Connection, account: Account, password: str, *, actor: str, now: int, is_own: bool = False
) -> None:
    """Gives another password and ends every session of the account. Raises AccountError (Chinese).

    If it is not the person's own, it has to be changed at the next sign-in.
    """
    _replace(connection, account, password, actor=actor, now=now, must_change=not is_own)


def change_own_password(
    connection: Connection, account: Account, current: str, new: str, *, now: int, keep: KeptSignIn = NOTHING_KEPT
) -> None:
    """Changes the password of whoever knows the present one; every sign-in but the one to `keep` ends.

    Raises GuessRefused, or AccountError (Chinese) where the new one will not do.
    """
    check_own_password(connection, account, current, now=now)
    _replace(connection, account, new, actor=account.actor, now=now, keep=keep)


def check_own_password(connection: Connection, account: Account, current: str, *, now: int) -> None:
    """Raise GuessRefused (Chinese) if this is not the password of today, or too many were tried."""
    counters = (throttle.change_counter(account.name),)
    if throttle.count_guess(connection, counters, now):
        raise GuessRefused("试得太多了，请过一会儿再试。")
    row = connection.execute("SELECT password FROM account WHERE id = ?", [account.id]).fetchone()
    if not passwords.matches(row[0], current):
        raise GuessRefused("现在的密码不对。")
    throttle.forget_guesses(connection, counters)


def has_to_change(connection: Connection, account: int, policy: AccessPolicy, now: int) -> bool:
    """Return True if a password was set by somebody else, or has run out by the policy."""
    must_change, password_at = connection.execute(
        "SELECT must_change, password_at FROM account WHERE id = ?", [account]
    ).fetchone()
    if password_at is None:
        return False
    return bool(must_change) or (policy.password_days > 0 and now >= password_at + policy.password_days * _DAY)


def _replace(
    connection: Connection,
    account: Account,
    password: str,
    *,
    actor: str,
    now: int,
    must_change: bool = False,
    keep: KeptSignIn = NOTHING_KEPT,
) -> None:
    new_hash = checked_hash(connection, account.name, password)
    length = access_policy(connection).password_history
    _refuse_used(connection, account, password, length)
    with trail_transaction(connection, actor=actor, action="account_password", detail=account.name, now=now):
        connection.execute(
            "INSERT INTO old_password SELECT id, ?, password FROM account WHERE id = ? AND password IS NOT NULL",
            [now, account.id],
        )
        connection.execute(
            "UPDATE account SET password = ?, password_at = ?, must_change = ? WHERE id = ?",
            [new_hash, now, must_change, account.id],
        )
        connection.execute(
            "DELETE FROM old_password WHERE account = ? AND rowid NOT IN "
            "(SELECT rowid FROM old_password WHERE account = ? ORDER BY replaced_at DESC, rowid DESC LIMIT ?)",
            [account.id, account.id, max(length - 1, 0)],
        )
        end_sessions(connection, account.id, now, keep=keep)


def _refuse_used(connection: Connection, account: Account, password: str, length: int) -> None:
    """Raise AccountError (Chinese) if a password is one of the account's last ones, the present one among them."""
    rows = connection.execute(
        "SELECT password FROM account WHERE id = ? AND password IS NOT NULL UNION ALL SELECT * FROM "
        "(SELECT password FROM old_password WHERE account = ? ORDER BY replaced_at DESC, rowid DESC)",
        [account.id, account.id],
    ).fetchall()
    if any(passwords.matches(old, password) for (old,) in rows[:length]):
        raise AccountError(f"最近用过的 {length} 个密码不能再用。")
