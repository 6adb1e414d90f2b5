"""Units (单位): a tree of any depth, the bureau at its root."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property

from core.store.store import Store

UNITS_CHANGED = "units_changed"  # the data version with which the tree last changed
LAST_UNIT = "last_unit"  # the highest id that a unit taken back has had: no other gets it
Ring = tuple[tuple[float, float], ...]
Rings = tuple[Ring, ...]


@dataclass(frozen=True, slots=True)
class UnitRef:
    """A unit as everyone needs it. `rings` is its polygon: rings of (longitude, latitude)."""

    id: int
    code: str
    name: str
    kind: str
    parent: int | None
    setting: str | None = None
    rings: Rings = ()

    def __hash__(self) -> int:
        """Hash the id alone: a polygon has hundreds of numbers, and boards look their units up all the time."""
        return hash(self.id)


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit to be added: `parent` is its parent's code; `polygon` is JSON, rings of [longitude, latitude]."""

    code: str
    name: str
    kind: str
    parent: str | None
    setting: str | None = None
    polygon: str | None = None


@dataclass(frozen=True)
class UnitTree:
    """All the units of a bureau."""

    units: dict[int, UnitRef]
    root: UnitRef
    _children: dict[int, list[UnitRef]] = field(repr=False)
    _stations: dict[int, list[UnitRef]] = field(repr=False, default_factory=dict)  # those asked for so far

    @cached_property
    def kind_counts(self) -> Counter[str]:
        """How many units there are of each kind."""
        return Counter(unit.kind for unit in self.units.values())

    def children(self, unit: int) -> list[UnitRef]:
        """The units right below, in the order in which they were added."""
        return self._children.get(unit, [])

    def below(self, unit: int) -> Iterator[UnitRef]:
        """All the units below, parents before their children."""
        for child in self.children(unit):
            yield child
            yield from self.below(child.id)

    def ancestors(self, unit: int) -> list[UnitRef]:
        """The units above, nearest first, the bureau last."""
        chain: list[UnitRef] = []
        parent = self.units[unit].parent
        while parent is not None:
            chain.append(self.units[parent])
            parent = self.units[parent].parent
        return chain

    def stations(self, unit: int) -> list[UnitRef]:
        """The stations below a unit."""
        if unit not in self._stations:
            self._stations[unit] = [below for below in self.below(unit) if below.kind == "station"]
        return list(self._stations[unit])

    def with_stations(self, unit: UnitRef) -> list[UnitRef]:
        """Returns a unit, then the stations below it."""
        return list(dict.fromkeys([unit, *self.stations(unit.id)]))

    def station_ids(self, unit: int) -> list[int]:
        """Returns the ids of the stations of a unit; the unit itself if it is one."""
        return [unit] if self.units[unit].kind == "station" else [station.id for station in self.stations(unit)]

    def of_kind(self, kind: str) -> list[UnitRef]:
        """Returns all units of a kind."""
        return [unit for unit in self.units.values() if unit.kind == kind]

    def find(self, text: str) -> UnitRef:
        """Return the unit of a code, a name or an id, in this order; LookupError (Chinese) if none or several."""
        query = text.strip()
        for unit in self.units.values():
            if unit.code == query:
                return unit
        named = [unit for unit in self.units.values() if unit.name == query]
        if len(named) == 1:
            return named[0]
        if named:
            codes = "、".join(unit.code for unit in named)
            raise LookupError(f"有 {len(named)} 个单位名为“{query}”，请改用单位编号：{codes}")
        if query.isdecimal() and int(query) in self.units:
            return self.units[int(query)]
        near = get_close_matches(query, [unit.name for unit in self.units.values()], n=3, cutoff=0.4)
        hint = f"，相近的有：{'、'.join(near)}" if near else ""
        raise LookupError(f"没有单位“{query}”{hint}")


def unit_tree(store: Store) -> UnitTree:
    """Read the tree."""
    units: dict[int, UnitRef] = {}
    children: dict[int, list[UnitRef]] = {}
    for row in store.db.execute("SELECT id, code, name, kind, parent, setting, polygon FROM unit ORDER BY id"):
        rings: Rings = ()
        if row[6]:
            rings = tuple(tuple((float(x), float(y)) for x, y in ring) for ring in json.loads(row[6]))
        number, code, name, kind, parent, setting, _ = row
        unit = UnitRef(number, code, name, kind, parent, setting, rings)
        units[unit.id] = unit
        if unit.parent is not None:
            children.setdefault(unit.parent, []).append(unit)
    root = next(unit for unit in units.values() if unit.parent is None)
    return UnitTree(units, root, children)


def add_units(store: Store, units: Iterable[NewUnit]) -> int:
    """Add units, parents first, within the open transaction; returns how many.

    Raises LookupError if a parent is missing; the database refuses codes and sibling names given twice.
    """
    store.require_transaction()
    ids = dict(store.db.execute("SELECT code, id FROM unit").fetchall())
    last = max(int(store.meta(LAST_UNIT) or 0), *ids.values())
    added = 0
    for unit in units:
        if unit.parent is None or unit.parent not in ids:
            raise LookupError(f"单位“{unit.name}”的上级“{unit.parent}”不存在")
        parent = ids[unit.parent]
        number = last + 1 + added
        store.db.execute(
            "INSERT INTO unit (id, code, name, kind, parent, setting, polygon, batch) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [number, unit.code, unit.name, unit.kind, parent, unit.setting, unit.polygon, store.batch],
        )
        ids[unit.code] = number
        store.db.execute(
            "INSERT INTO unit_ancestor SELECT ?, ancestor, kind FROM unit_ancestor WHERE unit = ? "
            "UNION ALL SELECT ?, ?, ?",
            [number, parent, number, number, unit.kind],
        )
        added += 1
    if added:
        store.set_meta(UNITS_CHANGED, store.data_version())
    return added


def remove_units(store: Store, units: Iterable[int]) -> None:
    """Take units out to which nothing points any more, each after those below it, within the open transaction."""
    store.require_transaction()
    depths = dict(store.db.execute("SELECT unit, count(*) FROM unit_ancestor GROUP BY unit").fetchall())
    numbers = sorted(units, key=lambda unit: -depths[unit])
    store.set_meta(LAST_UNIT, max(int(store.meta(LAST_UNIT) or 0), *numbers))
    for number in numbers:
        store.db.execute("DELETE FROM unit_ancestor WHERE unit = ?", [number])
        store.db.execute("DELETE FROM unit WHERE id = ?", [number])
    store.set_meta(UNITS_CHANGED, store.data_version())


def set_polygon(store: Store, unit: int, polygon: str | None) -> None:
    """Set the bureau's own outline (the root is made before its polygon is known)."""
    store.require_transaction()
    store.db.execute("UPDATE unit SET polygon = ? WHERE id = ?", [polygon, unit])
    store.set_meta(UNITS_CHANGED, store.data_version())
