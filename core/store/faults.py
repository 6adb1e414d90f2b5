"""Say what keeps SQLite from its work, in plain words: who holds the file, what may not be written, what is full."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from core.store import sqlite
from core.store.file_faults import file_fault
from core.store.sqlite import StoreError, sqlite3
from core.store.structure import missing_table_text

_NOTHING_WRITTEN = "什么也没有写入"
_WRITER_BYTE = 120  # of the file beside the database, which a writer locks (https://www.sqlite.org/walformat.html)
_LOCKS = Path("/proc/locks")  # Linux says there which process holds which bytes of which file
_SAY_NO_MORE = 60  # letters of a command


@contextmanager
def plain_faults(path: Path) -> Iterator[None]:
    """Raise what the surroundings keep SQLite from as StoreError (Chinese); a broken rule of a table stays itself."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        text = fault_text(error, path)
        if text is None:
            raise
        raise StoreError(text) from error


def is_fault_of_place(error: sqlite3.Error) -> bool:
    """Tell whether what is wrong is where a file is written, and not a file that is read."""
    name = getattr(error, "sqlite_errorname", "")
    return name.startswith(("SQLITE_FULL", "SQLITE_READONLY", "SQLITE_PERM"))


def write_fault(error: OSError | sqlite3.Error, path: Path) -> str:
    """The reason and the mend where a file could not be written, by the system or by SQLite."""
    if isinstance(error, OSError):
        return file_fault(error, path)
    text = fault_text(error, path) if isinstance(error, sqlite3.DatabaseError) else None
    return text or f"{path}：{error}"


def fault_text(error: sqlite3.DatabaseError, path: Path | None) -> str | None:
    """The reason and the mend of an error that is none of the program's own; None of any other."""
    name, file = getattr(error, "sqlite_errorname", ""), str(path or "数据库")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        seconds = sqlite.BUSY_MILLISECONDS // 1000
        return (
            f"{file} 正被占用，等了 {seconds} 秒还没有轮到，{_NOTHING_WRITTEN}。{_holder_text(path)}"
            "等它做完再来一次；没有别的导入、备份在进行的，看看是否有数据库工具、网盘同步或杀毒软件打开着它。"
        )
    if name.startswith(("SQLITE_READONLY", "SQLITE_PERM")):
        return (
            f"{file} 写不进去：文件或所在文件夹对用户 {_user()} 是只读的，{_NOTHING_WRITTEN}。"
            "给这个用户写权限（文件和文件夹都要，旁边还要建 -wal、-shm），或把数据库移到可写的文件夹。"
        )
    if name.startswith("SQLITE_FULL"):
        return f"{file} 写不进去：磁盘满了，{_NOTHING_WRITTEN}。腾出空间再来一次。"
    if name.startswith("SQLITE_CANTOPEN"):
        return (
            f"{file} 打不开，或旁边不能建文件（{error}）：文件夹不存在，用户 {_user()} 没有权限，或磁盘可能已满。"
            "核对路径和权限，腾出空间再试。"
        )
    if name.startswith("SQLITE_IOERR"):
        return f"{file} 读写时磁盘出错（{error}），{_NOTHING_WRITTEN}：磁盘可能已满，或有故障。腾出空间再试。"
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return (
            f"{file} 打不开，不是枫警数据库，或已损坏（{error}）。"
            "已损坏的，用最近的备份换掉它；加密的，用 --key-file 给出它的密钥。"
        )
    return missing_table_text(error, path) if path is not None else None


def lock_holders(path: Path) -> list[str]:
    """The other processes that are writing to a database, as far as the system tells: their commands and numbers."""
    holders: dict[int, str] = {}
    with suppress(OSError, ValueError):
        beside = os.stat(f"{path}-shm")
        for line in _LOCKS.read_text().splitlines():
            _, _, _, mode, process, file, first, _ = line.split()
            if mode == "WRITE" and first == str(_WRITER_BYTE) and int(file.rsplit(":", 1)[1]) == beside.st_ino:
                holders[int(process)] = _command(int(process))
    return [f"{command}（进程 {process}）" for process, command in holders.items() if process != os.getpid()]


def _command(process: int) -> str:
    with suppress(OSError):
        words = Path(f"/proc/{process}/cmdline").read_bytes().decode(errors="replace").split("\0")
        return " ".join(words).strip()[:_SAY_NO_MORE] or "一个程序"
    return "一个程序"


def _holder_text(path: Path | None) -> str:
    holders = lock_holders(path) if path is not None else []
    return f"占用它的是 {'、'.join(holders)}。" if holders else "多半是另一次导入、备份或核对正在写它。"


def _user() -> str:
    with suppress(KeyError, OSError):
        return getpass.getuser()
    return str(os.getuid()) if hasattr(os, "getuid") else "（当前用户）"
