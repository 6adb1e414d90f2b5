"""Checks that the database is intact, that the cube equals a rebuild, and that every row is of a standing batch."""

from __future__ import annotations

from collections.abc import Iterator

from core.store.batch_check import batch_faults
from core.store.cube import cube_differences
from core.store.seals import seal_faults
from core.store.state.paired_board import BOARD
from core.store.state.shared.copy_check import copy_faults
from core.store.state.tables import REFERENCES
from core.store.store import Store
from core.store.unit_changes import unit_faults


def check_store(store: Store) -> list[str]:
    """Return every fault as a Chinese sentence; none if all is well. Changes nothing."""
    faults = [*_file_faults(store), *seal_faults(store, of_trail=False)]
    if not store.has_own_sums:
        return [*faults, *_reference_faults(store), *copy_faults(store.conn)]
    if store.conn.execute("PRAGMA main.foreign_key_check(unit)").fetchone():
        return [*faults, "有单位的上级不存在：以下各项（汇总、单位沿革、批次等）要先恢复单位才能核对"]
    for grain, rows in cube_differences(store).items():
        if rows:
            faults.append(f"汇总 {grain} 有 {rows} 行与重算不一致")
    ledger_measures = store.conn.execute("SELECT DISTINCT measure FROM ledger").fetchall()
    for (measure,) in ledger_measures:
        if measure not in store.catalogue.measures:
            faults.append(f"统计报表含有目录里没有的计数项：{measure}")
    return [*faults, *unit_faults(store), *batch_faults(store), *_peer_group_faults(store)]


def _file_faults(store: Store) -> Iterator[str]:
    for (line,) in store.conn.execute("PRAGMA main.integrity_check"):
        if line != "ok":
            yield f"文件损坏：{line}"
    for table, row, parent, _ in store.conn.execute("PRAGMA main.foreign_key_check"):
        yield f"{table} 第 {row} 行指向不存在的 {parent}"


def _reference_faults(store: Store) -> Iterator[str]:
    """Check that what stands in a state file points at units and officers that its board has."""
    for table, column, parent in REFERENCES:
        (count,) = store.conn.execute(
            f"SELECT count(*) FROM main.{table} WHERE {column} IS NOT NULL "
            f"AND {column} NOT IN (SELECT id FROM {BOARD}.{parent})"
        ).fetchone()
        if count:
            yield f"{table} 有 {count} 行的 {column} 在现在的看板里没有（{parent}）：看板换过，或单位已不在"


def _peer_group_faults(store: Store) -> Iterator[str]:
    """Check that a bureau's own peer groups name units that exist, all of one kind."""
    kinds: dict[str, str] = dict(store.conn.execute("SELECT code, kind FROM unit").fetchall())
    for name, group in store.catalogue.peer_groups.items():
        unknown = [code for code in group.members if code not in kinds]
        if unknown:
            yield f"同类组“{group.zh}”（{name}）含有不存在的单位编号：{'、'.join(unknown)}"
        if len({kinds[code] for code in group.members if code in kinds}) > 1:
            yield f"同类组“{group.zh}”（{name}）里有不同类别的单位，不能比较"
