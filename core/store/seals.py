"""Seals: triggers that refuse to change or delete what is kept for good. Whoever owns the file can take them off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlite_utils import Database

from core.store import schema
from core.store.raw_connection import sqlite3
from core.store.state.tables import STATE_TABLES
from core.time.days import minute_text

if TYPE_CHECKING:
    from core.store.store import Store

TRAIL = "audit"
RESEALED = "reseal"  # the trail's word for seals that were put back
_MEND = "有人用别的工具动过这个文件，里面的行可能改过；用那以前的备份恢复（fengjing restore）"
_TRIGGERS = "SELECT tbl_name, name, sql FROM {} WHERE type = 'trigger'"


@lru_cache(maxsize=1)
def declared_seals() -> frozenset[tuple[str, str, str]]:
    """Return table, name and statement of every trigger that a database of this program has."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        schema.migrations.apply(Database(connection))
        return frozenset(connection.execute(_TRIGGERS.format("sqlite_master")))


def lacking_seals(store: Store) -> dict[str, list[str]]:
    """Return the seals that are missing or others by table; none of an older structure, which had fewer."""
    (version,) = store.conn.execute("PRAGMA main.user_version").fetchone()
    lacking: dict[str, list[str]] = {}
    if version == schema.LATEST:
        for table, name, _ in declared_seals() - set(store.conn.execute(_TRIGGERS.format("main.sqlite_master"))):
            if store.has_own_sums or table in STATE_TABLES:
                lacking.setdefault(table, []).append(name)
    return {table: sorted(lacking[table]) for table in sorted(lacking)}


def seals_text(lacking: Mapping[str, Iterable[str]]) -> str:
    """Return which seals are missing, in Chinese."""
    return "；".join(f"{table} 的封条（触发器 {'、'.join(names)}）不在或被换过" for table, names in lacking.items())


def seal_faults(store: Store, *, of_trail: bool) -> Iterator[str]:
    """Yield what seals are missing, as Chinese sentences: those of the trail, or those of all other tables.

    Of the trail come those as well that a state file had lost and was given again when it was opened.
    """
    for table, names in lacking_seals(store).items():
        if (table == TRAIL) is of_trail:
            yield f"{seals_text({table: names})}：{_MEND}"
    if of_trail:
        again = "SELECT id, at, detail FROM audit WHERE action = ? ORDER BY id"
        for line, at, detail in store.conn.execute(again, [RESEALED]).fetchall():
            yield f"留痕第 {line} 行：{minute_text(at)} 打开时 {detail}，已经补上；{_MEND}"
