"""The pooled effect of instructions: their gaps after the sending less what the gaps before it foretell.

Whoever is picked for standing out falls back by itself. How far, is learnt from the same units and their like at dates
without an instruction: there the later gap is regressed on the earlier ones (analysis of covariance: Barnett, van der
Pols and Dobson, International Journal of Epidemiology 34, 2005), each shrunk by its own reliability. So the choice may
fall on the worst, and chance may last (autocorrelation): what the choice knew is in the earlier gaps. Where dates
without an instruction are followed by one, the difference is divided by the difference in exposure (de Chaisemartin and
D'Haultfœuille, Review of Economic Studies 85, 2018).

The rest is averaged with random effects (τ²: DerSimonian and Laird, Controlled Clinical Trials 7, 1986). Estimates
share units, weeks and controls, so the error is the largest of three: Hartung and Knapp's (Statistics in Medicine 20,
2001) and two jackknives that leave out whole units or whole quarters, the regression fitted anew each time; quantiles
are of Student's t with the effective number of units (or quarters) less one. The regression to the mean that was taken
out is itself known to some 7% only (units may be picked by other rules than the gaps used here): that is added to the
error. `python -m benchmarks.instructions` prints how often it errs and what it finds.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import ndtri, stdtrit

from core.features.follow_up.pooled.weekly_panel import (
    EFFECT_WEEKS,
    WeeklyPanel,
    WindowGaps,
    exposure_after,
    is_clean,
    recent_base,
    window_gaps,
)
from core.judgement.detectable import Threshold
from core.metrics.arrays import Flags, Floats, Ints

ALPHA = 0.05
MIN_ESTIMATES = 8  # instructions in a pool
MIN_CLUSTERS = 5.0  # effective units, or one more than quarters: with fewer a jackknife knows nothing
MIN_HALF = 2.0  # the same of each half of a placebo
QUARTER = 13  # weeks
REGRESSION_DOUBT = 0.07  # standard error of the regression to the mean, as a share of it: measured, see above
EARLIER_GAPS = 2  # against the same weeks of earlier years, and against the year just before
MIN_QUIET = 20  # unit-weeks without an instruction
MIN_CONTRAST = 0.3  # least difference in exposure


class SentInstruction(NamedTuple):
    """An instruction by its row and week in a panel; its evidence began and ended so many weeks before that week."""

    unit: int
    week: int
    evidence_start: int
    evidence_end: int


class Rows(NamedTuple):
    """Unit-weeks: what is known before (earlier gaps shrunk, and 1), the gaps before and after, and the rest.

    `exposure` is the share of the weeks after in which the unit is under an instruction.
    """

    unit: Ints
    week: Ints
    known: Floats
    before: Floats
    after: Floats
    variance: Floats
    exposure: Floats

    def some(self, chosen: Flags) -> Rows:
        """The rows chosen."""
        return Rows(
            self.unit[chosen],
            self.week[chosen],
            self.known[chosen],
            self.before[chosen],
            self.after[chosen],
            self.variance[chosen],
            self.exposure[chosen],
        )


class Sample(NamedTuple):
    """The rows of instructions, and of unit-weeks at which none ran or was sent."""

    instructed: Rows
    quiet: Rows


class PooledEffect(NamedTuple):
    """A pooled effect with its standard error and degrees of freedom, from so many instructions to so many units.

    `before` is the pooled gap at the evidence, `fallback` what would be left of it without an instruction. Of counts
    all are logarithms of ratios, of rates differences (parts of one). `doubt` is the standard error of the fallback.
    """

    instructions: int
    units: int
    size: float
    standard_error: float
    df: float
    before: float
    fallback: float
    doubt: float

    def interval(self, alpha: float = ALPHA) -> tuple[float, float]:
        """The interval that misses in a share `alpha` of cases."""
        half_width = self.half_width(alpha)
        return self.size - half_width, self.size + half_width

    def half_width(self, alpha: float = ALPHA) -> float:
        """Half of the interval: the smallest effect that is significant where it is seen."""
        chance = self.standard_error * Threshold.at(self.df, alpha).deviate
        return math.hypot(chance, self.doubt * float(ndtri(1 - alpha / 2)))

    def min_detectable(self, alpha: float = ALPHA) -> float:
        """The smallest true effect that would be told in four of five cases."""
        error = math.hypot(self.standard_error, self.doubt)
        return Threshold(self.half_width(alpha) / error, self.df).smallest_told(error, error) if error else 0.0


def sample_of(panel: WeeklyPanel, instructions: Sequence[SentInstruction]) -> Sample:
    """The rows of one panel."""
    after, exposure = window_gaps(panel, 1, EFFECT_WEEKS), exposure_after(panel)
    calm = is_clean(panel, EFFECT_WEEKS)
    by_span: dict[tuple[int, int], list[SentInstruction]] = {}
    for order in instructions:
        by_span.setdefault((order.evidence_start, order.evidence_end), []).append(order)
    instructed: list[Rows] = []
    quiet: list[Rows] = []
    for (start, end), orders in sorted(by_span.items(), key=lambda item: (-len(item[1]), item[0])):
        earlier = [window_gaps(panel, -start, -end), window_gaps(panel, -start, -end, recent_base)]
        usable: Flags = np.all([np.isfinite(gaps.size) for gaps in (after, *earlier)], axis=0)
        gaps = _Gaps(after, exposure, earlier, [_reliability(gaps, calm & usable) for gaps in earlier])
        units, weeks = (np.array([getattr(order, name) for order in orders], np.int64) for name in ("unit", "week"))
        chosen = usable[units, weeks]
        instructed.append(_rows(gaps, units[chosen], weeks[chosen]))
        if not quiet:  # of the evidence that most instructions have
            quiet_units, quiet_weeks = np.nonzero(calm & usable)
            quiet.append(_rows(gaps, quiet_units, quiet_weeks))
    return Sample(stacked_rows(instructed), stacked_rows(quiet))


class _Gaps(NamedTuple):
    """Gaps of a panel by (unit, week): the later ones, and the earlier ones of one evidence, with their reliability."""

    after: WindowGaps
    exposure: Floats
    earlier: list[WindowGaps]
    reliability: list[Floats]


def _rows(gaps: _Gaps, units: Ints, weeks: Ints) -> Rows:
    at = units, weeks
    shrunk = [earlier.size[at] * share[at] for earlier, share in zip(gaps.earlier, gaps.reliability, strict=True)]
    known = np.stack([*shrunk, np.ones(len(units))], axis=1)
    after = gaps.after
    return Rows(units, weeks, known, gaps.earlier[0].size[at], after.size[at], after.variance[at], gaps.exposure[at])


def stacked(samples: Sequence[Sample]) -> Sample:
    """Samples of several panels as one; unit rows are the same in all."""
    return Sample(*(stacked_rows([sample[at] for sample in samples]) for at in (0, 1)))


def stacked_rows(rows: Sequence[Rows]) -> Rows:
    """Rows one after another."""
    empty = np.zeros(0)
    none = Rows(empty.astype(np.int64), empty.astype(np.int64), np.zeros((0, EARLIER_GAPS + 1)), *(empty,) * 4)
    return Rows(*(np.concatenate(columns) for columns in zip(none, *rows, strict=True)))


def _reliability(gaps: WindowGaps, chosen: Flags) -> Floats:
    """The share of a gap's variance that is more than chance, by (unit, week)."""
    sizes, variances = gaps.size[chosen], gaps.variance[chosen]
    between = max(0.0, float(np.mean(np.square(sizes) - variances))) if len(sizes) else 0.0
    return between / (between + gaps.variance) if between else np.zeros(gaps.variance.shape)


def pooled_effect(sample: Sample, min_clusters: float = MIN_CLUSTERS) -> PooledEffect | None:
    """The effect of a sample's instructions; None where there are too few to pool, or from too few units."""
    rows, quiet = sample
    if len(rows.unit) < MIN_ESTIMATES or len(quiet.unit) < MIN_QUIET:
        return None
    slopes = _slopes(*_normal_equations(quiet))
    foretold = rows.known @ slopes
    residuals = rows.after - foretold
    weight = 1 / (rows.variance + _between_variance(residuals, rows.variance))
    total = float(weight.sum())
    size = float(weight @ residuals) / total
    knapp = math.sqrt(float(weight @ np.square(residuals - size)) / (total * (len(residuals) - 1)))
    errors = [(knapp, float(len(residuals) - 1))]
    by_quarter = rows.week // QUARTER, quiet.week // QUARTER
    for (keys, quiet_keys), needed in (((rows.unit, quiet.unit), min_clusters), (by_quarter, min_clusters - 1)):
        error, clusters = _jackknife(rows, quiet, weight, keys, quiet_keys)
        if clusters < needed:
            return None
        errors.append((error, clusters - 1))
    error, df = max(errors, key=lambda pair: pair[0] * float(stdtrit(pair[1], 1 - ALPHA / 2)))
    before, fallback = float(weight @ rows.before) / total, float(weight @ foretold) / total
    contrast = float(weight @ rows.exposure) / total - float(np.average(quiet.exposure, weights=1 / quiet.variance))
    if contrast < MIN_CONTRAST:
        return None
    doubt = REGRESSION_DOUBT * abs(before - fallback) / contrast
    return PooledEffect(
        len(residuals), len(np.unique(rows.unit)), size / contrast, error / contrast, df, before, fallback, doubt
    )


def placebo_effect(sample: Sample) -> PooledEffect | None:
    """The same estimate at dates without an instruction, picked as those with one were: as high (or low) before.

    The dates are quiet unit-weeks that stand out most, as many as there are instructions, from as many of the most
    outstanding as keep the mean gap of the instructed. Half the units are foretold by the other half, and the other
    way round, so that nothing is foretold by itself.
    """
    rows, quiet = sample
    if len(rows.unit) < MIN_ESTIMATES or len(quiet.unit) < MIN_QUIET:
        return None
    target = float(np.average(rows.before, weights=1 / rows.variance))
    order = np.argsort(-quiet.before if target >= 0 else quiet.before, kind="stable")
    running = np.cumsum(quiet.before[order]) / np.arange(1, len(order) + 1)
    reach = max(int((running >= target if target >= 0 else running <= target).sum()), 2 * MIN_QUIET)
    chosen = order[:reach][:: max(reach // len(rows.unit), 1)]
    is_picked = np.isin(np.arange(len(order)), chosen)
    halves = []
    for odd in (False, True):
        own = quiet.unit % 2 == odd
        picked, others = quiet.some(is_picked & own), quiet.some(~own)
        as_if = picked._replace(exposure=np.ones(len(picked.unit)))
        half = pooled_effect(Sample(as_if, others._replace(exposure=np.zeros(len(others.unit)))), MIN_HALF)
        if half is None:
            return None
        halves.append(half)
    first, second = halves
    mean = [(getattr(first, name) + getattr(second, name)) / 2 for name in ("size", "before", "fallback", "doubt")]
    error = math.hypot(first.standard_error, second.standard_error) / 2
    df = min(first.df, second.df)
    return PooledEffect(
        first.instructions + second.instructions, first.units + second.units, mean[0], error, df, *mean[1:]
    )


def _normal_equations(quiet: Rows) -> tuple[Floats, Floats]:
    """Moments and products of each row of a weighted regression of the later gap on what is known before."""
    scaled = quiet.known / quiet.variance[:, None]
    return scaled[:, :, None] * quiet.known[:, None, :], scaled * quiet.after[:, None]


def _slopes(moments: Floats, products: Floats) -> Floats:
    """Slopes from moments and products by row, summed over the rows."""
    return _solved(moments.sum(0), products.sum(0))


def _solved(moments: Floats, products: Floats) -> Floats:
    """Slopes by least squares; where earlier gaps carry nothing, none."""
    solved = np.linalg.solve(moments + 1e-9 * np.eye(moments.shape[-1]), products[..., None])
    return np.asarray(solved[..., 0], float)


def _between_variance(sizes: Floats, variances: Floats) -> float:
    """τ²: the variance of true effects."""
    weight = 1 / variances
    mean = weight @ sizes / weight.sum()
    excess = weight @ np.square(sizes - mean) - (len(sizes) - 1)
    return max(0.0, float(excess / (weight.sum() - np.square(weight).sum() / weight.sum())))


def _jackknife(rows: Rows, quiet: Rows, weight: Floats, keys: Ints, quiet_keys: Ints) -> tuple[float, float]:
    """The standard error from leaving out whole clusters, and their effective number."""
    names = np.unique(keys)
    size = int(max(keys.max(), quiet_keys.max())) + 1

    def left_out(values: Floats, by: Ints) -> Floats:
        sums: Floats = np.zeros((size, *values.shape[1:]))
        np.add.at(sums, by, values)
        remaining: Floats = (np.asarray(values.sum(0)) - sums)[names]
        return remaining

    weights = left_out(weight, keys)
    own = weight.sum() - weights
    clusters = float(own.sum() ** 2 / np.square(own).sum())
    if len(names) < 2:
        return math.inf, clusters
    moments, products = (left_out(values, quiet_keys) for values in _normal_equations(quiet))
    foretold = (left_out(weight[:, None] * rows.known, keys) * _solved(moments, products)).sum(1)
    estimates = (left_out(weight * rows.after, keys) - foretold) / weights
    share = (len(names) - 1) / len(names)
    return math.sqrt(share * float(np.square(estimates - estimates.mean()).sum())), clusters
