"""The key that seals the secrets of second factors: outside the database, so that its file alone yields no code.

A database that is encrypted as a whole needs none: there the secrets are as its other rows.
"""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core.access.accounts import AccountError
from core.store.errors import StoreError
from core.store.key import is_encrypted, make_key_file, read_key, read_key_file

if TYPE_CHECKING:
    from sqlite3 import Connection

KEY_VARIABLE = "FENGJING_FACTOR_KEY"
KEY_FILE_VARIABLE = "FENGJING_FACTOR_KEY_FILE"
_ENDING = ".factor-key"
_MARK = "sealed:"
_NONCE_BYTES = 12


class FactorKeyError(AccountError):
    """The key of the second factors is missing, unfit or another one."""


def factor_key_file(database: Path) -> Path:
    """Return the file that holds the key of a database's second factors: the one named, or the one beside it."""
    named = os.environ.get(KEY_FILE_VARIABLE)
    return Path(named) if named else database.with_name(f"{database.name}{_ENDING}")


def seal(connection: Connection, account: int, secret: str) -> str:
    """Return a secret as it is to be kept: sealed, with a new key where there is none yet. Raises FactorKeyError."""
    path = _path(connection)
    if is_encrypted(path):
        return secret
    return _sealed(_key_or_new(connection, path), account, secret)


def _sealed(key: bytes, account: int, secret: str) -> str:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return _MARK + base64.b64encode(nonce + AESGCM(key).encrypt(nonce, secret.encode(), _context(account))).decode()


def unseal(connection: Connection, account: int, sealed: str) -> str:
    """Return the secret that was kept. Raises FactorKeyError (Chinese) where the key is not there, or another one."""
    if not is_sealed(sealed):
        return sealed
    path = _path(connection)
    key = _key(path)
    if key is None:
        raise FactorKeyError(_missing(path))
    content = base64.b64decode(sealed.removeprefix(_MARK))
    try:
        return AESGCM(key).decrypt(content[:_NONCE_BYTES], content[_NONCE_BYTES:], _context(account)).decode()
    except InvalidTag as error:
        raise FactorKeyError(f"{_source(path)} 不是封存动态口令的那一把密钥：请换回原来的。") from error


def is_sealed(stored: str) -> bool:
    """Return True for a secret that was sealed."""
    return stored.startswith(_MARK)


def seal_old_secrets(connection: Connection) -> int:
    """Seal the secrets that an earlier version left open, and leave no trace of them in the file; return how many."""
    stored = connection.execute("SELECT account, secret FROM second_factor").fetchall()
    sealed = [(seal(connection, account, secret), account) for account, secret in stored if not is_sealed(secret)]
    if not sealed or is_encrypted(_path(connection)):
        return 0
    connection.execute("PRAGMA secure_delete = ON")  # what is replaced is written over
    connection.executemany("UPDATE second_factor SET secret = ? WHERE account = ?", sealed)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return len(sealed)


def carry_secrets(source: Connection, target: Connection, path: Path) -> None:
    """Take the second factors of another database over, sealed by the key of `path`, in which they will be.

    Raises FactorKeyError (Chinese) where the key of the other one is not there.
    """
    rows = source.execute("SELECT account, secret, confirmed_at, last_counter FROM second_factor").fetchall()
    if not rows:
        return
    key = _key_or_new(target, path)
    target.executemany(
        "INSERT INTO second_factor (account, secret, confirmed_at, last_counter) VALUES (?, ?, ?, ?)",
        [(account, _sealed(key, account, unseal(source, account, secret)), *times) for account, secret, *times in rows],
    )


def key_fault(connection: Connection) -> str | None:
    """Return why the second factors of accounts cannot be used (Chinese); None if they can."""
    for account, sealed in connection.execute("SELECT account, secret FROM second_factor").fetchall():
        try:
            unseal(connection, account, sealed)
        except FactorKeyError as error:
            return f"动态口令用不了：{error}"
    return None


def _key(path: Path) -> bytes | None:
    """Return the key, None where there is none. Raises FactorKeyError (Chinese) for one that is unfit."""
    file, text = factor_key_file(path), os.environ.get(KEY_VARIABLE)
    if not text and not file.exists():
        return None
    with _as_factor_fault():
        return bytes.fromhex(read_key(text, KEY_VARIABLE) if text else read_key_file(file))


def _key_or_new(connection: Connection, path: Path) -> bytes:
    """Return the key, made anew where there is none; never a second one beside secrets that the lost one sealed."""
    if (key := _key(path)) is not None:
        return key
    secrets_stored = connection.execute("SELECT secret FROM second_factor").fetchall()
    if any(is_sealed(secret) for (secret,) in secrets_stored):
        raise FactorKeyError(_missing(path))
    with _as_factor_fault():
        return bytes.fromhex(make_key_file(factor_key_file(path)))


@contextmanager
def _as_factor_fault() -> Iterator[None]:
    """Tell what is wrong with a file of a key as a fault of accounts, which every form shows."""
    try:
        yield
    except StoreError as error:
        raise FactorKeyError(str(error)) from error


def _path(connection: Connection) -> Path:
    (_, _, file) = connection.execute("PRAGMA database_list").fetchone()
    return Path(file)


def _context(account: int) -> bytes:
    return f"second factor of account {account}".encode()  # one account's secret is no other's


def _source(path: Path) -> str:
    return KEY_VARIABLE if os.environ.get(KEY_VARIABLE) else str(factor_key_file(path))


def _missing(path: Path) -> str:
    return (
        f"动态口令的密钥不见了（{factor_key_file(path)}）：请管理员把它放回来；确实丢了，"
        "就用恢复码登录，或运行 fengjing user totp --reset-all 解除全部，再重新绑定。"
    )
