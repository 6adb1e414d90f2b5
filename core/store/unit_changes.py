"""Changes of units (单位变更): written, taken back, and what follows from them brought up to date.

The tree, the cube's sums of the units above, and coverage follow from the history of units. A change touches only the
cells of the units that come to stand under others than before.
"""

from __future__ import annotations

from collections.abc import Iterable

from core.store.catalogue_tables import table_of
from core.store.coverage import settle_coverage
from core.store.cube import add_to_cube
from core.store.cube_empty_cells import drop_all_empty_cells
from core.store.sqlite import StoreError, sqlite3
from core.store.store import ROOT, Store
from core.store.unit_faults import history_faults
from core.store.unit_history import UnitChange, UnitHistory
from core.store.units import UNITS_CHANGED, unit_history

GONE, COME = "temp.lines_gone", "temp.lines_come"  # rows of unit_ancestor that a change takes away and brings
_LINE = "unit, ancestor, kind, first, last, inherited"


def write_changes(store: Store, changes: Iterable[UnitChange]) -> None:
    """Write changes in the name of the open batch. Raises StoreError (Chinese) where they contradict the history."""
    store.require_transaction()
    store.conn.executemany(
        "INSERT INTO unit_change (batch, unit, day, act, name, other) VALUES (?, ?, ?, ?, ?, ?)",
        [(store.batch, *change) for change in changes],
    )
    _settle(store)


def vacate_names(store: Store, units: Iterable[int]) -> None:
    """Let others have the names of units that are about to end; `write_changes` puts all names right."""
    store.require_transaction()
    store.conn.executemany(
        "UPDATE unit SET base_parent = CASE WHEN base_name IS NULL THEN parent ELSE base_parent END, "
        "base_name = ifnull(base_name, name), name = '#' || id WHERE id = ?",
        [(unit,) for unit in units],
    )


def take_back_changes(store: Store, batch: int) -> int:
    """Take a batch's changes of units out, and return how many. Raises StoreError (Chinese) where one cannot go."""
    store.require_transaction()
    removed = int(store.db.execute("DELETE FROM unit_change WHERE batch = ?", [batch]).rowcount)
    if removed:
        _settle(store)
    return removed


def require_consistent(store: Store) -> None:
    """Raise StoreError (Chinese) where the history of units contradicts itself."""
    for fault in history_faults(unit_history(store)):
        raise StoreError(f"{fault}。什么也没有改动。")


def unit_faults(store: Store) -> list[str]:
    """Return where the tree is not what the history of units comes to (Chinese)."""
    history = unit_history(store)
    faults = list(history_faults(history))
    if faults:
        return faults
    stored = set(store.db.execute(f"SELECT {_LINE} FROM unit_ancestor").fetchall())
    if stored != set(_lines(history)):
        faults.append("单位的上下级与单位沿革不一致")
    units = store.db.execute("SELECT id, name, parent, last, base_name, base_parent FROM unit").fetchall()
    if units != _settled(history):
        faults.append("单位的名称、上级或存续时间与单位沿革不一致")
    return faults


def _settle(store: Store) -> None:
    """Bring units, the units above them, the cube and coverage up to the changes that stand."""
    require_consistent(store)
    history = unit_history(store)
    rows = _settled(history)
    try:
        # In two steps, so that two units may come by each other's name.
        store.conn.executemany("UPDATE unit SET name = '#' || id WHERE id = ?", [row[:1] for row in rows])
        store.conn.executemany(
            "UPDATE unit SET name = ?2, parent = ?3, last = ?4, base_name = ?5, base_parent = ?6 WHERE id = ?1", rows
        )
    except sqlite3.IntegrityError as error:
        raise StoreError("同一上级之下已有同名的单位（已撤销的也算）：请换一个名称。什么也没有改动。") from error
    (bureau,) = store.db.execute("SELECT name FROM unit WHERE id = ?", [ROOT]).fetchone()
    store.set_meta("bureau", bureau)
    _replace_lines(store, history)
    settle_coverage(store)
    store.set_meta(UNITS_CHANGED, store.data_version())


def _settled(history: UnitHistory) -> list[tuple[int, str, int | None, int | None, str | None, int | None]]:
    """The columns of `unit` that follow from the history: id, name, parent, last day, and what it came in with."""
    rows = []
    for unit, base in history.bases.items():
        parents, end = history.parents(unit), history.end(unit)
        is_changed = bool(history.changes_of(unit))
        kept = (base.name, base.parent) if is_changed else (None, None)
        parent = parents[-1].unit if parents else None
        rows.append((unit, history.names(unit)[-1][1], parent, None if end is None else end.day - 1, *kept))
    return rows


def _lines(history: UnitHistory) -> list[tuple[int, int, str, int, int, int]]:
    return [
        (unit, line.ancestor, history.bases[line.ancestor].kind, line.first, line.last, int(line.is_inherited))
        for unit in history.bases
        for line in history.lines(unit)
    ]


def _replace_lines(store: Store, history: UnitHistory) -> None:
    """Put the rows of unit_ancestor in order, and move the cube's sums from those that go to those that come."""
    db, lines = store.db, set(_lines(history))
    stored = set(db.execute(f"SELECT {_LINE} FROM unit_ancestor").fetchall())
    tables = {GONE: stored - lines, COME: lines - stored}
    units = sorted({row[0] for rows in tables.values() for row in rows})
    try:
        for name, rows in tables.items():
            db.execute(f"CREATE TEMP TABLE {name.removeprefix('temp.')} AS SELECT {_LINE} FROM unit_ancestor WHERE 0")
            store.conn.executemany(f"INSERT INTO {name} VALUES (?, ?, ?, ?, ?, ?)", sorted(rows))
        for kind in store.catalogue.facts if units else ():
            records = f"(SELECT * FROM {table_of(kind)} WHERE unit IN ({', '.join(map(str, units))}))"
            for name, sign in ((GONE, -1), (COME, 1)):
                add_to_cube(db, store.catalogue, kind, [(records, sign)], lines=name)
        if units:
            drop_all_empty_cells(db, store.catalogue)
        db.execute(f"DELETE FROM unit_ancestor WHERE ({_LINE}) IN (SELECT {_LINE} FROM {GONE})")
        db.execute(f"INSERT INTO unit_ancestor SELECT {_LINE} FROM {COME}")
    finally:
        for name in tables:
            db.execute(f"DROP TABLE IF EXISTS {name}")
