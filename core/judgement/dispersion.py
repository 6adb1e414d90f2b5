"""Dispersion of a unit's own months: φ, their variance over that of Poisson or binomial counts.

Months are laid out as a table of seasons (rows: the months of the year) by periods (columns: the window asked
about, and the stretches of twelve months before it). January and February are one row, as in the national
statistics, since 春节 falls in either. A count is fitted as season × period, so that neither the season nor growth
from year to year, nor the very change that is being judged, counts as wildness; a rate as one level a period.
φ is Pearson's χ² over its degrees of freedom (McCullagh and Nelder, Generalized Linear Models, 1989, 4.5 and 6.2).

φ is never below 1. A history with fewer than MIN_DF degrees of freedom is filled up to MIN_DF with the house's default
(内部默认口径), so that no history at all means φ = 3 with 8 degrees of freedom: intervals about twice as wide as
Poisson's. Those who use φ take quantiles of Student's t with the degrees of freedom given here.

This φ is of single months; `autocorrelation` carries it over to longer windows.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from core.metrics.arrays import Floats

MIN_DF = 8
DEFAULT_PHI = 3.0
ROUNDS = 60  # of proportional fitting at most; a table without gaps settles in two or three


class Dispersion(NamedTuple):
    """φ ≥ 1 and the degrees of freedom with which it is known."""

    phi: Floats
    df: Floats


DEFAULT_DISPERSION = Dispersion(np.float64(DEFAULT_PHI) * np.ones(()), np.float64(MIN_DF) * np.ones(()))


def estimated_dispersion(chi2: ArrayLike, df: ArrayLike) -> Dispersion:
    """Return φ from χ² and its degrees of freedom, filled up with the default where they are few."""
    squares, own_df = np.asarray(chi2, float), np.asarray(df, float)
    missing = np.maximum(MIN_DF - own_df, 0)
    phi = (squares + missing * DEFAULT_PHI) / (own_df + missing)
    return Dispersion(np.maximum(phi, 1.0), own_df + missing)


class Residuals(NamedTuple):
    """Pearson's residuals by (…, season, period), 0 where a month tells nothing, and their degrees of freedom."""

    table: Floats
    df: Floats

    def dispersion(self) -> Dispersion:
        """Return φ."""
        return estimated_dispersion(np.square(self.table).sum((-2, -1)), self.df)


def count_dispersion(counts: ArrayLike, exposure: ArrayLike) -> Dispersion:
    """Return φ of counts (…, season, period); `exposure` (season, period) is in days, 0 where there is no month."""
    return count_residuals(counts, exposure).dispersion()


def count_residuals(counts: ArrayLike, exposure: ArrayLike) -> Residuals:
    """Return the residuals of counts (…, season, period) about season × period × days."""
    days = np.asarray(exposure, float)
    has_month = days > 0
    observed = np.where(has_month, np.asarray(counts, float), 0.0)
    expected = _fit(observed, days)
    gap = (observed - expected) / np.sqrt(np.where(expected > 0, expected, 1.0))
    is_empty = observed.sum(-1) == 0  # a season without any event tells nothing
    df = _degrees_of_freedom(has_month.tobytes(), has_month.shape[0]) - (
        is_empty * np.maximum(has_month.sum(-1) - 1, 0)
    ).sum(-1)
    return Residuals(np.where(has_month & (expected > 0), gap, 0.0), np.maximum(df, 0))


def _fit(observed: Floats, days: Floats) -> Floats:
    """Return season × period × days, by iterative proportional fitting: the maximum likelihood of Poisson counts.

    Each table stops when it has converged itself, so that its φ does not depend on those it is computed with.
    """
    by_season, by_period = observed.sum(-1, keepdims=True), observed.sum(-2, keepdims=True)
    period, season = np.ones(by_period.shape), np.ones(by_season.shape)
    done = np.zeros((*observed.shape[:-2], 1, 1), bool)
    for _ in range(ROUNDS):
        season = np.where(done, season, _safe_ratio(by_season, (days * period).sum(-1, keepdims=True)))
        before = period
        period = np.where(done, period, _safe_ratio(by_period, (days * season).sum(-2, keepdims=True)))
        largest_step = np.abs(period - before).max(-1, keepdims=True, initial=0)
        done |= largest_step <= 1e-9 * np.abs(period).max(-1, keepdims=True, initial=0)
        if done.all():
            break
    fitted: Floats = days * season * period
    return fitted


def _safe_ratio(numerators: Floats, denominators: Floats) -> Floats:
    share: Floats = np.where(denominators > 0, numerators / np.where(denominators > 0, denominators, 1.0), 0.0)
    return share


@lru_cache(maxsize=128)  # the same few patterns at each new data version
def _degrees_of_freedom(cells: bytes, rows: int) -> int:
    """Return cells less the parameters that they can tell apart; `cells` has as bytes which months there are."""
    has_month = np.frombuffer(cells, bool).reshape(rows, -1)
    seasons, periods = np.nonzero(has_month)
    if len(seasons) == 0:
        return 0
    design = np.concatenate([np.eye(has_month.shape[0])[seasons], np.eye(has_month.shape[1])[periods]], axis=1)
    return len(seasons) - int(np.linalg.matrix_rank(design))


def rate_dispersion(numerators: ArrayLike, denominators: ArrayLike) -> Dispersion:
    """Return φ of rates' numerators (…, season, period); a denominator of 0 is a month that tells nothing."""
    return rate_residuals(numerators, denominators).dispersion()


def rate_residuals(numerators: ArrayLike, denominators: ArrayLike) -> Residuals:
    """Return the residuals of rates' numerators (…, season, period) about one level a period."""
    size = np.asarray(denominators, float)
    has_month = size > 0
    hits = np.where(has_month, np.asarray(numerators, float), 0.0)
    level = _safe_ratio(hits.sum(-2, keepdims=True), size.sum(-2, keepdims=True))
    spread = size * level * (1 - level)
    is_telling = has_month & (spread > 0)
    gap = np.where(is_telling, (hits - size * level) / np.sqrt(np.where(is_telling, spread, 1.0)), 0.0)
    df = np.maximum(is_telling.sum(-2) - 1, 0).sum(-1)
    return Residuals(gap, df)
