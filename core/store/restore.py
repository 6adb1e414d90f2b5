"""Restores (恢复) a database from a backup, or from files carried here: checked whole before it takes a place.

What stands in the place is never lost: it is put aside with its log. While anybody has it open nothing is done.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.store.anchors import Anchor, anchor_file, current_anchor, keep_anchor, read_anchors, set_anchors_aside
from core.store.backup import pack, sha256_of
from core.store.check import check_store
from core.store.create import is_vacant
from core.store.errors import OwnFilesRefused, StoreError
from core.store.faults import is_fault_of_place, write_fault
from core.store.file_faults import file_fault
from core.store.file_identity import NO_PLACE, ForeignLog, refuse_foreign_log, write_mark
from core.store.key import database_key, is_encrypted
from core.store.log_aside import require_unlocked
from core.store.open import open_store
from core.store.overlays import replace_overlays
from core.store.raw_connection import ALONE, READ, WRITE, raw_connect, sqlite3
from core.store.scratch import scratch_folder
from core.store.state.shared.copies import refuse_copy
from core.store.state.state_file import BoardMissing, is_state_file
from core.store.trail import trail_lines, trail_transaction
from core.time.days import CHINA


@dataclass(frozen=True, slots=True)
class Restored:
    """The content of a backup, and where file and anchors went that stood in its place (None if there were none)."""

    bureau: str
    data_version: int
    last_line_at: int
    sha256: str
    aside: Path | None
    anchors: Path | None = None


def restore(
    source: Path,
    path: Path,
    *,
    actor: str,
    now: int,
    dry_run: bool = False,
    own_files: Mapping[str, str] | None = None,
) -> Restored:
    """Check a backup as a whole, brought up to this program, and put it in the place of a database.

    A dry run does all but the last. `own_files` take the place of the bureau's own catalogue files, which may fit this
    program no more. Raises StoreError or CatalogueError (Chinese), and then all is as it was.
    """
    if not source.is_file():
        raise StoreError(f"找不到备份：{source}")
    if not is_vacant(path) and is_state_file(source) != is_state_file(path):
        raise StoreError(f"{source} 和 {path} 一个是状态文件、一个是数据库，不能互相恢复。什么也没有动。")
    for file in (source, path):
        refuse_copy(file)
    with ExitStack() as at_end:
        try:
            folder = at_end.enter_context(scratch_folder(path.resolve().parent, f".{path.name}-"))
        except OSError as error:
            error.filename = str(path.resolve().parent)  # it names the draft that was to be made there
            raise StoreError(f"没有恢复成。{file_fault(error)}") from error
        draft = folder / path.name
        try:
            _unpack(source, draft)
            if own_files is not None:
                _replace_own_files(draft, own_files, actor, now)
            restored = _checked(source, draft, now)
            if dry_run:
                return restored
            _require_idle(path)
            place = path.with_name(f"{path.name}.{datetime.fromtimestamp(now, CHINA):%Y%m%d-%H%M%S}")
            anchor = _record(draft, f"{source.name} {restored.sha256}{_replaced_trail(path, place)}", actor, now)
            anchors = set_anchors_aside(path, place)
            aside = _put_aside(path, place)
            os.replace(draft, path)
            if anchor is not None:
                keep_anchor(anchor_file(path), anchor)
        except (OSError, sqlite3.Error) as error:
            is_of_place = isinstance(error, OSError) or is_fault_of_place(error)
            raise StoreError(f"没有恢复成。{write_fault(error, path if is_of_place else source)}") from error
    return Restored(restored.bureau, restored.data_version, restored.last_line_at, restored.sha256, aside, anchors)


def _record(draft: Path, detail: str, actor: str, now: int) -> Anchor | None:
    """Leave the restore's line in the trail, and return it as an anchor; None in a demonstration, which has none."""
    with closing(open_store(draft, now=now, backup=None)) as store:
        with trail_transaction(store.conn, actor=actor, action="restore", detail=detail, now=now):
            # Whoever was signed in at the time of the backup signs in again; walls go on.
            live = "revoked_at IS NULL AND account IS NOT NULL"
            store.conn.execute(f"UPDATE session SET revoked_at = ? WHERE {live}", [now])
        return None if store.demo else current_anchor(store.conn, now)


def _replaced_trail(path: Path, place: Path) -> str:
    """Say how far the trail went that is replaced, by its anchors, and where they will be; empty without any."""
    kept = read_anchors(anchor_file(path))
    return f"；换下的留痕到第 {kept[-1].line} 行，锚点移到 {anchor_file(place).name}" if kept else ""


def _unpack(source: Path, draft: Path) -> None:
    """Write what the source holds, with the log that was carried along with it, into one new file."""
    draft.touch(0o600)
    has_log = os.path.exists(f"{source}-wal")  # without, nothing need be written beside it: it may be on a disc
    with closing(raw_connect(source, READ if has_log else ALONE)) as connection:
        pack(connection, draft, database_key() if is_encrypted(source) else None)
    with closing(raw_connect(draft, WRITE)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        write_mark(connection, NO_PLACE)
        connection.execute("COMMIT")


def _replace_own_files(draft: Path, own_files: Mapping[str, str], actor: str, now: int) -> None:
    with closing(open_store(draft, now=now, replacement=own_files, backup=None)) as store:
        replace_overlays(store, own_files, actor=actor, now=now)


def _checked(source: Path, draft: Path, now: int) -> Restored:
    """Open the draft as the program would, upgrade it, and say what it holds. Raises StoreError (Chinese)."""
    try:
        opened = open_store(draft, now=now, backup=None)
    except BoardMissing as error:
        text = f"{source} 是配看板 {error.board} 的，那里没有看板：先把看板放到那里，再恢复。什么也没有动。"
        raise StoreError(text) from error
    except OwnFilesRefused as error:
        mend = "改正以后，用 --catalogue 写上改好的文件再恢复。什么也没有动。"
        raise OwnFilesRefused(source, error.faults, mend) from error
    with closing(opened) as store:
        if faults := check_store(store):
            raise StoreError(f"{source} 没有通过核对，没有恢复：{faults[0]}")
        last = trail_lines(store.conn, 1)[0]
        return Restored(store.bureau, store.data_version(), last.at, sha256_of(source), None)


def _require_idle(path: Path) -> None:
    """Raise StoreError if anybody has the database open; take its log into it, so that it is whole when put aside."""
    if is_vacant(path) or (is_encrypted(path) and database_key() is None):
        return
    try:
        refuse_foreign_log(path, 0)
    except ForeignLog:  # taking that log into the file would mix the two
        require_unlocked(path)
        return
    try:
        with closing(raw_connect(path, WRITE)) as connection:
            connection.execute("PRAGMA busy_timeout = 0")
            connection.execute("PRAGMA journal_mode = DELETE")  # refused while there is any other connection
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise StoreError(f"{path} 还开着：先停下看板和其他命令，再恢复。什么也没有动。") from error
        # damaged, perhaps: that may be why it is restored; it is put aside as it is


def _put_aside(path: Path, aside: Path) -> Path | None:
    """Give what stands in the place another name, with what lies beside it. The place itself is never empty."""
    if not path.exists():
        return None
    for suffix in ("-wal", "-shm"):
        if os.path.exists(f"{path}{suffix}"):
            os.replace(f"{path}{suffix}", f"{aside}{suffix}")
    try:
        os.link(path, aside)
    except OSError:  # a file system without links: there the place is empty for a moment
        os.replace(path, aside)
    return aside
