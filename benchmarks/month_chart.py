"""Say how often a month chart tells of months in which nothing happens: `python -m benchmarks.month_chart`.

Months of one KPI, what goes beyond chance in them following an autoregression with ρ: counts with a season, shares and
single values, a whole baseline of 36 months before the eight that are judged, or the 26 of the shortest generated
history. Told are: the newest month outside the limits, any of the eight, and eight in a row on one side that were not
so a month before. Then a lasting rise: in how many of the charts it is told within three, six and twelve months. A
minute.
"""

from __future__ import annotations

import argparse
from typing import NamedTuple

import numpy as np

from benchmarks.monte_carlo import standard_errors
from benchmarks.story_free import autoregression
from core.features.month_chart.limits import (
    RUN,
    SEASONS,
    Limits,
    count_limits,
    individual_limits,
    run_side,
    share_limits,
)
from core.metrics.arrays import Floats

RHOS = (0.0, 0.3, 0.5, 0.7)
BASELINES = (36, 26)
SEASON = 0.15  # a count's largest month lies so far above its mean, in parts
WATCHED = 12
MONTH_DAYS = np.array([31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


class Kind(NamedTuple):
    """A KPI: events a month (records of a share), its level if it is a share, and the dispersion of months."""

    name: str
    mean: float
    level: float
    phi: float


KINDS = (
    Kind("u′, 3,000 a month, φ 20", 3000, 0, 20),
    Kind("u′, 200 a month, φ 4", 200, 0, 4),
    Kind("u′, 200 a month, φ 1", 200, 0, 1),
    Kind("u′, 10 a month, φ 1.3", 10, 0, 1.3),
    Kind("p′, 90% of 500, φ 3", 500, 0.9, 3),
    Kind("p′, 98% of 80, φ 1", 80, 0.98, 1),
    Kind("XmR", 0, 0, 0),
)


class Detection(NamedTuple):
    """The shares of charts that tell of the newest month, of any of those judged, and of a run that begins."""

    newest: float
    any_month: float
    run: float


class Months(NamedTuple):
    """By point: what is charted and its limits."""

    values: Floats
    limits: Limits

    def outside(self) -> list[bool]:
        """Return by judged point whether it lies outside."""
        low, high, values = (line[-RUN:] for line in (self.limits.low, self.limits.high, self.values))
        outside: list[bool] = ((values < low) | (values > high)).tolist()
        return outside

    def run(self, back: int = 0) -> bool:
        """Tell whether the points up to so many before the newest are a run."""
        end = len(self.values) - back
        return run_side(self.values[:end], self.limits.centre[:end]) != 0


def points_of(kind: Kind, baseline: int) -> int:
    """Return the points that so many months make, with those judged: eleven a year of a count."""
    has_season = not kind.level and kind.name != "XmR"
    return (round(baseline * SEASONS / 12) if has_season else baseline) + RUN


def draw(
    kind: Kind, points: int, rho: float, rng: np.random.Generator, times: Floats | float = 1.0
) -> tuple[Floats, Floats]:
    """Return numerators and denominators (days of a count) by point; `times` multiplies a count's mean.

    The first point of a count is a January and February.
    """
    if kind.name == "XmR":
        return autoregression(rng, (1, points), rho)[0], np.ones(points)
    if kind.level:
        noise = autoregression(rng, (1, points), rho)[0]
        size = rng.poisson(kind.mean, points)
        chance = np.sqrt(kind.level * (1 - kind.level))
        share = kind.level + chance * np.sqrt(max(kind.phi - 1, 0) / kind.mean) * noise
        return rng.binomial(size, np.clip(share, 0, 1)).astype(float), size.astype(float)
    months = np.arange(-(-points // SEASONS) * 12)
    noise = autoregression(rng, (1, len(months)), rho)[0]
    log_sd = np.sqrt(np.log1p(max(kind.phi - 1, 0) / kind.mean))
    season = 1 + SEASON * np.sin(2 * np.pi * months / 12)
    mean = kind.mean * MONTH_DAYS[months % 12] / 30.4 * season * np.exp(log_sd * noise - log_sd**2 / 2)
    point = months - 1 - months // 12  # January and February are one
    point[months % 12 == 0] += 1
    of_point = np.bincount(point, mean)[:points]
    days: Floats = np.bincount(point, MONTH_DAYS[months % 12])[:points].astype(float)
    return rng.poisson(of_point * times).astype(float), days


def charted(kind: Kind, numerators: Floats, denominators: Floats) -> Months:
    """Return the chart whose last eight points are judged."""
    points = len(numerators)
    baseline = np.arange(points) < points - RUN
    if kind.name == "XmR":
        return Months(numerators, individual_limits(numerators, baseline))
    if kind.level:
        return Months(numerators / denominators, share_limits(numerators, denominators, baseline))
    return Months(numerators, count_limits(numerators, denominators, np.arange(points) % SEASONS, baseline))


def false_alarms(kind: Kind, baseline: int, rho: float, runs: int, seed: int = 1) -> Detection:
    """Return how often quiet months are told."""
    rng = np.random.default_rng([seed, int(10 * rho), baseline])
    points, told_points = points_of(kind, baseline), []
    for _ in range(runs):
        months = charted(kind, *draw(kind, points, rho, rng))
        outside = months.outside()
        told_points.append((outside[-1], any(outside), months.run() and not months.run(back=1)))
    return Detection(*np.mean(told_points, axis=0).tolist())


def rise_found(kind: Kind, times: float, rho: float, runs: int, seed: int = 2) -> list[float]:
    """Return the shares of charts in which a lasting rise of a count is told within three, six and twelve points."""
    rng = np.random.default_rng([seed, int(10 * rho)])
    points, first = points_of(kind, 36), []
    for _ in range(runs):
        rise = np.where(np.arange(points + WATCHED) < points, 1.0, times)
        numerators, days = draw(kind, points + WATCHED, rho, rng, rise)
        alarm_month = WATCHED + 1
        for month in range(1, WATCHED + 1):
            window = slice(month, points + month)
            months = _moved(numerators[window], days[window], month)
            if months.outside()[-1] or months.run():
                alarm_month = month
                break
        first.append(alarm_month)
    return [float(np.mean(np.array(first) <= limit)) for limit in (3, 6, 12)]


def _moved(numerators: Floats, days: Floats, start: int) -> Months:
    seasons = (np.arange(len(numerators)) + start) % SEASONS
    baseline = np.arange(len(numerators)) < len(numerators) - RUN
    return Months(numerators, count_limits(numerators, days, seasons, baseline))


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=2000)
    options = parser.parse_args()
    print("false: the newest month outside, any of the eight, a run that begins; in % of charts\n")
    print("| chart | baseline | " + " | ".join(f"ρ = {rho:g}" for rho in RHOS) + " |\n|---|---|" + "---|" * len(RHOS))
    for kind in KINDS:
        for baseline in BASELINES:
            row = [false_alarms(kind, baseline, rho, options.runs) for rho in RHOS]
            cells = [
                f"{100 * share_told.newest:.1f}, {100 * share_told.any_month:.1f}, {100 * share_told.run:.1f}"
                for share_told in row
            ]
            print(f"| {kind.name} | {baseline} | {' | '.join(cells)} |", flush=True)
    print("\na lasting rise told within 3, 6 and 12 months, in % of charts\n")
    print("| count | rise | " + " | ".join(f"ρ = {rho:g}" for rho in RHOS) + " |\n|---|---|" + "---|" * len(RHOS))
    for kind in KINDS[:4]:
        for times in (1.3, 1.5):
            row_found = [rise_found(kind, times, rho, options.runs // 10) for rho in RHOS]
            shares = [", ".join(f"{100 * share:.0f}" for share in row_shares) for row_shares in row_found]
            print(f"| {kind.name} | × {times:g} | {' | '.join(shares)} |", flush=True)
    print(standard_errors(options.runs, "charts"), standard_errors(options.runs // 10, "charts with a rise"))


if __name__ == "__main__":
    main()
