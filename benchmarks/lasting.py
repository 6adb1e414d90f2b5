"""Simulates how soon rises that last are found, and how often nothing is called a rise: `python -m benchmarks.lasting`.

Counties of 18 stations in which weeks hang together by ρ = 0, .3, .5, .7 (benchmarks/quiet_weeks.py), three years of
history before the year that is looked at. False alarms: beginnings a month of every rule that watches counts, by the
product's own functions and at the product's own share of the false alarms. Found: runs in which a rise that begins in a
week of that year and stays is told of its unit, by its KPI or by one that holds it, within half a year.

`--limits` prints the table of limits of core/features/signals/cusum.py instead.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from benchmarks import cusum_limits
from benchmarks.monte_carlo import standard_errors
from benchmarks.quiet_weeks import KPIS, STATIONS, Floats, Ints, Rise, by_week, draw, split
from core.catalogue.load import load_catalogue
from core.catalogue.signal_model import MONTH_DAYS, FaultSides, SignalRule
from core.features.signals.amount_series import AmountSeries
from core.features.signals.cusum import CusumPath
from core.features.signals.episodes import follow_episodes
from core.features.signals.lasting_scores import WeeklyCounts, first_week_needed, score_weeks
from core.features.signals.scan_statistics import OwnYearsScanner, ScanStatistics, ShareScanner
from core.time.days import day_number, week_days, week_number

LAST = week_number(day_number(date(2026, 11, 1)) + 1) - 1  # the week that ends on that Sunday
HISTORY, LOOKED_AT = 156, 52  # weeks
WEEKS = range(LAST - HISTORY - LOOKED_AT + 1, LAST + 1)
COMMUNITIES = 14  # of a station
RHOS = (0.0, 0.3, 0.5, 0.7)
PHI = 1.1
RUNNING_WEEKS = 26  # within which a rise has to be found
CATALOGUE = load_catalogue()


class Case(NamedTuple):
    """A rise to be found: its name, what rises at which station (None: everywhere), and the KPIs that would tell."""

    name: str
    classes: tuple[str, ...]
    factor: float
    station: int | None
    kpis: tuple[str, ...]


VALID = ("criminal", "public_order", "traffic", "fire", "dispute", "help", "complaint", "other")
CASES = (
    Case("disputes × 1.3, bureau", ("dispute",), 1.3, None, ("dispute_alerts",)),
    Case("criminal × 1.5, bureau", ("criminal",), 1.5, None, ("criminal_alerts", "telecom_fraud_alerts")),
    Case("all valid × 1.3, urban station", VALID, 1.3, 0, ("alerts_valid", "traffic_alerts", "dispute_alerts")),
    Case("traffic × 1.3, urban station", ("traffic",), 1.3, 0, ("traffic_alerts", "alerts_valid")),
    Case("disputes × 1.3, urban station", ("dispute",), 1.3, 0, ("dispute_alerts",)),
    Case("disputes × 2, urban station", ("dispute",), 2.0, 0, ("dispute_alerts",)),
    Case("disputes × 2, rural station", ("dispute",), 2.0, STATIONS - 1, ("dispute_alerts",)),
)


def lasting_path(counties: Sequence[Ints]) -> CusumPath:
    """Follow the lasting rule over many counties at once, by (county, KPI, unit, week of LOOKED_AT)."""
    rule = CATALOGUE.signals["lasting"]
    rows = [KPIS.index(name) for name in rule.kpis]
    weekly = np.stack([by_week(county[rows]) for county in counties])
    first = first_week_needed(LAST)
    missing = WEEKS[0] - first
    counts = np.pad(weekly.reshape(-1, *weekly.shape[2:]), ((0, 0), (0, 0), (max(missing, 0), 0)))
    complete = np.zeros(counts.shape, bool)
    complete[..., max(missing, 0) :] = True
    rate = CATALOGUE.false_alarms["bureau"].a_month * rule.part * len(counties)
    path = score_weeks(
        WeeklyCounts(min(first, WEEKS[0]), counts, complete), rule.least, rate, lambda _, values, fit: fit(values)
    ).follow()
    shape = (len(counties), len(rows), *counts.shape[1:2], -1)
    active, since, started = (array.reshape(shape)[..., -LOOKED_AT:] for array in path)
    return CusumPath(active.astype(bool), since, started.astype(bool))


def scans_of(rule: SignalRule, county: Ints, rng: np.random.Generator) -> tuple[list[ScanStatistics], int]:
    """The statistics of a rule of single windows over the year looked at, and how many days lie between two."""
    rows = [KPIS.index(name) for name in rule.kpis]
    if rule.kind == "cluster":
        county_weeks = by_week(county[rows])
        pieces = np.concatenate([county_weeks[:, :1], split(rng, county_weeks[:, 1:], COMMUNITIES)], axis=1)
        scanner = ShareScanner.of_first_row(_series(pieces, 7), rule.days)
        return [scanner.statistics_before(place + 1) for place in range(HISTORY, len(WEEKS))], 7
    series, days = _series(county[rows], 1), range(HISTORY * 7, len(WEEKS) * 7)
    ways: FaultSides = rule.ways if rule.kind == "fault" else "more"
    share = ShareScanner.of_first_row(series, rule.days, ways)
    stations = [share.statistics_before(day + 1) for day in days]
    if rule.kind == "fault":
        return stations, 1
    own = OwnYearsScanner(series.unit_slice(0, 1), rule.days, CATALOGUE.spring)
    bureau = [own.statistics_before(day + 1) for day in days]
    pairs = zip(bureau, stations, strict=True)
    return [
        ScanStatistics(*(np.concatenate(statistics_pair, axis=-1) for statistics_pair in zip(*pair, strict=True)))
        for pair in pairs
    ], 1


def _series(amounts: Ints, step: int) -> AmountSeries:
    running = np.concatenate([np.zeros_like(amounts[..., :1]), np.cumsum(amounts, axis=-1)], axis=-1)
    return AmountSeries(week_days(WEEKS[0])[0], step, running, np.zeros_like(running))


def false_alarms(rho: float, phi: float, years: int, scanned: int) -> Iterator[tuple[str, float, float, int]]:
    """By rule: agreed and begun a month, and over how many years; the slower scans look at fewer of them."""
    months = LOOKED_AT * 7 / MONTH_DAYS
    counties = [draw(np.random.default_rng([11, seed, round(rho * 10)]), WEEKS, rho, phi) for seed in range(years)]
    a_month = CATALOGUE.false_alarms["bureau"].a_month
    began = sum(int(lasting_path(counties[at : at + 10]).started.sum()) for at in range(0, years, 10))
    yield "lasting", a_month * CATALOGUE.signals["lasting"].part, began / years / months, years
    for name in ("rise", "cluster", "fault", "miscoded"):
        rule, began = CATALOGUE.signals[name], 0
        for seed, county in enumerate(counties[:scanned]):
            scans, interval = scans_of(rule, county, np.random.default_rng([12, seed]))
            states = follow_episodes(scans, a_month * rule.part, interval, rule.least)
            began += sum(int(state.started.sum()) for state in states)
        yield name, a_month * rule.part, began / max(scanned, 1) / months, scanned


def weeks_until_found(case: Case, rho: float, phi: float, runs: int) -> list[float]:
    """In each run the weeks from the beginning to the first signal, the week of the signal included; inf for never."""
    delays_found = []
    for at in range(0, runs, 10):
        counties, onsets = [], []
        for seed in range(at, min(at + 10, runs)):
            rng = np.random.default_rng([13, seed, round(rho * 10)])
            onset = int(rng.integers(0, LOOKED_AT - RUNNING_WEEKS + 1))
            rise = Rise(case.classes, case.factor, LAST - LOOKED_AT + 1 + onset, case.station)
            counties.append(draw(rng, WEEKS, rho, phi, rise))
            onsets.append(onset)
        rows = [CATALOGUE.signals["lasting"].kpis.index(name) for name in case.kpis]
        unit = 0 if case.station is None else case.station + 1
        active = lasting_path(counties).active[:, rows, unit].sum(axis=1)
        for county, onset in enumerate(onsets):
            weeks = np.flatnonzero(active[county, onset : onset + RUNNING_WEEKS])
            delays_found.append(float(weeks[0] + 1) if len(weeks) else np.inf)
    return delays_found


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--limits", action="store_true")
    parser.add_argument("--years", type=int, default=60, help="quiet years for each ρ")
    parser.add_argument("--scanned", type=int, default=16, help="of them also looked at by the scans for bursts")
    parser.add_argument("--runs", type=int, default=100, help="of each rise for each ρ")
    parser.add_argument("--rhos", type=float, nargs="+", default=list(RHOS))
    parser.add_argument("--phi", type=float, default=PHI)
    options = parser.parse_args()
    if options.limits:
        print("\n".join(cusum_limits.report(cusum_limits.SERIES)))
        return
    print("| ρ | rule | agreed a month | began a month | years |\n|---|---|---|---|---|")
    for rho in options.rhos:
        rows = list(false_alarms(rho, options.phi, options.years, options.scanned))
        for name, agreed, began, years in rows:
            print(f"| {rho:g} | {name} | {agreed:.2f} | {began:.2f} | {years} |")
        print(
            f"| {rho:g} | all of these | {sum(r[1] for r in rows):.2f} | {sum(r[2] for r in rows):.2f} | |", flush=True
        )
    print(f"\n| ρ | rise | found within {RUNNING_WEEKS} weeks | median weeks |\n|---|---|---|---|")
    for rho in options.rhos:
        for case in CASES:
            weeks = np.array(weeks_until_found(case, rho, options.phi, options.runs))
            print(f"| {rho:g} | {case.name} | {np.isfinite(weeks).mean():.0%} | {_median(weeks)} |", flush=True)
    print(standard_errors(options.runs, "rises"))
    months = options.years * 12
    print(f"Of {options.years} quiet years k false signals have a standard error of √k, a month √k ÷ {months}.")


def _median(weeks: Floats) -> str:
    middle = float(np.median(weeks))
    return f"{middle:.0f}" if np.isfinite(middle) else "—"


if __name__ == "__main__":
    main()
