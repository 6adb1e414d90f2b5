"""One comparison as plain numbers, and what the statistics say of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.catalogue.model import Kpi
from core.judgement import counts, quantiles, rates
from core.judgement.dispersion import Dispersion
from core.metrics.arrays import Floats
from core.metrics.types import Change, Figure, Window

TestKind = Literal["count", "rate", "percentile", "census"]


@dataclass(frozen=True, slots=True)
class ComparedFigure:
    """A window's figure: its parts, or for a percentile its bins."""

    window: Window
    figure: Figure
    bins: tuple[int, ...] = ()

    @property
    def numerator(self) -> float:
        """The numerator."""
        return self.figure.numerator or 0.0

    @property
    def exposure(self) -> float:
        """What a count is a count per: days, or days times what a ratio divides by."""
        return self.window.days * (1.0 if self.figure.denominator is None else self.figure.denominator)

    @property
    def fraction(self) -> tuple[float, float]:
        """Numerator and denominator."""
        return self.numerator, self.figure.denominator or 0.0


@dataclass(frozen=True, slots=True)
class Case:
    """A comparison; `smallest` is in the change's unit, `barrier` says why it cannot be judged at all."""

    kpi: Kpi
    now: ComparedFigure
    base: ComparedFigure
    change: Change
    smallest: float
    dispersion: Dispersion
    edges: tuple[int, ...] = ()
    obstacle: str = ""

    @property
    def test_kind(self) -> TestKind:
        """Which statistics it takes."""
        if self.kpi.is_census:
            return "census"
        if self.kpi.kind in ("rate", "percentile"):
            return "rate" if self.kpi.kind == "rate" else "percentile"
        return "count"

    @property
    def is_tested(self) -> bool:
        """Whether it is a test, with a chance of being wrong."""
        return not self.obstacle and self.test_kind != "census"

    @property
    def exposures(self) -> tuple[float, float]:
        """What the counts now and then are counts per; of work in hand there is one moment each."""
        return (1.0, 1.0) if self.kpi.in_hand else (self.now.exposure, self.base.exposure)

    @property
    def judged_change(self) -> float | None:
        """The change that is judged: per day where the windows differ; infinite from a base of zero."""
        if self.test_kind == "count" and self.base.numerator > 0:
            now, base = self.exposures
            return (self.now.numerator / now / (self.base.numerator / base) - 1) * 100
        if self.test_kind == "count" or (self.test_kind == "census" and self.change.change is None):
            return math.inf if self.now.numerator > 0 else 0.0
        return self.change.change

    @property
    def compared_edge(self) -> int:
        """For a percentile: the bin in whose upper edge the two windows are compared."""
        assert self.kpi.quantile is not None  # the catalogue's checks require it of a percentile
        return quantiles.nearest_edge(self.now.bins, self.base.bins, self.kpi.quantile)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The p of no change and the least that could be, the 95% interval in the change's unit, too small a base."""

    p: float
    min_attainable_p: float
    low: float
    high: float
    is_too_few: bool


def gather_evidence(cases: Sequence[Case]) -> list[Evidence]:
    """What the statistics say of each comparison taken alone; those of one sort are worked out as arrays."""
    found: dict[int, Evidence] = {}
    for sort, work in (("count", _weigh_counts), ("rate", _weigh_rates), ("percentile", _weigh_percentiles)):
        places = [place for place, case in enumerate(cases) if case.test_kind == sort]
        if places:
            found |= zip(places, work([cases[place] for place in places]), strict=True)
    return [found[place] for place in range(len(cases))]


def _spreads(cases: Sequence[Case]) -> Dispersion:
    phi, df = np.array([(float(case.dispersion.phi), float(case.dispersion.df)) for case in cases]).T
    return Dispersion(phi, df)


def _weigh_counts(cases: Sequence[Case]) -> list[Evidence]:
    spread = _spreads(cases)
    table = [(case.now.numerator, case.base.numerator, *case.exposures) for case in cases]
    now, base, day_now, day_base = np.array(table).T
    amounts, days = (now, base), (day_now, day_base)
    low, high = (_percent(end) for end in counts.ratio_interval(amounts, days, spread))
    p, least = counts.p_and_min_attainable(amounts, days, spread)
    return _evidence(p, least, low, high, counts.is_too_few(amounts, days, spread))


def _weigh_rates(cases: Sequence[Case]) -> list[Evidence]:
    spread, (now, base) = _spreads(cases), _pairs(cases)
    low, high = rates.difference_interval(now, base, spread)
    p, least = rates.p_and_min_attainable(now, base, spread)
    return _evidence(p, least, low * 100, high * 100, rates.is_too_few(now, base, spread))


def _weigh_percentiles(cases: Sequence[Case]) -> list[Evidence]:
    spread, (now, base) = _spreads(cases), _pairs(cases)
    ends = np.array([_percentile_interval(case) for case in cases])
    p, least = rates.p_and_min_attainable(now, base, spread)
    return _evidence(p, least, _percent(ends[:, 0]), _percent(ends[:, 1]), ends[:, 1] > 4 * ends[:, 0])


def _percentile_interval(case: Case) -> tuple[float, float]:
    assert case.kpi.quantile is not None  # the catalogue's checks require it of a percentile
    return quantiles.ratio_interval(case.now.bins, case.base.bins, case.edges, case.kpi.quantile, case.dispersion)


def _evidence(p: Floats, least: Floats, low: Floats, high: Floats, small: NDArray[np.bool_]) -> list[Evidence]:
    columns = (column.tolist() for column in (p, least, low, high, small))
    return [Evidence(*row) for row in zip(*columns, strict=True)]


def _pairs(cases: Sequence[Case]) -> tuple[rates.Fraction, rates.Fraction]:
    """The numerators and denominators of rates, now and base, as arrays."""
    pairs = [_parts(case, case.now.bins, case.base.bins) for case in cases]
    now, base = (np.array([pair[side] for pair in pairs], float).T for side in (0, 1))
    return (now[0], now[1]), (base[0], base[1])


def _parts(case: Case, now: Sequence[int], base: Sequence[int]) -> tuple[rates.Fraction, rates.Fraction]:
    if case.test_kind == "rate":
        return case.now.fraction, case.base.fraction
    return quantiles.fraction_within(now, case.compared_edge), quantiles.fraction_within(base, case.compared_edge)


def joint_p_values(pairs: Sequence[tuple[Case, Case]]) -> list[float]:
    """The p of one window against two bases at once; NaN where they are not apart, or not of one window."""
    found = np.full(len(pairs), np.nan)
    joint = [place for place, pair in enumerate(pairs) if _apart(*pair)]
    for of_counts in (True, False):
        places = [place for place in joint if (pairs[place][0].test_kind == "count") == of_counts]
        if places:
            found[places] = (_joint_counts if of_counts else _joint_parts)([pairs[place] for place in places])
    return found.tolist()


def _apart(first: Case, second: Case) -> bool:
    one, two = first.base.window, second.base.window
    apart = one.last < two.first or two.last < one.first
    return apart and first.is_tested and second.is_tested and first.now.window == second.now.window


def _joint_counts(pairs: Sequence[tuple[Case, Case]]) -> Floats:
    table = [
        (
            one.now.numerator,
            one.base.numerator + two.base.numerator,
            one.exposures[0],
            one.exposures[1] + two.exposures[1],
        )
        for one, two in pairs
    ]
    now, base, day_now, day_base = np.array(table).T
    return counts.p_value((now, base), (day_now, day_base), _spreads([one for one, _ in pairs]))


def _joint_parts(pairs: Sequence[tuple[Case, Case]]) -> Floats:
    rows = []
    for one, two in pairs:
        now, base = _parts(one, one.now.bins, np.add(one.base.bins, two.base.bins).tolist())
        if one.test_kind == "rate":
            (one_top, one_bottom), (two_top, two_bottom) = one.base.fraction, two.base.fraction
            base = one_top + two_top, one_bottom + two_bottom
        rows.append((*now, *base))
    k1, n1, k0, n0 = np.array(rows, float).T
    return rates.p_value((k1, n1), (k0, n0), _spreads([one for one, _ in pairs]))


def _percent(ratio: Floats) -> Floats:
    return (ratio - 1) * 100
