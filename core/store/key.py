"""The key of an encrypted database: from a file or the environment, never in the database, never asked of a screen.

SQLCipher takes it raw, 32 bytes in hexadecimal, so that a database opens without a moment's wait.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
from pathlib import Path

from core.store.errors import StoreError
from core.store.file_faults import file_reason
from core.store.own_bytes import read_at
from core.store.whole_file import write_whole

KEY_VARIABLE = "FENGJING_KEY"
KEY_FILE_VARIABLE = "FENGJING_KEY_FILE"
CREDENTIAL = "fengjing.key"  # under this name systemd may hand it over (LoadCredential=)
_PLAIN_HEADER = b"SQLite format 3\0"
_BYTES = 32
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def database_key() -> str | None:
    """Return the key that this process was given, in hexadecimal. Raises StoreError (Chinese) for one that is unfit."""
    if text := os.environ.get(KEY_VARIABLE):
        return read_key(text, KEY_VARIABLE)
    if file := os.environ.get(KEY_FILE_VARIABLE):
        return read_key_file(Path(file))
    credential = Path(os.environ.get("CREDENTIALS_DIRECTORY", ""), CREDENTIAL)
    return read_key_file(credential) if credential.is_absolute() and credential.is_file() else None


def read_key_file(file: Path) -> str:
    """Return the key in a file that nobody but its owner may read. Raises StoreError (Chinese)."""
    try:
        mode, text = file.stat().st_mode, file.read_text(encoding="ascii", errors="replace")
    except OSError as error:
        raise StoreError(f"密钥文件 {file} 读不了（{file_reason(error)}）。") from error
    if os.name == "posix" and mode & _OTHERS:
        raise StoreError(f"密钥文件 {file} 别的用户也能读：请先运行 chmod 600 {file}")
    return read_key(text, str(file))


def make_key_file(file: Path) -> str:
    """Make a new key in a file that only its owner may read, and return it. Raises StoreError (Chinese)."""
    key = secrets.token_hex(_BYTES)
    try:
        write_whole(file, f"{key}\n", is_new=True, mode=0o600)
    except OSError as error:
        raise StoreError(f"密钥文件 {file} 写不了（{file_reason(error)}）。") from error
    return key


def is_encrypted(path: Path) -> bool:
    """Return True for a file that does not begin as a plain SQLite database does; False if it is empty or absent."""
    return _start(path) not in (b"", _PLAIN_HEADER)


def is_plain(path: Path) -> bool:
    """Return True for a file that begins as a plain SQLite database does."""
    return _start(path) == _PLAIN_HEADER


def _start(path: Path) -> bytes:
    try:
        return read_at(path, 0, len(_PLAIN_HEADER))
    except OSError:
        return b""


def read_key(text: str, source: str) -> str:
    """Return the key in a text, in hexadecimal; `source` is where it stood. Raises StoreError (Chinese)."""
    key = text.strip().lower()
    if not re.fullmatch(rf"[0-9a-f]{{{2 * _BYTES}}}", key):
        raise StoreError(f"{source} 里的密钥不对：要 {2 * _BYTES} 个十六进制数字。")
    return key
