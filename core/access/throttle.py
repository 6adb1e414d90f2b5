"""Throttle on guessing passwords that nobody can use to shut another person out.

Guesses from a device that the account has signed in from before are counted by that device alone; all others by account
and address together, by address, and, where the account has never signed in from there, by account with a short wait.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.access.tokens import digest
from core.store.file_identity import begin_write, counted_write

if TYPE_CHECKING:
    from sqlite3 import Connection

FORGOTTEN_SECONDS = 86_400
_FIRST_WAIT, _LONGEST_WAIT = 30, 900


@dataclass(frozen=True, slots=True)
class GuessCounter:
    """Counter of guesses, how many are free, and the longest wait. It has a digest of what was typed, not the text.

    `is_shared` where other people's guesses count in it too: a right password takes one off and does not clear it.
    """

    key: str
    free_guesses: int
    longest_wait: int = _LONGEST_WAIT
    is_shared: bool = False


def _account_key(account: str) -> str:
    return f"account:{digest(account.lower())}"


def guess_counters(
    account: str, address: str, *, device: str | None = None, is_known_address: bool = False
) -> tuple[GuessCounter, ...]:
    """Returns the counters of a guess.

    `device` is the digest of a device that the account has signed in from; a known address is one where it has, too.
    """
    if device is not None:
        return (GuessCounter(f"{_account_key(account)}:device:{device}", 5),)
    here = (
        GuessCounter(f"{_account_key(account)}:at:{address}", 5),
        GuessCounter(f"address:{address}", 20, is_shared=True),
    )
    anywhere = GuessCounter(f"{_account_key(account)}:anywhere", 30, longest_wait=60, is_shared=True)
    return here if is_known_address else (*here, anywhere)


def change_counter(account: str) -> GuessCounter:
    """Returns the counter of guesses at the present password by whoever sits at an open session."""
    return GuessCounter(f"{_account_key(account)}:change", 5)


def code_counter(account: str, device: str | None = None) -> GuessCounter:
    """Returns the counter of guesses at the second factor by whoever knows the password, or at a device it knows."""
    here = "" if device is None else f":device:{device}"
    return GuessCounter(f"{_account_key(account)}:code{here}", 5)


def wait_seconds(failures: int, free: int, longest: int = _LONGEST_WAIT) -> int:
    """Returns the wait after so many failures until the next guess is taken: doubling, up to the longest."""
    if failures < free:
        return 0
    return int(min(longest, _FIRST_WAIT * 2 ** min(failures - free, 10)))


def count_guess(connection: Connection, counters: tuple[GuessCounter, ...], now: int) -> int:
    """Counts a guess before it is looked at, so that many at once count too; returns the seconds still to wait.

    While one has to wait nothing is counted, and the guess must not be looked at. What a clock ahead of its time has
    counted is forgotten: nobody waits until that time comes.
    """
    begin_write(connection)
    try:
        connection.execute(
            "DELETE FROM guess WHERE last_at NOT BETWEEN ? AND ?", [now - FORGOTTEN_SECONDS, now + _LONGEST_WAIT]
        )
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


def seconds_to_wait(connection: Connection, counters: tuple[GuessCounter, ...], now: int) -> int:
    """Returns the seconds still to wait before the next guess, without counting one."""
    return max(0, *(_seconds_left(connection, counter, now) for counter in counters))


def _seconds_left(connection: Connection, counter: GuessCounter, now: int) -> int:
    row = connection.execute("SELECT failures, last_at FROM guess WHERE who = ?", [counter.key]).fetchone()
    if row is None:
        return 0
    return int(row[1] + wait_seconds(row[0], counter.free_guesses, counter.longest_wait) - now)


def forget_guesses(connection: Connection, counters: tuple[GuessCounter, ...]) -> None:
    """After the right answer: what is one's own starts anew, what is shared has one less."""
    with counted_write(connection):
        for counter in counters:
            if counter.is_shared:
                connection.execute(
                    "UPDATE guess SET failures = failures - 1 WHERE who = ? AND failures > 0", [counter.key]
                )
            else:
                connection.execute("DELETE FROM guess WHERE who = ?", [counter.key])


def unlock(connection: Connection, account: str) -> int:
    """Forgets every guess at an account, within the open transaction; returns how many counters there were."""
    cursor = connection.execute("DELETE FROM guess WHERE who GLOB ?", [f"{_account_key(account)}:*"])
    return int(cursor.rowcount)
