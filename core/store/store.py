"""An open database: making, opening, and writing in one audited transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlite_utils import Database

from core.catalogue.load import load_catalogue
from core.catalogue.model import Catalogue
from core.store import schema
from core.store.catalogue_tables import cube_signature, make_cube_tables, make_fact_tables
from core.store.sqlite import APPLICATION_ID, StoreError, connect, sqlite3

if TYPE_CHECKING:
    from sqlite3 import Connection


LONGEST_NAME = 64
ROOT = 1  # the bureau itself among the units
NO_SPACE_ERRORS = (
    "SQLITE_IOERR",
    "SQLITE_FULL",
    "SQLITE_CANTOPEN",
)  # even to read, SQLite makes a small file beside it


class Store:
    """One open database with its catalogue (the shipped one with the bureau's own files laid over it)."""

    def __init__(self, path: Path, db: Database, catalogue: Catalogue) -> None:
        self.path = path
        self.db = db
        self.catalogue = catalogue

    @property
    def conn(self) -> Connection:
        """The connection itself."""
        connection: Connection = self.db.conn
        return connection

    def meta(self, key: str) -> str | int | None:
        """A value kept about the database itself."""
        row = self.db.execute("SELECT value FROM meta WHERE key = ?", [key]).fetchone()
        return row[0] if row else None

    def set_meta(self, key: str, value: str | int) -> None:
        """Keeps a value about the database itself, inside the open transaction."""
        self.require_transaction()
        self.db.execute(
            "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            [key, value],
        )

    @property
    def bureau(self) -> str:
        """The bureau's name."""
        return str(self.meta("bureau"))

    @property
    def demo(self) -> bool:
        """Whether the data are generated."""
        return self.meta("demo") == 1

    def data_version(self) -> int:
        """Rises with every write."""
        return int(self.meta("data_version") or 0)

    def require_transaction(self) -> None:
        """Raises if no write is open: nothing is written outside an audited transaction."""
        if not self.conn.in_transaction:
            raise StoreError("写入必须在 store.write(...) 之内进行。")

    @contextmanager
    def write(self, actor: str, action: str, detail: str, now: int) -> Iterator[Store]:
        """One transaction with its audit line; the data version rises. On an error nothing is written."""
        self.conn.execute("BEGIN IMMEDIATE")
        try:
            version = self.data_version() + 1
            self.set_meta("data_version", version)
            self.db.execute(
                "INSERT INTO audit (at, actor, action, detail, data_version) VALUES (?, ?, ?, ?, ?)",
                [now, actor, action, detail, version],
            )
            yield self
            self.conn.execute("COMMIT")
        except BaseException:
            if self.conn.in_transaction:
                self.conn.execute("ROLLBACK")
            raise

    def close(self) -> None:
        """Closes the connection."""
        self.conn.close()


def create_store(path: Path, *, bureau: str, demo: bool, now: int, overlays: Mapping[str, str] | None = None) -> Store:
    """Makes a new database with the bureau as its root unit. Raises StoreError if the file exists.

    `overlays` are the bureau's own catalogue files (name → text); they are kept in the database.
    Raises CatalogueError, before any file is made, if they are broken.
    """
    if path.exists():
        raise StoreError(f"文件已存在：{path}。请换一个路径，或先移走它。")
    if not 1 <= len(bureau.strip()) <= LONGEST_NAME:
        raise StoreError(f"单位名称要有 1 到 {LONGEST_NAME} 个字。")
    catalogue = load_catalogue(overlays)
    connection = connect(path, read_only=False)
    try:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("PRAGMA journal_mode = WAL")
        store = Store(path, Database(connection), catalogue)
        schema.migrations.apply(store.db)
        connection.execute(f"PRAGMA user_version = {schema.LATEST}")
        connection.execute("INSERT INTO meta VALUES ('demo', ?), ('bureau', ?)", [int(demo), bureau])
        with store.write("system", "create", bureau, now):
            _keep_overlays(store, overlays or {})
            _make_root(store, bureau)
            make_fact_tables(store.db, catalogue)
            make_cube_tables(store.db, catalogue)
            store.set_meta("cube_signature", cube_signature(catalogue))
    except BaseException:
        connection.close()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
        raise
    return store


def _make_root(store: Store, bureau: str) -> None:
    store.db.execute("INSERT INTO unit (id, code, name, kind) VALUES (?, ?, ?, 'bureau')", [ROOT, bureau, bureau])
    store.db.execute("INSERT INTO unit_ancestor VALUES (?, ?, 'bureau')", [ROOT, ROOT])


def _keep_overlays(store: Store, overlays: Mapping[str, str]) -> None:
    for position, (name, text) in enumerate(overlays.items()):
        store.db.execute("INSERT INTO catalogue_file VALUES (?, ?, ?)", [name, position, text])


def _check_file(path: Path, db: Database) -> None:
    try:
        found = db.execute("PRAGMA application_id").fetchone()[0]
    except sqlite3.DatabaseError as error:  # not SQLite at all, or not readable
        if getattr(error, "sqlite_errorname", "").startswith(NO_SPACE_ERRORS):
            raise StoreError(f"{path} 打不开（{error}）：磁盘可能已满，或旁边不能建文件。腾出空间再试。") from error
        raise StoreError(f"{path} 打不开，不是枫警数据库，或已损坏：{error}") from error
    if found != APPLICATION_ID:
        raise StoreError(f"{path} 不是枫警数据库。")
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version > schema.LATEST:
        raise StoreError(f"{path} 由更新版本的枫警建立（结构版本 {version}，本程序 {schema.LATEST}）：请升级程序。")


def open_store(path: Path, *, read_only: bool = False, now: int | None = None) -> Store:
    """Opens a database; with `now`, brings its tables up to the program and its catalogue if need be.

    Without `now`, or reading only, it raises StoreError if the database is behind.
    """
    if not path.is_file():
        raise StoreError(f"找不到数据库：{path}")
    connection = connect(path, read_only=read_only)
    try:
        db = Database(connection)
        _check_file(path, db)
        files = db.execute("SELECT name, text FROM catalogue_file ORDER BY position").fetchall()
        store = Store(path, db, load_catalogue(dict(files)))
        if store.meta("cube_signature") != cube_signature(store.catalogue) or schema.migrations.pending(db):
            if read_only or now is None:
                raise StoreError(f"{path} 需要先更新：请运行 fengjing check --db {path}")
            _bring_up_to_date(store, now)
    except BaseException:
        connection.close()
        raise
    return store


def _bring_up_to_date(store: Store, now: int) -> None:
    from core.store.cube import rebuild_cube  # here, because the cube is kept by way of a Store

    schema.migrations.apply(store.db)
    store.conn.execute(f"PRAGMA user_version = {schema.LATEST}")
    with store.write("system", "update", "程序或目录有变", now):
        make_fact_tables(store.db, store.catalogue)
        rebuild_cube(store)


def replace_overlays(store: Store, overlays: Mapping[str, str], *, actor: str, now: int) -> Store:
    """Puts other catalogue files in place of the bureau's own and rebuilds the cube by them.

    Raises CatalogueError, before anything is written, if they are broken.
    """
    from core.store.cube import rebuild_cube  # here, because the cube is kept by way of a Store

    store.catalogue = load_catalogue(overlays)
    with store.write(actor, "catalogue", ", ".join(overlays), now):
        store.db.execute("DELETE FROM catalogue_file")
        _keep_overlays(store, overlays)
        make_fact_tables(store.db, store.catalogue)
        rebuild_cube(store)
    return store
