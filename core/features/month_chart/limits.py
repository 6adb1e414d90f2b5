"""Limits of a month chart: XmR, Laney's u′ and p′, widened for months that go together.

A chart's centre and limits come from the months of its baseline and are held against the months after it (Shewhart,
Economic Control of Quality of Manufactured Product, 1931). The spread is taken from neighbours: the mean moving range
over 1.128 (Wheeler, Understanding Variation, 1993), so that a step in the baseline does not hide itself.
- XmR: mean ± 3σ, σ = mean moving range ÷ 1.128, which is mean ± 2.66 mean moving ranges.
- p′, u′ (Laney, Quality Engineering 14(4), 2002): counts vary more than binomial or Poisson ones; their deviates from
  the centre have a spread σz of their own, by moving ranges too, and the limits are centre ± 3 σz of the textbook's σ.
  σz is never below 1.
A count has a season: its centre is the rate a day of the same months of the baseline (January and February taken
together, since the lunar new year falls in either). Shares, percentiles and stocks are taken to have none.

Moving ranges of months that go together are too small: with a correlation r of neighbours their mean square is
2σ²(1 − r). r is estimated from the baseline, drawn to USUAL_R as if PRIOR_MONTHS had shown it, and σ is divided by
√(1 − r). A month that is judged also differs from a centre that is itself estimated; that widens its limits.

Outside is beyond a limit; a run is RUN months in a row on one side of the centre line, the newest among them: eight, as
in Western Electric's Statistical Quality Control Handbook, 1956 (Nelson, Journal of Quality Technology 16(4), 1984, has
nine).
benchmarks/month_chart.py counts how often months in which nothing happens are told.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.metrics.arrays import Flags, Floats

RUN = 8
SIGMAS = 3.0
MEAN_RANGE = 1.128  # of two normal numbers, in standard deviations (d₂)
USUAL_R, PRIOR_MONTHS = 0.2, 12  # assumed: what neighbouring months of one KPI have in common
LARGEST_R = 0.9
NO_STRAY = 1e-9  # mean square below which deviates are rounding errors
SEASONS = 11  # January and February are one
Seasons = NDArray[np.int64]


class Limits(NamedTuple):
    """By point: centre, lower and upper limit, NaN where there is none; r of neighbouring months, as it was used."""

    centre: Floats
    low: Floats
    high: Floats
    r: float


def individual_limits(values: Floats, baseline: Flags) -> Limits:
    """Return the limits of an XmR chart; NaN is no value."""
    base = np.where(baseline, values, np.nan)
    size = int(np.isfinite(base).sum())
    centre = float(np.nanmean(base))
    r = neighbour_correlation(base - centre, removed=1)
    sigma = mean_moving_range(base) / MEAN_RANGE / np.sqrt(1 - r)
    half = SIGMAS * sigma * _widening(np.full(len(values), 1.0), baseline, size, r)
    return Limits(np.full(len(values), centre), centre - half, centre + half, r)


def share_limits(numerators: Floats, denominators: Floats, baseline: Flags) -> Limits:
    """Return the limits of a p′ chart; a denominator of 0 or NaN is no value."""
    has_cases = denominators > 0
    based, size = baseline & has_cases, np.where(has_cases, denominators, 1.0)
    total = float(size[based].sum())
    centre = float(numerators[based].sum()) / total
    chance = np.sqrt(centre * (1 - centre) / size)
    with np.errstate(divide="ignore", invalid="ignore"):
        deviates = np.where(based, (numerators / size - centre) / chance, np.nan)
    r = neighbour_correlation(deviates, removed=1)
    sigma = _extra_spread(deviates, r)
    half = SIGMAS * sigma * chance * _widening(size, based, total, r)
    low, high = (np.where(has_cases, np.clip(end, 0, 1), np.nan) for end in (centre - half, centre + half))
    return Limits(np.where(has_cases, centre, np.nan), low, high, r)


def count_limits(counts: Floats, exposures: Floats, seasons: Seasons, baseline: Flags) -> Limits:
    """Return the limits of a u′ chart, in counts; NaN is no value.

    `exposures` are days, or days times what a count is divided by. A season of which the baseline has fewer than two
    months has no centre.
    """
    usable = np.isfinite(counts) & (exposures > 0)
    based = baseline & usable
    months, totals, days = (
        np.bincount(seasons[based], weights, SEASONS) for weights in (None, counts[based], exposures[based])
    )
    has_centre = (months >= 2)[seasons] & usable
    season_days = np.where(has_centre, days[seasons], 1.0)
    centre = np.where(has_centre, totals[seasons] / season_days * exposures, np.nan)
    own = np.where(based & has_centre, exposures / season_days, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        deviates = np.where(based, (counts - centre) / np.sqrt(centre * (1 - own)), np.nan)
    r = neighbour_correlation(deviates)
    half = SIGMAS * _extra_spread(deviates, r) * np.sqrt(centre * np.where(based, 1.0, 1 + exposures / season_days))
    return Limits(centre, np.maximum(centre - half, 0), centre + half, r)


def mean_moving_range(values: Floats) -> float:
    """Return the mean difference of neighbours; NaN where there are none."""
    ranges = np.abs(np.diff(values))
    ranges = ranges[np.isfinite(ranges)]
    return float(ranges.mean()) if len(ranges) else float("nan")


def neighbour_correlation(deviates: Floats, removed: int = 0) -> float:
    """Return r of neighbouring months, NaN left out, drawn to what is usual.

    Where `removed` is 1, a mean was taken off, which makes r too small by about (1 + 3r) ÷ n (Kendall 1954).
    """
    finite = np.isfinite(deviates)
    size = int(finite.sum())
    filled = np.where(finite, deviates, 0.0)
    pairs = int((finite[1:] & finite[:-1]).sum())
    squares = float(np.square(filled).sum())
    if pairs == 0 or squares < NO_STRAY * size:
        return USUAL_R
    own = float((filled[1:] * filled[:-1]).sum()) / pairs / (squares / size)
    own += removed * (1 + 3 * max(own, 0.0)) / size
    drawn = (own * size + USUAL_R * PRIOR_MONTHS) / (size + PRIOR_MONTHS)
    return float(np.clip(drawn, 0.0, LARGEST_R))


def _extra_spread(deviates: Floats, r: float) -> float:
    """Return Laney's σz, corrected for months that go together."""
    return max(1.0, mean_moving_range(deviates) / MEAN_RANGE / float(np.sqrt(1 - r)))


def _widening(size: Floats, based: Flags, total: float, r: float) -> Floats:
    """Return how much an estimated centre widens the limits of months that have no share in it."""
    growth = (1 + r) / (1 - r)  # of the variance of a mean of months that go together
    widened: Floats = np.sqrt(np.where(based, 1.0, 1 + growth * size / total))
    return widened


def run_side(values: Floats, centre: Floats) -> int:
    """Return 1 where the last RUN values all lie above their centre, −1 below; 0 where they do not."""
    last = np.sign(values[-RUN:] - centre[-RUN:])
    if len(last) < RUN or not (last == last[0]).all():
        return 0
    return int(last[0])
