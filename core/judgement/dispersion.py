"""How much wilder than chance a unit's own months are: φ, the variance over that of Poisson or binomial counts.

Months are laid out as a table of seasons (rows: the months of the year) by periods (columns: the window asked
about, and the stretches of twelve months before it). January and February are one row, as in the national
statistics, since 春节 falls in either. A count is fitted as season × period, so that neither the season nor growth
from year to year, nor the very change that is being judged, counts as wildness; a rate as one level a period.
φ is Pearson's χ² over its degrees of freedom (McCullagh and Nelder, Generalized Linear Models, 1989, 4.5 and 6.2).

φ is never below 1. A history with fewer than FEW degrees of freedom is filled up to FEW with the house's default
(内部默认口径), so that no history at all means φ = 3 with 8 degrees of freedom: intervals about twice as wide as
Poisson's. Those who use φ take quantiles of Student's t with the degrees of freedom given here.
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
    """φ from χ² and its degrees of freedom, filled up with the default where they are few."""
    squares, free = np.asarray(chi2, float), np.asarray(df, float)
    missing = np.maximum(MIN_DF - free, 0)
    phi = (squares + missing * DEFAULT_PHI) / (free + missing)
    return Dispersion(np.maximum(phi, 1.0), free + missing)


def count_dispersion(counts: ArrayLike, exposure: ArrayLike) -> Dispersion:
    """φ of counts (…, season, period); `exposure` (season, period) is in days, 0 where there is no month."""
    days = np.asarray(exposure, float)
    there = days > 0
    seen = np.where(there, np.asarray(counts, float), 0.0)
    expected = _fitted(seen, days)
    gap = np.square(seen - expected) / np.where(expected > 0, expected, 1.0)
    chi2 = np.where(there & (expected > 0), gap, 0.0).sum((-2, -1))
    empty = seen.sum(-1) == 0  # a season without any event tells nothing
    df = _free(there.tobytes(), there.shape[0]) - (empty * np.maximum(there.sum(-1) - 1, 0)).sum(-1)
    return estimated_dispersion(chi2, np.maximum(df, 0))


def _fitted(seen: Floats, days: Floats) -> Floats:
    """Season × period × days, by iterative proportional fitting: the maximum likelihood of Poisson counts.

    Each table stops when it has settled itself, so that its φ does not hang on those it is worked out with.
    """
    by_season, by_period = seen.sum(-1, keepdims=True), seen.sum(-2, keepdims=True)
    period, season = np.ones(by_period.shape), np.ones(by_season.shape)
    done = np.zeros((*seen.shape[:-2], 1, 1), bool)
    for _ in range(ROUNDS):
        season = np.where(done, season, _share(by_season, (days * period).sum(-1, keepdims=True)))
        before = period
        period = np.where(done, period, _share(by_period, (days * season).sum(-2, keepdims=True)))
        moved = np.abs(period - before).max(-1, keepdims=True, initial=0)
        done |= moved <= 1e-9 * np.abs(period).max(-1, keepdims=True, initial=0)
        if done.all():
            break
    fitted: Floats = days * season * period
    return fitted


def _share(top: Floats, bottom: Floats) -> Floats:
    share: Floats = np.where(bottom > 0, top / np.where(bottom > 0, bottom, 1.0), 0.0)
    return share


@lru_cache(maxsize=128)  # the same few patterns at each new data version
def _free(cells: bytes, rows: int) -> int:
    """Cells less the parameters that they can tell apart; which months there are, as bytes."""
    there = np.frombuffer(cells, bool).reshape(rows, -1)
    seasons, periods = np.nonzero(there)
    if len(seasons) == 0:
        return 0
    design = np.concatenate([np.eye(there.shape[0])[seasons], np.eye(there.shape[1])[periods]], axis=1)
    return len(seasons) - int(np.linalg.matrix_rank(design))


def rate_dispersion(tops: ArrayLike, bottoms: ArrayLike) -> Dispersion:
    """φ of the numerators (…, season, period) of rates; a denominator of 0 is a month that tells nothing."""
    size = np.asarray(bottoms, float)
    there = size > 0
    hit = np.where(there, np.asarray(tops, float), 0.0)
    level = _share(hit.sum(-2, keepdims=True), size.sum(-2, keepdims=True))
    spread = size * level * (1 - level)
    tells = there & (spread > 0)
    chi2 = np.where(tells, np.square(hit - size * level) / np.where(tells, spread, 1.0), 0.0).sum((-2, -1))
    df = np.maximum(tells.sum(-2) - 1, 0).sum(-1)
    return estimated_dispersion(chi2, df)
