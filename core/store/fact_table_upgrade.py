"""Brings the tables of records to what the catalogue declares now: a new column, a new choice, a changed check.

SQLite cannot change a column's check, so a table that is declared otherwise is made anew and its rows are copied,
inside the caller's transaction: all of it, or nothing.
"""

from __future__ import annotations

from sqlite_utils import Database

from core.catalogue.facts import FactKind
from core.catalogue.model import Catalogue
from core.store.catalogue_tables import BATCH_COLUMN, fact_table_sql, table_of
from core.store.sqlite import StoreError, sqlite3

BEFORE = "_before"  # behind the name of a table that is being replaced


def outdated_fact_kinds(db: Database, catalogue: Catalogue) -> list[str]:
    """Return the kinds of record whose table is missing or is not as declared."""
    statements = dict(db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall())
    return [kind for kind, fact in catalogue.facts.items() if statements.get(table_of(kind)) != _table_sql(kind, fact)]


def upgrade_fact_tables(db: Database, catalogue: Catalogue) -> None:
    """Remake the tables that are not as declared, with their rows; StoreError (Chinese) where rows do not fit."""
    existing = set(db.table_names())
    for kind in outdated_fact_kinds(db, catalogue):
        if table_of(kind) in existing:
            _remake(db, kind, catalogue.facts[kind])


def add_batch_columns(db: Database, catalogue: Catalogue) -> None:
    """Give the number of its batch to records of a database older than batches: SQLite adds the column in no time."""
    existing = set(db.table_names())
    for table in (table_of(kind) for kind in catalogue.facts):
        if table in existing and "batch" not in _columns(db, table):
            db.execute(f"ALTER TABLE {table} ADD COLUMN {BATCH_COLUMN}")


def _columns(db: Database, table: str) -> list[str]:
    return [row[1] for row in db.execute(f"PRAGMA table_info({table})").fetchall()]


def _table_sql(kind: str, fact: FactKind) -> str:
    return fact_table_sql(kind, fact)[0]


def _remake(db: Database, kind: str, fact: FactKind) -> None:
    table = table_of(kind)
    stored = _columns(db, table)
    kept_columns = [*fact.columns, "batch"]
    _refuse_losses(db, kind, [column for column in stored if column not in kept_columns])
    indexes = db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL", [table]
    )
    for (index,) in indexes.fetchall():
        db.execute(f"DROP INDEX {index}")
    db.execute(f"ALTER TABLE {table} RENAME TO {table}{BEFORE}")
    for statement in fact_table_sql(kind, fact):
        db.execute(statement)
    kept = ", ".join(column for column in stored if column in kept_columns)
    try:
        db.execute(f"INSERT INTO {table} ({kept}) SELECT {kept} FROM {table}{BEFORE}")
    except sqlite3.IntegrityError as error:
        raise StoreError(
            f"{fact.zh}（{kind}）已有的记录不合新的目录（{error}）：新增的列须是选填，已用过的选项不能删去。数据库没有改动。"
        ) from error
    db.execute(f"DROP TABLE {table}{BEFORE}")


def _refuse_losses(db: Database, kind: str, removed: list[str]) -> None:
    """Refuse to drop a column that holds anything."""
    for column in removed:
        if db.execute(f"SELECT 1 FROM {table_of(kind)} WHERE {column} IS NOT NULL LIMIT 1").fetchone():
            raise StoreError(
                f"目录不再登记 {kind}.{column}，而这一列还有数据：请先在目录里恢复这一列。数据库没有改动。"
            )
