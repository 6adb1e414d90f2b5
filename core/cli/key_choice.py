"""The key for something new that is to be encrypted: the one given, or a new one in the file that was named."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import click

from core.store.key import KEY_FILE_VARIABLE, database_key, make_key_file


def key_or_new(tell: Callable[[str], object]) -> str:
    """Return the process's key; where the file named for it does not exist yet, make it and tell so.

    Raises UsageError (Chinese) if neither a file nor a key was named, StoreError (Chinese) if the key is unfit.
    """
    named = os.environ.get(KEY_FILE_VARIABLE)
    if named and not Path(named).exists():
        key = make_key_file(Path(named))
        tell(f"已新建密钥文件 {named}。请另抄一份，和备份分开保管：丢了它，谁也打不开数据库和加密的备份。")
        return key
    key_given = database_key()
    if key_given is None:
        raise click.UsageError("加密要有密钥：请用 --key-file 指明密钥文件（还没有时会新建）。")
    return key_given
