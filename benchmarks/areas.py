"""A unit whose area became another one: `python -m benchmarks.areas [--runs N]`.

Months of one KPI (benchmarks/autocorrelation.py), in which nothing happens but that some months ago another unit was
merged into this one: it counts half as much again from then on, or three times as much; of a rate of 90%, what was
merged has one of 70%. A finished month is compared with the one before, both of them after the merging. Beside each
other: φ by all the months, as if the area had always been the same, and by the months of the present area alone, as
the product takes them. Told are the median φ, how often the 95% interval holds no change (of which there is none), and
how often a rise by half is told at p < 0.05.
"""

from __future__ import annotations

import argparse
from typing import NamedTuple

import numpy as np

from benchmarks.autocorrelation import Histories, Kind, history, spread_of_months
from benchmarks.judgement import AS_OF
from benchmarks.monte_carlo import standard_errors
from benchmarks.story_free import Floats
from core.judgement import counts, rates
from core.judgement.season_layout import months_behind, season_layout
from core.metrics.reporting_period import resolve_period
from core.time.reporting_calendar import CALENDAR

MONTH = "2026-10"
RISE = 1.5  # of a count; of the records that do not reach a rate, the share lost by it
MERGED_RATE, NEEDED_P = 0.7, 0.05
GROWTH = (1.5, 3.0)
AGO = (3, 6, 14, 26)  # months before the month compared
KINDS = (Kind("count", 200, 1, 0), Kind("count", 200, 4, 0.3), Kind("rate", 200, 1, 0), Kind("rate", 200, 2, 0.3))


class Detection(NamedTuple):
    """The median φ, the share of intervals that hold no change, and of rises that are told."""

    phi: float
    coverage: float
    power: float


def merged(drawn: Histories, kind: str, ago: int, times: float, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Return numerators and denominators with what was merged from a month on."""
    tops, bottoms = drawn.tops.copy(), drawn.bottoms.copy()
    after = np.s_[:, -1 - ago :]
    if kind == "count":
        tops[after] += rng.poisson((times - 1) * tops[after].mean(), tops[after].shape)
        return tops, bottoms
    more = rng.poisson((times - 1) * bottoms[after].mean(), bottoms[after].shape)
    bottoms[after] += more
    tops[after] += rng.binomial(more, MERGED_RATE)
    return tops, bottoms


def judged(kind: Kind, ago: int | None, times: float, runs: int, *, of_area: bool) -> Detection:
    """Return what is told by all the months, or by those of the present area alone."""
    window = resolve_period(MONTH, AS_OF, CALENDAR).window
    months = months_behind(window, CALENDAR)
    rng = np.random.default_rng([3, round(kind.phi), ago or 0])
    drawn = history(kind, runs, len(months), rng)
    tops, bottoms = (drawn.tops, drawn.bottoms) if ago is None else merged(drawn, kind.name, ago, times, rng)
    first = len(months) - 1 - ago if of_area and ago is not None else 0
    layout = season_layout(window, months, [place >= first for place in range(len(months))], CALENDAR)
    spread = spread_of_months(kind.name, tops, bottoms, window, layout).over(window.days)
    now, base = (tops[:, -1], bottoms[:, -1]), (tops[:, -2], bottoms[:, -2])
    if kind.name == "count":
        low, high = counts.ratio_interval((now[0], base[0]), (1.0, 1.0), spread)
        risen = now[0] + rng.poisson((RISE - 1) * now[0])
        p, none = counts.p_value((risen, base[0]), (1.0, 1.0), spread), 1.0
    else:
        low, high = rates.difference_interval(now, base, spread)
        fallen = rng.binomial(now[0].astype(int), 1 - (RISE - 1) / 5).astype(float)
        p, none = rates.p_value((fallen, now[1]), base, spread), 0.0
    coverage = ((low <= none) & (high >= none)).mean()
    return Detection(float(np.median(spread.phi)), float(coverage), float((p < NEEDED_P).mean()))


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=2000)
    runs = parser.parse_args().runs
    print("| kind | a month | φ | ρ | merged | all months: φ, coverage, told | of the area: φ, coverage, told |")
    print("|---|---|---|---|---|---|---|")
    for kind in KINDS:
        cases: list[tuple[int | None, float]] = [(None, 1.0), *((ago, times) for times in GROWTH for ago in AGO)]
        for ago, times in cases:
            cells = " | ".join(
                f"{told_share.phi:.1f}, {100 * told_share.coverage:.1f}%, {100 * told_share.power:.1f}%"
                for told_share in (judged(kind, ago, times, runs, of_area=of_area) for of_area in (False, True))
            )
            name = "never" if ago is None else f"×{times:g}, {ago} months ago"
            print(f"| {kind.name} | {kind.mean:g} | {kind.phi:g} | {kind.rho:g} | {name} | {cells} |", flush=True)
    print(standard_errors(runs))


if __name__ == "__main__":
    main()
