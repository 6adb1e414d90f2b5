"""One comparison as plain numbers, and what the statistics say of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.catalogue.model import Kpi
from core.engine.answers import Change, Figure, Window
from core.engine.judgement import counts, quantiles, rates
from core.engine.judgement.dispersion import Dispersion

Sort = Literal["count", "rate", "percentile", "census"]


@dataclass(frozen=True, slots=True)
class Side:
    """A window's figure: its parts, or for a percentile its bins."""

    window: Window
    figure: Figure
    bins: tuple[int, ...] = ()

    @property
    def top(self) -> float:
        """The numerator."""
        return self.figure.numerator or 0.0

    @property
    def exposure(self) -> float:
        """What a count is a count per: days, or days times what a ratio divides by."""
        return self.window.days * (1.0 if self.figure.denominator is None else self.figure.denominator)

    @property
    def part(self) -> tuple[float, float]:
        """Numerator and denominator."""
        return self.top, self.figure.denominator or 0.0


@dataclass(frozen=True, slots=True)
class Case:
    """A comparison; `smallest` is in the change's unit, `barrier` says why it cannot be judged at all."""

    kpi: Kpi
    now: Side
    base: Side
    change: Change
    smallest: float
    spread: Dispersion
    edges: tuple[int, ...] = ()
    barrier: str = ""

    @property
    def sort(self) -> Sort:
        """Which statistics it takes."""
        if self.kpi.basis == "stock":
            return "census"
        if self.kpi.kind in ("rate", "percentile"):
            return "rate" if self.kpi.kind == "rate" else "percentile"
        return "count"

    @property
    def tried(self) -> bool:
        """Whether it is a test, with a chance of being wrong."""
        return not self.barrier and self.sort != "census"

    @property
    def moved(self) -> float | None:
        """The change that is judged: per day where the windows differ; infinite from a base of zero."""
        if self.sort == "count" and self.base.top > 0:
            return (self.now.top / self.now.exposure / (self.base.top / self.base.exposure) - 1) * 100
        if self.sort == "count" or (self.sort == "census" and self.change.change is None):
            return math.inf if self.now.top > 0 else 0.0
        return self.change.change

    @property
    def edge(self) -> int:
        """For a percentile: the bin in whose upper edge the two windows are compared."""
        assert self.kpi.quantile is not None  # the catalogue's checks require it of a percentile
        return quantiles.nearest_edge(self.now.bins, self.base.bins, self.kpi.quantile)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The p of no change and the least that could be, the 95% interval in the change's unit, too small a base."""

    p: float
    least: float
    low: float
    high: float
    too_small: bool


def weigh(case: Case) -> Evidence:
    """What the statistics say of one comparison taken alone."""
    if case.sort == "count":
        amounts, days = (case.now.top, case.base.top), (case.now.exposure, case.base.exposure)
        low, high = counts.ratio_interval(amounts, days, case.spread)
        p, least = counts.p_value(amounts, days, case.spread), counts.least_p(amounts, days, case.spread)
        small = bool(counts.too_small(amounts, days, case.spread))
        return Evidence(float(p), float(least), _percent(float(low)), _percent(float(high)), small)
    now, base = _parts(case, case.now.bins, case.base.bins)
    p, least = rates.p_value(now, base, case.spread), rates.least_p(now, base, case.spread)
    if case.sort == "rate":
        low, high = rates.difference_interval(now, base, case.spread)
        small = bool(rates.too_small(now, base, case.spread))
        return Evidence(float(p), float(least), float(low) * 100, float(high) * 100, small)
    assert case.kpi.quantile is not None  # the catalogue's checks require it of a percentile
    ends = quantiles.ratio_interval(case.now.bins, case.base.bins, case.edges, case.kpi.quantile, case.spread)
    return Evidence(float(p), float(least), _percent(ends[0]), _percent(ends[1]), ends[1] > 4 * ends[0])


def _parts(case: Case, now: Sequence[int], base: Sequence[int]) -> tuple[rates.Part, rates.Part]:
    if case.sort == "rate":
        return case.now.part, case.base.part
    return quantiles.within(now, case.edge), quantiles.within(base, case.edge)


def weigh_together(first: Case, second: Case) -> float:
    """The p of one window against two bases at once; NaN where they are not apart, or not of one window."""
    one, two = first.base.window, second.base.window
    apart = one.last < two.first or two.last < one.first
    if not (apart and first.tried and second.tried and first.now.window == second.now.window):
        return math.nan
    if first.sort == "count":
        amounts = first.now.top, first.base.top + second.base.top
        days = first.now.exposure, first.base.exposure + second.base.exposure
        return float(counts.p_value(amounts, days, first.spread))
    bins = np.add(first.base.bins, second.base.bins).tolist()
    now, base = _parts(first, first.now.bins, bins)
    if first.sort == "rate":
        (one_top, one_bottom), (two_top, two_bottom) = first.base.part, second.base.part
        base = one_top + two_top, one_bottom + two_bottom
    return float(rates.p_value(now, base, first.spread))


def _percent(ratio: float) -> float:
    return (ratio - 1) * 100
