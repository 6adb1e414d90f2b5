"""The backup that is made by itself before an upgrade changes the structure of a database.

It is made while the upgrade has the file to itself for writing: it is the last state before, and nobody's write is lost
between the two. What it takes in time and room is said and asked first; nothing is upgraded without it unless somebody
says so.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from core.store import schema
from core.store.backup import back_up
from core.store.file_identity import MARKS, read_mark
from core.store.sqlite import StoreError, connect, sqlite3
from core.store.store import Store
from core.time.days import CHINA

if TYPE_CHECKING:
    from sqlite3 import Connection

MARGIN = 64 << 20  # bytes that are to be left where the backup is made
_log = logging.getLogger(__name__)


class UpgradeBackup(NamedTuple):
    """Wish how an upgrade is backed up: into which folder (beside the database), or by somebody's word not at all.

    `tell` says on the console or in the log what takes long.
    """

    folder: Path | None = None
    is_wanted: bool = True
    tell: Callable[[str], None] = _log.warning


BESIDE = UpgradeBackup()


def back_up_before(store: Store, structure: int, wish: UpgradeBackup, now: int) -> str:
    """Back a database up before its structure changes, inside the open transaction; return what the trail says of it.

    Raises StoreError (Chinese) where there is no room, or the backup cannot be made or does not stand the check.
    """
    store.require_transaction()
    if not wish.is_wanted:
        return "按要求没有做升级前的备份"
    folder = wish.folder or store.path.parent
    if wish.folder is None:
        _clear(store.path, folder)
    if (same := _made_already(store, folder, structure)) is not None:
        wish.tell(f"升级前的备份上次已经做好：{same}")
        return f"升级前的备份 {same.name}"
    size = _size(store)
    _require_room(store.path, folder, structure, size)
    path = _free_name(folder, _stem(store.path, structure), now)
    wish.tell(
        f"{store.path} 要从结构 {structure} 升级到 {schema.LATEST}，先备份再升级：{path}（约 {size / 2**20:,.0f} MB，"
        "要写一遍、核对一遍，大的库要等几分钟；不要中断）"
    )
    try:
        backup = back_up(store, path)
    except StoreError as error:
        raise StoreError(f"{error}{_what_to_do(store.path)}") from error
    wish.tell(f"升级前的备份已核对：{path}（SHA-256 {backup.sha256}）")
    return f"升级前的备份 {path.name} {backup.sha256}"


def _stem(path: Path, structure: int | str) -> str:
    """Return how the names of these backups begin: `fengjing backup --keep` must not take them for its own."""
    return f"{path.stem}-structure{structure}"


def _free_name(folder: Path, stem: str, now: int) -> Path:
    """Return a name by the time, or by the next second that has none yet."""
    while (path := folder / f"{stem}-{datetime.fromtimestamp(now, CHINA):%Y%m%d-%H%M%S}.backup").exists():
        now += 1
    return path


def _size(store: Store) -> int:
    """Return how many bytes a packed copy takes at most."""
    pages, free, size = (
        int(store.db.execute(f"PRAGMA main.{name}").fetchone()[0])
        for name in ("page_count", "freelist_count", "page_size")
    )
    return (pages - free) * size


def _require_room(path: Path, folder: Path, structure: int, size: int) -> None:
    """Raise StoreError (Chinese) unless there is room for the backup, and on the same disk for the upgrade too."""
    try:
        free, is_same_disk = shutil.disk_usage(folder).free, folder.stat().st_dev == path.stat().st_dev
    except OSError as error:
        raise StoreError(f"升级前的备份放不进 {folder}（{error.strerror}）。{_what_to_do(path)}") from error
    needed = (2 * size if is_same_disk else size) + MARGIN
    if free < needed:
        raise StoreError(
            f"{path} 要从结构 {structure} 升级到 {schema.LATEST}，升级前先备份：{folder} 里备份和升级要 "
            f"{needed / 2**20:,.0f} MB，只剩 {free / 2**20:,.0f} MB。{_what_to_do(path)}"
        )


def _what_to_do(path: Path) -> str:
    check = f"fengjing check --db {path}"
    return (
        f"没有升级，什么也没有改动。腾出空间再来；或把备份放到别的盘：{check} --backup-to 文件夹；"
        f"另有可靠备份的：{check} --no-backup。"
    )


def _clear(path: Path, folder: Path) -> None:
    """Take away what killed backups have left beside the database: names that were taken, and half copies."""
    for file in folder.glob(f"{escape(_stem(path, ''))}[0-9]*-*.backup*"):
        if ".backup.part" in file.name or (file.name.endswith(".backup") and file.stat().st_size == 0):
            file.unlink(missing_ok=True)


def _made_already(store: Store, folder: Path, structure: int) -> Path | None:
    """Return a backup of this very state, from an upgrade that was not finished: as many writes went before it.

    Another database may have had this name; an older program's writes are not counted, but leave a line of the trail.
    """
    mark, state = read_mark(store.conn), _state(store.conn)
    if mark is None:
        return None
    for file in sorted(folder.glob(f"{escape(_stem(store.path, structure))}-*.backup"), reverse=True):
        try:
            with closing(connect(file, read_only=True)) as copy:
                made, made_state = read_mark(copy), _state(copy)
        except (StoreError, sqlite3.Error, OSError):
            continue
        if made is not None and (made.writes, made_state) == (mark.writes, state):
            return file
    return None


def _state(connection: Connection) -> tuple[Any, ...]:
    """Return what tells a database's state from that of another, or of another time, but for the marks of its file."""
    content = connection.execute("SELECT key, value FROM main.meta ORDER BY key").fetchall()
    last_line = connection.execute("SELECT * FROM main.audit ORDER BY id DESC LIMIT 1").fetchall()
    return [tuple(row) for row in content if row[0] not in MARKS], last_line
