"""One county's board put under its place in a province's tree: units, their history, ledger, notes and sums.

Its file is attached as it lies there. Officers and their sums stay behind, and so do all records.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from core.store.assumed import assumed_notes
from core.store.batch_tables import BASELINE
from core.store.catalogue_tables import GRAIN_KEYS, cube_columns
from core.store.errors import StoreError
from core.store.raw_connection import ALONE
from core.store.refused_rows import refused_rows
from core.store.store import ROOT, Store
from core.store.unit_history import FIRST_DAY, LAST_DAY
from core.store.units import UnitRef

LONGEST_CODE = 64
MOST_CODES_TOLD = 5


class CountyPlace(NamedTuple):
    """A county's open board, the unit of the province's tree that its root becomes, and the units above that."""

    county: Store
    unit: UnitRef
    above: tuple[UnitRef, ...]

    def description(self) -> dict[str, Any]:
        """Code, name and version of the county, which the merged board keeps."""
        return {"code": self.unit.code, "name": self.unit.name, "data_version": self.county.data_version()}


class AddedCounty(NamedTuple):
    """A county that was added: its place, the new ids of its units by their own, and how many sums it brought."""

    place: CountyPlace
    numbers: dict[int, int]
    sums: int


def add_county(store: Store, place: CountyPlace, *, prefixes: bool, actor: str, now: int) -> AddedCounty:
    """Add a county to the draft. Raises StoreError (Chinese)."""
    with _attached(store, place.county), store.write(actor, "merge", place.unit.name, now):
        numbers = _number(store, place)
        _add_units(store, place, prefixes=prefixes)
        _add_history(store)
        _add_ledger(store)
        _add_notes(store, place, numbers)
        return AddedCounty(place, numbers, _add_cells(store))


@contextmanager
def _attached(store: Store, county: Store) -> Iterator[None]:
    store.db.execute("ATTACH ? AS county", [f"{county.path.resolve().as_uri()}?{ALONE}"])
    store.db.execute("CREATE TEMP TABLE renumbered (old INTEGER PRIMARY KEY, new INTEGER NOT NULL)")
    store.db.execute("CREATE TEMP TABLE summed_at (old INTEGER, new INTEGER, PRIMARY KEY (old, new)) WITHOUT ROWID")
    store.db.execute("CREATE TEMP TABLE batch_of (old INTEGER PRIMARY KEY, new INTEGER NOT NULL)")
    try:
        yield
    finally:
        for table in ("renumbered", "summed_at", "batch_of"):
            store.db.execute(f"DROP TABLE temp.{table}")
        store.db.execute("DETACH county")


def _number(store: Store, place: CountyPlace) -> dict[int, int]:
    """Settle the new ids of its units and batches, and where else its whole is summed: at every unit above."""
    (last,) = store.db.execute("SELECT max(id) FROM unit").fetchone()
    (batch,) = store.db.execute("SELECT ifnull(max(number), 0) FROM batch").fetchone()
    numbers = "SELECT id, CASE WHEN id = ? THEN ? ELSE id + ? END FROM county.unit"
    store.db.execute(f"INSERT INTO renumbered {numbers}", [ROOT, place.unit.id, last])
    store.db.execute("INSERT INTO summed_at SELECT old, new FROM renumbered")
    store.conn.executemany("INSERT INTO summed_at VALUES (?, ?)", [(ROOT, unit.id) for unit in place.above])
    ordered = (
        "SELECT batch, ? + row_number() OVER (ORDER BY batch) FROM (SELECT DISTINCT batch FROM county.unit_change)"
    )
    store.db.execute(f"INSERT INTO batch_of {ordered}", [batch])
    return dict(store.db.execute("SELECT old, new FROM renumbered").fetchall())


def _add_units(store: Store, place: CountyPlace, *, prefixes: bool) -> None:
    prefix = f"{place.unit.code}/" if prefixes else ""
    _require_free_codes(store, place, prefix)
    store.db.execute(
        "INSERT INTO unit (id, code, name, kind, parent, setting, polygon, first, last, base_name, base_parent) "
        "SELECT r.new, ? || t.code, t.name, t.kind, p.new, t.setting, t.polygon, t.first, t.last, t.base_name, b.new "
        "FROM county.unit t JOIN renumbered r ON r.old = t.id LEFT JOIN renumbered p ON p.old = t.parent "
        "LEFT JOIN renumbered b ON b.old = t.base_parent WHERE t.id <> ? ORDER BY t.id",
        [prefix, ROOT],
    )
    store.db.execute(
        "UPDATE unit SET (name, polygon, base_name, base_parent) = (SELECT name, polygon, base_name, "
        "CASE WHEN base_name IS NOT NULL THEN unit.parent END FROM county.unit WHERE id = ?) WHERE id = ?",
        [ROOT, place.unit.id],
    )
    store.db.execute(
        "INSERT INTO unit_ancestor SELECT u.new, a.new, CASE WHEN t.ancestor = ? THEN ? ELSE t.kind END, t.first, "
        "t.last, t.inherited FROM county.unit_ancestor t JOIN renumbered u ON u.old = t.unit "
        "JOIN renumbered a ON a.old = t.ancestor WHERE t.unit <> ?",
        [ROOT, place.unit.kind, ROOT],
    )
    for above in place.above:
        store.db.execute(
            "INSERT INTO unit_ancestor SELECT new, ?, ?, ?, ?, 0 FROM renumbered WHERE old <> ?",
            [above.id, above.kind, FIRST_DAY, LAST_DAY, ROOT],
        )


def _require_free_codes(store: Store, place: CountyPlace, prefix: str) -> None:
    """Raise StoreError (Chinese) where units of other counties have the codes already."""
    query = "SELECT ? || code FROM county.unit WHERE id <> ?"
    codes = [code for (code,) in store.db.execute(query, [prefix, ROOT]).fetchall()]
    own = {code for (code,) in store.db.execute("SELECT code FROM unit").fetchall()}
    if doubled := [code for code in codes if code in own]:
        listed_codes = "、".join(doubled[:MOST_CODES_TOLD])
        text = f"{place.county.path} 的单位编号与别的重复（{listed_codes} 等 {len(doubled)} 个）"
        raise StoreError(f"{text}：请用全省统一的编号，或加 --prefix-codes 在编号前写上县局的。")
    if any(len(code) > LONGEST_CODE for code in codes):
        raise StoreError(f"{place.unit.name} 的单位编号加上前缀后超过 {LONGEST_CODE} 字。")


def _add_history(store: Store) -> None:
    """Add the changes of units, and of batches those that brought them."""
    columns = {row[1]: f"t.{row[1]}" for row in store.db.execute("PRAGMA table_info(batch)")} | {"number": "b.new"}
    _copy(store, "batch", columns, "JOIN batch_of b ON b.old = t.number")
    joins = "JOIN batch_of b ON b.old = t.batch JOIN renumbered u ON u.old = t.unit "
    joins += "LEFT JOIN renumbered o ON o.old = t.other"
    changed = {"batch": "b.new", "unit": "u.new", "day": "t.day", "act": "t.act", "name": "t.name", "other": "o.new"}
    _copy(store, "unit_change", changed, joins)


def _add_ledger(store: Store) -> None:
    """Add the ledger, and the ages of the sources: of one that several counties have, the furthest behind counts."""
    names = ("measure", "first", "last", "value", "source")
    columns = {name: f"t.{name}" for name in names} | {"unit": "u.new"}
    _copy(store, "ledger", columns, "JOIN renumbered u ON u.old = t.unit")
    store.db.execute(
        "INSERT INTO source SELECT id, zh, covers_to, loaded_at FROM county.source WHERE true ON CONFLICT (id) "
        "DO UPDATE SET covers_to = min(covers_to, excluded.covers_to), loaded_at = min(loaded_at, excluded.loaded_at)"
    )


def _add_notes(store: Store, place: CountyPlace, numbers: Mapping[int, int]) -> None:
    """Add what stands of refused and assumed rows, in the county's name."""
    refused = [
        (BASELINE, kind, place.unit.name, note.first, note.last, note.rows, note.rows)
        for kind, notes in refused_rows(place.county).items()
        for note in notes
    ]
    names = "batch, kind, file, first, last, rows, pending"
    store.conn.executemany(f"INSERT INTO refused_note ({names}) VALUES (?, ?, ?, ?, ?, ?, ?)", refused)
    assumed = [
        (BASELINE, kind, note.field, note.how, numbers[note.unit], note.first, note.last, note.value, place.unit.name)
        for kind, notes in assumed_notes(place.county).items()
        for note in notes
    ]
    names = "batch, kind, field, how, unit, first, last, value, file"
    store.conn.executemany(f"INSERT INTO assumed ({names}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", assumed)


def _copy(store: Store, table: str, columns: Mapping[str, str], joins: str) -> None:
    names, values = ", ".join(columns), ", ".join(columns.values())
    store.db.execute(f"INSERT INTO {table} ({names}) SELECT {values} FROM county.{table} t {joins}")


def _add_cells(store: Store) -> int:
    """Add the sums of every grain that is of units, those of the whole county at the units above it too."""
    count = 0
    for grain, keys in GRAIN_KEYS.items():
        columns = cube_columns(store.catalogue, grain)
        if "unit" not in keys.split(", ") or not columns:
            continue
        names = [*keys.split(", "), *columns]
        values = ", ".join("s.new" if name == "unit" else f"t.{name}" for name in names)
        update = ", ".join(f"{column} = {column} + excluded.{column}" for column in columns)
        count += store.db.execute(
            f"INSERT INTO {grain} ({', '.join(names)}) SELECT {values} FROM county.{grain} t "
            f"JOIN summed_at s ON s.old = t.unit WHERE true ON CONFLICT ({keys}) DO UPDATE SET {update}"
        ).rowcount
    return count
