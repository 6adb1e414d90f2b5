"""Lays a bureau out: counties in blocks of a lattice, stations in blocks of those, communities in blocks again."""

from __future__ import annotations

from math import hypot

import numpy as np

from seed.calibration import SETTINGS, SIZES, Size
from seed.names import COMMUNITY_SYLLABLES, DEPARTMENTS, STATION_SYLLABLES, bureau_name, city_names, pairs
from seed.outline import (
    CITY_LAT,
    CITY_LON,
    LAT,
    LON,
    Rectangle,
    cells_of,
    make_lattice,
    rows_for,
    split,
)
from seed.place import Place, Unit
from seed.streams import stream

BLOCK = 8  # cells along a side of a station
Numbers = tuple[int, int, int]  # urban, town, rural


def make_place(size: str, seed: int) -> Place:
    """The place of a size and a seed."""
    return _Layout(SIZES[size], stream(seed, "place", 0)).place()


class _Layout:
    def __init__(self, scale: Size, rng: np.random.Generator) -> None:
        self.scale, self.rng = scale, rng
        most = max(map(sum, scale.stations))
        rows, across = rows_for(most), rows_for(len(scale.stations))
        width = BLOCK * -(-most // rows) * -(-len(scale.stations) // across)
        self.whole = (0, 0, width, BLOCK * rows * across)
        self.lattice = make_lattice(rng, *self.whole[2:], *((CITY_LON, CITY_LAT) if scale.has_counties else (LON, LAT)))
        self.units: list[Unit] = []
        self.stations = 0

    def place(self) -> Place:
        if self.scale.has_counties:
            name, counties = city_names(self.rng, len(self.scale.stations))
        else:
            name, counties = bureau_name(self.rng), []
        root = self._add("", name, "bureau", None, self.whole)
        self._departments(root)
        names = pairs(self.rng, STATION_SYLLABLES, sum(map(sum, self.scale.stations)))
        if not counties:
            self._stations(root, self.whole, self.scale.stations[0], names)
        # The town's own districts lie in the middle.
        blocks = sorted(split(self.whole, len(counties)), key=self._from_centre) if counties else []
        for number, (county, block) in enumerate(zip(counties, blocks, strict=True), start=1):
            unit = self._add(f"B{number:02d}", county, "county", root.index, block)
            self._departments(unit)
            self._stations(unit, block, self.scale.stations[number - 1], names)
        return Place(tuple(self.units))

    def _add(
        self, code: str, name: str, kind: str, parent: int | None, block: Rectangle | None, setting: str | None = None
    ) -> Unit:
        polygon = self.lattice.polygon(cells_of(block)) if block else None
        self.units.append(Unit(len(self.units), code, name, kind, parent, setting, polygon))
        return self.units[-1]

    def _departments(self, bureau: Unit) -> None:
        for number, name in enumerate(DEPARTMENTS[: self.scale.departments], start=1):
            self._add(f"{bureau.code}D{number:02d}", name, "department", bureau.index, None)

    def _stations(self, bureau: Unit, area: Rectangle, numbers: Numbers, names: list[str]) -> None:
        """The stations of a county: urban ones in the middle, rural ones at the edge."""
        communities = sum(n * c for n, c in zip(numbers, self.scale.communities, strict=True))
        below = pairs(self.rng, COMMUNITY_SYLLABLES, communities)
        blocks = sorted(split(area, sum(numbers)), key=lambda block: self._from_centre(block, area))
        settings = [setting for setting, n in zip(SETTINGS, numbers, strict=True) for _ in range(n)]
        digits = 3 if self.scale.has_counties else 2
        for block, setting in zip(blocks, settings, strict=True):
            self.stations += 1
            name, code = f"{names[self.stations - 1]}派出所", f"S{self.stations:0{digits}d}"
            station = self._add(code, name, "station", bureau.index, block, setting)
            count = self.scale.communities[SETTINGS.index(setting)]
            self._communities(station, block, [below.pop() for _ in range(count)])

    def _from_centre(self, block: Rectangle, area: Rectangle | None = None) -> tuple[float, Rectangle]:
        x0, y0, columns, rows = area or self.whole
        x, y, width, height = block
        return hypot((2 * (x - x0) + width) / columns - 1, (2 * (y - y0) + height) / rows - 1), block

    def _communities(self, station: Unit, block: Rectangle, names: list[str]) -> None:
        """The communities of a station: 社区 in town, 村 in the country, both in a market town."""
        villages = {"urban": 0, "town": len(names) // 2, "rural": len(names) - 1}[station.setting or "urban"]
        for i, (name, block_part) in enumerate(zip(names, split(block, len(names)), strict=True)):
            suffix = "村" if i >= len(names) - villages else "社区"
            self._add(f"{station.code}C{i + 1:02d}", name + suffix, "community", station.index, block_part)
