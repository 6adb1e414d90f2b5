"""The file in which a board is made, beside its place: a new one, or a copy of the board that is there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from core.catalogue.load import load_catalogue
from core.facts.manifest import Manifest
from core.store.board_file import BOARD_ID
from core.store.create import create_store
from core.store.errors import StoreError
from core.store.file_identity import write_mark
from core.store.overlays import stored_overlays
from core.store.raw_connection import ALONE, WRITE, raw_connect, sqlite3
from core.store.sqlite import APPLICATION_ID
from core.store.store import Store


def new_draft(path: Path, manifest: Manifest, overlays: Mapping[str, str], *, actor: str, now: int) -> Store:
    """Make a database with no units, to be filled from an export."""
    return empty_draft(path, manifest.bureau, demo=manifest.demo, overlays=overlays, actor=actor, now=now)


def empty_draft(path: Path, bureau: str, *, demo: bool, overlays: Mapping[str, str], actor: str, now: int) -> Store:
    """Make a database with no units but the bureau, to be filled."""
    store = create_store(path, bureau=bureau, demo=demo, now=now, overlays=overlays, actor=actor)
    _write_plainly(store)
    return store


def copied_draft(path: Path, board: Path) -> Store:
    """Copy a board, to be brought up to date."""
    shutil.copyfile(board, path)
    path.chmod(0o600)
    store = opened_board(path, WRITE)
    store.db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    _write_plainly(store)
    with store.note():
        write_mark(store.conn, path.stat().st_ino)  # a file of its own, not the one that it was copied from
    return store


def opened_board(path: Path, query: str = ALONE) -> Store:
    """Open a board file as it lies there."""
    db = Database(raw_connect(path, query))
    overlays = stored_overlays(db)
    return Store(path, db, load_catalogue(overlays), overlays)


def is_sound(board: Path) -> bool:
    """Tell whether a board file can be read from end to end: upon a damaged one nothing is built."""
    try:
        with closing(raw_connect(board, ALONE)) as connection:
            (fault,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError:
        return False
    return bool(fault == "ok")


def _write_plainly(store: Store) -> None:
    """Keep no log beside the file; what is written counts when it is whole, and is put on the disk then."""
    for pragma in ("journal_mode = DELETE", "synchronous = OFF", "foreign_keys = OFF", "temp_store = FILE"):
        store.db.execute(f"PRAGMA {pragma}")


def finish(store: Store) -> None:
    """Mark the file as a board, once every row points at one that is there, and put it on the disk."""
    broken = store.db.execute("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        raise StoreError(f"导出的数据不全：{broken[0]} 指向不存在的 {broken[2]}。请重新导出。")
    store.db.execute(f"PRAGMA application_id = {BOARD_ID}")
    store.close()
    for suffix in ("-wal", "-shm", "-journal"):
        Path(f"{store.path}{suffix}").unlink(missing_ok=True)
    with closing(raw_connect(store.path, ALONE)) as connection:
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    if mode == "wal":
        raise StoreError(f"{store.path} 没有收好日志，看板文件没有建成。")
    descriptor = os.open(store.path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
