"""One comparison as plain numbers, and the statistical evidence on it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal

import numpy as np

from core.catalogue.kpi_model import Kpi
from core.judgement import counts, quantiles, rates
from core.judgement.dispersion import Dispersion
from core.metrics.arrays import Flags, Floats
from core.metrics.types import Change, Figure, Window

KNOWN = 1e9  # degrees of freedom of a dispersion that is no estimate
TestKind = Literal["count", "rate", "percentile", "census"]


@dataclass(frozen=True, slots=True)
class ComparedFigure:
    """A window's figure with its numerator and denominator, or for a percentile its bins."""

    window: Window
    figure: Figure
    bins: tuple[int, ...] = ()

    @property
    def numerator(self) -> int:
        """The numerator, 0 where there is none."""
        return self.figure.numerator or 0

    @property
    def exposure(self) -> int:
        """The exposure of a count: days, or days times what a ratio divides by."""
        return self.window.days * (1 if self.figure.denominator is None else self.figure.denominator)

    @property
    def fraction(self) -> tuple[int, int]:
        """Numerator and denominator."""
        return self.numerator, self.figure.denominator or 0


@dataclass(frozen=True)
class Case:
    """A comparison; `smallest` is in the change's unit, `obstacle` says why it cannot be judged at all.

    What is computed of it is kept: a judgement asks for its change half a dozen times.
    """

    kpi: Kpi
    now: ComparedFigure
    base: ComparedFigure
    change: Change
    smallest: float
    dispersion: Dispersion
    edges: tuple[int, ...] = ()
    obstacle: str = ""

    @cached_property
    def test_kind(self) -> TestKind:
        """The statistics that it takes."""
        if self.kpi.is_census:
            return "census"
        if self.kpi.kind in ("rate", "percentile"):
            return "rate" if self.kpi.kind == "rate" else "percentile"
        return "count"

    @property
    def is_tested(self) -> bool:
        """True of a test, which has a chance of being wrong."""
        return not self.obstacle and self.test_kind != "census"

    @property
    def exposures(self) -> tuple[int, int]:
        """The exposures of the counts, now and base; of work in hand there is one moment each."""
        return (1, 1) if self.kpi.in_hand else (self.now.exposure, self.base.exposure)

    @cached_property
    def judged_change(self) -> float | None:
        """The change that is judged: per day where the windows differ; infinite from a base of zero."""
        exact = self.exact_change
        if exact is None and (self.test_kind == "count" or self.test_kind == "census"):
            return math.inf if self.now.numerator > 0 else 0.0
        return None if exact is None else float(exact)

    @cached_property
    def exact_change(self) -> Fraction | None:
        """The change that is judged, exactly; None from a base of zero, or where there is none."""
        if self.test_kind != "count":
            return self.change.change
        now, base = self.exposures
        if not (self.base.numerator and now):
            return None
        return Fraction(self.now.numerator * base, self.base.numerator * now) * 100 - 100

    @cached_property
    def compared_edge(self) -> int:
        """For a percentile: the bin in whose upper edge the two windows are compared."""
        assert self.kpi.quantile is not None  # the catalogue's checks require it of a percentile
        return quantiles.nearest_edge(self.now.bins, self.base.bins, self.kpi.quantile)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The p of no change, the least attainable p, and the 95% interval in the change's unit.

    `is_too_wide` says that not even a doubling could be told, `is_too_few` that it could not by chance alone.
    """

    p: float
    min_attainable_p: float
    low: float
    high: float
    is_too_wide: bool
    is_too_few: bool


def gather_evidence(cases: Sequence[Case]) -> list[Evidence]:
    """Return the evidence on each comparison taken alone; those of one kind are computed as arrays."""
    evidence: dict[int, Evidence] = {}
    for kind, compute in (("count", _count_evidence), ("rate", _rate_evidence), ("percentile", _percentile_evidence)):
        indices = [index for index, case in enumerate(cases) if case.test_kind == kind]
        if indices:
            evidence |= zip(indices, compute([cases[index] for index in indices]), strict=True)
    return [evidence[index] for index in range(len(cases))]


def _dispersions(cases: Sequence[Case]) -> Dispersion:
    phi, df = np.array([(float(case.dispersion.phi), float(case.dispersion.df)) for case in cases]).T
    return Dispersion(phi, df)


def _count_evidence(cases: Sequence[Case]) -> list[Evidence]:
    dispersion = _dispersions(cases)
    table = [(case.now.numerator, case.base.numerator, *case.exposures) for case in cases]
    now, base, now_days, base_days = np.array(table, float).T
    amounts, days = (now, base), (now_days, base_days)
    low, high = (_percent(end) for end in counts.ratio_interval(amounts, days, dispersion))
    p, least = counts.p_and_min_attainable(amounts, days, dispersion)
    hidden = [counts.hides_doubling(amounts, days, spread) for spread in (dispersion, _chance_alone(dispersion))]
    return _evidence(p, least, low, high, *hidden)


def _rate_evidence(cases: Sequence[Case]) -> list[Evidence]:
    dispersion, (now, base) = _dispersions(cases), _fractions(cases)
    low, high = rates.difference_interval(now, base, dispersion)
    p, least = rates.p_and_min_attainable(now, base, dispersion)
    hidden = [rates.is_wide(now, base, spread) for spread in (dispersion, _chance_alone(dispersion))]
    return _evidence(p, least, low * 100, high * 100, *hidden)


def _percentile_evidence(cases: Sequence[Case]) -> list[Evidence]:
    dispersion, (now, base) = _dispersions(cases), _fractions(cases)
    pairs = [_bin_pair(case) for case in cases]
    ends, by_chance = (
        np.array(quantiles.ratio_intervals(pairs, spread)) for spread in (dispersion, _chance_alone(dispersion))
    )
    p, least = rates.p_and_min_attainable(now, base, dispersion)
    hidden = [pair[:, 1] > 4 * pair[:, 0] for pair in (ends, by_chance)]
    return _evidence(p, least, _percent(ends[:, 0]), _percent(ends[:, 1]), *hidden)


def _bin_pair(case: Case) -> quantiles.BinPair:
    assert case.kpi.quantile is not None  # the catalogue's checks require it of a percentile
    return quantiles.BinPair(case.now.bins, case.base.bins, case.edges, case.kpi.quantile)


def _chance_alone(dispersion: Dispersion) -> Dispersion:
    return Dispersion(np.ones_like(dispersion.phi), np.full_like(dispersion.df, KNOWN))


def _evidence(
    p: Floats, least: Floats, low: Floats, high: Floats, is_too_wide: Flags, is_too_few: Flags
) -> list[Evidence]:
    columns = (column.tolist() for column in (p, least, low, high, is_too_wide, is_too_few))
    return [Evidence(*row) for row in zip(*columns, strict=True)]


def _fractions(cases: Sequence[Case]) -> tuple[rates.RateParts, rates.RateParts]:
    """Return the numerators and denominators of rates, now and base, as arrays."""
    pairs = [_fraction_pair(case, case.now.bins, case.base.bins) for case in cases]
    now, base = (np.array([pair[index] for pair in pairs], float).T for index in (0, 1))
    return (now[0], now[1]), (base[0], base[1])


def _fraction_pair(case: Case, now: Sequence[int], base: Sequence[int]) -> tuple[rates.RateParts, rates.RateParts]:
    if case.test_kind == "rate":
        return case.now.fraction, case.base.fraction
    return quantiles.fraction_within(now, case.compared_edge), quantiles.fraction_within(base, case.compared_edge)


def joint_p_values(pairs: Sequence[tuple[Case, Case]]) -> list[float]:
    """Return the p of one window against two bases at once; NaN where the bases overlap, or the window differs."""
    p = np.full(len(pairs), np.nan)
    joint = [index for index, pair in enumerate(pairs) if _are_separate(*pair)]
    for is_count, compute in ((True, _joint_count_p), (False, _joint_rate_p)):
        indices = [index for index in joint if (pairs[index][0].test_kind == "count") == is_count]
        if indices:
            p[indices] = compute([pairs[index] for index in indices])
    return p.tolist()


def _are_separate(first: Case, second: Case) -> bool:
    base, other = first.base.window, second.base.window
    are_apart = base.last < other.first or other.last < base.first
    return are_apart and first.is_tested and second.is_tested and first.now.window == second.now.window


def _joint_count_p(pairs: Sequence[tuple[Case, Case]]) -> Floats:
    table = [
        (
            first.now.numerator,
            first.base.numerator + second.base.numerator,
            first.exposures[0],
            first.exposures[1] + second.exposures[1],
        )
        for first, second in pairs
    ]
    now, base, now_days, base_days = np.array(table, float).T
    return counts.p_value((now, base), (now_days, base_days), _dispersions([first for first, _ in pairs]))


def _joint_rate_p(pairs: Sequence[tuple[Case, Case]]) -> Floats:
    rows = []
    for first, second in pairs:
        now, base = _fraction_pair(first, first.now.bins, np.add(first.base.bins, second.base.bins).tolist())
        if first.test_kind == "rate":
            (numerator, denominator), (other_numerator, other_denominator) = first.base.fraction, second.base.fraction
            base = numerator + other_numerator, denominator + other_denominator
        rows.append((*now, *base))
    columns = np.array(rows, float).T
    dispersion = _dispersions([first for first, _ in pairs])
    return rates.p_value((columns[0], columns[1]), (columns[2], columns[3]), dispersion)


def _percent(ratio: Floats) -> Floats:
    return (ratio - 1) * 100
