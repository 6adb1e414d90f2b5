"""Seals: triggers that refuse to change or delete what is kept for good. Whoever owns the file can take them off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlite_utils import Database

from core.store import schema
from core.store.raw_connection import sqlite3
from core.store.state.tables import STATE_TABLES

if TYPE_CHECKING:
    from core.store.store import Store

TRAIL = "audit"
_TRIGGERS = "SELECT tbl_name, name, sql FROM {} WHERE type = 'trigger'"


@lru_cache(maxsize=1)
def declared_seals() -> frozenset[tuple[str, str, str]]:
    """Return table, name and statement of every trigger that a database of this program has."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        schema.migrations.apply(Database(connection))
        return frozenset(connection.execute(_TRIGGERS.format("sqlite_master")))


def seal_faults(store: Store, *, of_trail: bool) -> Iterator[str]:
    """Yield what seals are missing, as Chinese sentences: those of the trail, or those of all other tables."""
    lacking: dict[str, list[str]] = {}
    for table, name, _ in declared_seals() - set(store.conn.execute(_TRIGGERS.format("main.sqlite_master"))):
        if (table == TRAIL) is of_trail and (store.has_own_sums or table in STATE_TABLES):
            lacking.setdefault(table, []).append(name)
    for table, names in sorted(lacking.items()):
        yield (
            f"{table} 的封条（触发器 {'、'.join(sorted(names))}）不在或被换过：有人用别的工具动过这个文件，"
            "里面的行可能改过；用那以前的备份恢复（fengjing restore）"
        )
