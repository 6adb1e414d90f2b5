"""Usual number of a day: its weekday and season over all of the history, at the level of the last twelve weeks.

Counts of ordinary days are fitted by quasi-Poisson regression on the weekday, two waves a year (Serfling, Public Health
Reports 1963) and a trend, in which an earlier outbreak weighs less (residuals above 2.58: Noufaily et al., Statistics
in Medicine 2013). The level of the last LEVEL_DAYS ordinary days before a day then moves the fit up or down, so that a
trend need not be right. A day that is not ordinary takes the fit times what its like days of other years had of theirs.

How far days stray from it is measured on the days that are over, as they would have been expected then, so that
days which go together (autocorrelation) and levels that drift widen the range as they must. The range is that of the
negative binomial with this mean and variance.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from core.features.expected_range.day_kinds import DayKinds
from core.metrics.arrays import Flags, Floats, Ints

LEVEL_DAYS = 84  # ordinary days that the level rests on
FEWEST_DAYS = 112  # ordinary days before anything is said: 16 weeks
SEASON_DAYS = 730  # of history from which a season can be told from a trend
LEVEL_PRIOR = 1.0  # of a record, so that a unit without any has a level
LIKE_PRIOR = 2.0  # of a record: a like-day ratio of few records is drawn to 1
FIT_DAYS = 365  # of which the strays are measured
SPECIAL_WEIGHT = 20  # ordinary days that the dispersion of special days is filled up with
YEAR = 365.2425
ROUNDS, CLOSE = 25, 1e-7
UNUSUAL = 2.58  # of a standardised residual
RIDGE = 1e-6
SMALLEST_MEAN = 0.01  # of a day: that a weekday had none in two years does not make the first one impossible


class DayModel(NamedTuple):
    """Usual numbers of the days from the history's first on, beyond its end too, and how far days stray from them.

    `mean` is NaN where nothing is known. `mean_variance` is the relative variance of the mean of a day that is not
    ordinary; `phi` (of ordinary days) and `special_phi` are variances over the mean.
    """

    mean: Floats
    mean_variance: Floats
    phi: float
    special_phi: float
    seasonal: bool


def fit_days(counts: Floats, known: Flags, kinds: DayKinds) -> DayModel | None:
    """Fit a history; days of `kinds` beyond its end are those to be expected. None where it is too short."""
    size, all_days = len(counts), len(kinds.occasion)
    usable = known & kinds.ordinary[:size]
    if usable.sum() < FEWEST_DAYS:
        return None
    first_known = int(np.argmax(known))
    seasonal = size - first_known >= SEASON_DAYS
    design = _design(kinds.first + np.arange(all_days), seasonal)
    fitted = np.maximum(_regression(design, counts, usable), SMALLEST_MEAN)
    mean = fitted * _levels(counts, fitted, usable)
    residual = np.where(usable, np.square(counts - mean[:size]) / np.maximum(mean[:size], 1e-9), np.nan)
    recent = residual[-FIT_DAYS:]
    phi = max(1.0, float(np.nanmean(recent))) if np.isfinite(recent).any() else 1.0
    model = DayModel(mean, np.zeros(all_days), phi, phi, seasonal)
    if kinds.ordinary[size:].all():
        return model
    return _with_special_days(counts, known, kinds, model)


def _design(days: Ints, seasonal: bool) -> Floats:
    weekday = (days + 3) % 7
    columns = [np.ones(len(days)), *((weekday == number).astype(float) for number in range(1, 7))]
    if seasonal:
        angle = 2 * np.pi * days / YEAR
        columns += [np.cos(angle), np.sin(angle), np.cos(2 * angle), np.sin(2 * angle)]
        columns.append((days - days[0]) / YEAR)
    return np.stack(columns, axis=1)


def _regression(design: Floats, counts: Floats, usable: Flags) -> Floats:
    """Return the fit of all days: Poisson likelihood by Fisher scoring, twice, with unusual days weighed down."""
    rows, observed = design[: len(counts)][usable], counts[usable]
    weights = np.ones(len(observed))
    slope = np.zeros(design.shape[1])
    slope[0] = np.log(max(float(observed.mean()), 1e-3))
    for _ in range(2):
        for _ in range(ROUNDS):
            mean = np.exp(np.clip(rows @ slope, -20, 20))
            weighted = rows * (weights * mean)[:, None]
            information = weighted.T @ rows + RIDGE * np.eye(len(slope))
            step = np.linalg.solve(information, rows.T @ (weights * (observed - mean)))
            slope = slope + np.clip(step, -3, 3)
            if np.abs(step).max() < CLOSE:
                break
        mean = np.exp(np.clip(rows @ slope, -20, 20))
        phi = max(1.0, float((np.square(observed - mean) / np.maximum(mean, 1e-9)).mean()))
        strays = np.abs(_anscombe(observed, mean)) / np.sqrt(phi)
        weights = np.where(strays > UNUSUAL, np.square(UNUSUAL / np.maximum(strays, 1e-9)), 1.0)
    fitted: Floats = np.exp(np.clip(design @ slope, -20, 20))
    return fitted


def _anscombe(counts: Floats, mean: Floats) -> Floats:
    """Anscombe's residuals of Poisson counts: nearly normal where Pearson's are skewed."""
    residuals: Floats = 1.5 * (counts ** (2 / 3) - mean ** (2 / 3)) / mean ** (1 / 6)
    return residuals


def _levels(counts: Floats, fitted: Floats, usable: Flags) -> Floats:
    """Return the level before each day: what the last ordinary days had over their fit; NaN with too few of them."""
    places = np.flatnonzero(usable)
    running = np.concatenate([[0.0], np.cumsum(counts[places])])
    running_fit = np.concatenate([[0.0], np.cumsum(fitted[places])])
    before = np.searchsorted(places, np.arange(len(fitted)))
    start = np.maximum(before - LEVEL_DAYS, 0)
    enough = before - start >= LEVEL_DAYS
    ratio = (running[before] - running[start] + LEVEL_PRIOR) / (running_fit[before] - running_fit[start] + LEVEL_PRIOR)
    return np.where(enough, ratio, np.nan)


def _with_special_days(counts: Floats, known: Flags, kinds: DayKinds, model: DayModel) -> DayModel:
    """Return the model with the days that are not ordinary, from their like days."""
    size = len(counts)
    mean, variance = model.mean.copy(), model.mean_variance.copy()
    squares = []
    for index in np.flatnonzero(~kinds.ordinary):
        like = kinds.like_days(int(index))
        like = like[like < size]
        like = like[known[like] & np.isfinite(model.mean[like])]
        if len(like) == 0:
            mean[index] = np.nan
            continue
        usual = float(model.mean[like].sum())
        ratio = (float(counts[like].sum()) + LIKE_PRIOR) / (usual + LIKE_PRIOR)
        mean[index] = model.mean[index] * ratio
        variance[index] = 1 / (usual * ratio + LIKE_PRIOR)
        if index < size and known[index] and np.isfinite(mean[index]):
            squares.append((counts[index] - mean[index]) ** 2 / (mean[index] + mean[index] ** 2 * variance[index]))
    filled = [*squares, *([model.phi] * SPECIAL_WEIGHT)]
    special = max(model.phi, float(np.mean(filled)))
    return model._replace(mean=mean, mean_variance=variance, special_phi=special)
