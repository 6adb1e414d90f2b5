"""Passwords of sources: from the environment or from a file that only its owner may read, and never kept."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from core.sources.errors import SourceError

PREFIX, SUFFIX = "FENGJING_SOURCE_", "_PASSWORD"
_PLAIN = re.compile(r"[A-Za-z0-9_.-]+")
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def password_variable(name: str) -> str | None:
    """Return the variable of the environment for a source; None where its name has other letters than A to Z."""
    if not _PLAIN.fullmatch(name):
        return None
    return PREFIX + re.sub(r"[.-]", "_", name).upper() + SUFFIX


def find_password(name: str, file: str) -> str | None:
    """Return a source's password: of the file if one is named, else of the environment; None where there is none.

    Raises SourceError (Chinese) where the file cannot be read, or others can.
    """
    if file:
        return _of_file(Path(file))
    variable = password_variable(name)
    return os.environ.get(variable) if variable else None


def password_mend(name: str) -> str:
    """Say where a password is to be put (Chinese)."""
    variable = password_variable(name)
    beside = f"，或设环境变量 {variable}" if variable else ""
    return f"密码写进只有本人能读的文件（chmod 600），用 --password-file 指明{beside}"


def _of_file(path: Path) -> str:
    try:
        if os.name == "posix" and path.stat().st_mode & _OTHERS:
            raise SourceError(f"密码文件 {path} 别人也能读：先 chmod 600 {path}，再来一次。")
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"密码文件 {path} 读不了（{error}）：核对路径和权限。") from error
    if not lines or not lines[0]:
        raise SourceError(f"密码文件 {path} 的第一行是空的：第一行写密码。")
    return lines[0]
