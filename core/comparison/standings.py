"""Standings of like units by one KPI: as much of a fair comparison as a single unit is told, and nothing of its chart.

A standing has no interval of its own, since those of a comparison are the boards': whoever shows one asks there.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from core.comparison.types import AgainstGroup, Group, LeftOut, PeerVerdict, Position, RankedUnit, Reading, Side
from core.metrics.types import UnitRef


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit's value among its peers, and what may be said of it; see `RankedUnit`."""

    unit: UnitRef
    exact: Fraction
    position: Position | None
    side: Side
    verdict: PeerVerdict | None
    against_group: AgainstGroup | None

    @property
    def value(self) -> float:
        """Return what is compared, as a float."""
        return float(self.exact)


@dataclass(frozen=True, slots=True)
class Standings:
    """The units of a group by one KPI, in order of rank, and those not compared; see `Comparison`."""

    kpi: str
    group: Group
    quantity_zh: str
    unit: str
    digits: int
    units: tuple[Standing, ...]
    left_out: tuple[LeftOut, ...]
    reading: Reading


def standing_of(ranked: RankedUnit) -> Standing:
    """Return where a ranked unit stands."""
    return Standing(ranked.unit, ranked.exact, ranked.position, ranked.side, ranked.verdict, ranked.against_group)
