"""Takes the second factors of many accounts away at once, and puts them back: for a key of theirs that is lost.

What is taken away stands in a backup that is made before, and whose digest the trail names. From that file alone it
can be put back: an older one would hold codes that were used since.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from core.access.accounts import Account, AccountError, accounts
from core.access.policy import access_policy
from core.access.roles import ADMINISTRATORS
from core.access.sessions import end_sessions
from core.store.backup import Backup, sha256_of
from core.store.key import database_key, is_encrypted
from core.store.sqlite import connect
from core.store.trail import add_line, trail_transaction

if TYPE_CHECKING:
    from pathlib import Path
    from sqlite3 import Connection

RESET, RETURN = "factors_reset", "factors_return"  # acts of the trail: on many
RESET_ONE, RETURNED, ENROLLED = "factor_reset", "factor_return", "factor_enrol"  # and on one account


@dataclass(frozen=True, slots=True)
class AffectedAccounts:
    """Accounts whose second factors go, and those of administrators that one act must not touch together."""

    reset: Sequence[Account]
    spared: Sequence[Account]


def affected_accounts(connection: Connection) -> AffectedAccounts:
    """Return whose second factors a reset of all takes away.

    Where three administrators are separated, theirs are spared: whoever took all three away with one act, and knew
    their passwords, could do all their work.
    """
    enrolled = {number for (number,) in connection.execute("SELECT account FROM second_factor")}
    is_separated = access_policy(connection).is_separated
    having = [account for account in accounts(connection) if account.id in enrolled]
    spared = [account for account in having if is_separated and account.scope.role in ADMINISTRATORS]
    return AffectedAccounts([account for account in having if account not in spared], spared)


def reset_factors(connection: Connection, backup: Backup, *, actor: str, now: int) -> AffectedAccounts:
    """Take the second factors away, with their recovery codes, in one transaction; every session of theirs ends.

    Raises AccountError (Chinese) where there is none to take away, or where one was changed since the backup.
    """
    affected = affected_accounts(connection)
    detail = f"{len(affected.reset)} 个账号，副本 {backup.path.name} {backup.sha256}"
    with trail_transaction(connection, actor=actor, action=RESET, detail=detail, now=now):
        if not affected.reset:
            raise AccountError("没有可以解除的动态口令。")
        if not _holds_the_same(backup.path, connection):
            raise AccountError("备份以后有账号的动态口令变了，什么也没有解除：请再运行一次。")
        for account in affected.reset:
            connection.execute("DELETE FROM recovery_code WHERE account = ?", [account.id])
            connection.execute("DELETE FROM second_factor WHERE account = ?", [account.id])
            end_sessions(connection, account.id, now)
            add_line(connection, actor=actor, action=RESET_ONE, detail=account.name, now=now)
    return affected


def return_factors(connection: Connection, copy: Path, *, actor: str, now: int) -> list[Account]:
    """Put back what a reset took away, for accounts that have not been enrolled anew; return which.

    Raises AccountError (Chinese) for any file but the one that a reset of this database made.
    """
    sha256 = sha256_of(copy)
    named = connection.execute("SELECT id, detail FROM audit WHERE action = ?", [RESET]).fetchall()
    reset_line = next((line for line, detail in named if detail.endswith(f" {sha256}")), None)
    if reset_line is None:
        raise AccountError(f"{copy} 不是本库解除动态口令时留下的副本，或被改动过：只有那一份能放回去。")
    factors, codes = _factors_in(copy)
    with trail_transaction(connection, actor=actor, action=RETURN, detail=f"{copy.name} {sha256}", now=now):
        names = _untouched_since(connection, reset_line)
        returned = [account for account in accounts(connection) if account.name in names]
        if not returned:
            raise AccountError("没有可以放回的：这些账号后来都重新绑定过，或已经放回。")
        numbers = {account.id for account in returned}
        connection.executemany(
            "INSERT INTO second_factor (account, secret, confirmed_at, last_counter) VALUES (?, ?, ?, ?)",
            [row for row in factors if row[0] in numbers],
        )
        connection.executemany(
            "INSERT INTO recovery_code (digest, account, used_at) VALUES (?, ?, ?)",
            [row for row in codes if row[1] in numbers],
        )
        for account in returned:
            # The phone is who says no to a session that a password alone opened meanwhile.
            end_sessions(connection, account.id, now)
            add_line(connection, actor=actor, action=RETURNED, detail=account.name, now=now)
    return returned


def _untouched_since(connection: Connection, reset_line: int) -> set[str]:
    """Return the names that a reset took the factor from, but for those whose factor was changed afterwards."""
    lines = connection.execute(
        "SELECT at, actor, action, detail FROM audit WHERE id >= ? AND action IN (?, ?, ?, ?) ORDER BY id",
        [reset_line, RESET, RESET_ONE, ENROLLED, RETURNED],
    ).fetchall()
    act, later = lines[0][:2], lines[1:]
    own = list(takewhile(lambda line: line[:3] == (*act, RESET_ONE), later))
    return {line[3] for line in own} - {detail for *_, action, detail in later[len(own) :] if action != RESET}


def _holds_the_same(copy: Path, connection: Connection) -> bool:
    return _factors_in(copy) == _read_factors(connection)


def _factors_in(copy: Path) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    connection = connect(copy, read_only=True, key=database_key() if is_encrypted(copy) else None)
    try:
        return _read_factors(connection)
    finally:
        connection.close()


def _read_factors(connection: Connection) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    factors = connection.execute(
        "SELECT account, secret, confirmed_at, last_counter FROM second_factor ORDER BY account"
    )
    codes = connection.execute("SELECT digest, account, used_at FROM recovery_code ORDER BY digest")
    return [tuple(row) for row in factors], [tuple(row) for row in codes]
