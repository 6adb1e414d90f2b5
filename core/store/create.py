"""Makes a new database: its fixed tables, the bureau as its root unit, and the tables that follow the catalogue."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from threading import Lock

from sqlite_utils import Database

from core.catalogue.load import load_catalogue
from core.store import schema
from core.store.catalogue_tables import cube_signature, make_cube_tables, make_fact_tables
from core.store.faults import plain_faults
from core.store.file_faults import file_reason
from core.store.file_identity import write_mark
from core.store.overlays import keep_overlays
from core.store.scratch import scratch_folder
from core.store.sqlite import APPLICATION_ID, StoreError, connect
from core.store.store import ROOT, Store
from core.store.unit_history import FIRST_DAY, LAST_DAY
from core.visible_text import is_all_visible

LONGEST_BUREAU_NAME = 64
_publishing = Lock()  # within this process; between two processes the file system decides


class DatabaseExists(StoreError):
    """A database cannot be made where there is a file already."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"文件已存在：{path}。请换一个路径，或先移走它。")


def create_store(
    path: Path,
    *,
    bureau: str,
    demo: bool,
    now: int,
    overlays: Mapping[str, str] | None = None,
    actor: str = "system",
    key: str | None = None,
) -> Store:
    """Make a new database with the bureau as its root unit. Raises DatabaseExists if there is one already.

    It is made beside its place and put there whole: a process that is killed leaves no half of one, and of two that
    make it at once one is refused. An empty file in its place counts as none.
    `overlays` are the bureau's own catalogue files (name → text); they are kept in the database. With a `key` it is
    encrypted, and the process has to have the key to open it.
    Raises CatalogueError, before any file is made, if they are broken.
    """
    require_vacant(path)
    check_bureau_name(bureau)
    catalogue = load_catalogue(overlays)
    with ExitStack() as at_end:
        try:
            folder = at_end.enter_context(scratch_folder(path.parent, f".{path.name}-"))
        except OSError as error:
            raise StoreError(f"打不开 {path}：{file_reason(error)}") from error
        at_end.enter_context(plain_faults(path))
        draft = folder / path.name
        draft.touch(0o600)
        store = Store(draft, Database(connect(draft, read_only=False, key=key)), catalogue, overlays or {})
        try:
            _fill(store, bureau, demo=demo, overlays=overlays or {}, actor=actor, now=now)
        finally:
            store.close()  # the last connection takes the write-ahead log into the file
        put_in_place(draft, path)
    return Store(path, Database(connect(path, read_only=False, key=key)), catalogue, overlays or {})


def is_vacant(path: Path) -> bool:
    """Return True if a database may be made here: there is no file, or an empty one."""
    return not path.exists() or (path.is_file() and path.stat().st_size == 0)


def require_vacant(path: Path) -> None:
    """Raise DatabaseExists where there is a file already."""
    if not is_vacant(path):
        raise DatabaseExists(path)


def check_bureau_name(bureau: str) -> None:
    """Raise StoreError (Chinese) if a bureau cannot be called so."""
    if not 1 <= len(bureau.strip()) <= LONGEST_BUREAU_NAME or not is_all_visible(bureau.strip()):
        raise StoreError(f"单位名称要有 1 到 {LONGEST_BUREAU_NAME} 个字，不能有换行和看不见的字符。")


def _fill(store: Store, bureau: str, *, demo: bool, overlays: Mapping[str, str], actor: str, now: int) -> None:
    store.db.execute("PRAGMA synchronous = OFF")  # nobody sees the draft, and a lost one is lost whole
    store.db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    store.db.execute("PRAGMA journal_mode = WAL")
    schema.migrations.apply(store.db)
    store.db.execute(f"PRAGMA user_version = {schema.LATEST}")
    store.db.execute("INSERT INTO meta VALUES ('demo', ?), ('bureau', ?)", [int(demo), bureau])
    with store.write(actor, "create", bureau, now):
        keep_overlays(store, overlays)
        _make_root(store, bureau)
        make_fact_tables(store.db, store.catalogue)
        make_cube_tables(store.db, store.catalogue)
        store.set_meta("cube_signature", cube_signature(store.catalogue))
        write_mark(store.conn, store.path.stat().st_ino)
    store.db.execute("PRAGMA synchronous = FULL")  # closing puts all of it on the disk, before the file gets its name


def put_in_place(draft: Path, path: Path) -> None:
    """Give a finished file its name; never in place of another. Raises DatabaseExists."""
    with _publishing:
        require_vacant(path)
        if path.exists():
            os.replace(draft, path)
            return
        try:
            os.link(draft, path)
        except FileExistsError as error:
            raise DatabaseExists(path) from error
        except OSError:  # a file system without links: there only this process's lock keeps two apart
            os.rename(draft, path)


def _make_root(store: Store, bureau: str) -> None:
    store.db.execute("INSERT INTO unit (id, code, name, kind) VALUES (?, ?, ?, 'bureau')", [ROOT, bureau, bureau])
    store.db.execute("INSERT INTO unit_ancestor VALUES (?, ?, 'bureau', ?, ?, 0)", [ROOT, ROOT, FIRST_DAY, LAST_DAY])
