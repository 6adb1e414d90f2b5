"""Chinese coordinate systems: GCJ-02 (国测局坐标, as Chinese web maps give) to WGS 84 and back.

WGS 84 and CGCS2000 (国家大地坐标系) differ by centimetres and are one here. GCJ-02 lies 100 to 700 metres off, by a
smooth formula that became public (its constants are those of the Krasovsky 1940 ellipsoid); the way back is found by
repeating the way there, to a tenth of a millimetre.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

CoordinateSystem = Literal["wgs84", "gcj02"]
LonLat = NDArray[np.float64]  # (n, 2): longitude, latitude in degrees

_RADIUS, _ECCENTRICITY = 6_378_245.0, 0.006_693_421_622_965_943  # metres; squared
_CENTRE = 105.0, 35.0
_ROUNDS = 6  # each makes the rest about a thousandth of what it was


def to_gcj02(points: LonLat) -> LonLat:
    """WGS 84 degrees as GCJ-02 degrees."""
    x, y = points[:, 0] - _CENTRE[0], points[:, 1] - _CENTRE[1]
    root = 0.1 * np.sqrt(np.abs(x))
    short_wave = (20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)) * 2 / 3
    east = (
        300
        + x
        + 2 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + root
        + short_wave
        + _waves(x, (20, 1), (40, 3), (150, 12), (300, 30))
    )
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 2 * root + short_wave
    north += _waves(y, (20, 1), (40, 3), (160, 12), (320, 30))
    angle = np.radians(points[:, 1])
    bend = 1 - _ECCENTRICITY * np.sin(angle) ** 2
    along = np.radians(_RADIUS * (1 - _ECCENTRICITY) / bend**1.5)  # metres a degree of latitude
    across = np.radians(_RADIUS / np.sqrt(bend) * np.cos(angle))
    shifted: LonLat = points + np.column_stack((east / across, north / along))
    return shifted


def _waves(value: LonLat, *parts: tuple[int, int]) -> LonLat:
    """Sines of amplitudes (metres) and of so many degrees a half wave."""
    total: LonLat = np.zeros_like(value)
    for size, length in parts:
        total += size * np.sin(np.pi * value / length) * 2 / 3
    return total


def to_wgs84(points: LonLat) -> LonLat:
    """GCJ-02 degrees as WGS 84 degrees."""
    estimate = points.copy()
    for _ in range(_ROUNDS):
        estimate += points - to_gcj02(estimate)
    return estimate


def distance_metres(first: LonLat, second: LonLat) -> LonLat:
    """Return how far points lie apart, near enough within a bureau."""
    across = 111_320 * np.cos(np.radians(first[:, 1]))
    distances: LonLat = np.hypot((first[:, 0] - second[:, 0]) * across, (first[:, 1] - second[:, 1]) * 110_574)
    return distances
