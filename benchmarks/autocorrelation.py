"""Coverage and false verdicts where months depend on each other: `python -m benchmarks.autocorrelation`.

What goes beyond chance in a month follows an autoregression with ρ = 0, .3, .5 and .7. First the 95% intervals of one
KPI, by kind, window and dispersion, beside those that take months for independent. Then boards of 24 tiles in which
nothing happens, by the engine's own functions: how many say anything false at one look.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from benchmarks.judgement import AS_OF, FINISHED, RUNNING, Boards, _running, false_rates
from benchmarks.monte_carlo import standard_errors
from benchmarks.story_free import FIRST_MONTH, MONTHS, Floats, autoregression
from core.judgement import counts, dispersion, quantiles, rates
from core.judgement.autocorrelation import MonthDispersion, count_months, rate_months
from core.judgement.season_layout import SeasonLayout, apply_layout, months_behind, season_layout
from core.metrics.reporting_period import resolve_period
from core.metrics.types import Window
from core.time.days import month_days
from core.time.reporting_calendar import CALENDAR

RHOS = (0.0, 0.3, 0.5, 0.7)
WINDOWS = {"month": "2026-10", "quarter": "2026Q3", "ytd": "ytd", "year": "2025"}
EDGES = tuple(range(2, 62, 2))  # minutes; the bins of a percentile
MEDIAN, SIGMA, SHARE = 8.0, 0.5, 0.9
_ENDS = [month_days(month) for month in range(FIRST_MONTH, FIRST_MONTH + MONTHS)]
DAY = np.repeat(np.arange(MONTHS), [last - first + 1 for first, last in _ENDS])  # the month of each day


class Coverage(NamedTuple):
    """Shares of intervals that hold the truth, taking months for independent and as judged, and how much wider."""

    independent: float
    judged: float
    width: float


class Kind(NamedTuple):
    """A KPI by its kind, events a month, dispersion of months and the autocorrelation of what lasts."""

    name: str
    mean: float
    phi: float
    rho: float


class Histories(NamedTuple):
    """By (run, month): numerators, and denominators of rates; bins (run, month, bin) of percentiles."""

    tops: Floats
    bottoms: Floats
    bins: NDArray[np.int64]


def history(kind: Kind, runs: int, months: int, rng: np.random.Generator) -> Histories:
    """Months of one KPI."""
    name, mean, phi, rho = kind
    noise = autoregression(rng, (runs, months), rho)
    none = np.zeros((0, 0, 0), np.int64)
    if name == "count":
        log_sd = np.sqrt(np.log1p((phi - 1) / mean))
        tops = rng.poisson(mean * np.exp(log_sd * noise - log_sd**2 / 2)).astype(float)
        return Histories(tops, np.ones_like(tops), none)
    size = rng.poisson(mean, (runs, months))
    within_sd = np.sqrt(max(phi - 1, 0) / mean)  # of the share, over that of chance
    if name == "rate":
        level = np.clip(SHARE + within_sd * np.sqrt(SHARE * (1 - SHARE)) * noise, 0, 1)
        return Histories(rng.binomial(size, level).astype(float), size.astype(float), none)
    shift = within_sd * np.sqrt(SHARE * (1 - SHARE)) / 0.1755 * SIGMA * noise  # .1755: normal density at the 90% point
    upto = ndtr((np.log(np.array(EDGES) / MEDIAN) - shift[..., None]) / SIGMA)
    chances = np.diff(np.concatenate([np.zeros((runs, months, 1)), upto, np.ones((runs, months, 1))], -1))
    return Histories(np.zeros((runs, months)), size.astype(float), rng.multinomial(size, chances))


def coverage(kind: Kind, period: str, runs: int = 2000, seed: int = 1) -> Coverage:
    """Return how often the interval of the change to the year before holds no change, of which there is none."""
    window = resolve_period(period, AS_OF, CALENDAR).window
    months = months_behind(window, CALENDAR)
    layout = season_layout(window, months, [True] * len(months), CALENDAR)
    drawn = history(kind, runs, len(months), np.random.default_rng([seed, round(10 * kind.rho), round(kind.mean)]))
    length = sum(month_days(month)[0] >= window.first for month in months)
    now, base = slice(len(months) - length, None), slice(len(months) - length - 12, len(months) - 12)
    if kind.name == "percentile":
        return _percentile_coverage(drawn, window, layout, now, base)
    spread = spread_of_months(kind.name, drawn.tops, drawn.bottoms, window, layout)
    pair = drawn.tops[:, now].sum(1), drawn.tops[:, base].sum(1)
    sizes = drawn.bottoms[:, now].sum(1), drawn.bottoms[:, base].sum(1)
    results = []
    for judged in (dispersion.Dispersion(spread.phi, spread.df), spread.over(window.days)):
        if kind.name == "count":
            low, high = counts.ratio_interval(pair, (1.0, 1.0), judged)
            results.append((((low <= 1) & (high >= 1)).mean(), np.median(high - low)))
        else:
            low, high = rates.difference_interval((pair[0], sizes[0]), (pair[1], sizes[1]), judged)
            results.append((((low <= 0) & (high >= 0)).mean(), np.median(high - low)))
    return Coverage(float(results[0][0]), float(results[1][0]), float(results[1][1] / results[0][1]))


def spread_of_months(kind: str, tops: Floats, bottoms: Floats, window: Window, layout: SeasonLayout) -> MonthDispersion:
    """Return φ and ρ of months as the product estimates them."""
    laid = apply_layout(tops, layout)
    if kind == "count":
        return count_months(laid, layout.days, window.start.month - 1, layout.recent)
    return rate_months(laid, apply_layout(bottoms, layout), window.start.month - 1, layout.days > 0, layout.recent)


def _percentile_coverage(drawn: Histories, window: Window, layout: SeasonLayout, now: slice, base: slice) -> Coverage:
    rows = []
    for bins in drawn.bins:
        pair = bins[now].sum(0), bins[base].sum(0)
        edge = quantiles.nearest_edge(*pair, SHARE)
        up_to_edge = bins[:, : edge + 1].sum(1)[None].astype(float)
        spread = spread_of_months("rate", up_to_edge, bins.sum(1)[None].astype(float), window, layout)
        for judged in (dispersion.Dispersion(spread.phi, spread.df), spread.over(window.days)):
            flat = dispersion.Dispersion(judged.phi[0], judged.df[0])
            low, high = quantiles.ratio_interval(*pair, EDGES, SHARE, flat)
            rows.append((low <= 1 <= high, np.log(high / max(low, 1e-9))))
    covered, width = np.array(rows, float).reshape(-1, 2, 2).transpose(2, 1, 0)
    return Coverage(
        float(covered[0].mean()), float(covered[1].mean()), float(np.median(width[1]) / np.median(width[0]))
    )


def boards_of_24(number: int, seed: int, rho: float) -> Boards:
    """Boards of the catalogue's shape: 12 counts of 0.3 to 100 a day, 12 rates of 1 to 60 records a day."""
    rng = np.random.default_rng([seed, int(10 * rho)])
    daily_counts, daily_tops, daily_bottoms = [], [], []
    for mean in np.geomspace(0.3, 100, 12):
        phi = 1 + 0.3 * np.sqrt(mean)  # of days, beside the month's own
        month = np.exp(_log_normal(rng, number, rho, np.sqrt(0.5 / (30 * mean) + 0.03**2)))
        day = rng.gamma(mean / phi, phi, (number, len(DAY)))
        daily_counts.append(rng.poisson(day * month[:, DAY]))
    for mean, level in zip(np.geomspace(1, 60, 12), np.tile([0.6, 0.8, 0.92, 0.98], 3), strict=True):
        size = rng.poisson(mean, (number, len(DAY)))
        month = 0.8 * np.sqrt(level * (1 - level) / (30 * mean)) * autoregression(rng, (number, MONTHS), rho)
        daily_bottoms.append(size)
        daily_tops.append(rng.binomial(size, np.clip(level + month[:, DAY], 0, 1)))
    stacked = ([np.stack(daily, 1)] for daily in (daily_counts, daily_tops, daily_bottoms))
    return Boards(*(_running(list(daily[0].astype(float))) for daily in stacked))


def _log_normal(rng: np.random.Generator, number: int, rho: float, sd: float) -> Floats:
    noise: Floats = sd * autoregression(rng, (number, MONTHS), rho) - sd**2 / 2
    return noise


def cases(percentile_runs: int) -> Iterator[tuple[str, float, float, int]]:
    """Kinds with their events a month, dispersion and runs (0: the usual number)."""
    yield from (("count", mean, phi, 0) for mean, phi in ((2000, 20), (200, 4), (200, 1.5), (20, 1.5)))
    yield from (("rate", mean, phi, 0) for mean, phi in ((1000, 5), (200, 2)))
    yield ("percentile", 500, 3, percentile_runs)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=4000)
    parser.add_argument("--percentile-runs", type=int, default=400)
    parser.add_argument("--boards", type=int, default=300)
    parser.add_argument("--seed", type=int, default=5)
    options = parser.parse_args()
    print("coverage in %, months taken for independent → as judged (width)\n")
    print("| kind | events a month | φ | window | " + " | ".join(f"ρ = {rho:g}" for rho in RHOS) + " |")
    print("|---|---|---|---|" + "---|" * len(RHOS))
    for kind, mean, phi, runs in cases(options.percentile_runs):
        for name, period in WINDOWS.items():
            row = [coverage(Kind(kind, mean, phi, rho), period, runs or options.runs, options.seed) for rho in RHOS]
            cells = [f"{100 * r.independent:.1f} → {100 * r.judged:.1f} (×{r.width:.2f})" for r in row]
            print(f"| {kind} | {mean:g} | {phi:g} | {name} | {' | '.join(cells)} |", flush=True)
    print(standard_errors(options.runs), standard_errors(options.percentile_runs, "runs of percentiles"))
    print(f"\n{options.boards} boards of 24 tiles without any change: share with a false verdict at one look\n")
    print("| period | " + " | ".join(f"ρ = {rho:g}" for rho in RHOS) + " |\n|---|" + "---|" * len(RHOS))
    boards_by_rho = {rho: boards_of_24(options.boards, options.seed, rho) for rho in RHOS}
    for period in (*FINISHED, *RUNNING):
        shares = [false_rates(boards_by_rho[rho], period, days_looked=1).at_one_look for rho in RHOS]
        print(f"| {period} | {' | '.join(f'{share:.1%}' for share in shares)} |", flush=True)
    print(standard_errors(options.boards, "boards"))


if __name__ == "__main__":
    main()
