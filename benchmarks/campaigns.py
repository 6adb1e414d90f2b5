"""Simulates how often a campaign is said to have moved a figure though it has not: `python -m benchmarks.campaigns`.

A bureau's counts by day over four years: a season, a drift, monthly shocks with autocorrelation ρ (15%), variance 1.5
times Poisson's. A campaign of some days at the end multiplies its days by a true effect. One KPI by itself at 5%; the
product judges all of a campaign's KPIs as one family besides.
"""

from __future__ import annotations

import argparse
import math

import numpy as np

from benchmarks.monte_carlo import standard_errors
from core.features.campaigns.effect import MOST_PLACEBOS, STEP, YEAR, placebo_test
from core.metrics.arrays import Floats

DAYS, PHI, SHOCK = 1460, 1.5, 0.15


def series(rng: np.random.Generator, mean: float, rho: float) -> Floats:
    """Daily means."""
    months = DAYS // 28 + 1
    shocks = np.zeros(months)
    shocks[0] = rng.normal(0, SHOCK)
    for month in range(1, months):
        shocks[month] = rho * shocks[month - 1] + math.sqrt(1 - rho**2) * rng.normal(0, SHOCK)
    drift = np.cumsum(rng.normal(0.003, 0.02, months))
    season = 0.2 * np.sin(2 * math.pi * np.arange(DAYS) / 365)
    means: Floats = mean * np.exp((shocks + drift)[np.arange(DAYS) // 28] + season)
    return means


def is_claimed(rng: np.random.Generator, mean: float, rho: float, days: int, effect: float) -> bool:
    """Return whether the test by itself names a change over the last `days` days."""
    means = series(rng, mean, rho)
    means[-days:] *= effect
    counts = rng.negative_binomial(means / (PHI - 1), 1 / PHI)
    running = np.concatenate([[0], np.cumsum(counts)])

    def change(back: int) -> float:
        sums = [running[DAYS - shift] - running[DAYS - shift - days] for shift in (back, back + YEAR)]
        return math.log((sums[0] + 0.5) / (sums[1] + 0.5))

    shifts = [step * STEP for step in range(1, MOST_PLACEBOS + 1) if step * STEP >= days]
    spans = (max(shifts) - min(shifts) + days) / days
    test = placebo_test(change(0), [change(shift) for shift in shifts], spans)
    return test is not None and test.p_value() < 0.05


def share(mean: float, rho: float, days: int, effect: float, runs: int) -> float:
    """The share of runs in which a change is named."""
    seed = [int(mean * 10), int(rho * 10), days, int(effect * 10)]
    return sum(is_claimed(np.random.default_rng([*seed, run]), mean, rho, days, effect) for run in range(runs)) / runs


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=500)
    runs = parser.parse_args().runs
    print("a day   ρ    days  no effect  × 0.8  × 1.5")
    for mean in (1.0, 10.0):
        for rho in (0.0, 0.3, 0.5):
            for days in (60, 100):
                shares = [share(mean, rho, days, effect, runs) for effect in (1.0, 0.8, 1.5)]
                print(
                    f"{mean:5.0f}  {rho:3.1f}  {days:4}  " + "  ".join(f"{each_share:6.1%}" for each_share in shares),
                    flush=True,
                )
    print(standard_errors(runs))


if __name__ == "__main__":
    main()
