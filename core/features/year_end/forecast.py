"""Forecast of what is left of a year: what is over, times what earlier years had left over what they had by then.

A year is cut into pieces: its months, the one that is under way in two. The pieces still to come are expected to have
to those that are over the ratio that earlier whole years had. How far off that may be follows from how months strayed
from season × year in the past: their dispersion φ, and how much neighbouring months stray together (ρ, an AR(1)
correlation). Both are estimated from the residuals' own moments, corrected for what the fit takes out of them
(E r'Ar = tr(A M R(ρ) M), M the residual projection), so that the few years of a bureau's history make them neither too
small nor too wild; ρ is drawn to USUAL_RHO as if PRIOR_MONTHS had shown it. The variance of a sum of pieces with that
covariance gives the interval, negative binomial so that small counts keep their shape.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from core.judgement.count_quantile import count_quantile, widened_probability
from core.metrics.arrays import Flags, Floats

USUAL_RHO, PRIOR_MONTHS = 0.4, 12  # assumed: months of one cause go together about so much
LARGEST_RHO = 0.9
RHO_GRID = np.arange(0.0, LARGEST_RHO + 0.01, 0.05)
TAIL = 0.025
FEWEST_DF = 4.0
ROUNDS = 60
NEIGHBOURS = 1.5  # months between the middles of neighbours, at most


class Straying(NamedTuple):
    """Straying of months from season × year: φ, the correlation of neighbouring months, and the degrees of freedom."""

    phi: float
    rho: float
    df: float


class Forecast(NamedTuple):
    """Hold what is still to come this year: the mean and the 95% interval."""

    low: int
    mid: float
    high: int


def straying(months: Floats, spring: int) -> Straying:
    """Estimate from months (year, 12), oldest first; NaN where there is none.

    The months `spring` and the next, January and February of most years, count as one: the lunar new year falls in
    either.
    """
    both = months[:, spring : spring + 2].sum(1, keepdims=True)
    merged = np.concatenate([months[:, :spring], both, months[:, spring + 2 :]], axis=1)
    season_middles = np.array([*np.arange(spring) + 0.5, spring + 1.0, *np.arange(spring + 2.5, 12)])
    finite = np.isfinite(merged)
    fitted = _season_by_year(np.where(finite, merged, 0.0), finite)
    years, seasons = np.nonzero(finite & (fitted > 0))
    mean = fitted[years, seasons]
    residual = (merged[years, seasons] - mean) / np.sqrt(mean)
    design = np.concatenate([np.eye(len(season_middles))[seasons], np.eye(len(months))[years]], axis=1)
    design *= np.sqrt(mean)[:, None]
    remover = np.eye(len(mean)) - design @ np.linalg.pinv(design)
    middles = 12 * years + season_middles[seasons]
    gaps = np.abs(middles[:, None] - middles[None, :])
    neighbours = ((gaps > 0) & (gaps <= NEIGHBOURS)) / 2
    df = float(np.trace(remover))
    if df < 1:
        return Straying(1.0, USUAL_RHO, FEWEST_DF)
    pairs, squares = float(residual @ neighbours @ residual), float(residual @ residual)
    shocks = [remover @ (rho**gaps) @ remover for rho in RHO_GRID]
    excess = [max(squares - df, 0.0) / float(np.trace(shock)) for shock in shocks]
    chance = float(np.trace(neighbours @ remover))
    due = [chance + over * float(np.trace(neighbours @ shock)) for over, shock in zip(excess, shocks, strict=True)]
    own = int(np.argmin(np.abs(np.array(due) - pairs)))
    telling = df * (excess[own] / (1 + excess[own])) ** 2  # months of chance alone tell nothing of ρ
    rho = (float(RHO_GRID[own]) * telling + USUAL_RHO * PRIOR_MONTHS) / (telling + PRIOR_MONTHS)
    over = max(squares - df, 0.0) / float(np.trace(remover @ (rho**gaps) @ remover))
    return Straying(1 + over, rho, max(FEWEST_DF, df * (1 - rho) / (1 + rho)))


def _season_by_year(counts: Floats, known: Flags) -> Floats:
    """Return the Poisson fit of season × year, by iterative proportional fitting."""
    season, year = np.ones(counts.shape[1]), np.ones(len(counts))
    for _ in range(ROUNDS):
        season = counts.sum(0) / np.maximum((known * year[:, None]).sum(0), 1e-9)
        year = counts.sum(1) / np.maximum((known * season).sum(1), 1e-9)
    fitted: Floats = year[:, None] * season
    return fitted


def forecast(over: Floats, earlier: Floats, middles: Floats, stray: Straying) -> Forecast:
    """Forecast the pieces still to come.

    `over` has this year's pieces that are over, `earlier` (year, piece) all pieces of whole earlier years, `middles`
    the middle of each piece in months since the year began.
    """
    done = len(over)
    base, still_ahead = earlier[:, :done].sum(), earlier[:, done:].sum()
    so_far = over.sum()
    ratio = (still_ahead + 0.5) / (base + 0.5)
    mean = so_far * ratio
    usual = earlier.sum(0) / base
    own = _variance(usual * so_far, done, ratio, middles, stray)
    years = [_variance(usual * year[:done].sum(), done, ratio, middles, stray) for year in earlier]
    variance = own + sum(years) * (so_far / base) ** 2
    spread = max(1.0, variance / max(mean, 1e-9))
    low, high = (count_quantile(mean, spread, widened_probability(tail, stray.df)) for tail in (TAIL, 1 - TAIL))
    return Forecast(low, mean, high)


def _variance(means: Floats, done: int, ratio: float, middles: Floats, stray: Straying) -> float:
    """Return the variance of what is to come less `ratio` times what is over."""
    weights = np.where(np.arange(len(means)) < done, -ratio, 1.0) * np.sqrt(np.maximum(means, 0.0))
    shocks = stray.rho ** np.abs(middles[:, None] - middles[None, :])
    covariance = np.eye(len(means)) + (stray.phi - 1) * shocks
    return float(weights @ covariance @ weights)
