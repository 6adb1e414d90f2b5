"""Weekly scores of the bureau and its stations beside what is usual, ready for a CUSUM.

The bureau is beside its own three years, a station beside all the others in the same weeks (its share of them). A
quarter of a year is judged by one fit, over the three years that ended half a year before the quarter began: a rise
does not become its own expectation while it is searched (half a year as in Noufal and others, Statistics in Medicine
2013), and weeks that are over are judged as they were judged then.

A CUSUM adds up an error of the mean as faithfully as a rise. So each week's reference value is raised by how unsure
the mean is, times the `caution` of the prior. Both cautions were chosen in simulated years of the whole procedure with
trend, season and 春节, so that at ρ = 0.3 about as many false signals begin as were agreed to; what becomes of them
at ρ = 0 to 0.7, and what is found, is printed by `python -m benchmarks.lasting`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from core.features.signals.cusum import REFERENCE, CusumPath, follow_cusum, limits_of
from core.features.signals.expected_counts import HALF, PRIOR_RECORDS
from core.features.signals.seasonal_baseline import (
    SHARE,
    WHOLE_BUREAU,
    BaselineFit,
    Prior,
    anscombe,
    design_of,
    expected_counts,
    fit_baselines,
)
from core.metrics.arrays import Flags, Floats, Ints

BLOCK, GAP, BASELINE, SHORTEST_BASELINE = 13, 26, 156, 52  # weeks
BLOCKS_BACK = 5  # before the running one; a rise is followed no further back
HISTORY = GAP + BASELINE
MONTHS_A_YEAR = 12
USUAL_RHO, RHO_WEEKS = 0.2, 26  # assumed beforehand, with the weight of so many weeks
NEIGHBOUR_WEEKS = 156  # the weight of all stations' autocorrelation beside a station's own weeks
LARGEST_RHO = 0.8
FitRows = Callable[[tuple[int, bool], Floats, Callable[[Floats], Floats]], Floats]


class WeeklyCounts(NamedTuple):
    """Counts from the week `first` on by (KPI, unit, week), the bureau in row 0, and which of them are complete."""

    first: int
    counts: Ints
    complete: Flags


class WeeklyScores(NamedTuple):
    """By (KPI, unit, week) from the week `first` on: counts, means, scores, reference values, limits and ρ.

    NaN are the scores of weeks without complete records, and the limits of series that are not tested.
    """

    first: int
    counts: Ints
    means: Floats
    scores: Floats
    references: Floats
    limits: Floats
    rhos: Floats

    def follow(self) -> CusumPath:
        """Follow the CUSUM of every series; the path is by (KPI, unit, week), its weeks are counted from `first`."""
        path = follow_cusum(*(np.moveaxis(array, -1, 0) for array in (self.scores, self.references, self.limits)))
        active, since, started = path
        return CusumPath(np.moveaxis(active, 0, -1), np.moveaxis(since, 0, -1), np.moveaxis(started, 0, -1))


def first_week_needed(last: int) -> int:
    """Return the first week to be read where `last` is the last one to be judged."""
    return _first_week(last) - HISTORY


def score_weeks(weekly: WeeklyCounts, least: int, false_alarms_a_month: float, fit_rows: FitRows) -> WeeklyScores:
    """Score the weeks of the last quarters; `fit_rows` computes rows of fits, or remembers them.

    Half of the false signals are the bureau's and half its stations', shared equally among the series of at least
    `least` records a week.
    """
    last = weekly.first + weekly.counts.shape[-1] - 1
    begin = _first_week(last)
    quarters = [range(start, min(start + BLOCK, last + 1)) for start in range(begin, last + 1, BLOCK)]
    complete = weekly.complete & weekly.complete[:, :1]
    scored = []
    for quarter in quarters:
        weeks = _Weeks(quarter, weekly.first)
        offset = _others_due(weekly.counts, complete, weeks.base)
        groups = (
            _Group(weekly.counts[:, :1], np.zeros_like(weekly.counts[:, :1], float), complete[:, :1], WHOLE_BUREAU),
            _Group(weekly.counts[:, 1:], offset, complete[:, 1:], SHARE),
        )
        halves = [_score_group(group, weeks, least, false_alarms_a_month / 2, fit_rows) for group in groups]
        scored.append([np.concatenate(arrays, axis=1) for arrays in zip(*halves, strict=True)])
    return WeeklyScores(begin, *(np.concatenate(arrays, axis=-1) for arrays in zip(*scored, strict=True)))


def _first_week(last: int) -> int:
    return (last // BLOCK - BLOCKS_BACK) * BLOCK


class _Weeks:
    """The weeks of a quarter and of its fit: their places in arrays that begin with the week `first`, and designs."""

    def __init__(self, quarter: range, first: int) -> None:
        base = range(quarter.start - HISTORY, quarter.start - GAP)
        origin = (base[0] + base[-1]) / 2
        self.start = quarter.start
        self.base = slice(base.start - first, base.stop - first)
        self.now = slice(quarter.start - first, quarter.stop - first)
        self.base_design, self.design = design_of(base, origin), design_of(quarter, origin)


class _Group(NamedTuple):
    """The bureau alone, or its stations: counts, offsets and flags by (KPI, unit, week)."""

    counts: Ints
    offset: Floats
    complete: Flags
    prior: Prior


def _score_group(
    group: _Group, weeks: _Weeks, least: int, false_alarms_a_month: float, fit_rows: FitRows
) -> tuple[Ints, Floats, Floats, Floats, Floats, Floats]:
    """Return counts, means, scores, reference values, limits and ρ of a quarter, each by (KPI, unit, week)."""
    shape, is_bureau = group.counts.shape[:2], group.prior is WHOLE_BUREAU
    past = [array[..., weeks.base].reshape(-1, len(weeks.base_design)) for array in group[:3]]
    fitter = _fitter(weeks.base_design, group.prior)
    fit = BaselineFit.unpacked(fit_rows((weeks.start, is_bureau), np.concatenate(past, axis=1, dtype=float), fitter))
    base_weeks = group.complete[..., weeks.base].sum(-1)
    rho = _pooled_rho(fit.rho.reshape(shape), base_weeks, is_bureau=is_bureau).ravel()
    counts = group.counts[..., weeks.now].reshape(-1, len(weeks.design))
    offset = group.offset[..., weeks.now].reshape(counts.shape)
    complete = group.complete[..., weeks.now].reshape(counts.shape)
    mean, unsure = expected_counts(fit, rho, weeks.design, offset, group.prior)
    score = np.where(complete, anscombe(counts.astype(float), mean, fit.phi[:, None]), np.nan)
    tested = (base_weeks.ravel() >= SHORTEST_BASELINE) & (fit.level >= least)
    yearly = np.full(rho.shape, false_alarms_a_month * MONTHS_A_YEAR / max(int(tested.sum()), 1))
    limit = np.where(tested, limits_of(rho, yearly), np.nan)
    reference = REFERENCE + group.prior.caution * unsure
    by_week = [np.broadcast_to(values[:, None], counts.shape) for values in (limit, rho)]
    arrays = [array.reshape(*shape, len(weeks.design)) for array in (mean, score, reference, *by_week)]
    return group.counts[..., weeks.now], arrays[0], arrays[1], arrays[2], arrays[3], arrays[4]


def _fitter(design: Floats, prior: Prior) -> Callable[[Floats], Floats]:
    """Return what turns rows of counts, offsets and flags into packed fits."""

    def fit(rows: Floats) -> Floats:
        counts, offset, complete = np.split(rows, 3, axis=1)
        return fit_baselines(counts.astype(np.int64), offset, complete > HALF, design, prior).packed()

    return fit


def _others_due(counts: Ints, complete: Flags, base: slice) -> Floats:
    """Return, on the log scale, how much of a year's mean all the other units have in each week.

    Few records of the others are chance's, and are drawn towards their own mean (as in `expected_by_share`).
    """
    others = np.maximum(counts[:, :1] - counts[:, 1:], 0).astype(float)
    in_base = complete[:, :1, base]
    mean = (others[..., base] * in_base).sum(-1, keepdims=True) / np.maximum(in_base.sum(-1, keepdims=True), 1)
    return np.asarray(np.log((others + PRIOR_RECORDS) / (mean + PRIOR_RECORDS)), np.float64)


def _pooled_rho(own: Floats, weeks: Ints, *, is_bureau: bool) -> Floats:
    """Return the autocorrelation by (KPI, unit), drawn towards that of all units by the KPI and towards the usual."""
    total = weeks.sum(-1, keepdims=True)
    of_kpi = (own * weeks).sum(-1, keepdims=True) + USUAL_RHO * RHO_WEEKS
    pool = of_kpi / (total + RHO_WEEKS)
    rho = pool * np.ones_like(own) if is_bureau else (own * weeks + pool * NEIGHBOUR_WEEKS) / (weeks + NEIGHBOUR_WEEKS)
    return np.asarray(np.clip(rho, 0.0, LARGEST_RHO), np.float64)
