"""The place: the bureau, its departments, stations and communities, with outlines that tile."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import hypot

from seed.calibration import SETTINGS, SIZES
from seed.names import COMMUNITY_SYLLABLES, DEPARTMENTS, STATION_SYLLABLES, bureau_name, pairs
from seed.outline import Lattice, Rectangle, cells_of, make_lattice, rows_for, split
from seed.streams import Floats, cumulative, stream

BLOCK = 8  # cells along a side of a station


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

    def shares(self, seed: int, station: int) -> Floats:
        """How a station's events fall to its communities, cumulated: some are much bigger than others."""
        rng = stream(seed, "community", station)
        return cumulative(rng.gamma(4.0, 1.0, len(self.communities[station])))


def make_place(size: str, seed: int) -> Place:
    """The place of a size and a seed."""
    scale = SIZES[size]
    numbers = (scale.urban, scale.town, scale.rural)
    rng = stream(seed, "place", 0)
    rows = rows_for(sum(numbers))
    whole = (0, 0, BLOCK * -(-sum(numbers) // rows), BLOCK * rows)
    lattice = make_lattice(rng, *whole[2:])
    units = [Unit(0, "", bureau_name(rng), "bureau", None, None, lattice.polygon(cells_of(whole)))]
    for number, name in enumerate(DEPARTMENTS[: scale.departments], start=1):
        units.append(Unit(len(units), f"D{number:02d}", name, "department", 0, None, None))
    names = pairs(rng, STATION_SYLLABLES, sum(numbers))
    below = pairs(rng, COMMUNITY_SYLLABLES, sum(n * c for n, c in zip(numbers, scale.communities, strict=True)))
    for number, (block, setting) in enumerate(_laid_out(whole, numbers), start=1):
        polygon = lattice.polygon(cells_of(block))
        station = Unit(len(units), f"S{number:02d}", f"{names[number - 1]}派出所", "station", 0, setting, polygon)
        units.append(station)
        count = scale.communities[SETTINGS.index(setting)]
        units += _communities(lattice, station, block, [below.pop() for _ in range(count)])
    return Place(tuple(units))


def _laid_out(whole: Rectangle, numbers: tuple[int, int, int]) -> list[tuple[Rectangle, str]]:
    """The stations' blocks with settings: urban in the middle, rural at the edge."""

    def from_centre(block: Rectangle) -> float:
        x, y, width, height = block
        return hypot((2 * x + width) / whole[2] - 1, (2 * y + height) / whole[3] - 1)

    blocks = sorted(split(whole, sum(numbers)), key=lambda block: (from_centre(block), block))
    settings = [setting for setting, n in zip(SETTINGS, numbers, strict=True) for _ in range(n)]
    return list(zip(blocks, settings, strict=True))


def _communities(lattice: Lattice, station: Unit, block: Rectangle, names: list[str]) -> list[Unit]:
    """The communities of a station: 社区 in town, 村 in the country, both in a market town."""
    villages = {"urban": 0, "town": len(names) // 2, "rural": len(names) - 1}[station.setting or "urban"]
    units = []
    for i, (name, part) in enumerate(zip(names, split(block, len(names)), strict=True)):
        suffix = "村" if i >= len(names) - villages else "社区"
        code, polygon = f"{station.code}C{i + 1:02d}", lattice.polygon(cells_of(part))
        units.append(Unit(station.index + 1 + i, code, name + suffix, "community", station.index, None, polygon))
    return units
