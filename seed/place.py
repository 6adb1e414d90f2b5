"""The place: the bureau, its county bureaus, departments, stations and communities."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from seed.streams import Floats, cumulative, stream


@dataclass(frozen=True)
class Unit:
    """A unit of the made-up bureau; `index` is its place in Place.units, and `parent` is such an index."""

    index: int
    code: str
    name: str
    kind: str
    parent: int | None
    setting: str | None
    polygon: str | None


@dataclass(frozen=True)
class Place:
    """All the units, parents first."""

    units: tuple[Unit, ...]

    @cached_property
    def stations(self) -> tuple[Unit, ...]:
        """The stations in order."""
        return tuple(unit for unit in self.units if unit.kind == "station")

    @cached_property
    def departments(self) -> tuple[Unit, ...]:
        """The departments in order."""
        return tuple(unit for unit in self.units if unit.kind == "department")

    @cached_property
    def communities(self) -> dict[int, tuple[Unit, ...]]:
        """The communities of each station (by its index)."""
        below: dict[int, list[Unit]] = {station.index: [] for station in self.stations}
        for unit in self.units:
            if unit.kind == "community" and unit.parent is not None:
                below[unit.parent].append(unit)
        return {station: tuple(units) for station, units in below.items()}

    def below(self, bureau: int, kind: str) -> list[Unit]:
        """The units of a kind under a bureau, at any depth."""

        def up(unit: Unit) -> bool:
            while unit.parent is not None and unit.parent != bureau:
                unit = self.units[unit.parent]
            return unit.parent == bureau

        return [unit for unit in self.units if unit.kind == kind and up(unit)]

    def shares(self, seed: int, station: int) -> Floats:
        """Cumulated shares of a station's events by community: some are much bigger than others."""
        rng = stream(seed, "community", station)
        return cumulative(rng.gamma(4.0, 1.0, len(self.communities[station])))
