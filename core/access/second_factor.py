"""Second factor of an account: a secret is enrolled; a code of the moment or a recovery code proves it, once each."""

from __future__ import annotations

import base64
import secrets
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.access import throttle
from core.access.accounts import Account, AccountError
from core.access.devices import is_known_device
from core.access.factor_key import seal, unseal
from core.access.sessions import end_sessions
from core.access.tokens import digest
from core.access.totp import key_uri, matching_counter, new_secret
from core.store.file_identity import counted_write
from core.store.trail import TakenMeanwhile, trail_transaction

if TYPE_CHECKING:
    from sqlite3 import Connection

RECOVERY_CODES = 10
_RECOVERY_BYTES, _GROUP = 10, 4  # 80 bits: nobody finds one from its digest


@dataclass(frozen=True, slots=True)
class FactorState:
    """The second factor of an account: since when it is confirmed, if it is, and how many recovery codes are left."""

    confirmed_at: int | None
    codes_left: int


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A secret to be taken into an app, and the address that its QR code holds."""

    secret: str
    uri: str


def factor_state(connection: Connection, account: int) -> FactorState:
    """Return the state of an account's second factor."""
    row = connection.execute("SELECT confirmed_at FROM second_factor WHERE account = ?", [account]).fetchone()
    (left,) = connection.execute(
        "SELECT count(*) FROM recovery_code WHERE account = ? AND used_at IS NULL", [account]
    ).fetchone()
    return FactorState(row[0] if row else None, int(left))


def begin_enrolment(connection: Connection, account: Account) -> Enrolment:
    """Return the secret to enrol with: the one begun with, until it is confirmed. Raises AccountError (Chinese)."""
    row = connection.execute(
        "SELECT secret, confirmed_at FROM second_factor WHERE account = ?", [account.id]
    ).fetchone()
    if row is not None and row[1] is not None:
        raise AccountError("动态口令已经启用：要换手机，先重置（fengjing user totp --reset）。")
    secret = unseal(connection, account.id, row[0]) if row else new_secret()
    if row is None:
        sealed = seal(connection, account.id, secret)
        with counted_write(connection):
            connection.execute("INSERT INTO second_factor (account, secret) VALUES (?, ?)", [account.id, sealed])
    (bureau,) = connection.execute("SELECT value FROM meta WHERE key = 'bureau'").fetchone()
    return Enrolment(secret, key_uri(secret, account.name, f"枫警 {bureau}"))


def confirm_enrolment(connection: Connection, account: Account, code: str, *, actor: str, now: int) -> list[str]:
    """Take the second factor into use and return the recovery codes, which are kept nowhere.

    Raises AccountError (Chinese) if the code is not the secret's.
    """
    row = connection.execute(
        "SELECT secret FROM second_factor WHERE account = ? AND confirmed_at IS NULL", [account.id]
    ).fetchone()
    secret = None if row is None else unseal(connection, account.id, row[0])
    counter = None if secret is None else matching_counter(secret, _digits(code), now, 0)
    if counter is None:
        raise AccountError("动态口令不对：请核对手机的时间，再输入手机上现在显示的六位数字。")
    codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
    with trail_transaction(connection, actor=actor, action="factor_enrol", detail=account.name, now=now):
        connection.execute(
            "UPDATE second_factor SET confirmed_at = ?, last_counter = ? WHERE account = ?", [now, counter, account.id]
        )
        connection.execute("DELETE FROM recovery_code WHERE account = ?", [account.id])
        connection.executemany(
            "INSERT INTO recovery_code (digest, account) VALUES (?, ?)",
            [(_code_digest(code), account.id) for code in codes],
        )
    return codes


def prove(
    connection: Connection, account: Account, code: str, *, address: str, now: int, device: str | None = None
) -> int | None:
    """Return 0 if a code is the moment's or a recovery code, None if it is not, or the seconds to wait.

    Guesses from a device that the account has signed in from before (by its digest) are counted by that device alone:
    whoever knows the password keeps the owner waiting nowhere else. Each code is good once. A failure leaves its line
    and counts for the notice of the next sign-in. Raises FactorKeyError (Chinese) where the key of the secrets is
    missing, unless it is a recovery code.
    """
    known = device if is_known_device(connection, account.name, device, now) else None
    counters = (throttle.code_counter(account.name, known),)
    if wait := throttle.count_guess(connection, counters, now):
        return wait
    if _take_recovery_code(connection, account, code, now) or _take_code(connection, account.id, code, now):
        throttle.forget_guesses(connection, counters)
        return 0
    detail = f"{address} 动态口令"
    with trail_transaction(connection, actor=account.actor, action="sign_in_failed", detail=detail, now=now):
        connection.execute("UPDATE account SET failures = failures + 1 WHERE id = ?", [account.id])
    return None


def remove_factor(connection: Connection, account: Account, *, actor: str, now: int) -> None:
    """Take a second factor away, with its recovery codes; every session ends. Raises AccountError (Chinese)."""
    with trail_transaction(connection, actor=actor, action="factor_reset", detail=account.name, now=now):
        if not connection.execute("DELETE FROM second_factor WHERE account = ?", [account.id]).rowcount:
            raise AccountError(f"账号“{account.name}”没有动态口令。")
        connection.execute("DELETE FROM recovery_code WHERE account = ?", [account.id])
        end_sessions(connection, account.id, now)


def _take_code(connection: Connection, account: int, code: str, now: int) -> bool:
    row = connection.execute(
        "SELECT secret, last_counter FROM second_factor WHERE account = ? AND confirmed_at IS NOT NULL", [account]
    ).fetchone()
    secret = None if row is None else unseal(connection, account, row[0])
    counter = None if secret is None else matching_counter(secret, _digits(code), now, row[1])
    if counter is None:
        return False
    later = "UPDATE second_factor SET last_counter = ? WHERE account = ? AND last_counter < ?"
    with counted_write(connection):
        cursor = connection.execute(later, [counter, account, counter])
    return bool(cursor.rowcount)  # of two who send it at once, one is let in


def _take_recovery_code(connection: Connection, account: Account, code: str, now: int) -> bool:
    key = _code_digest(code)
    unused = "SELECT 1 FROM recovery_code WHERE digest = ? AND account = ? AND used_at IS NULL"
    if connection.execute(unused, [key, account.id]).fetchone() is None:
        return False
    with (
        suppress(TakenMeanwhile),
        trail_transaction(connection, actor=account.actor, action="recovery_code", detail=account.name, now=now),
    ):
        cursor = connection.execute(
            "UPDATE recovery_code SET used_at = ? WHERE digest = ? AND account = ? AND used_at IS NULL",
            [now, key, account.id],
        )
        if not cursor.rowcount:
            raise TakenMeanwhile
        return True
    return False


def _recovery_code() -> str:
    text = base64.b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode().lower()
    return "-".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))


def _code_digest(code: str) -> str:
    return digest("".join(letter for letter in code.lower() if letter.isalnum()))


def _digits(code: str) -> str:
    return "".join(letter for letter in code if letter.isascii() and letter.isdigit())
