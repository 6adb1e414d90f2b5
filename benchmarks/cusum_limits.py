"""Limits of a CUSUM by simulation: `python -m benchmarks.lasting --limits`.

It prints the table of core/features/signals/cusum.py. Series of standard normal scores with autocorrelation ρ run week
after week; how often a year a signal begins is counted for many limits at once, and the limit of a rate is read off
along the logarithm of the rate.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.features.signals.cusum import END, REFERENCE, RHOS, YEARLY_RATES
from core.features.signals.seasonal_baseline import WEEKS_A_YEAR

Floats = NDArray[np.float64]
SERIES, WEEKS, WARM_UP = 3000, 27 * 52, 52
HIGHS = np.concatenate([np.arange(0.6, 12, 0.4), np.arange(12, 30, 1.0), np.arange(30, 70, 2.5)])


def yearly_rates(rho: float, highs: Floats, series: int, weeks: int, seed: int) -> Floats:
    """Beginnings a year where nothing happens, by limit."""
    rng = np.random.default_rng([seed, round(rho * 100)])
    total = np.zeros((len(highs), series), np.float32)
    active, began = np.zeros(total.shape, bool), np.zeros(len(highs))
    high, shock = highs[:, None].astype(np.float32), np.float32(np.sqrt(1 - rho * rho))
    score = rng.standard_normal(series, np.float32)
    for week in range(weeks):
        score = np.float32(rho) * score + shock * rng.standard_normal(series, np.float32)
        total = np.minimum(np.maximum(total + (score - np.float32(REFERENCE)), 0), high)
        crossing = total >= high
        if week >= WARM_UP:
            began += (crossing & ~active).sum(1)
        active = crossing | (active & (total > END * high))
    return began / series / ((weeks - WARM_UP) / WEEKS_A_YEAR)


def limits(rho: float, series: int = SERIES, weeks: int = WEEKS, seed: int = 1) -> Floats:
    """The limit of each of YEARLY_RATES."""
    rates = yearly_rates(rho, HIGHS, series, weeks, seed)
    seen = rates > 0
    return np.asarray(np.interp(-np.log(YEARLY_RATES), -np.log(rates[seen]), HIGHS[seen]), np.float64)


def report(series: int) -> list[str]:
    """The table as it stands in the code: a row for each ρ."""
    return [f"    ({', '.join(f'{limit:.1f}' for limit in limits(rho, series))})," for rho in RHOS]
