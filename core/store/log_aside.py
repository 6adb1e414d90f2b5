"""Sets the log of another file aside that keeps a database from being opened; nothing is deleted.

The state before is kept whole in a folder: the log, and a copy of the file beside which it lay. If the log was the
file's own after all (an earlier release could leave one without the file's mark), `restore` puts the two together.
"""

from __future__ import annotations

import os
import shutil
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from core.store.errors import StoreError
from core.store.file_faults import file_reason
from core.store.file_identity import FileMark, ForeignLog, read_mark, refuse_foreign_log
from core.store.raw_connection import ALONE, READ, raw_connect, sqlite3
from core.time.days import CHINA

_PATIENCE = 2000  # milliseconds
_IN_USE = 128  # the byte of -shm that every connection of SQLite holds a lock on


@dataclass(frozen=True, slots=True)
class LogAside:
    """The folder that keeps the log with a copy of the file, and the log's size and time.

    `lines` are the lines of the trail that the log has beyond the file's own; None where it does not fit the file.
    """

    folder: Path
    size: int
    changed_at: int
    lines: int | None


def set_log_aside(path: Path, now: int) -> LogAside:
    """Move the foreign log of a database into a folder beside it, with a copy of the file as it is.

    Raises StoreError (Chinese), and nothing has been moved, where the log is the file's own, anybody has the file open,
    there is no room for the copy, or the file is not whole without the log.
    """
    log = Path(f"{path}-wal")
    _require_foreign(path)
    require_unlocked(path)
    _require_whole(path)
    stat = log.stat()
    folder = path.with_name(f"{path.name}.log-{datetime.fromtimestamp(now, CHINA):%Y%m%d-%H%M%S}")
    if shutil.disk_usage(path.resolve().parent).free < 2 * path.stat().st_size:
        raise StoreError(f"磁盘放不下 {path.name} 的一份副本，什么也没有动：请先腾出空间。")
    lines = _lines_beyond(path)
    try:
        folder.mkdir(mode=0o700)
        shutil.copy2(path, folder / path.name)
        for suffix in ("-shm", "-wal"):  # the log last: whatever fails before, it still lies there
            if os.path.exists(f"{path}{suffix}"):
                os.replace(f"{path}{suffix}", folder / f"{path.name}{suffix}")
    except OSError as error:
        raise StoreError(f"没有移成（{file_reason(error)}）：{path.name} 没有动，看 {folder} 里有什么。") from error
    return LogAside(folder, stat.st_size, int(stat.st_mtime), lines)


def _require_foreign(path: Path) -> None:
    if not path.is_file():
        raise StoreError(f"找不到数据库：{path}")
    try:
        refuse_foreign_log(path, _PATIENCE)
    except ForeignLog:
        return
    raise StoreError(f"{path} 旁边没有别的文件的日志，什么也没有动。")


def require_unlocked(path: Path) -> None:
    """Raise StoreError if another process has the file open. On Windows the system itself moves no open file."""
    try:
        import fcntl
    except ImportError:
        return
    try:
        with open(f"{path}-shm", "r+b") as shared:
            fcntl.lockf(shared, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _IN_USE)
    except FileNotFoundError:
        return
    except OSError as error:
        raise StoreError(f"{path} 还开着：先停下看板和其他命令。什么也没有动。") from error


def _require_whole(path: Path) -> None:
    try:
        with closing(raw_connect(path, ALONE)) as connection:
            fault = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.DatabaseError as error:
        fault = str(error)
    if fault != "ok":
        raise StoreError(
            f"{path.name} 离了这份日志就不完整（{fault}），什么也没有动。"
            f"多半本是一起的：用 fengjing restore {path} --db 新文件 合成一个，或恢复备份。"
        )


def _lines_beyond(path: Path) -> int | None:
    """Return how many lines of the trail are in the log alone; None where the log does not fit the file.

    Raises StoreError where the log carries the file's own mark on: the two were carried here together.
    """
    states = _states(path)
    if states is None:
        return None
    alone, with_log = states
    if alone.mark.id in (with_log.mark.id, with_log.mark.prior) and with_log.mark.writes > alone.mark.writes:
        raise StoreError(
            f"{path.name} 和旁边的日志本是一个数据库，一起搬来的，什么也没有动："
            f"请用 fengjing restore {path} --db 新文件 合成一个，"
            f"日志里的 {with_log.lines - alone.lines} 行留痕才不会丢。"
        )
    return max(0, with_log.lines - alone.lines)


class _State(NamedTuple):
    mark: FileMark
    lines: int


def _states(path: Path) -> tuple[_State, _State] | None:
    """Return what the file says alone and with the log; None where the log cannot be read with the file."""
    states = []
    try:
        for query in (ALONE, READ):
            with closing(raw_connect(path, query)) as connection:
                lines = int(connection.execute("SELECT ifnull(max(id), 0) FROM audit").fetchone()[0])
                states.append(_State(read_mark(connection) or FileMark(), lines))
    except sqlite3.DatabaseError:
        return None
    return states[0], states[1]
