"""How often the smallest change that a board says it could tell is told: `python -m benchmarks.detectable`.

On boards of 24 tiles without any change (benchmarks/autocorrelation.py) one tile after the other is given the change
that it says it could tell, by the engine's own function: each event inside the window is repeated, and a rate's
records change sides, at the chance that makes the change true. The share told should be about four in five.
"""

from __future__ import annotations

import argparse
from dataclasses import replace

import numpy as np

from benchmarks.autocorrelation import boards_of_24
from benchmarks.judgement import AS_OF, FINISHED, RUNNING, SHOWN, Boards, _months, _sum, look, rate_spread
from benchmarks.story_free import FIRST, Floats
from core.catalogue.load import load_catalogue
from core.judgement import multiple_testing
from core.judgement.autocorrelation import count_months
from core.judgement.detectable import MOST_TIMES, CountError, count_rise, needed_deviate, rate_change, share_of_months
from core.judgement.season_layout import apply_layout, months_behind, season_layout
from core.metrics.reporting_period import resolve_period, year_earlier_window
from core.time.reporting_calendar import CALENDAR

TILES = 24


def detectable(shown: Boards, period: str) -> Floats:
    """By (board, tile), the smallest change told against the year before, in parts of one; NaN where there is none."""
    asked = resolve_period(period, AS_OF, CALENDAR)
    window, base = asked.window, year_earlier_window(asked)
    alpha = multiple_testing.ALPHA_RUNNING if asked.is_running else multiple_testing.ALPHA_FINISHED
    smallest, months = load_catalogue().smallest, months_behind(window, CALENDAR)
    place = season_layout(window, months, [month >= SHOWN for month in months], CALENDAR)
    days = max(window.days, base.days)
    of_counts = count_months(
        apply_layout(_months(shown.counts, months), place), place.days, window.start.month - 1
    ).over(days)
    of_rates = rate_spread(shown, window, days)
    then, tops = _sum(shown.counts, base), _sum(shown.tops, base)
    sizes, base_sizes = _sum(shown.bottoms, window), _sum(shown.bottoms, base)
    reach = np.vectorize(needed_deviate)
    exposures, share = (float(window.days), float(base.days)), share_of_months(window.days)
    rises = np.vectorize(lambda then, phi, *row: count_rise(then, CountError(exposures, phi, share), *row) or np.nan)(
        then, of_counts.phi, reach(of_counts.df, alpha / TILES), smallest["count"].value / 100
    )
    changes = np.vectorize(lambda hits, then, *row: rate_change((hits, then), *row) or np.nan)(
        tops, base_sizes, sizes, of_rates.phi, reach(of_rates.df, alpha / TILES), smallest["rate"].value / 100
    )
    return np.concatenate([np.where(rises <= MOST_TIMES, rises, np.nan), changes], -1)


def planted(shown: Boards, tile: int, period: str, change: Floats, rng: np.random.Generator) -> Boards:
    """The boards with a change of one tile inside the window: a rise of a count, a fall of a rate."""
    window = resolve_period(period, AS_OF, CALENDAR).window
    inside = slice(window.first - FIRST, window.last - FIRST + 1)
    counts = shown.counts.shape[1]
    name, row = ("counts", tile) if tile < counts else ("tops", tile - counts)
    daily = np.diff(getattr(shown, name)[:, row])
    if tile < counts:
        daily[:, inside] += rng.poisson(daily[:, inside] * change[:, None])
    else:
        level = daily.sum(-1) / np.diff(shown.bottoms[:, row]).sum(-1)
        kept = np.clip(1 - change / level, 0, 1)[:, None]
        daily[:, inside] = rng.binomial(daily[:, inside].astype(int), kept)
    running = getattr(shown, name).copy()
    running[:, row, 1:] = np.cumsum(daily, -1)
    return replace(shown, **{name: running})


def share_told(shown: Boards, tile: int, period: str, seed: int = 1) -> tuple[float, float]:
    """(the median of the smallest change that could be told, the share of boards that tell it)."""
    change = detectable(shown, period)[:, tile]
    possible = ~np.isnan(change)
    changed = planted(shown, tile, period, np.where(possible, change, 0.0), np.random.default_rng(seed))
    told = look(changed, period, AS_OF).stands[:, tile, 0]
    return float(np.nanmedian(change)), float(told[possible].mean())


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--boards", type=int, default=100)
    parser.add_argument("--rho", type=float, default=0.0)
    given = parser.parse_args()
    shown = boards_of_24(given.boards, 5, given.rho)
    print("| tile | period | smallest change told | told |\n|---|---|---|---|")
    for tile in (3, 6, 9, 11, 14, 17, 20, 23):
        name = f"count {tile + 1}" if tile < shown.counts.shape[1] else f"rate {tile - shown.counts.shape[1] + 1}"
        for period in (*FINISHED, *RUNNING[:1]):
            change, told = share_told(shown, tile, period)
            print(f"| {name} | {period} | {change:.1%} | {told:.0%} |", flush=True)


if __name__ == "__main__":
    main()
