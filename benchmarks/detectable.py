"""Say how often the smallest change that a board says it could tell is told: `python -m benchmarks.detectable`.

On boards of 24 tiles without any change (benchmarks/autocorrelation.py) one tile after the other is given the change
that it says it could tell, by the engine's own function: each event inside the window is repeated, and a rate's
records change sides, at the chance that makes the change true. The share told should be about four in five.

Those boards hold more than the promise (bases and joint tests, months that grow with their windows), so first the
promise alone: counts of a known φ that is estimated with so many degrees of freedom, 80% within simulation.
"""

from __future__ import annotations

import argparse
from dataclasses import replace

import numpy as np

from benchmarks.autocorrelation import boards_of_24
from benchmarks.judgement import AS_OF, FINISHED, RUNNING, SHOWN, Boards, _months, _sum, look, rate_spread
from benchmarks.monte_carlo import standard_errors
from benchmarks.story_free import FIRST, Floats
from core.catalogue.load import load_catalogue
from core.judgement import counts, multiple_testing
from core.judgement.autocorrelation import count_months
from core.judgement.detectable import (
    MOST_TIMES,
    CountError,
    Direction,
    Threshold,
    count_change,
    rate_change,
)
from core.judgement.dispersion import Dispersion
from core.judgement.season_layout import apply_layout, months_behind, season_layout
from core.metrics.reporting_period import resolve_period, year_earlier_window
from core.time.reporting_calendar import CALENDAR

TILES = 24
DEGREES = (8, 12, 22, 33, 100, 1000)
LEVELS = (0.05, 0.05 / TILES, 0.02 / TILES)
MONTH, COUNT, PHI, WORTH = 31.0, 2000.0, 3.0, 0.05


def share_told_of_counts(df: float, alpha: float, direction: Direction = 1, runs: int = 20_000) -> float:
    """Share of runs in which a month's count tells the change that it should tell in four of five."""
    change = count_change(COUNT, CountError((MONTH, MONTH), PHI), Threshold.at(df, alpha), WORTH, direction)
    assert change is not None
    rng = np.random.default_rng([int(df), direction + 1])
    now, base = (
        rng.negative_binomial(mean / (PHI - 1), 1 / PHI, runs).astype(float)
        for mean in (COUNT * np.exp(direction * change), COUNT)
    )
    phi = np.maximum(PHI * rng.chisquare(df, runs) / df, 1.0)
    p = counts.p_value((now, base), (MONTH, MONTH), Dispersion(phi, np.full(runs, df)))
    return float(((p < alpha) & (direction * (now / base - 1) >= WORTH)).mean())


def detectable(simulated: Boards, period: str) -> Floats:
    """By (board, tile), the smallest change told against the year before, in parts of one; NaN where there is none."""
    period_asked = resolve_period(period, AS_OF, CALENDAR)
    window, base = period_asked.window, year_earlier_window(period_asked)
    alpha = multiple_testing.ALPHA_RUNNING if period_asked.is_running else multiple_testing.ALPHA_FINISHED
    smallest, months = load_catalogue().smallest, months_behind(window, CALENDAR)
    place = season_layout(window, months, [month >= SHOWN for month in months], CALENDAR)
    days = max(window.days, base.days)
    of_counts = count_months(
        apply_layout(_months(simulated.counts, months), place), place.days, window.start.month - 1, place.recent
    ).over(days)
    of_rates = rate_spread(simulated, window, days)
    then, tops = _sum(simulated.counts, base), _sum(simulated.tops, base)
    sizes, base_sizes = _sum(simulated.bottoms, window), _sum(simulated.bottoms, base)
    exposures = float(window.days), float(base.days)

    def rise(then: float, phi: float, df: float) -> float:
        spread, threshold = CountError(exposures, phi), Threshold.at(df, alpha / TILES)
        size = count_change(then, spread, threshold, smallest["count"].value / 100)
        return np.nan if size is None else float(np.expm1(size))

    def change(hits: float, then: float, size: float, phi: float, df: float) -> float:
        threshold = Threshold.at(df, alpha / TILES)
        return rate_change((hits, then), size, phi, threshold, smallest["rate"].value / 100) or np.nan

    rises = np.vectorize(rise)(then, of_counts.phi, of_counts.df)
    changes = np.vectorize(change)(tops, base_sizes, sizes, of_rates.phi, of_rates.df)
    return np.concatenate([np.where(rises <= MOST_TIMES, rises, np.nan), changes], -1)


def planted(simulated: Boards, tile: int, period: str, change: Floats, rng: np.random.Generator) -> Boards:
    """The boards with a change of one tile inside the window: a rise of a count, a fall of a rate."""
    window = resolve_period(period, AS_OF, CALENDAR).window
    inside = slice(window.first - FIRST, window.last - FIRST + 1)
    counts = simulated.counts.shape[1]
    name, row = ("counts", tile) if tile < counts else ("tops", tile - counts)
    daily = np.diff(getattr(simulated, name)[:, row])
    if tile < counts:
        daily[:, inside] += rng.poisson(daily[:, inside] * change[:, None])
    else:
        level = daily.sum(-1) / np.diff(simulated.bottoms[:, row]).sum(-1)
        kept_share = np.clip(1 - change / level, 0, 1)[:, None]
        daily[:, inside] = rng.binomial(daily[:, inside].astype(int), kept_share)
    running = getattr(simulated, name).copy()
    running[:, row, 1:] = np.cumsum(daily, -1)
    return replace(simulated, **{name: running})


def share_told(simulated: Boards, tile: int, period: str, seed: int = 1) -> tuple[float, float]:
    """(the median of the smallest change that could be told, the share of boards that tell it)."""
    change = detectable(simulated, period)[:, tile]
    possible = ~np.isnan(change)
    changed = planted(simulated, tile, period, np.where(possible, change, 0.0), np.random.default_rng(seed))
    told_share = look(changed, period, AS_OF).stands[:, tile, 0]
    return float(np.nanmedian(change)), float(told_share[possible].mean())


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--boards", type=int, default=100)
    parser.add_argument("--rho", type=float, default=0.0)
    options = parser.parse_args()
    print("| degrees of freedom | level | a rise is told | a fall is told |\n|---|---|---|---|")
    for df in DEGREES:
        for alpha in LEVELS:
            rise, fall = share_told_of_counts(df, alpha), share_told_of_counts(df, alpha, -1)
            print(f"| {df} | {alpha:.2g} | {rise:.1%} | {fall:.1%} |", flush=True)
    simulated = boards_of_24(options.boards, 5, options.rho)
    print("| tile | period | smallest change told | told |\n|---|---|---|---|")
    for tile in (3, 6, 9, 11, 14, 17, 20, 23):
        name = (
            f"count {tile + 1}" if tile < simulated.counts.shape[1] else f"rate {tile - simulated.counts.shape[1] + 1}"
        )
        for period in (*FINISHED, *RUNNING[:1]):
            change, told_share = share_told(simulated, tile, period)
            print(f"| {name} | {period} | {change:.1%} | {told_share:.0%} |", flush=True)
    print(standard_errors(options.boards, "boards"))


if __name__ == "__main__":
    main()
