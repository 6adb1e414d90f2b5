"""The identity of a database's file: one put in another's place is never read through the other's log.

SQLite takes whatever log (-wal) lies beside a file for the file's own: after a rename over a database in use, or a copy
into its place, rows of two files are mixed in silence. So each file bears a mark in `meta`: an id of its own, the inode
in which it has its place, and the number of its writes. Every write transaction raises the number, so every log has
the mark in it; the mark in the log and the mark in the file alone must be of one file.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from core.store.errors import StoreError
from core.store.key import is_encrypted
from core.store.log_pages import repeats_file, repeats_page
from core.store.raw_connection import ALONE, READ, raw_connect, sqlite3

if TYPE_CHECKING:
    from sqlite3 import Connection

ID, PRIOR, INODE, WRITES = "file_id", "file_prior", "file_inode", "file_writes"  # keys of meta
MARKS = (ID, PRIOR, INODE, WRITES)
NO_PLACE = 0  # the inode of a copy that was never opened for writing
_READINGS = 3  # of a mark that may be half written just now
_BETWEEN_READINGS = 0.01  # seconds
_ID_BYTES = 8
_identities = count(1)


class ForeignLog(StoreError):
    """The log beside a file belongs to another file."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} 旁边的 {path.name}-wal 不是它的，是另一个数据库文件留下的：这个文件被替换过。什么也没有读写。"
            f"请停下看板和其他命令，运行 fengjing log-aside --db {path}：日志移到旁边的文件夹，什么也不删。"
            f"如果这几个文件是一起搬来的，请用 fengjing restore {path} --db 新文件 恢复成一个。"
        )


class OverwrittenInPlace(StoreError):
    """Another file was copied into a database's place while this process had it open.

    SQLite keeps one log for each inode in a process, so that nothing in this process can read the new content safely.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} 开着的时候被就地改写了（例如用 cp 盖上了另一个文件），再读会把两个文件的内容混在一起，所以不读了。"
            f"请停下看板，把 {path.name}-wal 和 {path.name}-shm 移到别处，再启动。恢复备份请用 fengjing restore。"
        )


class FileMark(NamedTuple):
    """The mark of a file: its id, the id before that, the inode of its place, the number of its writes."""

    id: str = ""
    prior: str = ""
    inode: int = NO_PLACE
    writes: int = 0


def read_mark(connection: Connection) -> FileMark | None:
    """Return the mark that a connection sees; None where there is no table for it."""
    try:
        rows = dict(connection.execute("SELECT key, value FROM meta WHERE key IN (?, ?, ?, ?)", MARKS).fetchall())
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorname", "") != "SQLITE_ERROR":
            raise
        return None
    return FileMark(rows.get(ID, ""), rows.get(PRIOR, ""), rows.get(INODE, NO_PLACE), rows.get(WRITES, 0))


def begin_write(connection: Connection) -> None:
    """Begin a write transaction, which leaves the file's mark in the log."""
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE meta SET value = value + 1 WHERE key = ?", [WRITES])


@contextmanager
def counted_write(connection: Connection) -> Iterator[None]:
    """Be a write transaction of its own, or a part of the one that is open.

    A write that is not counted leaves no mark in the log, which then seems to be another file's.
    """
    if connection.in_transaction:
        yield
        return
    begin_write(connection)
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def write_mark(connection: Connection, inode: int, prior: str = "") -> None:
    """Give the file a new id and a place, inside the open transaction.

    `prior` is its id until now where it stays the same file; a copy has none.
    """
    mark = read_mark(connection) or FileMark()
    new = FileMark(secrets.token_hex(_ID_BYTES), prior, inode, mark.writes + 1)
    connection.executemany(
        "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        list(zip(MARKS, new, strict=True)),
    )


def refuse_foreign_log(path: Path, patience: int) -> None:
    """Raise ForeignLog if the log beside a database belongs to another file. Nothing is written.

    A file that is locked is waited for `patience` milliseconds.
    """
    try:
        if os.stat(f"{path}-wal").st_size == 0:
            return
        inode = path.stat().st_ino
    except OSError:
        return
    for reading in range(_READINGS):
        if reading:
            time.sleep(_BETWEEN_READINGS)  # a checkpoint may be writing the very page
        if _is_own_log(path, inode, patience):
            return
    raise ForeignLog(path)


def _is_own_log(path: Path, inode: int, patience: int) -> bool:
    alone = _mark_on_disk(path)
    with closing(raw_connect(path, READ)) as through_log:
        through_log.execute(f"PRAGMA busy_timeout = {patience}")
        try:
            mark = read_mark(through_log)
        except sqlite3.DatabaseError as error:
            if alone.id and getattr(error, "sqlite_errorname", "").startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
                return False  # the file is whole without the log, and broken with it
            raise
    if mark is None or not mark.id:
        return not alone.id  # a database from before files had marks
    if mark == alone:
        # Nothing in the log is committed, or all of it is in the file already, or a part of it, the mark's page among
        # it: a checkpoint ended half-way. Or else it is another file's, in which the table of the mark lies on other
        # pages, as it does after a VACUUM.
        return repeats_file(path, is_encrypted=is_encrypted(path)) or repeats_page(path, _mark_page(path))
    return mark.inode == inode and alone.id in (mark.id, mark.prior)


def take_place(connection: Connection, path: Path) -> None:
    """Mark a file that was put here from elsewhere, before anything else is written into it.

    A file that cannot be written, or is no database of ours, is left alone.
    """
    mark, inode = read_mark(connection), path.stat().st_ino
    if mark is None or (mark.id and mark.inode == inode):
        return
    try:
        connection.execute("PRAGMA journal_mode = WAL")  # a backup comes without, and readers would wait for writers
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorname", "").startswith("SQLITE_READONLY"):
            return
        raise
    try:
        mark = read_mark(connection)
        if mark is None or not mark.id or mark.inode != inode:  # else another process was first
            write_mark(connection, inode, mark.id if mark else "")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


class FileWatch:
    """Tells whether the file under a name is still the one that was there when the watch began.

    A file that is renamed over it has another inode. One that is copied into it has another mark, or fewer writes:
    then nothing under the name is read any more, until the process ends or a file with another inode comes.
    `identity` is a number that no other file, nor the same one opened again, gets in this process.
    """

    def __init__(self, path: Path) -> None:
        self.identity = next(_identities)
        self._path = path
        self._stat = _stat(path)
        self._mark = _mark_on_disk(path)
        self._log_inode = _log_inode(path)

    def is_same(self) -> bool:
        """Return True while the file is the same one, False once another was renamed over it.

        Raises StoreError (Chinese) if it is gone or was overwritten in its place.
        """
        stat = _stat(self._path)
        if not os.path.samestat(stat, self._stat):
            return False
        if (stat.st_mtime_ns, stat.st_size) == (self._stat.st_mtime_ns, self._stat.st_size):
            return True
        for reading in range(_READINGS):
            if reading:
                time.sleep(_BETWEEN_READINGS)  # a checkpoint may be writing the very page
            mark = _mark_on_disk(self._path)
            if self._mark.id in (mark.id, mark.prior) and mark.writes >= self._mark.writes:
                self._stat, self._mark = stat, mark
                return True
        raise OverwrittenInPlace(self._path)

    def note_log(self) -> None:
        """Remember the log of the file, once a connection to it is open and keeps it there."""
        self._log_inode = _log_inode(self._path)

    def set_log_aside(self) -> bool:
        """Move the log of a file that another was renamed over out of the other's way; return True if there was one.

        Only the log that lay there while the file itself was open is moved: of any other nobody knows whose it is.
        """
        is_renamed_over = not os.path.samestat(_stat(self._path), self._stat)
        if not is_renamed_over or not self._log_inode or _log_inode(self._path) != self._log_inode:
            return False
        for suffix in ("-shm", "-wal"):
            beside = Path(f"{self._path}{suffix}")
            if beside.exists():
                os.replace(beside, f"{self._path}{suffix}.{self._stat.st_ino}")
        return True


def _stat(path: Path) -> os.stat_result:
    try:
        return path.stat()
    except OSError as error:
        raise StoreError(f"找不到数据库：{path}") from error


def _mark_on_disk(path: Path) -> FileMark:
    """Return the mark in the file as it lies there, whatever the log says; an empty one if there is none.

    While somebody reads, a checkpoint copies only what that reader may see: the first page may already name pages that
    come later. Without a writable schema SQLite takes a file that is shorter than its first page says for broken.
    """
    try:
        with closing(raw_connect(path, ALONE)) as connection:
            connection.execute("PRAGMA writable_schema = ON")
            return read_mark(connection) or FileMark()
    except sqlite3.Error:
        return FileMark()


def _mark_page(path: Path) -> int:
    """Return the first page of the mark's table in the file as it lies there: all of it, unless it has grown large."""
    with closing(raw_connect(path, ALONE)) as connection:
        connection.execute("PRAGMA writable_schema = ON")  # see `_mark_on_disk`
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'meta'").fetchone()
    return int(page)


def _log_inode(path: Path) -> int:
    try:
        return os.stat(f"{path}-wal").st_ino
    except OSError:
        return NO_PLACE
