"""A lattice of shared corners, and the outlines of blocks of its cells.

Every polygon of the bureau is the outline of a block of cells, so neighbours share their corners to the last
digit: they tile without gap or overlap. No real place is meant: it lies in the ocean, within a degree of (0, 0).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from math import sqrt

import numpy as np

from seed.streams import Floats

Cell = tuple[int, int]
JITTER = 0.24  # of a cell; below 0.25 no side can cross another
Span = tuple[float, float]
LON, LAT = (0.18, 0.82), (0.28, 0.72)  # about 70 by 50 kilometres: a county
CITY_LON, CITY_LAT = (-0.85, 0.85), (-0.60, 0.60)  # about 190 by 130 kilometres


@dataclass(frozen=True)
class Lattice:
    """Corners (longitude, latitude) of columns × rows cells."""

    lon: Floats
    lat: Floats

    def ring(self, cells: set[Cell]) -> list[list[float]]:
        """The closed outline of a block without holes, anticlockwise."""
        next_corner: dict[Cell, Cell] = {}
        for x, y in cells:
            corners = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)]
            beyond = [(x, y - 1), (x + 1, y), (x, y + 1), (x - 1, y)]
            for i, neighbour in enumerate(beyond):
                if neighbour not in cells:
                    next_corner[corners[i]] = corners[(i + 1) % 4]
        start = min(next_corner)
        ring, corner = [start], next_corner[start]
        while corner != start:
            ring.append(corner)
            corner = next_corner[corner]
        return [[float(self.lon[c]), float(self.lat[c])] for c in [*ring, start]]

    def polygon(self, cells: set[Cell]) -> str:
        """The outline as JSON: one ring."""
        return json.dumps([self.ring(cells)], separators=(",", ":"))


def make_lattice(
    rng: np.random.Generator, columns: int, rows: int, lon_span: Span = LON, lat_span: Span = LAT
) -> Lattice:
    """Jittered corners, closer together in the middle, where the town is."""
    x, y = np.meshgrid(np.arange(columns + 1.0), np.arange(rows + 1.0), indexing="ij")
    x += rng.uniform(-JITTER, JITTER, x.shape)
    y += rng.uniform(-JITTER, JITTER, y.shape)
    u, v = _gathered(2 * x / columns - 1), _gathered(2 * y / rows - 1)
    # Bend it and round the corners off, so that the county is no rectangle. Shears fold nothing over.
    u, v = u * np.sqrt(1 - 0.30 * v**2), v * np.sqrt(1 - 0.30 * u**2)
    for size, waves in ((0.10, 2.2), (0.03, 6.0)):
        u = u + size * np.sin(waves * v + rng.uniform(0, 6.28))
        v = v + size * np.sin(waves * u + rng.uniform(0, 6.28))
    lon = np.interp(u, (-1.3, 1.3), lon_span)
    lat = np.interp(v, (-1.3, 1.3), lat_span)
    return Lattice(lon.round(5), lat.round(5))


def _gathered(t: Floats) -> Floats:
    return 0.72 * t + 0.28 * t**3


Rectangle = tuple[int, int, int, int]  # x, y, width and height in cells


def split(area: Rectangle, count: int) -> list[Rectangle]:
    """Cuts a rectangle into `count` smaller ones, in rows that break joint like bricks where they can."""
    x0, y0, width, height = area
    rows = rows_for(count)
    rectangles: list[Rectangle] = []
    for row in range(rows):
        low, high = (y0 + height * (row + i) // rows for i in (0, 1))
        across = count * (row + 1) // rows - count * row // rows
        for column in range(across):
            left, right = (x0 + width * (column + i) // across for i in (0, 1))
            rectangles.append((left, low, right - left, high - low))
    return rectangles


def rows_for(count: int) -> int:
    """Return how many rows `split` makes."""
    return max(1, round(sqrt(count)))


def cells_of(rectangle: Rectangle) -> set[Cell]:
    """The cells of a rectangle."""
    x, y, width, height = rectangle
    return {(i, j) for i in range(x, x + width) for j in range(y, y + height)}
