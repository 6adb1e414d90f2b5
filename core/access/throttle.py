"""Throttle on guessing passwords, by account and by address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.access.tokens import digest
from core.store.file_identity import begin_write

if TYPE_CHECKING:
    from sqlite3 import Connection

FORGOTTEN_SECONDS = 86_400
_FIRST_WAIT, _LONGEST_WAIT = 30, 900


@dataclass(frozen=True, slots=True)
class GuessCounter:
    """Counter of guesses with how many are free. Its key has a digest of what a stranger typed, not the text."""

    key: str
    free_guesses: int


def guess_counters(account: str, address: str) -> tuple[GuessCounter, GuessCounter]:
    """Returns the counters of the account, which one person mistypes, and of the address, which many may share."""
    return GuessCounter(f"account:{digest(account.lower())}", 5), GuessCounter(f"address:{address}", 20)


def wait_seconds(failures: int, free: int) -> int:
    """Returns the wait after so many failures until the next guess is taken: doubling, up to a quarter of an hour."""
    if failures < free:
        return 0
    return int(min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** min(failures - free, 10)))


def count_guess(connection: Connection, counters: tuple[GuessCounter, ...], now: int) -> int:
    """Counts a guess before it is looked at, so that many at once count too; returns the seconds still to wait.

    While one has to wait nothing is counted, and the guess must not be looked at.
    """
    begin_write(connection)
    try:
        connection.execute("DELETE FROM guess WHERE last_at < ?", [now - FORGOTTEN_SECONDS])
        left = max(_seconds_left(connection, counter, now) for counter in counters)
        if left <= 0:
            connection.executemany(
                "INSERT INTO guess (who, failures, last_at) VALUES (?, 1, ?) "
                "ON CONFLICT (who) DO UPDATE SET failures = failures + 1, last_at = excluded.last_at",
                [(counter.key, now) for counter in counters],
            )
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return max(left, 0)


def _seconds_left(connection: Connection, counter: GuessCounter, now: int) -> int:
    row = connection.execute("SELECT failures, last_at FROM guess WHERE who = ?", [counter.key]).fetchone()
    return 0 if row is None else row[1] + wait_seconds(row[0], counter.free_guesses) - now


def forget_guesses(connection: Connection, counters: tuple[GuessCounter, ...]) -> None:
    """After the right password, within the open transaction: the account starts anew, the address has one less."""
    account, address = counters
    connection.execute("DELETE FROM guess WHERE who = ?", [account.key])
    connection.execute("UPDATE guess SET failures = failures - 1 WHERE who = ?", [address.key])
