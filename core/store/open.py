"""Opens a database, and upgrades it to the program and its catalogue."""

from __future__ import annotations

import stat
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from sqlite_utils import Database

from core.catalogue.load import load_catalogue
from core.catalogue.model import Catalogue
from core.catalogue.problems import CatalogueError
from core.store import schema
from core.store.board_file import BOARD_ID, BoardIsReadOnly, is_board_file
from core.store.catalogue_tables import cube_signature, make_fact_tables
from core.store.cube import rebuild_cube
from core.store.errors import NeedsUpgrade, OwnFilesRefused
from core.store.fact_table_upgrade import add_batch_columns, outdated_fact_kinds, upgrade_fact_tables
from core.store.faults import fault_text, plain_faults
from core.store.overlays import stored_overlays
from core.store.seals import RESEALED, lacking_seals, seals_text
from core.store.sqlite import APPLICATION_ID, StoreError, connect, sqlite3
from core.store.state.paired_board import BOARD
from core.store.state.shared.shared_copy import shared_address
from core.store.state.state_file import STATE_ID, noted_board
from core.store.state.state_store import StateStore
from core.store.state.upgrade import is_outdated, upgrade_tables
from core.store.store import UPDATED, Store
from core.store.structure import missing_cube_tables, require_fixed_tables, require_record_tables
from core.store.upgrade_backup import BESIDE, UpgradeBackup, back_up_before

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def open_store(
    path: Path,
    *,
    read_only: bool = False,
    now: int | None = None,
    replacement: Mapping[str, str] | None = None,
    backup: UpgradeBackup | None = BESIDE,
) -> Store:
    """Open a database; with `now`, bring its tables up to the program and its catalogue if need be.

    Before its structure changes it is backed up; `backup` says how (None: it is a copy itself). Without `now`, or
    reading only, it raises NeedsUpgrade if the database is behind. `replacement` are catalogue files that are about to
    replace the bureau's own: it is read by them where its own do not fit this program.
    """
    if not path.is_file():
        raise StoreError(f"找不到数据库：{path}")
    if not read_only:
        if is_board_file(path):
            raise BoardIsReadOnly
        _shut_others_out(path)
    with plain_faults(path):
        connection = connect(path, read_only=read_only)
    try:
        db = Database(connection)
        is_state_file = _application_id(path, db) == STATE_ID
        is_latest = db.execute("PRAGMA main.user_version").fetchone()[0] == schema.LATEST
        require_fixed_tables(connection, path, is_state=is_state_file, is_latest=is_latest)
        catalogue, overlays = _own_catalogue(path, db, replacement)
        if is_state_file:
            store: Store = StateStore(path, db, catalogue, overlays)
            if _bring_up_to_date(store, None if read_only else now, backup):
                connection.close()  # what guards its tables is made with a connection
                upgraded, store = store.upgraded, open_store(path, read_only=read_only)
                store.upgraded = upgraded
        else:
            store = Store(path, db, catalogue, overlays)
            if is_behind(store):
                _upgrade_at(store, None if read_only else now, backup)
    except sqlite3.DatabaseError as error:
        connection.close()
        raise StoreError(fault_text(error, path) or f"{path} 读不出来：{error}") from error
    except BaseException:
        connection.close()
        raise
    return store


def _own_catalogue(path: Path, db: Database, replacement: Mapping[str, str] | None) -> tuple[Catalogue, dict[str, str]]:
    """Return the catalogue of a database and the files of its own that are in it. Raises StoreError (Chinese)."""
    overlays = stored_overlays(db)
    try:
        return load_catalogue(overlays), overlays
    except CatalogueError as error:
        if replacement is not None:
            return load_catalogue(replacement), dict(replacement)
        mend = f"改正以后运行 fengjing catalogue use 文件… --db {path}"
        if _application_id(path, db) != APPLICATION_ID:
            mend = "请在原数据库里换用改好的文件，再用本程序重新运行 fengjing build"
        raise OwnFilesRefused(path, str(error), mend) from error


def _shut_others_out(path: Path) -> None:
    """Take from other users what an earlier version, or a copy, let them read. SQLite's own files beside follow."""
    for file in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        with suppress(OSError):  # not ours to change, or not there: `fengjing doctor` tells of it
            mode = file.stat().st_mode
            if mode & _OTHERS:
                file.chmod(stat.S_IMODE(mode) & ~_OTHERS)


def is_behind(store: Store) -> bool:
    """Return True where schema, record tables or cube are not those of the program and its catalogue."""
    return (
        store.meta("cube_signature") != cube_signature(store.catalogue)
        or bool(schema.migrations.pending(store.db))
        or bool(outdated_fact_kinds(store.db, store.catalogue))
        or bool(missing_cube_tables(store.conn))
    )


def _application_id(path: Path, db: Database) -> int:
    """Return what kind of file it is. Raises StoreError (Chinese) for none of ours, or of a newer program."""
    try:
        application_id = db.execute("PRAGMA application_id").fetchone()[0]
    except sqlite3.DatabaseError as error:  # not SQLite at all, or not readable
        raise StoreError(fault_text(error, path) or f"{path} 打不开：{error}") from error
    if application_id not in (APPLICATION_ID, BOARD_ID, STATE_ID):
        raise StoreError(f"{path} 不是枫警数据库。")
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version > schema.LATEST:
        raise StoreError(f"{path} 由更新版本的枫警建立（结构版本 {version}，本程序 {schema.LATEST}）：请升级程序。")
    return int(application_id)


def _bring_up_to_date(store: Store, now: int | None, backup: UpgradeBackup | None) -> bool:
    """Upgrade a state file at a time, if it is behind; return True if it was. Raises StoreError (Chinese) without one.

    It does so too where the board is another program's.
    """
    version = store.db.execute(f"PRAGMA {BOARD}.user_version").fetchone()[0]
    if version != schema.LATEST or store.meta("cube_signature") != cube_signature(store.catalogue):
        board = noted_board(store.conn, store.path)
        raise StoreError(f"{board} 由另一版本的程序建成：请用本程序重新运行 fengjing build。")
    if not is_outdated(store.conn):
        return False
    if shared_address(store.conn) is not None:
        raise StoreError(f"副本 {store.path} 由另一版本的程序建成：请删掉它，再 fengjing state create --url 建一份。")
    if now is None:
        raise NeedsUpgrade(store.path)
    structure, seals = store.db.execute("PRAGMA main.user_version").fetchone()[0], lacking_seals(store)
    store.conn.execute("PRAGMA foreign_keys = OFF")
    with store.upgrade(now, RESEALED if seals else UPDATED) as details:
        if is_outdated(store.conn):
            details.append(seals_text(seals) if seals else "程序有变")
            if structure != schema.LATEST:
                details += _backed_up(store, structure, backup, now)
            upgrade_tables(store.conn)
    return True


def _upgrade_at(store: Store, now: int | None, backup: UpgradeBackup | None) -> None:
    """Upgrade a database at a time.

    Raises NeedsUpgrade without one, and StoreError (Chinese) for a board file, which is only read.
    """
    if is_board_file(store.path):
        raise StoreError(f"{store.path} 由另一版本的程序建成：请用本程序重新运行 fengjing build。")
    require_record_tables(store.conn, store.path, store.catalogue)
    if now is None:
        raise NeedsUpgrade(store.path)
    with plain_faults(store.path):
        _upgrade(store, now, backup)


def _upgrade(store: Store, now: int, backup: UpgradeBackup | None) -> None:
    """Bring the file up to this program in one transaction: whatever fails in it, the file stays as it was."""
    with store.upgrade(now) as details:
        if not is_behind(store):  # somebody else was quicker
            return
        before = store.db.execute("PRAGMA user_version").fetchone()[0]
        outdated, lost_sums = outdated_fact_kinds(store.db, store.catalogue), missing_cube_tables(store.conn)
        is_structural = before != schema.LATEST or bool(outdated) or bool(schema.migrations.pending(store.db))
        details.append(_what_changes(before, lost_sums))
        if is_structural:
            details += _backed_up(store, before, backup, now)
        schema.migrations.apply(store.db)
        require_fixed_tables(store.conn, store.path, is_state=False, is_latest=True)
        store.conn.execute(f"PRAGMA user_version = {schema.LATEST}")
        add_batch_columns(store.db, store.catalogue)
        outdated = outdated_fact_kinds(store.db, store.catalogue)
        upgrade_fact_tables(store.db, store.catalogue)
        make_fact_tables(store.db, store.catalogue)
        if lost_sums or outdated or store.meta("cube_signature") != cube_signature(store.catalogue):
            rebuild_cube(store)


def _what_changes(structure: int, lost_sums: Sequence[str]) -> str:
    if structure != schema.LATEST:
        return f"结构 {structure} → {schema.LATEST}"
    return f"汇总表 {'、'.join(lost_sums)} 不在了，已由记录重算" if lost_sums else "目录或汇总有变，结构没有变"


def _backed_up(store: Store, structure: int, backup: UpgradeBackup | None, now: int) -> list[str]:
    return [] if backup is None else [back_up_before(store, structure, backup, now)]
