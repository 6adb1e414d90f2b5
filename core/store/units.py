"""Units (单位): a tree of any depth, the bureau at its root."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING

from core.store.store import Store
from core.store.unit_events import UnitEvent, unit_events
from core.store.unit_history import FIRST_DAY, LAST_DAY, UnitBase, UnitChange, UnitHistory
from core.time.day_spans import DaySpan, clipped

if TYPE_CHECKING:
    from sqlite3 import Connection

UNITS_CHANGED = "units_changed"  # the data version with which the tree last changed
EVER: DaySpan = (FIRST_DAY, LAST_DAY)
MOST_COMPARED = 200  # units side by side on a board: of more stations the units above them are compared
LAST_UNIT = "last_unit"  # the highest id that a unit taken back has had: no other gets it
Ring = tuple[tuple[float, float], ...]
Rings = tuple[Ring, ...]


@dataclass(frozen=True, slots=True)
class UnitRef:
    """A unit as everyone needs it. `rings` is its polygon: rings of (longitude, latitude).

    `first` and `last` are the first and last day of its existence, None where it has no such end.
    """

    id: int
    code: str
    name: str
    kind: str
    parent: int | None
    setting: str | None = None
    rings: Rings = ()
    first: int | None = None
    last: int | None = None

    def __hash__(self) -> int:
        """Hash the id alone: a polygon has hundreds of numbers, and boards look their units up all the time."""
        return hash(self.id)


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit to be added: `parent` is its parent's code; `polygon` is JSON, rings of [longitude, latitude].

    `first` is the first day of its existence, None where it always existed.
    """

    code: str
    name: str
    kind: str
    parent: str | None
    setting: str | None = None
    polygon: str | None = None
    first: int | None = None


@dataclass(frozen=True)
class UnitTree:
    """The units of a bureau as they stand, or as they stood on a day.

    `units` has all that ever were; those that do not exist (any more, or yet) are `absent` and stand below none.
    `history` is None where no unit has ever changed.
    """

    units: dict[int, UnitRef]
    root: UnitRef
    _children: dict[int, list[UnitRef]] = field(repr=False)
    _stations: dict[int, list[UnitRef]] = field(repr=False, default_factory=dict)  # those asked for so far
    _compared: dict[int, list[UnitRef]] = field(repr=False, default_factory=dict)  # likewise
    history: UnitHistory | None = field(repr=False, default=None)
    absent: frozenset[int] = frozenset()
    _by_day: dict[int, UnitTree] = field(repr=False, default_factory=dict)  # by how many turning days lie behind

    @cached_property
    def kind_counts(self) -> Counter[str]:
        """The number of units of each kind."""
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

    def compared(self, unit: int) -> list[UnitRef]:
        """The units below one that a board compares: its stations, or where these are too many those above them.

        That is the nearest level of at most `MOST_COMPARED` units, two or more and all of one kind; where there is none
        it is the stations after all.
        """
        if unit not in self._compared:
            self._compared[unit] = self._find_compared(unit)
        return list(self._compared[unit])

    def _find_compared(self, focus: int) -> list[UnitRef]:
        level = stations = self.stations(focus)
        while len(level) > MOST_COMPARED or len({unit.kind for unit in level}) > 1:
            above = self._level_above(focus, level)
            if above == level or len(above) < 2:
                return stations
            level = above
        return level

    def _level_above(self, focus: int, level: list[UnitRef]) -> list[UnitRef]:
        """Return the units right above a level's, those right below the focus as they are; none below another."""
        raised = [unit if unit.parent in (None, focus) else self.units[unit.parent] for unit in level]
        numbers = {unit.id for unit in raised}
        return [
            unit for unit in dict.fromkeys(raised) if not any(above.id in numbers for above in self.ancestors(unit.id))
        ]

    def opened(self, unit: int) -> int:
        """Return the unit whose board shows one: itself where stations stand below a unit that boards compare."""
        focus, lineage = self.root.id, [unit, *(above.id for above in self.ancestors(unit))]
        while True:
            compared = {below.id for below in self.compared(focus)}
            step = next((number for number in lineage if number in compared), None)
            if step is None or not self.stations(step):
                return focus
            focus = step

    @cached_property
    def _shown_at(self) -> dict[int, UnitRef]:
        level = [unit for unit in self.compared(self.root.id) if unit.kind != "station"]
        return {below.id: unit for unit in level for below in self.below(unit.id)}

    def compared_above(self, unit: int) -> UnitRef | None:
        """Return the unit above one that boards compare in its place, as of a province; mostly none."""
        return self._shown_at.get(unit)

    def with_stations(self, unit: UnitRef) -> list[UnitRef]:
        """Returns a unit, then the stations below it."""
        return list(dict.fromkeys([unit, *self.stations(unit.id)]))

    def station_ids(self, unit: int) -> list[int]:
        """Returns the ids of the stations of a unit; the unit itself if it is one."""
        return [unit] if self.units[unit].kind == "station" else [station.id for station in self.stations(unit)]

    def of_kind(self, kind: str) -> list[UnitRef]:
        """Returns all units of a kind that exist."""
        return [unit for unit in self.units.values() if unit.kind == kind and unit.id not in self.absent]

    @cached_property
    def _events(self) -> dict[int, list[UnitEvent]]:
        return {} if self.history is None else unit_events(self.history)

    def events(self, unit: int) -> list[UnitEvent]:
        """Return what happened to a unit, in order; where nothing ever did, nothing."""
        return self._events.get(unit, [])

    def area_changes(self, unit: int, first: int, last: int) -> list[UnitEvent]:
        """Return what made a unit's area another one after the first of some days, up to the last of them."""
        return [event for event in self.events(unit) if event.is_break and first < event.day <= last]

    def area_change(self, unit: int, day: int) -> UnitEvent | None:
        """Return what last made a unit's area another one, up to a day: what was before it speaks of another area."""
        breaks = [event for event in self.events(unit) if event.is_break and event.day <= day]
        return breaks[-1] if breaks else None

    def area_starts(self, units: Iterable[int], day: int) -> tuple[int, ...]:
        """Return the first day of the area that each unit has on a day; FIRST_DAY where it never had another."""
        if self.history is None:
            return tuple(FIRST_DAY for _ in units)
        changes = [self.area_change(unit, day) for unit in units]
        return tuple(FIRST_DAY if change is None else change.day for change in changes)

    def on(self, day: int) -> UnitTree:
        """Return the tree as it stood on a day: with the names, parents and units of then."""
        if self.history is None:
            return self
        turned = bisect_right(self.history.turning_days, day)
        if turned not in self._by_day:
            newest = self._by_day[len(self.history.turning_days)]
            self._by_day[turned] = _tree_on(newest, self.history, day)
        return self._by_day[turned]

    def existing_throughout(self, units: Iterable[UnitRef], first: int, last: int) -> list[UnitRef]:
        """Return those of some units that existed on all days from first to last."""
        history = self.history
        return [unit for unit in units if history is None or history.exists(unit.id, first, last)]

    def children_ever(self, unit: int) -> list[tuple[UnitRef, DaySpan]]:
        """Return all units that have stood right below one, with the first and last day on which they did."""
        if self.history is None:
            return [(child, EVER) for child in self.children(unit)]
        return [(self.units[child], (first, last)) for child, first, last in self.history.children.get(unit, ())]

    def lineage_ever(self, unit: int) -> list[tuple[int, DaySpan]]:
        """Return a unit and all that have stood above it, with the first and last day of its existence under each."""
        if self.history is None:
            return [(other, EVER) for other in (unit, *(above.id for above in self.ancestors(unit)))]
        first, last = self.history.first(unit), self.history.last(unit)
        lines = [line for line in self.history.lines(unit) if not line.is_inherited]
        return [(line.ancestor, days) for line in lines for days in clipped([(line.first, line.last)], first, last)]

    def known_days(self, unit: int) -> DaySpan:
        """Return the first and last day of which a unit's figures speak: its own, and those of what became it."""
        if self.history is None:
            return EVER
        return self.history.known_first(unit), self.history.last(unit)

    def is_merged(self, unit: int) -> bool:
        """Return True of a unit that was made of others."""
        return self.history is not None and unit in self.history.predecessors

    def _named(self, name: str) -> list[UnitRef]:
        """Return the units of a name: those that exist, else those that did, else those that once had it."""
        units = self.units.values()
        named = [unit for unit in units if unit.name == name]
        existing = [unit for unit in named if unit.id not in self.absent]
        if named or self.history is None:
            return existing or named
        return [unit for unit in units if any(name == former for _, former in self.history.names(unit.id))]

    def find(self, text: str) -> UnitRef:
        """Return the unit of a code, a name or an id, in this order; LookupError (Chinese) if none or several."""
        query = text.strip()
        for unit in self.units.values():
            if unit.code == query:
                return unit
        named = self._named(query)
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


def unit_label(connection: Connection, unit: int) -> str:
    """Return a unit as the trail names it: by its name of now, and its code where that is another word.

    Of a unit that is not there it is the bare number: whoever writes the line is refused for it.
    """
    row = connection.execute("SELECT name, code FROM unit WHERE id = ?", [unit]).fetchone()
    name, code = row or (str(unit), str(unit))
    return str(name) if code == name else f"{name}（{code}）"


def unit_history(store: Store) -> UnitHistory:
    """Read the history of the bureau's units."""
    rows = store.db.execute(
        "SELECT id, kind, ifnull(base_name, name), CASE WHEN base_name IS NULL THEN parent ELSE base_parent END, first "
        "FROM unit ORDER BY id"
    )
    bases = {row[0]: UnitBase(*row) for row in rows}
    changes = store.db.execute("SELECT unit, day, act, name, other FROM unit_change ORDER BY batch, unit")
    return UnitHistory(bases, [UnitChange(*row) for row in changes])


def unit_tree(store: Store) -> UnitTree:
    """Read the tree."""
    units: dict[int, UnitRef] = {}
    columns = "id, code, name, kind, parent, setting, polygon, first, last"
    for row in store.db.execute(f"SELECT {columns} FROM unit ORDER BY id"):
        rings: Rings = ()
        if row[6]:
            rings = tuple(tuple((float(x), float(y)) for x, y in ring) for ring in json.loads(row[6]))
        number, code, name, kind, parent, setting, _, first, last = row
        units[number] = UnitRef(number, code, name, kind, parent, setting, rings, first, last)
    history = unit_history(store)
    absent = frozenset(unit.id for unit in units.values() if unit.last is not None)
    tree = _tree(units, history if history.turning_days else None, absent, {})
    tree._by_day[len(history.turning_days)] = tree
    return tree


def _tree(
    units: dict[int, UnitRef], history: UnitHistory | None, absent: frozenset[int], by_day: dict[int, UnitTree]
) -> UnitTree:
    children: dict[int, list[UnitRef]] = {}
    for unit in units.values():
        if unit.parent is not None and unit.id not in absent:
            children.setdefault(unit.parent, []).append(unit)
    root = next(unit for unit in units.values() if unit.parent is None)
    return UnitTree(units, root, children, history=history, absent=absent, _by_day=by_day)


def _tree_on(tree: UnitTree, history: UnitHistory, day: int) -> UnitTree:
    """Return a tree as it stood on a day."""
    absent = frozenset(unit for unit in tree.units if not history.exists(unit, day, day))
    units = {
        number: unit
        if number in absent
        else replace(unit, name=history.name_on(number, day), parent=history.parent_on(number, day))
        for number, unit in tree.units.items()
    }
    return _tree(units, history, absent, tree._by_day)


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
            "INSERT INTO unit (id, code, name, kind, parent, setting, polygon, first, batch) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [number, unit.code, unit.name, unit.kind, parent, unit.setting, unit.polygon, unit.first, store.batch],
        )
        ids[unit.code] = number
        store.db.execute(
            "INSERT INTO unit_ancestor SELECT ?, ancestor, kind, first, last, inherited FROM unit_ancestor "
            "WHERE unit = ? UNION ALL SELECT ?, ?, ?, ?, ?, 0",
            [number, parent, number, number, unit.kind, FIRST_DAY, LAST_DAY],
        )
        added += 1
    if added:
        store.set_meta(UNITS_CHANGED, store.data_version())
    return added


def remove_units(store: Store, units: Iterable[int]) -> None:
    """Take units out to which nothing points any more, each after those below it, within the open transaction."""
    store.require_transaction()
    depths = dict(store.db.execute("SELECT unit, count(DISTINCT ancestor) FROM unit_ancestor GROUP BY unit").fetchall())
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
