"""CUSUM of weekly scores: finds small rises that last, says since when, and ends them without flickering.

Each week's score (mean 0 and variance 1 where nothing has changed) less a reference value is added up, never below 0
(Page, Biometrika 1954). A signal begins where the sum reaches its limit, began after the sum was last 0, and ends where
the sum has come down to a part of the limit. The sum stops growing at the limit, so that a rise that is over is said to
be over within some weeks.

Limits follow from how many beginnings a year are allowed where nothing happens, and from the autocorrelation ρ of the
scores: LIMITS is a table of simulated years (`python -m benchmarks.lasting --limits`), read along the logarithm of the
rate. Weeks that hang together need a far higher limit: at one false signal in 33 years 5.6 for ρ = 0, 20.5 for ρ = 0.7.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from core.metrics.arrays import Flags, Floats, Ints

REFERENCE = 0.5  # of a standard deviation: the value for rises of about one (Page 1954)
END = 0.5  # of the limit: an active signal ends there
YEARLY_RATES = (3.0, 1.0, 0.3, 0.1, 0.03, 0.01, 0.003)
RHOS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
LIMITS: tuple[tuple[float, ...], ...] = (
    (1.3, 2.2, 3.4, 4.4, 5.6, 6.7, 7.9),
    (1.3, 2.4, 3.8, 5.1, 6.5, 7.8, 9.3),
    (1.2, 2.6, 4.2, 5.8, 7.6, 9.2, 11.1),
    (1.2, 2.8, 4.8, 6.8, 9.0, 10.9, 13.2),
    (1.1, 2.9, 5.4, 7.9, 10.7, 13.3, 16.3),
    (1.0, 3.1, 6.2, 9.3, 12.7, 15.9, 19.5),
    (0.8, 3.2, 7.1, 11.2, 16.0, 20.4, 25.2),
    (0.6, 3.1, 8.3, 14.0, 20.5, 26.7, 33.8),
    (0.6, 2.7, 9.6, 18.1, 28.2, 37.8, 48.6),
)


class CusumPath(NamedTuple):
    """The state of a CUSUM after each week, by (week, series): active, the first week of the rise, and just started."""

    active: Flags
    since: Ints
    started: Flags


def limits_of(rho: Floats, yearly_rate: Floats) -> Floats:
    """Return the limits at which so many false signals a year begin, by autocorrelation."""
    rates = -np.log(np.asarray(YEARLY_RATES))
    table = np.asarray(LIMITS)
    place = np.clip(np.searchsorted(rates, -np.log(yearly_rate)) - 1, 0, len(rates) - 2)
    part = (-np.log(yearly_rate) - rates[place]) / (rates[place + 1] - rates[place])  # beyond 1 for rarer ones
    rho = np.clip(rho, RHOS[0], RHOS[-1])
    row = np.clip(np.searchsorted(RHOS, rho) - 1, 0, len(RHOS) - 2)
    between = (rho - np.asarray(RHOS)[row]) / np.diff(RHOS)[row]
    low, high = (table[r, place] + part * (table[r, place + 1] - table[r, place]) for r in (row, row + 1))
    return np.asarray(np.maximum(low + between * (high - low), 1.0), np.float64)


def follow_cusum(scores: Floats, references: Floats, limits: Floats) -> CusumPath:
    """Follow all series (week, series) from a sum of 0; a NaN score leaves the sum, a NaN limit sets it to 0."""
    shape = scores.shape
    active, since, started = np.zeros(shape, bool), np.zeros(shape, np.int64), np.zeros(shape, bool)
    total, is_active = np.zeros(shape[1:]), np.zeros(shape[1:], bool)
    last_zero, begun = np.full(shape[1:], -1), np.zeros(shape[1:], np.int64)
    for week, (score, reference, limit) in enumerate(zip(scores, references, limits, strict=True)):
        is_tested, high = ~np.isnan(limit), np.where(np.isnan(limit), 0.0, limit)
        grown = np.where(np.isnan(score), total, total + np.nan_to_num(score) - reference)
        total = np.clip(np.where(is_tested, grown, 0.0), 0.0, high)
        crossing = is_tested & (total >= high)
        started[week] = crossing & ~is_active
        begun = np.where(started[week], last_zero + 1, begun)
        stays = crossing | (is_active & (total > END * high))
        last_zero = np.where((total <= 0) | (is_active & ~stays), week, last_zero)
        is_active = stays
        active[week], since[week] = is_active, begun
    return CusumPath(active, since, started)
