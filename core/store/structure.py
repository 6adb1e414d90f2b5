"""Tables that a database must have: one that was taken away with another tool is told of, and never made anew empty.

An empty table in the place of a lost one would be figures of 0, or a bureau without accounts.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from core.catalogue.model import Catalogue
from core.store.board_file import is_board_file
from core.store.catalogue_tables import GRAINS, cube_columns, table_of
from core.store.errors import StoreError
from core.store.measure_sql import columns_of
from core.store.state.tables import INSTRUCTION, KNOWN_UNIT, STATE_TABLES
from core.store.table_words import TABLE_WORDS

if TYPE_CHECKING:
    from sqlite3 import Connection

CUBE_TABLES = ("cube_change", *GRAINS)
STATE_WORDS = {"fact_instruction": "指令记录", KNOWN_UNIT: "看板的单位编号"}
_EVER = ("meta", "audit", "account", "unit", "officer", "ledger", "coverage", "source")  # tables of every structure
_UNKNOWN_TABLE = re.compile(r"no such table: (?:main\.)?(\w+)")


class TablesMissing(StoreError):
    """Tables that the database had are gone."""

    def __init__(self, path: Path, tables: Collection[str]) -> None:
        mend = f"请用那以前的备份恢复：fengjing restore 备份文件 --db {path}"
        if is_board_file(path):
            mend = "请重新运行 fengjing build 生成看板文件。"
        super().__init__(f"{path} 里缺少表 {'、'.join(tables)}：有人用别的工具动过这个文件，不能再用它。{mend}")


def require_fixed_tables(connection: Connection, path: Path, *, is_state: bool, is_latest: bool) -> None:
    """Raise TablesMissing unless the tables that no catalogue declares are there; of an older structure, its first."""
    declared: Collection[str] = (*STATE_TABLES, KNOWN_UNIT) if is_state else TABLE_WORDS
    present = table_names(connection)
    missing = [name for name in declared if name not in present and (is_latest or name in _EVER)]
    if missing:
        raise TablesMissing(path, [_text(name) for name in missing])


def require_record_tables(connection: Connection, path: Path, catalogue: Catalogue) -> None:
    """Raise TablesMissing where a kind of record has no table, although there have been records of it."""
    present = table_names(connection)
    missing = [
        f"{table_of(kind)}（{fact.zh}的记录）"
        for kind, fact in catalogue.facts.items()
        if table_of(kind) not in present and _had_records(connection, catalogue, kind, present)
    ]
    if missing:
        raise TablesMissing(path, missing)


def missing_cube_tables(connection: Connection) -> list[str]:
    """Return the tables of sums that are not there: they can be summed anew from the records."""
    present = table_names(connection)
    return [name for name in CUBE_TABLES if name not in present]


def table_names(connection: Connection) -> set[str]:
    """Return the names of the tables in a database itself."""
    return {name for (name,) in connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")}


def missing_table_text(error: Exception, path: Path) -> str | None:
    """Say of an error of SQLite which fixed table is missing; None of any other error."""
    found = _UNKNOWN_TABLE.search(str(error))
    if found is None or found[1] not in TABLE_WORDS | STATE_WORDS:
        return None
    return str(TablesMissing(path, [_text(found[1])]))


def _text(name: str) -> str:
    return f"{name}（{(TABLE_WORDS | STATE_WORDS)[name]}）"


def _had_records(connection: Connection, catalogue: Catalogue, kind: str, present: Collection[str]) -> bool:
    """Tell by what else is kept of a kind: the days that are complete, the sums, and the events of instructions."""
    queries = ["SELECT 1 FROM main.coverage WHERE kind = :kind LIMIT 1"]
    if kind == INSTRUCTION:
        queries.append("SELECT 1 FROM main.instruction_event LIMIT 1")
    queries += _sum_queries(connection, catalogue, kind, present)
    return any(connection.execute(query, {"kind": kind}).fetchone() for query in queries)


def _sum_queries(connection: Connection, catalogue: Catalogue, kind: str, present: Collection[str]) -> Iterator[str]:
    """Yield queries that find a sum of a kind other than 0."""
    measures = catalogue.measures_of_fact(kind)
    wanted = {column for name, measure in measures.items() for column in columns_of(name, measure)}
    for grain in ("cube_month", "cube_officer"):
        if grain in present:
            stored = {row[1] for row in connection.execute(f"PRAGMA main.table_info({grain})")}
            columns = [column for column in cube_columns(catalogue, grain) if column in wanted & stored]
            if columns:
                yield f"SELECT 1 FROM main.{grain} WHERE {' OR '.join(f'{column} <> 0' for column in columns)} LIMIT 1"
