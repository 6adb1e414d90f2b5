"""The list that a unit's code is judged on: of stations their bureau's, or of a province their county's.

Where boards compare counties a list is a county's too, so that a code is the same whether one county is asked for or
all of them, and need not be surer for every station far away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from core.store.units import UnitRef, UnitTree


class UnitLists:
    """The lists on which units stand on a day: by the counties that boards compare today, and by those above then."""

    def __init__(self, tree: UnitTree, day: int) -> None:
        self._counties = {unit.id for unit in tree.compared(tree.root.id) if unit.kind != "station"}
        self._then = tree.on(day)

    def county_of(self, unit: int) -> int | None:
        """Return the unit that boards compare in place of one below it; mostly none."""
        if not self._counties or unit not in self._then.units:
            return None
        return next((above.id for above in self._then.ancestors(unit) if above.id in self._counties), None)

    def list_of(self, unit: UnitRef) -> int | None:
        """Return the list that a unit stands on: the communities' is their station's."""
        return unit.parent if unit.kind == "community" else self.county_of(unit.id)

    def in_places(self, units: Sequence[UnitRef], places: Collection[int | None] | None) -> list[UnitRef]:
        """Return those of some units whose county or list is named (None: that of no county); all where none is."""
        return [
            unit
            for unit in units
            if places is None or self.county_of(unit.id) in places or self.list_of(unit) in places
        ]

    def on_list(self, units: Sequence[UnitRef], of_list: int | None) -> list[UnitRef]:
        """Return those of some units that stand on a list; all of them where none is named."""
        return [unit for unit in units if of_list is None or self.list_of(unit) == of_list]

    def groups(self, units: Sequence[UnitRef], most: int) -> list[frozenset[int | None]]:
        """Return the counties of some units of a kind in groups of at most so many units, as `in_places` takes them.

        None stands for units that lie in no county. A county that has more is put together of its lists, each of which
        stays whole: those of communities are their stations'.
        """
        by_county: dict[int | None, list[UnitRef]] = {}
        for unit in units:
            by_county.setdefault(self.county_of(unit.id), []).append(unit)
        groups: list[set[int | None]] = []
        together = 0
        for county, members in by_county.items():
            lists = Counter(map(self.list_of, members))
            is_apart = len(members) > most and county not in lists  # there are none right below the county
            for place, count in lists.items() if is_apart else [(county, len(members))]:
                if not groups or together + count > most:
                    groups.append(set())
                    together = 0
                groups[-1].add(place)
                together += count
        return [frozenset(group) for group in groups]


def units_over(
    tree: UnitTree, days: tuple[int, int], kind: str, places: Collection[int | None] | None
) -> list[UnitRef]:
    """Return the units of a kind that stood throughout some days, first and last; of those in some places."""
    units = tree.existing_throughout(tree.on(days[1]).of_kind(kind), *days)
    return UnitLists(tree, days[1]).in_places(units, places)


def units_and_peers(
    tree: UnitTree, days: tuple[int, int], kind: str, places: Collection[int | None] | None, of_list: int | None
) -> tuple[list[UnitRef], list[UnitRef]]:
    """Return the same units of one list alone, of all where none is named; and all of them, who are their peers."""
    peers = units_over(tree, days, kind, places)
    return UnitLists(tree, days[1]).on_list(peers, of_list), peers
