"""A rise that lasts, from the middle of the period on: `python -m benchmarks.steps`.

Months of one KPI (benchmarks/autocorrelation.py). From the first, third, fifth, seventh or ninth month of a year to
date a count is half as large again, and a rate of 90% rises to 95%: what share of the histories tells it of 今年以来,
at the p that the first tile of the chief's board must reach; and how much the rise has grown φ. Then the same rise
from the middle of the year before, on whose months φ rests. The second table has a fall by 40% that began some months
before a month or a quarter, beside histories without any: there no more than that p may be told.
"""

from __future__ import annotations

import argparse
from typing import NamedTuple

import numpy as np

from benchmarks.autocorrelation import RHOS, Histories, Kind, history, spread_of_months
from benchmarks.judgement import AS_OF, CATALOGUE
from benchmarks.monte_carlo import standard_errors
from benchmarks.story_free import Floats
from core.judgement import counts, rates
from core.judgement.families import kpi_families
from core.judgement.multiple_testing import ALPHA_RUNNING
from core.judgement.season_layout import months_behind, season_layout
from core.metrics.reporting_period import resolve_period
from core.time.days import month_days
from core.time.reporting_calendar import CALENDAR

PERIOD = "ytd"
FALLEN = 0.6  # of a count, in the second table
FALLS = (("count", 800, 4), ("count", 800, 2), ("count", 200, 1.5), ("count", 60, 1.2))
FALL_PERIODS, FALL_ONSETS, FALL_RHOS = ("2026-10", "2026Q3"), (0, -1, -2, -3, -4), (0.0, 0.3)
TIMES, RISEN_SHARE = 1.5, 0.5  # of a count; of the records that did not reach a rate
ONSETS = (0, 2, 4, 6, 8)
KINDS = (("count", 1000, 4), ("count", 200, 4), ("count", 200, 1.5), ("rate", 1000, 5), ("rate", 200, 2))
NEEDED_P = ALPHA_RUNNING * kpi_families(CATALOGUE)[CATALOGUE.board[0]].share_of_one


class Detection(NamedTuple):
    """The share of histories that tell the rise, and the median φ of the period."""

    share: float
    phi: float


def stepped(drawn: Histories, kind: str, onset: int, rng: np.random.Generator, times: float = TIMES) -> Floats:
    """Return the numerators with a rise, or a fall of a count, from a month on."""
    tops = drawn.tops.copy()
    after = tops[:, onset:]
    if times < 1:
        tops[:, onset:] = rng.binomial(after.astype(int), times)
    elif kind == "count":
        tops[:, onset:] += rng.poisson((TIMES - 1) * after)
    else:
        tops[:, onset:] += rng.binomial((drawn.bottoms[:, onset:] - after).astype(int), RISEN_SHARE)
    return tops


def told(kind: Kind, onset: int | None, runs: int, period: str = PERIOD, times: float = TIMES) -> Detection:
    """Return how often a step is told that began so many months after the period did (negative: before); None: none."""
    window = resolve_period(period, AS_OF, CALENDAR).window
    months = months_behind(window, CALENDAR)
    layout = season_layout(window, months, [True] * len(months), CALENDAR)
    rng = np.random.default_rng([1, int(10 * kind.rho), 17])
    drawn = history(kind, runs, len(months), rng)
    length = sum(month_days(month)[0] >= window.first for month in months)
    first = len(months) - length
    tops = drawn.tops if onset is None else stepped(drawn, kind.name, first + onset, rng, times)
    spread = spread_of_months(kind.name, tops, drawn.bottoms, window, layout).over(window.days)
    now, base = slice(first, None), slice(first - 12, first - 12 + length)
    pair = tops[:, now].sum(1), tops[:, base].sum(1)
    sizes = drawn.bottoms[:, now].sum(1), drawn.bottoms[:, base].sum(1)
    if kind.name == "count":
        p = counts.p_value(pair, (1.0, 1.0), spread)
    else:
        p = rates.p_value((pair[0], sizes[0]), (pair[1], sizes[1]), spread)
    return Detection(float((p < NEEDED_P).mean()), float(np.median(spread.phi)))


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=1000)
    options = parser.parse_args()
    print(f"told at p < {NEEDED_P:g}, in % of histories (median φ of the period)\n")
    heads = [f"from month {onset + 1}" for onset in ONSETS]
    print("| kind | a month | φ | ρ | no rise | " + " | ".join(heads) + " | from the middle of last year |")
    print("|---|---|---|---|" + "---|" * (len(ONSETS) + 2))
    for name, mean, phi in KINDS:
        for rho in RHOS:
            kind = Kind(name, mean, phi, rho)
            told_shares = [told(kind, onset, options.runs) for onset in (None, *ONSETS, -6)]
            cells = " | ".join(f"{100 * share_told.share:.1f} ({share_told.phi:.1f})" for share_told in told_shares)
            print(f"| {name} | {mean:g} | {phi:g} | {rho:g} | {cells} |", flush=True)
    _print_falls(options.runs)
    print(standard_errors(options.runs))


def _print_falls(runs: int) -> None:
    print(
        f"\nA fall by {1 - FALLEN:.0%}, told in % (median φ of the period); of histories without one, of {4 * runs}\n"
    )
    heads = [f"begun {-onset} months before" if onset else "begun with it" for onset in FALL_ONSETS]
    print("| period | a month | φ | ρ | no fall | " + " | ".join(heads) + " |")
    print("|---|---|---|---|---|" + "---|" * len(FALL_ONSETS))
    for period in FALL_PERIODS:
        for name, mean, phi in FALLS:
            for rho in FALL_RHOS:
                kind = Kind(name, mean, phi, rho)
                quiet = told(kind, None, 4 * runs, period)
                falls = [told(kind, onset, runs, period, FALLEN) for onset in FALL_ONSETS]
                cells = " | ".join(f"{100 * fall.share:.0f} ({fall.phi:.1f})" for fall in falls)
                print(f"| {period} | {mean} | {phi} | {rho} | {100 * quiet.share:.2f} | {cells} |", flush=True)


if __name__ == "__main__":
    main()
